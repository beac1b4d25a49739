import { contracts as endpoints } from '#contract/contracts';
import type { InScope } from '../../db/scope.ts';
import type { Texts } from '../../output/texts.ts';
import { defineFeature } from '../feature.ts';
import { createContractMails, remindOfContracts } from './contracts.mail.ts';
import { contractsFigure, createContractService } from './contracts.service.ts';

/** Contracts of service: terms, what they cover, and deadlines that nobody is to miss. */
export const contracts = defineFeature({
  endpoints,
  handlers: ({ texts }: { texts: Texts }) => {
    const service = createContractService(texts);
    return {
      'GET /contracts': ({ db, caller, query }) => service.list(db, caller, query),
      'GET /contracts/:id': ({ db, caller, params }) => service.find(db, caller, params.id),
      'GET /exports/contracts': {
        detached: ({ inTenant, caller, query }) => service.exportXlsx(inTenant, caller, query),
      },
    };
  },
  composers: (deps: { inScope: InScope; texts: Texts; defaultFrom: string }) =>
    createContractMails(deps),
  section: { section: 'contracts', source: 'contracts', figure: contractsFigure },
  upkeep: remindOfContracts,
});

import { fiscal as endpoints } from '#contract/fiscal';
import type { Texts } from '../../output/texts.ts';
import { defineFeature } from '../feature.ts';
import { createFiscalService } from './fiscal.service.ts';

/** The fiscal files of invoices, one by one and as an archive. */
export const fiscal = defineFeature({
  endpoints,
  handlers: ({ texts }: { texts: Texts }) => {
    const service = createFiscalService(texts);
    return {
      'GET /fiscal-files/:id/xml': ({ db, caller, params }) =>
        service.file(db, caller, 'xml', params.id),
      'GET /fiscal-files/:id/pdf': ({ db, caller, params }) =>
        service.file(db, caller, 'pdf', params.id),
      'POST /fiscal-archives': {
        detached: ({ inTenant, caller, body, audit }) =>
          service.archive(inTenant, caller, body, (db, detail) => audit(db, { detail })),
      },
    };
  },
});

import { audit as endpoints } from '#contract/audit';
import type { Texts } from '../../output/texts.ts';
import { defineFeature } from '../feature.ts';
import { auditCsv, findAudit, listAudit } from './audit.service.ts';
import { sealDays } from './seals.ts';

/** The audit log: who did what, as a list, one by one and as a file; and the seals of its days. */
export const audit = defineFeature({
  endpoints,
  handlers: ({ texts }: { texts: Texts }) => ({
    'GET /audit': ({ db, caller, query }) => listAudit(db, caller, query),
    'GET /audit/:id': ({ db, caller, params }) => findAudit(db, caller, params.id),
    'GET /exports/audit': {
      detached: async ({ inTenant, caller, query: { locale, ...filter } }) =>
        auditCsv(texts, inTenant, caller, filter, locale),
    },
  }),
  section: { section: 'audit', source: null, figure: async () => null },
  upkeep: sealDays,
});

import type { SyncRecord } from '#contract/sync';
import { entity, identifier, text } from '../sync.columns.ts';

export const companies = entity<SyncRecord<'companies'>>('companies', {
  conflict: ['code_key'],
  identifiers: [identifier('code', (r) => r.code)],
  columns: {
    legal_name: text((r) => r.legalName),
    tax_id: text((r) => r.taxId),
    country: text((r) => r.country),
    currency: text((r) => r.currency),
    time_zone: text((r) => r.timeZone),
  },
});

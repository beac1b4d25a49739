import type { SyncRecord } from '#contract/sync';
import { entity, identifier, text } from '../sync.columns.ts';

export const plants = entity<SyncRecord<'plants'>>('plants', {
  conflict: ['code_key'],
  identifiers: [
    identifier('code', (r) => r.code),
    identifier('state_code', (r) => r.state?.code ?? null, 'state_key'),
    identifier('locality_code', (r) => r.locality?.code ?? null, 'locality_key'),
  ],
  columns: {
    name: text((r) => r.name),
    short_name: text((r) => r.shortName),
    state_name: text((r) => r.state?.name),
    locality_name: text((r) => r.locality?.name),
  },
});

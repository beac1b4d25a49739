import type { SyncRecord } from '#contract/sync';
import { entity, identifier, numeric, text } from '../sync.columns.ts';

export const locations = entity<SyncRecord<'locations'>>('locations', {
  conflict: ['code_key'],
  identifiers: [identifier('code', (r) => r.code)],
  columns: {
    name: text((r) => r.name),
    country: text((r) => r.country),
    time_zone: text((r) => r.timeZone),
    latitude: numeric((r) => r.latitude),
    longitude: numeric((r) => r.longitude),
  },
});

import type { SyncRecord } from '#contract/sync';
import { boolean, entity, identifier, text } from '../sync.columns.ts';

export const executives = entity<SyncRecord<'executives'>>('executives', {
  conflict: ['code_key'],
  identifiers: [identifier('code', (r) => r.code)],
  columns: {
    name: text((r) => r.name),
    role: text((r) => r.role),
    phone: text((r) => r.phone),
    email: text((r) => r.email),
    active: boolean((r) => r.active),
  },
});

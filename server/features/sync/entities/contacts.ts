import type { SyncRecord } from '#contract/sync';
import { boolean, entity, identifier, ref, text } from '../sync.columns.ts';

export const contacts = entity<SyncRecord<'contacts'>>('contacts', {
  conflict: ['external_key'],
  identifiers: [identifier('external_id', (r) => r.id, 'external_key')],
  columns: {
    customer_id: ref('customer', 'customer', (r) => [r.customer]),
    name: text((r) => r.name),
    email: text((r) => r.email),
    phone: text((r) => r.phone),
    role: text((r) => r.role),
    erp_active: boolean((r) => r.active),
  },
});

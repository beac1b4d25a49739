import type { SyncRecord } from '#contract/sync';
import { entity, identifier, ref, text } from '../sync.columns.ts';

export const addresses = entity<SyncRecord<'addresses'>>('addresses', {
  conflict: ['customer_id', 'code_key'],
  identifiers: [identifier('code', (r) => r.code)],
  columns: {
    customer_id: ref('customer', 'customer', (r) => [r.customer]),
    name: text((r) => r.name),
    street: text((r) => r.street),
    postal_code: text((r) => r.postalCode),
    city: text((r) => r.city),
    district: text((r) => r.district),
    state: text((r) => r.state),
    country: text((r) => r.country),
  },
});

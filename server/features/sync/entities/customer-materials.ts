import type { SyncRecord } from '#contract/sync';
import { entity, identifier, json, ref } from '../sync.columns.ts';

export const customerMaterials = entity<SyncRecord<'customer-materials'>>('customer_materials', {
  conflict: ['customer_id', 'number_key'],
  identifiers: [identifier('number', (r) => r.number)],
  columns: {
    customer_id: ref('customer', 'customer', (r) => [r.customer]),
    material_id: ref('material', 'material', (r) => [r.material]),
    descriptions: json((r) => r.descriptions),
  },
});

import type { SyncRecord } from '#contract/sync';
import { entity, instant, numeric, ref, text } from '../sync.columns.ts';

export const stockReadings = entity<SyncRecord<'stock-readings'>>('stock_readings', {
  conflict: ['material_id', 'plant_id'],
  newest: 'read_at',
  // From here on it is not what the ERP said when it was asked.
  resets: { live_at: 'null' },
  columns: {
    material_id: ref('material', 'material', (r) => [r.material]),
    plant_id: ref('plant', 'plant', (r) => [r.plant]),
    quantity: numeric((r) => r.quantity),
    unit: text((r) => r.unit),
    read_at: instant((r) => r.readAt),
  },
});

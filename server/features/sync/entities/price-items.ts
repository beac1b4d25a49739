import { identifierKey } from '#contract/identifiers';
import type { SyncRecord } from '#contract/sync';
import { date, entity, lines, numeric, ref, text } from '../sync.columns.ts';

type PriceItem = SyncRecord<'price-items'>;

export const priceItems = entity<PriceItem>('price_entries', {
  conflict: ['list_id', 'material_id'],
  columns: {
    list_id: ref('price_list', 'list', (r) => [r.list]),
    material_id: ref('material', 'material', (r) => [r.material]),
    number_key: text((r) => identifierKey(r.material)),
  },
  lines: [
    lines((r: PriceItem) => r.prices, {
      table: 'prices',
      parent: 'entry_id',
      path: 'prices',
      numbered: true,
      columns: {
        unit: text((one) => one.unit),
        price: numeric((one) => one.price),
        price_unit: numeric((one) => one.priceUnit),
        min_quantity: numeric((one) => one.minQuantity),
        valid_from: date((one) => one.validFrom),
        valid_to: date((one) => one.validTo),
      },
    }),
  ],
});

import type { SyncRecord } from '#contract/sync';
import { boolean, date, entity, identifier, integer, lines, ref, text } from '../sync.columns.ts';

type PriceList = SyncRecord<'price-lists'>;

export const priceLists = entity<PriceList>('price_lists', {
  conflict: ['code_key'],
  identifiers: [identifier('code', (r) => r.code)],
  columns: {
    name: text((r) => r.name),
    currency: text((r) => r.currency),
    tax_included: boolean((r) => r.taxIncluded),
    valid_from: date((r) => r.validFrom),
    valid_to: date((r) => r.validTo),
  },
  lines: [
    lines((r: PriceList) => r.assignments, {
      table: 'price_list_assignments',
      parent: 'list_id',
      path: 'assignments',
      columns: {
        customer_id: ref('customer', 'customer', ({ customer }) => [customer]),
        customer_group: text(({ group }) => group),
        position: integer(({ position }) => position),
      },
    }),
  ],
});

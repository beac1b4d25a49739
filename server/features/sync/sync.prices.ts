import { identifierKey } from '#contract/identifiers';
import type { SyncRecord } from '#contract/sync';
import type { Entity } from './sync.entity.ts';
import { replaceRows } from './sync.rows.ts';

const priceLists: Entity<SyncRecord<'price-lists'>> = {
  table: 'price_lists',
  conflict: ['code_key'],
  columns: {
    code: 'text',
    code_key: 'text',
    name: 'text',
    currency: 'text',
    tax_included: 'boolean',
    valid_from: 'date',
    valid_to: 'date',
  },
  references: (r) =>
    r.assignments.flatMap(({ customer }, i) =>
      customer
        ? [
            {
              kind: 'customer' as const,
              key: [identifierKey(customer)],
              path: `assignments.${i}.customer`,
            },
          ]
        : [],
    ),
  row: (r) => ({
    code: r.code,
    code_key: identifierKey(r.code),
    name: r.name,
    currency: r.currency,
    tax_included: r.taxIncluded,
    valid_from: r.validFrom,
    valid_to: r.validTo,
  }),
  children: (db, records, parents, resolve) =>
    replaceRows(
      db,
      'price_list_assignments',
      { list_id: 'uuid', customer_id: 'uuid', customer_group: 'text', position: 'integer' },
      'list_id',
      parents,
      records.flatMap((r) =>
        r.assignments.map(({ customer, group, position }) => ({
          list_id: parents.idOf(r),
          customer_id: customer && resolve('customer', identifierKey(customer)),
          customer_group: group,
          position,
        })),
      ),
    ),
};

const priceItems: Entity<SyncRecord<'price-items'>> = {
  table: 'price_entries',
  conflict: ['list_id', 'material_id'],
  columns: { list_id: 'uuid', material_id: 'uuid', number_key: 'text' },
  references: (r) => [
    { kind: 'price_list', key: [identifierKey(r.list)], path: 'list' },
    { kind: 'material', key: [identifierKey(r.material)], path: 'material' },
  ],
  row: (r, resolve) => ({
    list_id: resolve('price_list', identifierKey(r.list)),
    material_id: resolve('material', identifierKey(r.material)),
    number_key: identifierKey(r.material),
  }),
  children: (db, records, parents) =>
    replaceRows(
      db,
      'prices',
      {
        entry_id: 'uuid',
        line: 'integer',
        unit: 'text',
        price: 'numeric',
        price_unit: 'numeric',
        min_quantity: 'numeric',
        valid_from: 'date',
        valid_to: 'date',
      },
      'entry_id',
      parents,
      records.flatMap((r) =>
        r.prices.map((one, index) => ({
          entry_id: parents.idOf(r),
          line: index + 1,
          unit: one.unit,
          price: one.price,
          price_unit: one.priceUnit,
          min_quantity: one.minQuantity,
          valid_from: one.validFrom,
          valid_to: one.validTo,
        })),
      ),
    ),
};

export const priceEntities = { 'price-lists': priceLists, 'price-items': priceItems };

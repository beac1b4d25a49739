import { identifierKey } from '#contract/identifiers';
import type { SyncRecord } from '#contract/sync';
import type { Entity } from './sync.entity.ts';
import { replaceRows, type Row } from './sync.rows.ts';

const lineColumns = {
  line: 'integer',
  position: 'text',
  material: 'text',
  material_key: 'text',
  descriptions: 'jsonb',
  quantity: 'numeric',
  unit: 'text',
  amount: 'numeric',
};

type Line = {
  position: string;
  material: string | null;
  descriptions: object;
  quantity: string;
  unit: string;
  amount: string;
};
/** Rows of all lines of all records, made one by one as they are asked for. */
function* linesOf<R, L>(
  records: readonly R[],
  lines: (record: R) => readonly L[],
  row: (record: R, line: L, index: number) => Row,
): Generator<Row> {
  for (const record of records)
    for (const [index, line] of lines(record).entries()) yield row(record, line, index);
}

const lineRow = (line: Line, index: number) => ({
  line: index + 1,
  position: line.position,
  material: line.material,
  material_key: line.material && identifierKey(line.material),
  descriptions: line.descriptions,
  quantity: line.quantity,
  unit: line.unit,
  amount: line.amount,
});

const orders: Entity<SyncRecord<'orders'>> = {
  table: 'orders',
  conflict: ['number_key'],
  columns: {
    number: 'text',
    number_key: 'text',
    company_id: 'uuid',
    customer_id: 'uuid',
    address_id: 'uuid',
    contact_id: 'uuid',
    purchase_order: 'text',
    order_date: 'date',
    currency: 'text',
    amount: 'numeric',
    erp_status: 'text',
    erp_status_key: 'text',
    status: 'text',
  },
  references: (r) => [
    { kind: 'company', key: [identifierKey(r.company)], path: 'company' },
    { kind: 'customer', key: [identifierKey(r.customer)], path: 'customer' },
    { kind: 'order_status', key: [identifierKey(r.status)], path: 'status' },
    ...(r.shipTo
      ? [
          {
            kind: 'address' as const,
            key: [identifierKey(r.customer), identifierKey(r.shipTo)],
            path: 'shipTo',
          },
        ]
      : []),
    ...(r.requestedBy
      ? [{ kind: 'contact' as const, key: [identifierKey(r.requestedBy)], path: 'requestedBy' }]
      : []),
    ...r.items.map((item, i) => ({
      kind: 'item_status' as const,
      key: [identifierKey(item.status)],
      path: `items.${i}.status`,
    })),
  ],
  row: (r, resolve) => ({
    number: r.number,
    number_key: identifierKey(r.number),
    company_id: resolve('company', identifierKey(r.company)),
    customer_id: resolve('customer', identifierKey(r.customer)),
    address_id: r.shipTo && resolve('address', identifierKey(r.customer), identifierKey(r.shipTo)),
    contact_id: r.requestedBy && resolve('contact', identifierKey(r.requestedBy)),
    purchase_order: r.purchaseOrder,
    order_date: r.date,
    currency: r.currency,
    amount: r.amount,
    erp_status: r.status,
    erp_status_key: identifierKey(r.status),
    status: resolve('order_status', identifierKey(r.status)),
  }),
  children: (db, records, parents, resolve) =>
    replaceRows(
      db,
      'order_items',
      {
        order_id: 'uuid',
        ...lineColumns,
        delivered: 'numeric',
        unit_price: 'numeric',
        price_unit: 'numeric',
        delivery_date: 'date',
        erp_status: 'text',
        erp_status_key: 'text',
        status: 'text',
      },
      'order_id',
      parents,
      linesOf(
        records,
        (r) => r.items,
        (r, item, index) => ({
          order_id: parents.idOf(r),
          ...lineRow(item, index),
          delivered: item.delivered,
          unit_price: item.unitPrice,
          price_unit: item.priceUnit,
          delivery_date: item.deliveryDate,
          erp_status: item.status,
          erp_status_key: identifierKey(item.status),
          status: resolve('item_status', identifierKey(item.status)),
        }),
      ),
    ),
};

const invoices: Entity<SyncRecord<'invoices'>> = {
  table: 'invoices',
  conflict: ['company_id', 'number_key'],
  columns: {
    number: 'text',
    number_key: 'text',
    company_id: 'uuid',
    customer_id: 'uuid',
    kind: 'text',
    invoice_date: 'date',
    due_date: 'date',
    currency: 'text',
    net: 'numeric',
    tax: 'numeric',
    total: 'numeric',
  },
  references: (r) => [
    { kind: 'company', key: [identifierKey(r.company)], path: 'company' },
    { kind: 'customer', key: [identifierKey(r.customer)], path: 'customer' },
    ...r.orders.map((order, i) => ({
      kind: 'order' as const,
      key: [identifierKey(order)],
      path: `orders.${i}`,
    })),
  ],
  row: (r, resolve) => ({
    number: r.number,
    number_key: identifierKey(r.number),
    company_id: resolve('company', identifierKey(r.company)),
    customer_id: resolve('customer', identifierKey(r.customer)),
    kind: r.kind,
    invoice_date: r.date,
    due_date: r.dueDate,
    currency: r.currency,
    net: r.net,
    tax: r.tax,
    total: r.total,
  }),
  children: async (db, records, parents, resolve) => {
    await replaceRows(
      db,
      'invoice_items',
      { invoice_id: 'uuid', ...lineColumns, tax: 'numeric' },
      'invoice_id',
      parents,
      linesOf(
        records,
        (r) => r.items,
        (r, item, index) => ({
          invoice_id: parents.idOf(r),
          ...lineRow(item, index),
          tax: item.tax,
        }),
      ),
    );
    await replaceRows(
      db,
      'invoice_orders',
      { invoice_id: 'uuid', order_id: 'uuid' },
      'invoice_id',
      parents,
      records.flatMap((r) =>
        [...new Set(r.orders.map(identifierKey))].map((order) => ({
          invoice_id: parents.idOf(r),
          order_id: resolve('order', order),
        })),
      ),
    );
  },
};

/** Orders and invoices: headers with lines. */
export const documentEntities = { orders, invoices };

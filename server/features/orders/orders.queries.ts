import { z } from 'zod';
import type { Query as QueryOf } from '#contract/endpoint';
import { orderStatuses, type OrderSortField } from '#contract/order-words';
import type { Invoice, orders } from '#contract/orders';
import { date } from '#contract/primitives';
import { isOneFound, isOneOf } from '../../db/keys.ts';
import type { Db, Query } from '../../db/scope.ts';
import { withinCustomers, type Reach } from '../../http/caller.ts';
import { invoiceLinesOf, orderLinesOf, type LineRecord } from '../../records/document-lines.ts';
import { withinOrders } from '../../records/order-places.ts';
import { contains, createRecords, from, until } from '../../records/records.ts';

export type OrderFilter = Omit<QueryOf<(typeof orders)['GET /orders']>, 'limit' | 'cursor'>;

const rowColumns = {
  id: 'o.id',
  number: 'o.number',
  purchaseOrder: 'o.purchase_order',
  captureNumber: 'o.capture_number',
  date: 'o.order_date',
  amount: 'o.amount',
  currency: 'o.currency',
  status: 'o.status',
  customerId: 'o.customer_id',
  companyId: 'o.company_id',
  contactId: 'o.contact_id',
  addressId: 'o.address_id',
  customerNumber: 'k.number',
  customerName: 'k.name',
  destinationName: 'a.name',
  destinationStreet: 'a.street',
};

export type OrderRecord = Record<
  keyof typeof rowColumns | 'destinationPlace' | 'changeAskedAt',
  string | null
>;

/** Since when a change of an order `o` waits; null where none does. */
const changeAskedAt = `(select min(m.at) from order_changes m
  where m.tenant_id = o.tenant_id and m.order_id = o.id and m.state = 'asked')`;

/** Orders as they are listed and found. */
export const orderRecords = createRecords<OrderRecord, OrderFilter, OrderSortField>({
  name: 'orders',
  rows: (db) =>
    db('orders as o')
      .leftJoin('addresses as a', (on) =>
        on.on('a.tenant_id', 'o.tenant_id').on('a.id', 'o.address_id'),
      )
      // Every order has one; joined so, nobody looks for orders by customers that are few.
      .leftJoin('customers as k', (on) =>
        on.on('k.tenant_id', 'o.tenant_id').on('k.id', 'o.customer_id'),
      )
      .whereNull('o.deleted_at'),
  select: (db) => [
    rowColumns,
    db.raw(`nullif(concat_ws(' ', a.postal_code, a.city, a.district), '') as "destinationPlace"`),
    db.raw(`${changeAskedAt} as "changeAskedAt"`),
  ],
  id: 'o.id',
  idOf: ({ id }) => id!,
  customer: 'o.customer_id',
  contact: 'o.contact_id',
  company: 'o.company_id',
  address: 'o.address_id',
  sorts: {
    date: { column: 'o.order_date', shape: date },
    number: { column: 'o.number_key' },
    purchase_order: { column: `coalesce(o.purchase_order, '')` },
    amount: { column: 'o.amount', shape: z.string().regex(/^-?\d{1,15}(\.\d{1,4})?$/) },
    status: { column: 'o.status', shape: z.enum(orderStatuses) },
    asked: { column: changeAskedAt, shape: z.string().regex(/^[\d :.+-]{10,40}$/) },
  },
  filters: {
    status: (query, status, _, { customerIds }) => {
      if (status === 'open') query.whereRaw(isOpen);
      else if (status === 'change_asked') changeAsked(query, customerIds);
      else query.where('o.status', status);
    },
    from: from('o.order_date'),
    to: until('o.order_date'),
    search: (query, text, { by }) =>
      void query.where((either) => {
        if (by !== 'purchase_order') {
          either.orWhere((number) => contains(number, 'o.number', text));
          either.orWhereRaw('o.capture_number = upper(?)', [text]);
        }
        if (by !== 'number') either.orWhere((order) => contains(order, 'o.purchase_order', text));
      }),
  },
});

/**
 * Holds a query of orders `o` to those of which a change waits. They are read first and looked up each, however many
 * orders there are and whatever is known of the tables: of a list of unknown length the planner expects little.
 */
function changeAsked(query: Query, customerIds: Reach['customerIds']): void {
  const whose = customerIds === 'all' ? '' : `and ${isOneOf('m.customer_id', 'uuid')}`;
  query.whereRaw(
    isOneFound('o.id', `select m.order_id from order_changes m where m.state = 'asked' ${whose}`),
    customerIds === 'all' ? [] : [customerIds as never],
  );
}

// Spelled as the index of open orders is.
const isOpen = `o.status not in ('concluded', 'completed', 'cancelled')`;

/** An order with its items: one statement, so that no import comes between them. */
export const findOrder = (db: Db, reach: Reach, id: string) =>
  orderRecords.find<OrderDetail>(db, reach, id, (query) =>
    query
      .join('companies as c', (on) =>
        on.on('c.tenant_id', 'o.tenant_id').on('c.id', 'o.company_id'),
      )
      .select(
        { companyCode: 'c.code', companyName: 'c.legal_name' },
        db.raw(`${orderLinesOf('o')} as items`),
      ),
  );

/** Statements over orders; each sees what `reach` opens, and nothing else. */
export function createOrderQueries(db: Db) {
  return {
    /** Counts orders that are still to be done, up to `most`: spelled as the index of open orders is. */
    countOpen: async (reach: Reach, most: number): Promise<{ count: number; more: boolean }> => {
      const open = db('orders as o')
        .whereRaw(`o.deleted_at is null and ${isOpen}`)
        .modify((query) => withinOrders(query, reach))
        .limit(most + 1)
        .select(db.raw('1'));
      const [row] = await db.from(open.as('x')).count<{ count: string }[]>();
      const found = Number(row?.count);
      return { count: Math.min(found, most), more: found > most };
    },

    /** Invoices of an order with their lines, as far as the reach for invoices goes. */
    invoices: (reach: Reach, orderId: string): Promise<InvoiceRecord[]> =>
      db('invoice_orders as x')
        .join('invoices as v', (on) =>
          on.on('v.tenant_id', 'x.tenant_id').on('v.id', 'x.invoice_id'),
        )
        .where('x.order_id', orderId)
        .modify((query) => withinCustomers(query, 'v.customer_id', reach, 'v.company_id'))
        .whereNull('v.deleted_at')
        .orderBy([{ column: 'v.invoice_date' }, { column: 'v.number_key' }])
        .joinRaw(`left join lateral (${fiscalOf}) l on true`)
        .select(invoiceColumns, { fiscalId: 'l.fiscal_id' })
        .select(db.raw(`${fileOf('xml')}, ${fileOf('pdf')}, ${invoiceLinesOf('v')} as lines`)),
  };
}

export type OrderDetail = { items: LineRecord[] } & Record<'companyCode' | 'companyName', string>;
export type InvoiceRecord = { lines: LineRecord[] } & Omit<Invoice, 'lines'> &
  Record<'customerId' | 'companyId', string>;

/** What the tax authority knows of an invoice `v`, as the ledger has it. */
const fiscalOf = `
  select min(w.fiscal_id) as fiscal_id, min(w.fiscal_key) as fiscal_key from open_item_versions w
  where w.tenant_id = v.tenant_id and w.invoice_of = concat_ws(' ', v.customer_id, v.company_id, v.number_key)
    and w.superseded_at = 'infinity' and w.kind in ('invoice', 'debit_note', 'credit_note')
    and (w.kind = 'credit_note') = (v.kind = 'credit_note')`;

const fileOf = (kind: 'xml' | 'pdf') => `(
  select f.id from fiscal_files f
  where f.tenant_id = v.tenant_id and f.fiscal_key = l.fiscal_key and f.kind = '${kind}'
    and f.customer_id = v.customer_id and f.deleted_at is null) as ${kind}`;

const invoiceColumns = {
  id: 'v.id',
  customerId: 'v.customer_id',
  companyId: 'v.company_id',
  number: 'v.number',
  kind: 'v.kind',
  date: 'v.invoice_date',
  dueDate: 'v.due_date',
  net: 'v.net',
  tax: 'v.tax',
  total: 'v.total',
  currency: 'v.currency',
};

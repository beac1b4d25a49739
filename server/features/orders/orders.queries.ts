import type { Knex } from 'knex';
import type { OrderSort, OrderSortField, SearchField, StatusFilter } from '#contract/order-words';
import type { Db } from '../../db/scope.ts';
import { withinCustomers, type Reach } from '../../http/caller.ts';
import type { Cursor } from './orders.cursor.ts';

export type OrderFilter = {
  status?: StatusFilter;
  from?: string;
  to?: string;
  by: SearchField;
  search?: string;
  sort: OrderSort;
};

const rowColumns = {
  id: 'o.id',
  number: 'o.number',
  purchaseOrder: 'o.purchase_order',
  date: 'o.order_date',
  amount: 'o.amount',
  currency: 'o.currency',
  status: 'o.status',
  customerId: 'o.customer_id',
  contactId: 'o.contact_id',
  addressId: 'o.address_id',
  customerNumber: 'k.number',
  customerName: 'k.name',
  destinationName: 'a.name',
  destinationStreet: 'a.street',
};

export type OrderRecord = Record<
  keyof typeof rowColumns | 'destinationPlace' | 'sortValue',
  string | null
>;

// Nothing is null here, so that two rows always have an order; the id decides between equals.
const sortColumns: Record<OrderSortField, string> = {
  date: 'o.order_date',
  number: 'o.number_key',
  purchase_order: `coalesce(o.purchase_order, '')`,
  amount: 'o.amount',
  status: 'o.status',
};

/** Statements over orders; each sees what `reach` opens, and nothing else. */
export function createOrderQueries(db: Db) {
  const place = db.raw(
    `nullif(concat_ws(' ', a.postal_code, a.city, a.district), '') as "destinationPlace"`,
  );
  const visible = (reach: Reach) =>
    db('orders as o')
      .leftJoin('addresses as a', (on) =>
        on.on('a.tenant_id', 'o.tenant_id').on('a.id', 'o.address_id'),
      )
      .join('customers as k', (on) =>
        on.on('k.tenant_id', 'o.tenant_id').on('k.id', 'o.customer_id'),
      )
      .whereNull('o.deleted_at')
      .modify((query) => withinCustomers(query, 'o.customer_id', reach))
      .modify((query) => reach.contactId && query.where('o.contact_id', reach.contactId));

  return {
    /** A page of the filtered list, in its order, from behind the cursor on. */
    list: (
      reach: Reach,
      filter: OrderFilter,
      limit: number,
      after: Cursor | null,
    ): Promise<OrderRecord[]> => {
      const descending = filter.sort.startsWith('-');
      const column = sortColumns[filter.sort.replace('-', '') as OrderSortField];
      const direction = descending ? 'desc' : 'asc';
      return visible(reach)
        .select(rowColumns, place, db.raw(`${column}::text as "sortValue"`))
        .modify((query) => applyFilter(query, filter))
        .modify((query) => {
          if (after)
            query.whereRaw(`(${column}, o.id) ${descending ? '<' : '>'} (?, ?)`, [
              after.value,
              after.id,
            ]);
        })
        .orderByRaw(`${column} ${direction}, o.id ${direction}`)
        .limit(limit)
        .modify((query) => {
          // The shapes of a contact's list are few; each is planned once per connection.
          if (reach.customerIds.length === 1)
            query.options({ name: shapeOf(reach, filter, after) });
        });
    },

    /** An order with its items: one statement, so that no import comes between them. */
    find: (reach: Reach, id: string) =>
      visible(reach)
        .where('o.id', id)
        .join('companies as c', (on) =>
          on.on('c.tenant_id', 'o.tenant_id').on('c.id', 'o.company_id'),
        )
        .first<DetailRecord | undefined>(
          rowColumns,
          place,
          { companyCode: 'c.code', companyName: 'c.legal_name' },
          db.raw(`${itemsOf('o')} as items`),
        ),

    /** Counts orders that are still to be done, up to `most`: spelled as the index of open orders is. */
    countOpen: async (reach: Reach, most: number): Promise<{ count: number; more: boolean }> => {
      const open = db('orders as o')
        .whereRaw(`o.deleted_at is null and ${isOpen}`)
        .modify((query) => withinCustomers(query, 'o.customer_id', reach))
        .modify((query) => reach.contactId && query.where('o.contact_id', reach.contactId))
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
        .modify((query) => withinCustomers(query, 'v.customer_id', reach))
        .whereNull('v.deleted_at')
        .orderBy([{ column: 'v.invoice_date' }, { column: 'v.number_key' }])
        .select(invoiceColumns, db.raw(`${invoiceLinesOf('v')} as lines`)),
  };
}

/** A name for the statement of a list, the same for the same text of SQL. */
function shapeOf(
  { contactId, customerIds }: Reach,
  { sort, status, from, to, by, search }: OrderFilter,
  after: Cursor | null,
): string {
  const given = [customerIds === 'all', contactId, status, from, to, search, after]
    .map((part) => (part ? 1 : 0))
    .join('');
  return `orders ${sort} ${search ? by : ''} ${status === 'open' ? status : ''} ${given}`;
}

/** A line of a document, its numbers as text. */
export type LineRecord = { descriptions: Record<string, string> } & Record<string, string | null>;
export type DetailRecord = OrderRecord & { items: LineRecord[] } & Record<
    'companyCode' | 'companyName',
    string
  >;
export type InvoiceRecord = { lines: LineRecord[] } & Record<string, unknown>;

const lineColumns = {
  position: 'l.position',
  material: 'l.material',
  quantity: 'l.quantity::text',
  unit: 'l.unit',
  amount: 'l.amount::text',
  // A line without words of its own takes the material's.
  descriptions: `coalesce(m.descriptions, '{}') || l.descriptions`,
};

/** Lines of a document in their order as JSON, in the statement that reads the document. */
function linesOf(table: string, parent: string, of: string, own: Record<string, string>): string {
  const columns = Object.entries({ ...lineColumns, ...own })
    .map(([name, column]) => `'${name}', ${column}`)
    .join(', ');
  return `(
    select coalesce(json_agg(json_build_object(${columns}) order by l.line), '[]')
    from ${table} l left join materials m on m.tenant_id = l.tenant_id and m.number_key = l.material_key
    where l.tenant_id = ${of}.tenant_id and l.${parent} = ${of}.id)`;
}

const itemsOf = (order: string) =>
  linesOf('order_items', 'order_id', order, {
    delivered: 'l.delivered::text',
    unitPrice: 'l.unit_price::text',
    priceUnit: 'l.price_unit::text',
    deliveryDate: 'l.delivery_date',
    status: 'l.status',
  });
const invoiceLinesOf = (invoice: string) =>
  linesOf('invoice_items', 'invoice_id', invoice, { tax: 'l.tax::text' });
const invoiceColumns = {
  id: 'v.id',
  number: 'v.number',
  kind: 'v.kind',
  date: 'v.invoice_date',
  dueDate: 'v.due_date',
  net: 'v.net',
  tax: 'v.tax',
  total: 'v.total',
  currency: 'v.currency',
};

// Spelled as the index of open orders is.
const isOpen = `o.status not in ('concluded', 'completed', 'cancelled')`;

function applyFilter(
  query: Knex.QueryBuilder,
  { status, from, to, by, search }: OrderFilter,
): void {
  if (status === 'open') query.whereRaw(isOpen);
  else if (status) query.where('o.status', status);
  if (from) query.where('o.order_date', '>=', from);
  if (to) query.where('o.order_date', '<=', to);
  if (!search) return;
  // A number is found with and without its leading zeros, and by any part of it; case and accents do not count.
  const column = by === 'number' ? 'o.number' : 'o.purchase_order';
  const pattern = `(select '%' || ${folded('x.search')} || '%' from (select ?::text as search) x)`;
  query.whereRaw(`(${folded(column)} like ${pattern} or ltrim(${column}, '0') = ?)`, [
    escapeLike(search),
    search.replace(/^0+(?=\d+$)/, ''),
  ]);
}

/**
 * A text without accents and in small letters, the same whatever the locale of the database: there are those
 * whose `lower` knows no letter beyond ASCII.
 */
const folded = (text: string): string =>
  `case when octet_length(${text}) = length(${text}) then lower(${text})
    else lower(regexp_replace(normalize(${text}, NFD), '[\\u0300-\\u036F]', '', 'g')) end`;

const escapeLike = (text: string) => text.replaceAll(/[\\%_]/g, '\\$&');

import { z } from 'zod';
import type { Query } from '#contract/endpoint';
import { identifierKey } from '#contract/identifiers';
import type { InvoiceSortField } from '#contract/invoice-words';
import type { InvoiceDetail, InvoiceRow, invoices } from '#contract/invoices';
import { date } from '#contract/primitives';
import { isOneOf } from '../../db/keys.ts';
import type { Db, Query as Builder } from '../../db/scope.ts';
import { withinCustomers, type Reach } from '../../http/caller.ts';
import { clearedSql } from '../../records/balances.ts';
import { invoiceLinesOf } from '../../records/document-lines.ts';
import { documentsOfInvoices, missingOf } from '../../records/fiscal-gaps.ts';
import { withinOrders } from '../../records/order-places.ts';
import { contains, createRecords, from, is, until } from '../../records/records.ts';
import { documentColumns, documentOf } from './invoices.fiscal.ts';

export type InvoiceAsk = Omit<Query<(typeof invoices)['GET /invoices']>, 'limit' | 'cursor'>;
/** An invoice as its statement answers; `missing`: what was paid of it without a complement. */
export type InvoiceRecord = Omit<InvoiceRow, 'company' | 'customer'> & {
  documentId: string | null;
  missing: string | null;
} & Record<
    'customerId' | 'customerNumber' | 'customerName' | 'companyId' | 'companyCode' | 'companyName',
    string
  >;

/** How a fiscal id begins, so that an index has it. */
const begins = `x.fiscal_key collate "C" >= :key and x.fiscal_key collate "C" < :key || chr(1114111)`;

/** More documents than begin alike. */
const mostFiscal = 10_000;

/** So long a beginning leaves few: of one of digits alone the first 25 say who issued it and when. */
const isFiscalBeginning = (key: string): boolean =>
  key.length >= (/^\d+$/.test(key) ? 30 : 4) && /^[\dA-F-]+$/.test(key);

/** Which day it is at a company. */
const today = (company: string) => `(now() at time zone ${company}.time_zone)::date`;

/** The invoice that documents of the ledger say they are of, as `open_item_versions.invoice_of` has it. */
const invoiceOf = `concat_ws(' ', v.customer_id, v.company_id, v.number_key)`;
/** `MXP`, which old ERPs still send, is `MXN`. */
const currencyOf = (row: string) => `replace(${row}.currency, 'MXP', 'MXN')`;
const isCredit = (row: string) => `(${row}.kind = 'credit_note')`;

/** Documents of the ledger `w` that are invoices themselves, and not what was paid of one. */
const areInvoices = `w.superseded_at = 'infinity' and w.invoice_of is not null
  and w.kind in ('invoice', 'debit_note', 'credit_note')`;

/**
 * What the ledger knows today of an invoice of a page `p`, as far as it is in the invoice's currency. An invoice
 * may be in it several times, once for each instalment.
 */
const ledgerOf = `
  select sum(o.open) as balance, bool_or(o.open <> 0) as is_open, min(o.fiscal_id) as fiscal_id,
    min(o.fiscal_key) as fiscal_key,
    bool_or(o.open <> 0 and o.kind <> 'credit_note' and o.due_date < p.today) as is_overdue
  from (
    select w.kind, w.due_date, w.fiscal_id, w.fiscal_key, w.amount - ${clearedSql('w', 'p.today')} as open
    from open_item_versions w
    where w.tenant_id = p.tenant_id and w.invoice_of = p.invoice_of and ${areInvoices}
      and w.posting_date <= p.today and ${isCredit('w')} = ${isCredit('p')}
      and ${currencyOf('w')} = ${currencyOf('p')}
  ) o`;

const fileOf = (kind: 'xml' | 'pdf') => `(
  select f.id from fiscal_files f
  where f.tenant_id = p.tenant_id and f.fiscal_key = coalesce(l.fiscal_key, d.fiscal_key) and f.kind = '${kind}'
    and f.customer_id = p."customerId" and f.deleted_at is null) as ${kind}`;

const states = `case when l.balance is null then 'unknown' when not l.is_open then 'paid'
  when l.is_overdue then 'overdue' else 'open' end as state`;

/**
 * Whether an invoice is in a set of the ledger. The set is read once, whatever the planner thinks of it: behind
 * `coalesce` it is hashed, and is no join that could be done row by row.
 */
function inLedger(query: Builder, { customerIds }: Reach, which: string, not = ''): void {
  const all = customerIds === 'all';
  query.whereRaw(
    `${not} coalesce((${invoiceOf}, ${isCredit('v')}, ${currencyOf('v')}) in (
      select w.invoice_of, ${isCredit('w')}, ${currencyOf('w')} from open_item_versions w
      join companies t on t.tenant_id = w.tenant_id and t.id = w.company_id
      where ${areInvoices} and w.posting_date <= ${today('t')} and ${which}
        ${all ? '' : `and ${isOneOf('w.customer_id', 'uuid')}`}), false)`,
    all ? [] : [customerIds as never],
  );
}

/** Whether an invoice has a document that is no longer valid, or was paid without a complement that says so. */
function withDocument(
  query: Builder,
  { customerIds }: Reach,
  which: 'cancelled' | 'missing',
): void {
  const all = customerIds === 'all';
  const theirs = all ? '' : ` and ${isOneOf('d.customer_id', 'uuid')}`;
  const documents = documentsOfInvoices(
    `${which === 'cancelled' ? `d.state in ('cancelled', 'denied')` : `d.method = 'PPD'`}${theirs}`,
  );
  const missing = missingOf({
    document: 'd',
    invoiceOf: `concat_ws(' ', y.customer_id, y.company_id, y.number_key)`,
    today: today('s'),
  });
  query.whereRaw(
    `v.id in (select z.invoice from (${documents}) z ${
      which === 'cancelled'
        ? ''
        : `join fiscal_documents d on d.id = z.document
           join invoices y on y.tenant_id = d.tenant_id and y.id = z.invoice
           join companies s on s.tenant_id = y.tenant_id and s.id = y.company_id
           where (${missing}) is not null`
    })`,
    all ? [] : ([customerIds, customerIds] as never[]),
  );
}
const isOpen = `w.cleared_on > ${today('t')}`;

/** Whoever sees own orders alone sees the invoices of these: an invoice names no contact. */
const ofContact = (query: Builder, contactId: string) =>
  void query.whereExists((orders) =>
    orders
      .from('invoice_orders as x')
      .join('orders as o', (on) => on.on('o.tenant_id', 'x.tenant_id').on('o.id', 'x.order_id'))
      .whereRaw('x.tenant_id = v.tenant_id and x.invoice_id = v.id')
      .whereNull('o.deleted_at')
      .where('o.contact_id', contactId),
  );

/** Invoices as they are listed and found. */
export const invoiceRecords = createRecords<InvoiceRecord, InvoiceAsk, InvoiceSortField>({
  name: 'invoices',
  rows: (db) =>
    db('invoices as v')
      .join('customers as k', (on) =>
        on.on('k.tenant_id', 'v.tenant_id').on('k.id', 'v.customer_id'),
      )
      .join('companies as c', (on) =>
        on.on('c.tenant_id', 'v.tenant_id').on('c.id', 'v.company_id'),
      )
      .whereNull('v.deleted_at'),
  select: (db) => [
    { id: 'v.id', number: 'v.number', kind: 'v.kind', date: 'v.invoice_date' },
    { dueDate: 'v.due_date', currency: 'v.currency', total: 'v.total' },
    { customerId: 'v.customer_id', customerNumber: 'k.number', customerName: 'k.name' },
    {
      companyId: 'v.company_id',
      companyCode: 'c.code',
      companyName: 'c.legal_name',
      tenant_id: 'v.tenant_id',
    },
    db.raw(`${invoiceOf} as invoice_of, ${today('c')} as today`),
  ],
  lookUp: (db, page) =>
    db
      .from(page.as('p'))
      .joinRaw(`cross join lateral (${ledgerOf}) l left join lateral (${documentOf}) d on true`)
      .select('p.*', { balance: 'l.balance', missing: 'd.missing' })
      .select(db.raw(`coalesce(l.fiscal_id, d.fiscal_id) as "fiscalId", ${documentColumns}`))
      .select(db.raw(`${states}, ${fileOf('xml')}, ${fileOf('pdf')}`)),
  id: 'v.id',
  idOf: ({ id }) => id,
  customer: 'v.customer_id',
  contact: ofContact,
  company: 'v.company_id',
  sorts: {
    date: { column: 'v.invoice_date', shape: date },
    number: { column: 'v.number_key' },
    due_date: {
      column: `coalesce(v.due_date, 'infinity')`,
      shape: z.union([date, z.literal('infinity')]),
    },
    total: { column: 'v.total', shape: z.string().regex(/^-?\d{1,15}(\.\d{1,4})?$/) },
  },
  filters: {
    status: (query, status, _, reach) => {
      const overdue = `and w.kind <> 'credit_note' and w.due_date < ${today('t')}`;
      if (status === 'cancelled' || status === 'missing') withDocument(query, reach, status);
      else if (status === 'paid') {
        inLedger(query, reach, 'true');
        inLedger(query, reach, isOpen, 'not');
      } else inLedger(query, reach, status === 'open' ? isOpen : `${isOpen} ${overdue}`);
    },
    kind: is('v.kind'),
    company: (query, code) => void query.where('c.code_key', identifierKey(code)),
    customer: (query, number) => void query.where('k.number_key', identifierKey(number)),
    from: from('v.invoice_date'),
    to: until('v.invoice_date'),
    search: (query, text) =>
      void query.where((either) => {
        either.where((number) => contains(number, 'v.number', text));
        const key = identifierKey(text);
        const fiscal = isFiscalBeginning(key) ? begins : 'x.fiscal_key = :key';
        // In the order of the index that has it, so that no other looks as good where nothing is known of the tables.
        const inOrder = `order by x.fiscal_key collate "C" limit ${mostFiscal}`;
        either.orWhereRaw(
          `(coalesce(${invoiceOf} in (
              select x.invoice_of from open_item_versions x
              where ${fiscal} and x.fiscal_key is not null and ${areInvoices.replaceAll('w.', 'x.')} ${inOrder}), false)
            or v.id in (
              select x.invoice_id from fiscal_documents x
              where ${fiscal} and x.deleted_at is null and x.invoice_id is not null
                and x.kind in ('invoice', 'credit_note') ${inOrder}))`,
          { key } as never,
        );
      }),
  },
});

type Found = Pick<InvoiceDetail, 'net' | 'tax' | 'lines' | 'clearings'>;

/** An invoice with its lines and what was cleared of it: one statement, so that no import comes between them. */
export const findInvoice = (db: Db, reach: Reach, id: string) =>
  invoiceRecords.find<Found>(db, reach, id, (query) =>
    query.select(
      { net: 'v.net', tax: 'v.tax' },
      db.raw(`${invoiceLinesOf('v')} as lines, (
        select coalesce(json_agg(json_build_object('date', p.cleared_on, 'amount', p.amount::text,
          'reference', p.reference) order by p.cleared_on, p.version_id, p.line), '[]')
        from open_item_versions w
        join open_item_clearings p on p.tenant_id = w.tenant_id and p.version_id = w.id
        where w.tenant_id = v.tenant_id and w.invoice_of = ${invoiceOf} and ${areInvoices}
          and ${isCredit('w')} = ${isCredit('v')} and ${currencyOf('w')} = ${currencyOf('v')}
          and p.cleared_on <= ${today('c')}) as clearings`),
    ),
  );

/** Orders of an invoice, as far as the reach for orders goes. */
export const ordersOf = (db: Db, reach: Reach, id: string): Promise<InvoiceDetail['orders']> =>
  db('invoice_orders as x')
    .join('orders as o', (on) => on.on('o.tenant_id', 'x.tenant_id').on('o.id', 'x.order_id'))
    .where('x.invoice_id', id)
    .whereNull('o.deleted_at')
    .modify((query) => withinOrders(query, reach))
    .orderBy('o.number_key')
    .select({ id: 'o.id', number: 'o.number', purchaseOrder: 'o.purchase_order' });

/** Other invoices of the orders of one. */
export const relatedTo = (db: Db, reach: Reach, id: string): Promise<InvoiceDetail['related']> =>
  db('invoices as v')
    .whereRaw(
      `v.id in (select y.invoice_id from invoice_orders x
        join invoice_orders y on y.tenant_id = x.tenant_id and y.order_id = x.order_id
        where x.invoice_id = ? and y.invoice_id <> x.invoice_id)`,
      [id],
    )
    .whereNull('v.deleted_at')
    .modify((query) => withinCustomers(query, 'v.customer_id', reach, 'v.company_id'))
    .modify((query) => reach.contactId && ofContact(query, reach.contactId))
    .orderBy(['v.invoice_date', 'v.number_key'])
    .select({ id: 'v.id', number: 'v.number', kind: 'v.kind' })
    .select({ date: 'v.invoice_date', currency: 'v.currency', total: 'v.total' });

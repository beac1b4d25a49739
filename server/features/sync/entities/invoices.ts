import { identifierKey } from '#contract/identifiers';
import type { SyncRecord } from '#contract/sync';
import { date, entity, identifier, json, lines, numeric, ref, text } from '../sync.columns.ts';
import { matchOpenDocuments } from '../../../records/fiscal-matching.ts';
import { isNews, theErp } from '../sync.news.ts';

type Invoice = SyncRecord<'invoices'>;

export const invoices = entity<Invoice>('invoices', {
  conflict: ['company_id', 'number_key'],
  identifiers: [identifier('number', (r) => r.number)],
  columns: {
    company_id: ref('company', 'company', (r) => [r.company]),
    customer_id: ref('customer', 'customer', (r) => [r.customer]),
    kind: text((r) => r.kind),
    invoice_date: date((r) => r.date),
    due_date: date((r) => r.dueDate),
    currency: text((r) => r.currency),
    net: numeric((r) => r.net),
    tax: numeric((r) => r.tax),
    total: numeric((r) => r.total),
  },
  lines: [
    lines((r: Invoice) => r.items, {
      table: 'invoice_items',
      parent: 'invoice_id',
      path: 'items',
      numbered: true,
      identifiers: [identifier('material', (item) => item.material)],
      columns: {
        position: text((item) => item.position),
        descriptions: json((item) => item.descriptions),
        quantity: numeric((item) => item.quantity),
        unit: text((item) => item.unit),
        amount: numeric((item) => item.amount),
        tax: numeric((item) => item.tax),
      },
    }),
    lines((r: Invoice) => r.orders, {
      table: 'invoice_orders',
      parent: 'invoice_id',
      path: 'orders',
      once: identifierKey,
      columns: { order_id: ref('order', '', (order) => [order]) },
    }),
  ],
  // Fiscal documents that had no invoice so far may be of these.
  holds: ['fiscal-files'],
  children: async (db, records, _, resolve) =>
    matchOpenDocuments(
      db,
      records.map(({ customer }) => resolve('customer', identifierKey(customer))!),
    ),
  news: async (_db, _records, isKnown) => (record, id, row) =>
    isKnown(record) || !isNews(record.date)
      ? null
      : {
          kind: 'invoice.issued',
          customerId: row.customer_id as string,
          companyId: row.company_id as string,
          record: { kind: 'invoice', id },
          data: { number: record.number, kind: record.kind },
          actor: theErp,
        },
});

import { cheapestOf, isChoice, totalWith } from '#contract/quote-sums';
import type { SyncRecord } from '#contract/sync';
import { quotesIssued } from '../../../records/quotes.ts';
import {
  boolean,
  date,
  entity,
  identifier,
  integer,
  json,
  lines,
  numeric,
  ref,
  text,
} from '../sync.columns.ts';
import { isNews, theErp } from '../sync.news.ts';

type Quote = SyncRecord<'quotes'>;

const leastTotal = ({ total, items }: Quote): string => totalWith(total, items, cheapestOf(items));

export const quotes = entity<Quote>('quotes', {
  conflict: ['company_id', 'number_key', 'version'],
  identifiers: [identifier('number', (r) => r.number), identifier('request', (r) => r.request)],
  columns: {
    version: integer((r) => Number(r.version)),
    company_id: ref('company', 'company', (r) => [r.company]),
    customer_id: ref('customer', 'customer', (r) => [r.customer]),
    contact_id: ref('contact', 'contact', (r) => [r.contact]),
    kind: text((r) => r.kind),
    subject: text((r) => r.subject),
    issued_on: date((r) => r.issued),
    valid_until: date((r) => r.validUntil),
    currency: text((r) => r.currency),
    net: numeric((r) => r.net),
    tax: numeric((r) => r.tax),
    total: numeric((r) => r.total),
    least_total: numeric(leastTotal),
    has_options: boolean((r) => r.items.some(isChoice)),
    note: text((r) => r.note),
    terms: text((r) => r.terms),
    terms_version: text((r) => r.termsVersion),
    freight: json((r) => r.freight),
    withdrawn: boolean((r) => r.withdrawn),
  },
  lines: [
    lines((r: Quote) => r.items, {
      table: 'quote_lines',
      parent: 'quote_id',
      path: 'items',
      numbered: true,
      identifiers: [identifier('material', (item) => item.material)],
      columns: {
        position: text((item) => item.position),
        section: text((item) => item.section),
        descriptions: json((item) => item.descriptions),
        quantity: numeric((item) => item.quantity),
        unit: text((item) => item.unit),
        unit_price: numeric((item) => item.unitPrice),
        price_unit: numeric((item) => item.priceUnit),
        amount: numeric((item) => item.amount),
        tax: numeric((item) => item.tax),
        optional: boolean((item) => item.optional),
        choice: text((item) => item.group),
        note: text((item) => item.note),
      },
    }),
  ],
  // What people said of earlier versions goes on with the newest; a request is answered by what names it.
  after: async (db, records, { idOf }) => {
    await quotesIssued(db, records.map(idOf));
  },
  // A version that comes for the first time is news while it is young.
  news: async (_db, _records, isKnown) =>
    Promise.resolve((record, id, row) =>
      isKnown(record) || record.withdrawn || !isNews(record.issued)
        ? null
        : {
            kind: 'quote.issued',
            customerId: row.customer_id as string,
            companyId: row.company_id as string,
            record: { kind: 'quote', id },
            data: { number: record.number, version: record.version, date: record.validUntil },
            actor: theErp,
          },
    ),
});

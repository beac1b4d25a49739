import { z } from 'zod';
import type { Query } from '#contract/endpoint';
import { date } from '#contract/primitives';
import type { QuoteFreight, QuoteLine, quotes } from '#contract/quotes';
import type {
  QuoteDecision,
  QuoteKind,
  QuoteSortField,
  QuoteState,
  RejectReason,
  decisionWays,
} from '#contract/quote-words';
import { openStates } from '#contract/quote-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { reachOf, reaches, type Holder, type Reach } from '../../http/caller.ts';
import { daysLeft, quoteState, quotesWithState } from '../../records/quotes.ts';
import { contains, createRecords, is } from '../../records/records.ts';

export type QuoteFilter = Omit<Query<(typeof quotes)['GET /quotes']>, 'limit' | 'cursor'>;

/** What of quotes a caller sees: by looking after them, or as one whose they are. */
export const quoteReach = (caller: Holder): Reach =>
  reachOf(
    caller,
    caller.kind === 'staff' && caller.grants.has('quotes.manage') ? 'quotes.manage' : 'quotes.view',
  );

const rowColumns = {
  id: 'q.id',
  number: 'q.number',
  version: 'q.version',
  subject: 'q.subject',
  kind: 'q.kind',
  issued: 'q.issued_on',
  validUntil: 'q.valid_until',
  currency: 'q.currency',
  total: 'q.least_total',
  hasOptions: 'q.has_options',
  customerId: 'q.customer_id',
  companyId: 'q.company_id',
  contactId: 'q.contact_id',
  customerNumber: 'k.number',
  customerName: 'k.name',
};

export type QuoteRecord = {
  id: string;
  number: string;
  version: number;
  subject: string | null;
  kind: QuoteKind;
  issued: string;
  validUntil: string;
  daysLeft: number;
  currency: string;
  total: string;
  hasOptions: boolean;
  state: QuoteState;
  customerId: string;
  companyId: string;
  contactId: string | null;
  customerNumber: string;
  customerName: string;
};

const isOpen = `${quoteState} in (${openStates.map((state) => `'${state}'`).join(', ')})`;

/** Quotes as they are listed and found. */
export const quoteRecords = createRecords<QuoteRecord, QuoteFilter, QuoteSortField>({
  name: 'quotes',
  rows: (db) =>
    db('quotes as q')
      .join('customers as k', (on) =>
        on.on('k.tenant_id', 'q.tenant_id').on('k.id', 'q.customer_id'),
      )
      .join('companies as c', (on) =>
        on.on('c.tenant_id', 'q.tenant_id').on('c.id', 'q.company_id'),
      )
      .leftJoin('quote_decisions as d', (on) =>
        on.on('d.tenant_id', 'q.tenant_id').on('d.quote_id', 'q.id'),
      )
      .whereNull('q.deleted_at'),
  select: (db) => [
    rowColumns,
    db.raw(`${quoteState} as state`),
    db.raw(`${daysLeft} as "daysLeft"`),
  ],
  id: 'q.id',
  idOf: ({ id }) => id,
  customer: 'q.customer_id',
  contact: 'q.contact_id',
  company: 'q.company_id',
  sorts: {
    issued: { column: 'q.issued_on', shape: date },
    valid_until: { column: 'q.valid_until', shape: date },
    number: { column: 'q.number_key' },
    total: { column: 'q.least_total', shape: z.string().regex(/^-?\d{1,15}(\.\d{1,4})?$/) },
  },
  filters: {
    state: (query, state) =>
      void (state === 'current'
        ? query.whereRaw(`${quoteState} <> 'superseded'`)
        : state === 'open'
          ? query.whereRaw(isOpen)
          : query.whereRaw(`${quoteState} = ?`, [state])),
    kind: is('q.kind'),
    customer: is('k.number_key'),
    search: (query, text) =>
      void query.where((either) => {
        contains(either, 'q.number', text);
        either.orWhere((or) => contains(or, `coalesce(q.subject, '')`, text));
        either.orWhereRaw('q.request_key = upper(?)', [text]);
      }),
  },
});

/** All of a version that is shown, in one statement, so that no import comes between. */
export type FoundQuote = QuoteRecord & {
  net: string;
  tax: string;
  firmTotal: string;
  note: string | null;
  terms: string | null;
  termsVersion: string | null;
  freight: QuoteFreight | null;
  request: string | null;
  companyCode: string;
  companyName: string;
  companyTaxId: string | null;
  customerTaxId: string | null;
  contactName: string | null;
  timeZone: string;
  viewedAt: string | null;
  lines: QuoteLine[];
  erpState: 'accepted' | 'rejected' | null;
  erpNumber: string | null;
  erpText: Record<string, string> | null;
  numberKey: string;
  made: MadeDecision | null;
};

/** A decision as it is kept. */
export type MadeDecision = {
  decision: QuoteDecision;
  at: string;
  person: string;
  way: (typeof decisionWays)[number] | null;
  options: string[];
  total: string | null;
  currency: string;
  purchaseOrder: string | null;
  reason: RejectReason | null;
  reasonText: string | null;
  code: string;
  /** The text that was decided, as canonical JSON, and its hash. */
  text: string;
  textHash: string;
};

const linesSql = `(select coalesce(json_agg(json_build_object(
    'position', l.position, 'section', l.section, 'material', l.material,
    'descriptions', coalesce(m.descriptions, '{}') || l.descriptions,
    'quantity', l.quantity::text, 'unit', l.unit, 'unitPrice', l.unit_price::text,
    'priceUnit', l.price_unit::text, 'amount', l.amount::text, 'tax', l.tax::text,
    'optional', l.optional, 'group', l.choice, 'note', l.note) order by l.line), '[]')
  from quote_lines l left join materials m on m.tenant_id = l.tenant_id and m.number_key = l.material_key
  where l.tenant_id = q.tenant_id and l.quote_id = q.id)`;

const decisionSql = `case when d.id is not null then json_build_object(
    'decision', d.decision, 'at', to_char(d.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'person', d.person, 'way', d.way, 'options', d.options, 'total', d.total::text, 'currency', d.currency,
    'purchaseOrder', d.purchase_order, 'reason', d.reason, 'reasonText', d.reason_text, 'code', d.code,
    'text', d.text, 'textHash', d.text_hash) end`;

export const findQuote = (db: Db, reach: Reach, id: string): Promise<FoundQuote | undefined> =>
  quoteRecords.find<FoundQuote>(db, reach, id, (query) =>
    query
      .leftJoin('contacts as p', (on) =>
        on.on('p.tenant_id', 'q.tenant_id').on('p.id', 'q.contact_id'),
      )
      .select(
        {
          net: 'q.net',
          tax: 'q.tax',
          firmTotal: 'q.total',
          note: 'q.note',
          terms: 'q.terms',
          termsVersion: 'q.terms_version',
          freight: 'q.freight',
          request: 'q.request',
          numberKey: 'q.number_key',
          companyCode: 'c.code',
          companyName: 'c.legal_name',
          companyTaxId: 'c.tax_id',
          customerTaxId: 'k.tax_id',
          contactName: 'p.name',
          timeZone: 'c.time_zone',
          viewedAt: 'q.viewed_at',
          erpState: 'q.erp_state',
          erpNumber: 'q.erp_number',
          erpText: 'q.erp_text',
        },
        db.raw(`${linesSql} as lines`),
        db.raw(`${decisionSql} as made`),
      ),
  );

/** The versions of a quote within reach, the newest first. */
export async function versionsOf(
  db: Db,
  reach: Reach,
  { companyId, numberKey }: Pick<FoundQuote, 'companyId' | 'numberKey'>,
): Promise<Version[]> {
  const rows = await rowsOf<Version>(
    db,
    `select q.id, q.version, q.issued_on as issued, q.least_total as total, ${quoteState} as state,
       q.customer_id as "customerId", q.contact_id as "contactId", q.company_id as "companyId"
     from ${quotesWithState}
     where q.company_id = ? and q.number_key = ? and q.deleted_at is null order by q.version desc`,
    [companyId, numberKey],
  );
  return rows.filter((row) => reaches(reach, row));
}

export type Version = Pick<
  QuoteRecord,
  'id' | 'version' | 'issued' | 'total' | 'state' | 'customerId' | 'contactId' | 'companyId'
>;

/** Locks a quote until the transaction ends. */
export const lockQuote = (db: Db, id: string) =>
  rowsOf(db, 'select id from quotes where id = ? for update', [id]);

/** Notes that somebody of the customer has seen a quote. */
export const noteViewed = (db: Db, id: string) =>
  db('quotes').where({ id }).whereNull('viewed_at').update({ viewed_at: db.fn.now() });

/** Documents of a customer by the ERP's number, as far as a reach goes. */
export async function documentOf(
  db: Db,
  table: 'orders' | 'shipments',
  reach: Reach,
  { customerId, numberKey }: { customerId: string; numberKey: string },
): Promise<{ id: string; number: string } | null> {
  const [row] = await rowsOf<{
    id: string;
    number: string;
    contactId: string | null;
    companyId: string;
    addressId: string | null;
  }>(
    db,
    `select id, number, contact_id as "contactId", company_id as "companyId",
       ${table === 'orders' ? 'address_id' : 'null::uuid'} as "addressId" from ${table}
     where number_key = ? and customer_id = ? and deleted_at is null`,
    [numberKey, customerId],
  );
  if (!row) return null;
  const { id, number, ...whose } = row;
  return reaches(reach, { customerId, ...whose }) ? { id, number } : null;
}

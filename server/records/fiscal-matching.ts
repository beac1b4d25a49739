import type { FiscalDocument } from '#contract/fiscal-document';
import { identifierKey } from '#contract/identifiers';
import { freshen, isOneOf } from '../db/keys.ts';
import { rowsOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';

/** What of a document says which invoice it is of. */
export type Matchable = {
  key: string;
  kind: string;
  issuer: string | null;
  receiver: string | null;
  /** Ways to write its series and number, as look-up keys. */
  numbers: string[];
  currency: string;
  total: string;
  issuedOn: string;
  /** Whose it is, where that is known. */
  customer: string | null;
};

/**
 * The invoice of a document. `certain`: the ledger says so, or company, number, currency and amount are the same;
 * else people decide: the number is right and the amount is not, or customer, day and amount are those of one invoice.
 */
export type InvoiceMatch = {
  key: string;
  invoiceId: string;
  number: string;
  customerId: string;
  how: 'ledger' | 'number' | 'amount_differs' | 'same_amount';
};
export const isCertain = ({ how }: InvoiceMatch): boolean => how === 'ledger' || how === 'number';

/** Documents that an invoice can be made of. */
export const isInvoiceKind = (kind: string): boolean =>
  kind === 'invoice' || kind === 'credit_note';

/** A series and a number may stand together, or with a stroke between them, or the number alone. */
export const numbersOf = ({
  series,
  number,
}: Pick<FiscalDocument, 'series' | 'number'>): string[] =>
  number === null
    ? []
    : [
        ...new Set(
          [number, ...(series ? [`${series}${number}`, `${series}-${number}`] : [])].map(
            identifierKey,
          ),
        ),
      ];

/** The invoices that documents are of, by the keys of these; where several could be meant, none is. */
export async function findMatches(
  db: Db,
  documents: readonly Matchable[],
): Promise<Map<string, InvoiceMatch>> {
  const sold = documents.filter(({ kind }) => isInvoiceKind(kind));
  if (sold.length === 0) return new Map();
  await freshen(db, 'invoices', 'open_item_versions', 'customers');
  const found = await rowsOf<InvoiceMatch>(db, matchSql, [JSON.stringify(sold)]);
  return new Map(found.map((one) => [one.key, one]));
}

const sameKind = `(v.kind = 'credit_note') = (d.kind = 'credit_note')`;
const sameMoney = `abs(v.total) = abs(d.total) and replace(v.currency, 'MXP', 'MXN') = d.currency`;
/** Whether an invoice is of whoever a document names as its receiver; the public at large may be anybody. */
const isReceiver = `(d.receiver in ('XAXX010101000', 'XEXX010101000') or exists (
  select from customers k where k.id = v.customer_id and (k.tax_id is null or portico_tax_id(k.tax_id) = d.receiver)))`;
/** The invoice of a company that has a number; each is looked up by itself, instead of reading all that it has sold. */
const numbered = (company: string, number: string) => `(
      select v.id, v.kind, v.total, v.currency, v.customer_id from invoices v
      where v.company_id = ${company} and v.number_key = ${number} and v.deleted_at is null
      offset 0
    )`;
/** Each way with its rank: the first that finds exactly one invoice decides. */
const matchSql = `
  with d as materialized (
    select r.key, r.kind, r.issuer, r.receiver, r.numbers, r.currency, r.total, r."issuedOn", r.customer
    from jsonb_to_recordset(?::jsonb) as r(key text, kind text, issuer text, receiver text, numbers text[],
      currency text, total numeric, "issuedOn" date, customer uuid)
  ), sellers as materialized (
    select id, portico_tax_id(tax_id) as tax_id from companies where deleted_at is null
  ), named as materialized (
    select d.key, v.id, 1 as rank, 'ledger' as how from d
    join open_item_versions w on w.fiscal_key = d.key and w.superseded_at = 'infinity' and w.invoice_of is not null
      and w.kind in ('invoice', 'debit_note', 'credit_note')
    cross join lateral ${numbered('w.company_id', 'substr(w.invoice_of, 75)')} v
    where v.customer_id = w.customer_id and (d.customer is null or v.customer_id = d.customer)
    union all
    select d.key, v.id, case when ${sameMoney} then 2 else 3 end,
      case when ${sameMoney} then 'number' else 'amount_differs' end from d
    join sellers s on s.tax_id = d.issuer
    cross join lateral unnest(d.numbers) as n(number)
    cross join lateral ${numbered('s.id', 'n.number')} v
    where ${sameKind} and case when d.customer is null then ${isReceiver} else v.customer_id = d.customer end
  ), found as (
    select key, id, rank, how from named
    union all
    -- Only of what is found in no better way; of a customer with thousands of the same amount a day, two say enough.
    select d.key, v.id, 4, 'same_amount' from d
    join customers k on (k.id = d.customer or (d.customer is null and portico_tax_id(k.tax_id) = d.receiver))
      and k.deleted_at is null
    cross join lateral (
      select v.id from invoices v
      join sellers s on s.id = v.company_id and (s.tax_id is null or s.tax_id = d.issuer)
      where v.customer_id = k.id and v.invoice_date = d."issuedOn" and v.deleted_at is null
        and ${sameKind} and ${sameMoney}
      limit 2
    ) v
    where not exists (select from named f where f.key = d.key)
  ), ranked as (
    select key, id, how, rank = min(rank) over (partition by key) as first from found
  ), one as (
    select key, min(id::text)::uuid as id, min(how) as how from ranked where first
    group by key having count(distinct id) = 1
  )
  select o.key, o.id as "invoiceId", o.how, v.number, v.customer_id as "customerId"
  from one o join invoices v on v.id = o.id`;

const documentRows = `select d.fiscal_key as key, d.kind, d.issuer_tax_id as issuer, d.receiver_tax_id as receiver,
    d.series, d.number, d.currency, d.total, d.issued_on as "issuedOn", d.customer_id as customer
  from fiscal_documents d
  where d.deleted_at is null and d.kind in ('invoice', 'credit_note')
    and d.matched_by is distinct from 'person' and d.matched_by is distinct from 'file'`;
type DocumentRow = Omit<Matchable, 'numbers'> & Pick<FiscalDocument, 'series' | 'number'>;

/** Finds the invoices of documents anew, unless people have decided; what is not certain becomes a proposal. */
export async function matchDocuments(db: Db, ids: readonly string[]): Promise<void> {
  await matchRows(
    db,
    await rowsOf<DocumentRow>(db, `${documentRows} and ${isOneOf('d.id', 'uuid')}`, [ids]),
  );
}

/** Documents without an invoice that are looked at when invoices of their customers come. */
const mostOpen = 1_000;

/** Finds the invoices of customers' documents that had none so far. */
export async function matchOpenDocuments(db: Db, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return;
  const open = await rowsOf<DocumentRow>(
    db,
    `${documentRows} and d.matched_by is null and ${isOneOf('d.customer_id', 'uuid')} order by d.issued_on desc limit ?`,
    [[...new Set(customerIds)], mostOpen],
  );
  await matchRows(db, open);
}

async function matchRows(db: Db, rows: readonly DocumentRow[]): Promise<void> {
  if (rows.length === 0) return;
  const matches = await findMatches(
    db,
    rows.map((row) => ({ ...row, numbers: numbersOf(row) })),
  );
  const written = rows.map(({ key }) => {
    const match = matches.get(key);
    const certain = match !== undefined && isCertain(match);
    return {
      key,
      // What the ledger says is looked up where it stands, and needs no copy.
      invoice: match?.how === 'number' ? match.invoiceId : null,
      proposal: match && !certain ? match.invoiceId : null,
      by: match && certain ? match.how : null,
    };
  });
  await db.raw(
    `update fiscal_documents d set invoice_id = r.invoice, proposal_id = r.proposal,
       matched_by = r.by
     from jsonb_to_recordset(?::jsonb) as r(key text, invoice uuid, proposal uuid, by text)
     where d.fiscal_key = r.key
       and (d.invoice_id, d.proposal_id, d.matched_by) is distinct from (r.invoice, r.proposal, r.by)`,
    [JSON.stringify(written)],
  );
}

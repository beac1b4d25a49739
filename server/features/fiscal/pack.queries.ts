import type { FiscalGap } from '#contract/fiscal-packs';
import type { FiscalKind, FiscalState } from '#contract/fiscal-words';
import { identifierKey } from '#contract/identifiers';
import { isOneOf } from '../../db/keys.ts';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import type { Reach } from '../../http/caller.ts';
import { documentsOfInvoices, missingOf } from '../../records/fiscal-gaps.ts';

/** A month of the documents of some customers; one of them where a number is given. */
export type PackAsk = { month: string; customer?: string | undefined };

/** A document of a month, and its files as far as they are there. */
export type PackDocument = {
  kind: FiscalKind;
  state: FiscalState;
  fiscalId: string;
  number: string;
  date: string;
  customerNumber: string;
  customerName: string;
  currency: string;
  total: string;
  method: string | null;
  xml: string | null;
  pdf: string | null;
};

/** Names in the statements: the month's first day and the next one's, and whose documents. */
type Bounds = {
  from: string;
  until: string;
  customers: readonly string[] | null;
  companies: readonly string[] | null;
  number: string | null;
};

export function boundsOf({ month, customer }: PackAsk, { customerIds, companyIds }: Reach): Bounds {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const next = number === 12 ? [year + 1, 1] : [year, number + 1];
  return {
    from: `${month}-01`,
    until: `${next[0]}-${String(next[1]).padStart(2, '0')}-01`,
    customers: customerIds === 'all' ? null : customerIds,
    companies: companyIds ?? null,
    number: customer === undefined ? null : identifierKey(customer),
  };
}

const isTheirs = (customer: string) =>
  `(:customers::uuid[] is null or ${isOneOf(customer, 'uuid', ':customers')})
   and (:number::text is null or ${customer} in (select id from customers where number_key = :number))`;
const isOfCompanies = `(:companies::uuid[] is null or exists (select from companies c
  where portico_tax_id(c.tax_id) = d.issuer_tax_id and ${isOneOf('c.id', 'uuid', ':companies')}))`;

const fileOf = (kind: 'xml' | 'pdf') => `(select f.id from fiscal_files f
  where f.fiscal_key = d.file_key and f.kind = '${kind}' and f.customer_id = d.customer_id and f.deleted_at is null) as ${kind}`;

/** Documents that were issued in a month, in their order; those of the test environment are none. */
export const packDocuments = (db: Db, bounds: Bounds, most: number): Promise<PackDocument[]> =>
  rowsOf<PackDocument>(
    db,
    `select d.kind, d.state, d.fiscal_id as "fiscalId", concat_ws('', d.series, d.number) as number,
       d.issued_on as date, k.number as "customerNumber", k.name as "customerName", d.currency, d.total, d.method,
       ${fileOf('xml')}, ${fileOf('pdf')}
     from fiscal_documents d join customers k on k.id = d.customer_id
     where d.deleted_at is null and d.environment = 'production' and d.issued_on >= :from and d.issued_on < :until
       and ${isTheirs('d.customer_id')} and ${isOfCompanies}
     order by d.issued_at, d.fiscal_key
     limit :most`,
    { ...bounds, most },
  );

const today = `(now() at time zone s.time_zone)::date`;
const ledgerName = `concat_ws(' ', v.customer_id, v.company_id, v.number_key)`;

/**
 * What is missing: invoices of the month without XML, and complements of whatever was issued or paid in it.
 */
export const packGaps = (db: Db, bounds: Bounds, most: number): Promise<FiscalGap[]> =>
  rowsOf<FiscalGap>(
    db,
    `with pairs as materialized (
       ${documentsOfInvoices(`d.environment = 'production' and ${isTheirs('d.customer_id')}`)}
     ), theirs as (
       select v.*, s.time_zone, k.number as customer_number, k.name as customer_name
       from invoices v join companies s on s.id = v.company_id join customers k on k.id = v.customer_id
       where v.deleted_at is null and ${isTheirs('v.customer_id')}
         and (:companies::uuid[] is null or ${isOneOf('v.company_id', 'uuid', ':companies')})
     ), found as (
       select 'xml' as gap, v.kind, v.number, null as fiscal_id, v.invoice_date as date, v.customer_number, v.customer_name,
         v.currency, v.total as amount
       from theirs v where v.invoice_date >= :from and v.invoice_date < :until and v.kind <> 'debit_note'
         and not exists (select from pairs p where p.invoice = v.id)
       union all
       select 'complement', d.kind, v.number, d.fiscal_id, d.issued_on, v.customer_number, v.customer_name, d.currency, m.missing
       from theirs v join companies s on s.id = v.company_id
       join pairs p on p.invoice = v.id join fiscal_documents d on d.id = p.document
       cross join lateral (select ${missingOf({ document: 'd', invoiceOf: ledgerName, today })} as missing) m
       where d.method = 'PPD' and m.missing is not null and ((d.issued_on >= :from and d.issued_on < :until) or exists (
         select from open_item_versions w join open_item_clearings x on x.version_id = w.id
         where w.invoice_of = ${ledgerName} and w.superseded_at = 'infinity'
           and x.cleared_on >= :from and x.cleared_on < :until))
     )
     select gap, kind, number, fiscal_id as "fiscalId", date, currency, amount,
       json_build_object('number', customer_number, 'name', customer_name) as customer
     from found order by gap, date, number limit :most`,
    { ...bounds, most },
  );

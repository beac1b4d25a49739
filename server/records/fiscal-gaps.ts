import { complementDays } from '#contract/fiscal-words';

/** Names in a statement: the fiscal document, its invoice as the ledger knows it, and which day it is there. */
export type GapNames = { document: string; invoiceOf: string; today: string };

/**
 * SQL: how much of a document that is paid in parts was paid more than some days ago without a complement or a credit
 * note that says so; null where nothing is missing, and of documents that need none.
 */
export const missingOf = ({ document: d, invoiceOf, today }: GapNames): string => `
  case when ${d}.method = 'PPD' and ${d}.kind = 'invoice' and ${d}.state = 'valid' and ${d}.environment = 'production' then (
    select nullif(greatest(coalesce(sum(x.amount), 0) - coalesce((
        select sum(r.paid) from fiscal_relations r
        join fiscal_documents e on e.tenant_id = r.tenant_id and e.id = r.document_id
        where r.tenant_id = ${d}.tenant_id and r.to_key = ${d}.fiscal_key and r.kind = 'pays' and e.state = 'valid'
          and e.deleted_at is null and e.customer_id = ${d}.customer_id
      ), 0) - coalesce((
        select sum(e.total) from fiscal_documents e
        where e.tenant_id = ${d}.tenant_id and e.kind = 'credit_note' and e.state = 'valid' and e.deleted_at is null
          and e.customer_id = ${d}.customer_id and e.id in (
            select r.document_id from fiscal_relations r
            where r.tenant_id = ${d}.tenant_id and r.to_key = ${d}.fiscal_key and r.kind in ('credits', 'returns', 'advance'))
      ), 0), 0), 0)
    from open_item_versions o
    join open_item_clearings x on x.tenant_id = o.tenant_id and x.version_id = o.id
    where o.tenant_id = ${d}.tenant_id and o.invoice_of = ${invoiceOf} and o.superseded_at = 'infinity'
      and o.kind in ('invoice', 'debit_note') and x.cleared_on < ${today} - ${complementDays}
  ) end`;

/**
 * SQL: documents with the invoices they are of, as rows `(document, invoice)` of ids: what the ledger says, and what was
 * found by number or by people. A document and its invoice are of one customer.
 * @param which a condition on the document `d`
 */
export const documentsOfInvoices = (which: string): string => `
  select d.id as document, d.invoice_id as invoice from fiscal_documents d
  join invoices y on y.tenant_id = d.tenant_id and y.id = d.invoice_id and y.customer_id = d.customer_id
  where d.deleted_at is null and ${which}
  union
  select d.id, y.id from fiscal_documents d
  join open_item_versions w on w.tenant_id = d.tenant_id and w.fiscal_key = d.fiscal_key
    and w.superseded_at = 'infinity' and w.invoice_of is not null and w.customer_id = d.customer_id
    and w.kind in ('invoice', 'debit_note', 'credit_note')
  join invoices y on y.tenant_id = w.tenant_id and y.company_id = w.company_id
    and y.number_key = substr(w.invoice_of, 75) and y.customer_id = w.customer_id
  where d.deleted_at is null and ${which}`;

import { rowsOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';

/** A file of a fiscal document with its bytes. */
export type InvoiceFile = {
  kind: 'xml' | 'pdf';
  fileName: string;
  content: Uint8Array;
  customerId: string;
  companyId: string;
};

/** Bytes of one file that goes with a mail. */
const mailBytes = 2_000_000;

/** The files of an invoice's fiscal document, the XML first: what the ledger says it is, or what was found by number. */
export const filesOfInvoice = (db: Db, invoiceId: string): Promise<InvoiceFile[]> =>
  rowsOf<InvoiceFile>(
    db,
    `select f.kind, f.file_name as "fileName", f.content, v.customer_id as "customerId", v.company_id as "companyId"
     from invoices v join fiscal_files f on f.customer_id = v.customer_id and f.deleted_at is null
       and octet_length(f.content) <= ? and f.fiscal_key in (
         select w.fiscal_key from open_item_versions w
         where w.invoice_of = concat_ws(' ', v.customer_id, v.company_id, v.number_key) and w.fiscal_key is not null
           and w.superseded_at = 'infinity' and w.kind in ('invoice', 'debit_note', 'credit_note')
         union all
         select d.file_key from fiscal_documents d where d.invoice_id = v.id and d.deleted_at is null)
     where v.id = ? and v.deleted_at is null
     order by f.kind desc, f.fiscal_key limit 4`,
    [mailBytes, invoiceId],
  );

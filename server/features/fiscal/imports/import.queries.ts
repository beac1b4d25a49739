import type { FiscalDocument, FiscalFault } from '#contract/fiscal-document';
import { isOneOf } from '../../../db/keys.ts';
import { rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import type { Reach } from '../../../http/caller.ts';

/** What of a document is looked at before it is taken over: all but its lines. */
export type ReadHead = Omit<FiscalDocument, 'lines'>;

/** A file of an import, without its content. */
export type ImportFile = {
  row: number;
  name: string;
  kind: 'xml' | 'pdf';
  sha256: string;
  isSound: boolean;
  document: ReadHead | null;
  fault: FiscalFault | null;
};

export const importFiles = (db: Db, id: string): Promise<ImportFile[]> =>
  rowsOf<ImportFile>(
    db,
    `select row, file_name as name, kind, sha256, is_sound as "isSound",
       reading -> 'document' #- '{lines}' as document, reading -> 'fault' as fault
     from fiscal_import_files where import_id = ? order by row`,
    [id],
  );

export type Stored = { key: string; kind: 'xml' | 'pdf'; sha256: string; customerId: string };

/** Files that are stored under these keys. */
export const storedFiles = (db: Db, keys: readonly string[]): Promise<Stored[]> =>
  rowsOf<Stored>(
    db,
    `select fiscal_key as key, kind, sha256, customer_id as "customerId" from fiscal_files
     where ${isOneOf('fiscal_key', 'text')} and deleted_at is null`,
    [keys],
  );

export type CustomerFound = { id: string; number: string; name: string; taxId: string | null };

/** Customers within reach by their tax ids, and by their ids. */
export const customersOf = (
  db: Db,
  { customerIds }: Reach,
  taxIds: readonly string[],
  ids: readonly string[],
): Promise<CustomerFound[]> =>
  rowsOf<CustomerFound>(
    db,
    `select k.id, k.number, k.name, portico_tax_id(k.tax_id) as "taxId" from customers k
     where k.deleted_at is null and (:all or ${isOneOf('k.id', 'uuid', ':reach')})
       and (portico_tax_id(k.tax_id) = any(:taxIds::text[]) or k.id = any(:ids::uuid[]))
     order by k.number_key`,
    { all: customerIds === 'all', reach: customerIds === 'all' ? [] : customerIds, taxIds, ids },
  );

/** The tax ids of the companies that issue here. */
export const issuers = async (db: Db): Promise<string[]> =>
  (
    await rowsOf<{ taxId: string }>(
      db,
      `select distinct portico_tax_id(tax_id) as "taxId" from companies where deleted_at is null and tax_id is not null`,
    )
  ).map(({ taxId }) => taxId);

/** Whose the documents are that others name, by their keys: as they were read, or as the ledger has them. */
export const ownersOf = (
  db: Db,
  keys: readonly string[],
): Promise<{ key: string; customerId: string }[]> =>
  rowsOf(
    db,
    `select fiscal_key as key, customer_id as "customerId" from fiscal_documents
     where fiscal_key = any(:keys::text[]) and deleted_at is null
     union
     select fiscal_key, customer_id from open_item_versions
     where fiscal_key = any(:keys::text[]) and superseded_at = 'infinity'`,
    { keys },
  );

/** What is shown of invoices: their totals. */
export const invoiceTotals = (
  db: Db,
  ids: readonly string[],
): Promise<{ id: string; total: string }[]> =>
  rowsOf(db, `select id, total from invoices where ${isOneOf('id', 'uuid')}`, [ids]);

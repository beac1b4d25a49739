import { isOneOf } from '../../db/keys.ts';
import type { Db, Query } from '../../db/scope.ts';
import { withinCustomers, type Reach } from '../../http/caller.ts';

export type FileKind = 'xml' | 'pdf';

/** Whose files of each kind may be had. */
export type FileReach = Partial<Record<FileKind, Reach>>;

/** What is known of a file without its content. */
export type FileRecord = {
  id: string;
  fiscalId: string;
  kind: FileKind;
  fileName: string;
  sha256: string;
  bytes: number;
};

const columns = {
  id: 'f.id',
  fiscalId: 'f.fiscal_id',
  kind: 'f.kind',
  fileName: 'f.file_name',
  sha256: 'f.sha256',
};

/** A file names no company: it is of the one whose ledger has the document, or whose tax id stands in it as issuer. */
const ofCompanies = (query: Query, companyIds: readonly string[]) =>
  void query.whereRaw(
    `(exists (select from open_item_versions w
      where w.tenant_id = f.tenant_id and w.fiscal_key = f.fiscal_key and w.superseded_at = 'infinity'
        and w.customer_id = f.customer_id and ${isOneOf('w.company_id', 'uuid')})
      or exists (select from fiscal_documents d
      join companies c on c.tenant_id = d.tenant_id and portico_tax_id(c.tax_id) = d.issuer_tax_id
      where d.tenant_id = f.tenant_id and d.file_key = f.fiscal_key and d.customer_id = f.customer_id
        and d.deleted_at is null and ${isOneOf('c.id', 'uuid')}))`,
    [companyIds, companyIds] as never[],
  );

/** Statements over the files of fiscal documents; each sees what `reach` opens, and nothing else. */
export function createFiscalQueries(db: Db) {
  const visible = (reach: FileReach) =>
    db('fiscal_files as f')
      .whereNull('f.deleted_at')
      .where((either) => {
        for (const [kind, customers] of Object.entries(reach))
          either.orWhere((one) => {
            one.where('f.kind', kind);
            const { customerIds, companyIds } = customers;
            withinCustomers(one, 'f.customer_id', { customerIds });
            if (companyIds) ofCompanies(one, companyIds);
          });
      });

  return {
    find: (reach: FileReach, ids: readonly string[]): Promise<FileRecord[]> =>
      visible(reach)
        .whereIn('f.id', ids)
        .select(columns, db.raw('octet_length(f.content) as bytes')),

    /** The bytes of files, by id; those are missing whose content is no longer what it was. */
    contents: async (
      reach: FileReach,
      files: readonly Pick<FileRecord, 'id' | 'sha256'>[],
    ): Promise<Map<string, Uint8Array>> => {
      // Base64 is two thirds of what the driver would be sent, and quicker to read.
      const rows = await visible(reach)
        .whereIn(
          ['f.id', 'f.sha256'],
          files.map(({ id, sha256 }) => [id, sha256]),
        )
        .select<{ id: string; content: string }[]>(
          'f.id',
          db.raw(`encode(f.content, 'base64') as content`),
        );
      return new Map(rows.map(({ id, content }) => [id, Buffer.from(content, 'base64')]));
    },
  };
}

import type { Db } from '../../db/scope.ts';
import type { Reach } from '../../http/caller.ts';

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

/** Statements over the files of fiscal documents; each sees what `reach` opens, and nothing else. */
export function createFiscalQueries(db: Db) {
  const visible = (reach: FileReach) =>
    db('fiscal_files as f')
      .whereNull('f.deleted_at')
      .where((either) => {
        for (const [kind, { customerIds }] of Object.entries(reach))
          either.orWhere((one) => {
            one.where('f.kind', kind);
            if (customerIds !== 'all') one.whereIn('f.customer_id', customerIds);
          });
      });

  return {
    find: (reach: FileReach, ids: readonly string[]): Promise<FileRecord[]> =>
      visible(reach)
        .whereIn('f.id', ids)
        .select(columns, db.raw('octet_length(f.content) as bytes')),

    /** The bytes of a file, as long as they are those with this hash. */
    content: async (reach: FileReach, id: string, sha256: string): Promise<Uint8Array | null> => {
      // Base64 is two thirds of what the driver would be sent, and quicker to read.
      const row = await visible(reach)
        .where({ 'f.id': id, 'f.sha256': sha256 })
        .first<{ content: string } | undefined>(db.raw(`encode(f.content, 'base64') as content`));
      return row ? Buffer.from(row.content, 'base64') : null;
    },
  };
}

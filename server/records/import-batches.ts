import { rowOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';
import { mapInPortions } from '../work/turns.ts';

export type ImportMode = 'replace' | 'add';
/** Rows that were read and wait to be applied, or have been. */
export type ImportBatch<Row> = { mode: ImportMode; rows: Row[]; appliedAt: string | null };

/** Imports of a kind: what was read is kept for a day, for whoever read it and nobody else. */
export function createImportBatches<Row>(db: Db, kind: 'mailing_list' | 'contacts') {
  const batch = (id: string, by: string | null) =>
    db('import_batches')
      .where({ id, kind, created_by: by })
      .whereRaw(`created_at > now() - interval '1 day'`)
      .first<(Omit<ImportBatch<Row>, 'rows'> & { id: string }) | undefined>({
        id: 'id',
        mode: 'mode',
        appliedAt: 'applied_at',
      });

  /** Rows are kept some hundreds together: all as one text would hold everybody up, written and read. */
  const insertRows = async (batchId: string, rows: readonly Row[]): Promise<void> => {
    let part = 0;
    await mapInPortions(rows, async (some) => {
      await db.raw(
        `insert into import_batch_rows (tenant_id, batch_id, part, rows)
         values (current_setting('app.tenant_id')::uuid, ?, ?, ?::jsonb)`,
        [batchId, part++, JSON.stringify(some)],
      );
      return [];
    });
  };
  const withRows = async <B extends { id: string }>(
    found: B | undefined,
  ): Promise<(B & { rows: Row[] }) | undefined> => {
    if (!found) return undefined;
    const parts = await db('import_batch_rows')
      .where({ batch_id: found.id })
      .orderBy('part')
      .select<{ rows: Row[] }[]>('rows');
    return { ...found, rows: parts.flatMap(({ rows }) => rows) };
  };
  return {
    insert: async (mode: ImportMode, rows: readonly Row[], by: string | null): Promise<string> => {
      const { id } = await rowOf<{ id: string }>(
        db,
        `insert into import_batches (tenant_id, kind, mode, created_by)
         values (current_setting('app.tenant_id')::uuid, ?, ?, ?) returning id`,
        [kind, mode, by],
      );
      await insertRows(id, rows);
      return id;
    },

    /** A batch that somebody read within a day. */
    find: async (id: string, by: string | null): Promise<ImportBatch<Row> | undefined> =>
      withRows(await batch(id, by)),

    /** The same, which nobody else applies meanwhile. */
    hold: async (id: string, by: string | null): Promise<ImportBatch<Row> | undefined> =>
      withRows(await batch(id, by).forUpdate()),

    /** Keeps rows as they are by now. @param over whether all of them were applied */
    keep: async (id: string, rows: readonly Row[], over: boolean): Promise<void> => {
      await db('import_batch_rows').where({ batch_id: id }).delete();
      await insertRows(id, rows);
      if (over) await db('import_batches').where({ id }).update({ applied_at: db.fn.now() });
    },
  };
}

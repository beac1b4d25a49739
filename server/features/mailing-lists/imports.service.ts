import type { ImportRow } from '#contract/mailing-lists';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { actorId, type Caller, type Trace } from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import { checkRows, type CheckedRow } from './import-check.ts';
import type { ReadRow } from './import-rows.ts';
import { readSource, type ImportSource } from './import-source.ts';
import { pairOf, saveLists, type SavedList } from './lists.store.ts';
import { createMailingListQueries, type Mode } from './mailing-lists.queries.ts';
import { reachOfLists } from './mailing-lists.service.ts';
import { inTurns } from './turns.ts';

/** What was done with the rows of a batch, by number. */
export type ImportCounts = Record<'saved' | 'new' | 'changed' | 'same' | 'failed', number>;
type Applied = {
  saved: number;
  rows: ImportRow[];
  /** Null where it had been done before. */
  counts: ImportCounts | null;
  mode: Mode;
};

/** Many mailing lists at once: read and shown first, saved when somebody says so. */
export function createImportService() {
  return { read, apply };
}

/** Reads rows and says what they would do. Nothing is saved but the batch. */
async function read(
  inTenant: InTenant,
  caller: Caller,
  { mode, ...source }: ImportSource & { mode: Mode },
): Promise<{ id: string; rows: ImportRow[] }> {
  const found = await readSource(source);
  return inTenant(async (db) => {
    const rows = (await checkRows(db, reachOfLists(caller), found, mode)).map(({ row }) => row);
    const queries = createMailingListQueries(db, reachOfLists(caller));
    return { id: await queries.insertBatch(mode, rows, actorId(caller)), rows };
  });
}

/**
 * Saves the rows of a batch that are sound by now, all in the transaction it is given: who dies midway has
 * saved nothing, and a second call waits for the first and answers the same.
 * @throws AppError `not_found` where the batch is somebody else's, or older than a day
 */
async function apply(db: Db, caller: Caller, trace: Trace, id: string): Promise<Applied> {
  const by = actorId(caller);
  const queries = createMailingListQueries(db, reachOfLists(caller));
  const batch = await queries.holdBatch(id, by);
  if (!batch) throw new AppError('not_found');
  const { mode } = batch;
  if (batch.appliedAt !== null) return { ...toAnswer(batch.rows), counts: null, mode };
  const checked = await checkRows(db, reachOfLists(caller), batch.rows.map(toRead), mode);
  const changes = checked.flatMap(({ row, owner }) =>
    owner && row.change !== 'same' ? [{ ...owner, mailboxes: row.mailboxes }] : [],
  );
  const saved = await saveLists(db, changes, mode, by);
  await auditChanges(db, caller, trace, { id, checked, saved });
  const rows = checked.map(({ row }) => row);
  await queries.endBatch(id, rows);
  return { ...toAnswer(rows), counts: countsOf(rows), mode };
}

/** A row of a batch as it was read: what was found to be wrong with it is looked for again. */
const toRead = ({ row, company, customer, mailboxes, notes, error }: ImportRow): ReadRow => ({
  row,
  company,
  customer,
  mailboxes,
  notes,
  whole: error !== 'columns',
});

const toAnswer = (rows: ImportRow[]): { saved: number; rows: ImportRow[] } => ({
  saved: countsOf(rows).saved,
  rows,
});

function countsOf(rows: readonly ImportRow[]): ImportCounts {
  const counts: ImportCounts = { saved: 0, new: 0, changed: 0, same: 0, failed: 0 };
  for (const { change } of rows) {
    counts[change ?? 'failed']++;
    if (change) counts.saved++;
  }
  return counts;
}

async function auditChanges(
  db: Db,
  caller: Caller,
  trace: Trace,
  { id, checked, saved }: { id: string; checked: readonly CheckedRow[]; saved: SavedList[] },
): Promise<void> {
  const rowOf = new Map(
    checked.flatMap(({ row, owner }) => (owner ? [[pairOf(owner), row] as const] : [])),
  );
  const { requestId, ip, userAgent } = trace;
  const common = {
    event: 'mailing_list.changed',
    kind: caller.kind,
    actor: actorId(caller),
    ip,
    userAgent: userAgent.slice(0, 300),
    requestId,
  };
  const queries = createMailingListQueries(db, reachOfLists(caller));
  await inTurns(saved, async (some) => {
    const rows = some.map((list) => {
      const { company, customer } = rowOf.get(pairOf(list)) ?? {};
      const { before, after } = list;
      return { record: list.id, detail: { company, customer, before, after, import: id } };
    });
    await queries.auditAll(common, rows);
    return [];
  });
}

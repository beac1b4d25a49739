import type { ImportRow, SheetChoice } from '#contract/mailing-lists';
import type { Locale } from '#contract/primitives';
import type { Db } from '../../db/scope.ts';
import { ownTexts } from '../../records/branding.ts';
import { AppError } from '../../http/app-error.ts';
import { type StaffCaller, type Trace } from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import type { ImportSource } from '../../output/foreign/read-source.ts';
import type { ForeignReader } from '../../output/foreign/reader.ts';
import { createImportBatches } from '../../records/import-batches.ts';
import type { Texts } from '../../output/texts.ts';
import type { WorkKeys } from '../../work/fair-queue.ts';
import { mapInPortions, mapInTurns } from '../../work/turns.ts';
import { checkRows, type CheckedRow } from './import-check.ts';
import type { ReadRow } from './import-rows.ts';
import { errorSheet } from './import-errors.sheet.ts';
import type { TypedRow } from './import-source.job.ts';
import { correctRows, readListSource } from './import-source.ts';
import { soundMailbox } from './mailboxes.ts';
import { pairOf, saveLists, type SavedList } from './lists.store.ts';
import { createMailingListQueries, type Mode } from './mailing-lists.queries.ts';
import { reachOfLists } from './mailing-lists.service.ts';

/** What was done with the rows of a batch, by number. */
export type ImportCounts = Record<'saved' | 'new' | 'changed' | 'same' | 'failed', number>;
type Applied = {
  saved: number;
  rows: ImportRow[];
  /** Null where it had been done before. */
  counts: ImportCounts | null;
  mode: Mode;
};

type Deps = { reader: ForeignReader; texts: Texts };
type Read = { id: string; rows: ImportRow[]; choice: SheetChoice | null };

/** Many mailing lists at once: read and shown first, mended where they must be, saved when somebody says so. */
export function createImportService({ reader, texts }: Deps) {
  return {
    /** Reads rows and says what they would do. Nothing is saved but the batch. */
    read: async (
      inTenant: InTenant,
      caller: StaffCaller,
      { mode, ...source }: ImportSource & { mode: Mode },
    ): Promise<Read> => {
      const { rows, choice } = await readListSource(reader, keysOf(caller), source);
      return { ...(await inTenant((db) => keep(db, caller, rows, mode))), choice };
    },

    /**
     * Reads a batch anew with some of its rows as they were corrected. Where it has been saved, only what failed is left.
     * @throws AppError `not_found` where the batch is somebody else's, or older than a day
     */
    correct: async (inTenant: InTenant, caller: StaffCaller, id: string, typed: TypedRow[]) => {
      const { rows, mode, appliedAt } = await inTenant((db) => find(db, caller, id));
      const open = appliedAt === null ? rows : rows.filter(({ error }) => error !== null);
      const given = await mapInTurns(open, toRead);
      const read = await correctRows(reader, keysOf(caller), given, typed);
      return inTenant((db) => keep(db, caller, read, mode));
    },

    /** The rows that cannot be saved, as a file. @throws AppError `not_found` */
    errors: async (inTenant: InTenant, caller: StaffCaller, id: string, locale: Locale) => {
      const { rows, own } = await inTenant(async (db) => ({
        rows: (await find(db, caller, id)).rows,
        own: await ownTexts(db, caller.tenant.id, locale),
      }));
      return errorSheet(rows, texts(locale, own), caller.tenant.name);
    },

    apply,
  };
}

const batches = (db: Db) => createImportBatches<ImportRow>(db, 'mailing_list');

const keysOf = (caller: StaffCaller): WorkKeys => [caller.tenant.id, caller.identityId];

/** Holds rows against what is stored, and keeps them for a day. */
async function keep(db: Db, caller: StaffCaller, read: readonly ReadRow[], mode: Mode) {
  const reach = reachOfLists(caller);
  const rows = (await checkRows(db, reach, read, mode)).map(({ row }) => row);
  const id = await batches(db).insert(mode, rows, caller.identityId);
  return { id, rows };
}

async function find(db: Db, caller: StaffCaller, id: string) {
  const batch = await batches(db).find(id, caller.identityId);
  if (!batch) throw new AppError('not_found');
  return batch;
}

/**
 * Saves the rows of a batch that are sound by now, all in the transaction it is given: who dies midway has
 * saved nothing, and a second call waits for the first and answers the same.
 * @throws AppError `not_found` where the batch is somebody else's, or older than a day
 */
async function apply(db: Db, caller: StaffCaller, trace: Trace, id: string): Promise<Applied> {
  const by = caller.identityId;
  const batch = await batches(db).hold(id, by);
  if (!batch) throw new AppError('not_found');
  const { mode } = batch;
  if (batch.appliedAt !== null) return { ...toAnswer(batch.rows), counts: null, mode };
  const read = await mapInTurns(batch.rows, toRead);
  const checked = await checkRows(db, reachOfLists(caller), read, mode);
  const changes = checked.flatMap(({ row, owner }) =>
    owner && row.change !== 'same' ? [{ ...owner, mailboxes: row.mailboxes }] : [],
  );
  const saved = await saveLists(db, changes, mode, by);
  await auditChanges(db, caller, trace, { id, checked, saved });
  const rows = checked.map(({ row }) => row);
  await batches(db).keep(id, rows, true);
  return { ...toAnswer(rows), counts: countsOf(rows), mode };
}

/** A row of a batch as it was read: what was found to be wrong with it is looked for again. */
function toRead({
  row,
  joined,
  company,
  customer,
  mailboxes,
  invalid,
  notes,
  error,
}: ImportRow): ReadRow {
  const sound = mailboxes.filter((address) => soundMailbox(address) === address);
  return {
    row,
    joined: joined ?? [],
    company,
    customer,
    mailboxes: sound,
    invalid: [...(invalid ?? []), ...mailboxes.filter((address) => !sound.includes(address))],
    notes,
    whole: error !== 'columns',
  };
}

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
  caller: StaffCaller,
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
    actor: caller.identityId,
    ip,
    userAgent: userAgent.slice(0, 300),
    requestId,
  };
  const queries = createMailingListQueries(db, reachOfLists(caller));
  await mapInPortions(saved, async (some) => {
    const rows = some.map((list) => {
      const { company, customer } = rowOf.get(pairOf(list)) ?? {};
      const { before, after } = list;
      return { record: list.id, detail: { company, customer, before, after, import: id } };
    });
    await queries.auditAll(common, rows);
    return [];
  });
}

import { createHash } from 'node:crypto';
import type { SyncEntity } from '#contract/permissions';
import { syncKeys, syncRecords, tombstone, type SyncRecord, type SyncResult } from '#contract/sync';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { checkInput } from '../../http/input.ts';
import { cleanText } from '../../http/text.ts';
import { createForeignReader } from '../../output/foreign/reader.ts';
import type { WorkKeys } from '../../work/fair-queue.ts';
import { entityOf, keyOf } from './sync.entities.ts';
import { createFileCheck, type FileCheck } from './sync.files.ts';
import { createSyncQueries } from './sync.queries.ts';
import { resolveReferences, type Resolver } from './sync.references.ts';
import { upsertRows } from './sync.rows.ts';

/** A record whose form is right: its key, version and hash, and whether it is a tombstone. */
type Parsed = {
  index: number;
  key: string;
  version: string | null;
  hash: string;
  deleted: boolean;
  record: SyncRecord;
};

/**
 * Takes over batches of the ERP's records, as design 4 and spec D.0.7 say.
 * @param check looks through the files of fiscal documents
 */
export function createSyncService(check: FileCheck = createFileCheck(createForeignReader())) {
  return { apply, check: refuseFiles(check) };
}

/**
 * What stands in the place of records whose file is not what it says: by their number, as results. To be asked before
 * a transaction is open.
 */
const refuseFiles =
  (check: FileCheck) =>
  async (keys: WorkKeys, entity: SyncEntity, records: unknown[]): Promise<FileFaults> => {
    if (entity !== 'fiscal-files') return new Set();
    const files = records.flatMap((record, index) => {
      const { success, data } = syncRecords['fiscal-files'].safeParse(record);
      return success
        ? [{ index, kind: data.kind, content: Buffer.from(data.content, 'base64') }]
        : [];
    });
    const sound = await check(
      keys,
      files.map(({ kind, content }) => ({ kind, content: new Uint8Array(content) })),
    );
    return new Set(files.filter((_, i) => !sound[i]).map(({ index }) => index));
  };

/** Numbers of records whose file is not what it says. */
export type FileFaults = ReadonlySet<number>;

/**
 * Applies a batch in the transaction it is given; a constant number of statements, whatever its size.
 * @returns one result per record, in their order
 * @throws AppError `batch_refused` where `allOrNone` is set and a record is invalid
 */
async function apply(
  db: Db,
  entity: SyncEntity,
  records: unknown[],
  allOrNone: boolean,
  wrongFiles: FileFaults = new Set(),
): Promise<SyncResult[]> {
  const results: SyncResult[] = [];
  const parsed: Parsed[] = [];
  records.forEach((raw, index) => {
    const outcome = parse(entity, raw, index);
    if ('status' in outcome) results[index] = outcome;
    else if (wrongFiles.has(index)) {
      const errors = [{ path: 'content', rule: 'file_type' }];
      results[index] = { key: outcome.key, status: 'invalid', errors };
    } else parsed.push(outcome);
  });
  const queries = createSyncQueries(db);
  await queries.lock(entity);
  for (const wave of waves(parsed)) await applyWave(db, entity, wave, results);
  if (parsed.length > 0) await queries.noteApplied(entity);
  if (allOrNone) refuseInvalid(results);
  return results;
}

function parse(entity: SyncEntity, raw: unknown, index: number): Parsed | SyncResult {
  const deleted = (raw as { deleted?: unknown } | null)?.deleted === true;
  const result = checkInput(deleted ? tombstone(entity) : syncRecords[entity], raw);
  if (result.errors) return { key: rawKey(entity, raw), status: 'invalid', errors: result.errors };
  const { sourceVersion, ...content } = result.data as { sourceVersion: string | null };
  return {
    index,
    key: keyOf(syncKeys[entity], content),
    version: sourceVersion,
    hash: createHash('sha256').update(JSON.stringify(content)).digest('hex'),
    deleted,
    record: result.data as SyncRecord,
  };
}

function rawKey(entity: SyncEntity, raw: unknown): string | null {
  const fields = syncKeys[entity].map((field) => (raw as Record<string, unknown> | null)?.[field]);
  return fields.every((field) => typeof field === 'string')
    ? cleanText(fields.join(' / '), 200)
    : null;
}

/** Records of one key in the order they were sent, each in a wave of its own: a statement takes a key once. */
function waves(parsed: Parsed[]): Parsed[][] {
  const result: Parsed[][] = [];
  const seen = new Map<string, number>();
  for (const record of parsed) {
    const wave = seen.get(record.key) ?? 0;
    seen.set(record.key, wave + 1);
    (result[wave] ??= []).push(record);
  }
  return result;
}

async function applyWave(
  db: Db,
  entity: SyncEntity,
  wave: Parsed[],
  results: SyncResult[],
): Promise<void> {
  const queries = createSyncQueries(db);
  const known = await queries.known(
    entity,
    wave.map((record) => record.key),
  );
  const written: Parsed[] = [];
  const seen: Parsed[] = [];
  for (const record of wave) {
    const before = known.get(record.key);
    const set = (status: SyncResult['status']) =>
      (results[record.index] = { key: record.key, status });
    if (before?.version && record.version && BigInt(record.version) < BigInt(before.version))
      set('stale');
    else if (before && before.hash === record.hash && before.deleted === record.deleted) {
      set('unchanged');
      if (record.version && record.version !== before.version) seen.push(record);
    } else {
      set(record.deleted ? 'deleted' : before && !before.deleted ? 'updated' : 'created');
      written.push(record);
    }
  }
  const live = written.filter((record) => !record.deleted);
  const resolve = await resolveReferences(
    db,
    live.flatMap((record) => entityOf(entity).references(record.record)),
  );
  const sound = live.filter((record) => checkReferences(entity, record, resolve, results));
  const gone = written.filter((record) => record.deleted);
  if (sound.length > 0) await write(db, entity, sound, resolve, (record) => known.has(record.key));
  if (gone.length > 0)
    await queries.bury(
      entity,
      gone.map((record) => record.key),
    );
  await queries.remember(entity, [...sound, ...gone, ...seen]);
}

/** Marks a record that points at nothing as invalid. */
function checkReferences(
  entity: SyncEntity,
  { record, index, key }: Parsed,
  resolve: Resolver,
  results: SyncResult[],
): boolean {
  const dangling = entityOf(entity)
    .references(record)
    .filter((reference) => resolve(reference.kind, reference.key) === undefined);
  if (dangling.length === 0) return true;
  const errors = dangling
    .slice(0, 50)
    .map(({ path, key: value }) => ({ path, rule: 'unknown_reference', params: { value } }));
  results[index] = { key, status: 'invalid', errors };
  return false;
}

async function write(
  db: Db,
  entity: SyncEntity,
  sound: Parsed[],
  resolve: Resolver,
  isKnown: (record: Parsed) => boolean,
): Promise<void> {
  const { table, columns, conflict, row, children, after } = entityOf(entity);
  const records = sound.map((record) => record.record);
  const rows = records.map((record) => row(record, resolve));
  const ids = await upsertRows(db, table, columns, conflict, rows);
  const written = new Map(
    records.map((record, i) => [
      record,
      ids.get(conflict.map((name) => rows[i]![name]).join(' / '))!,
    ]),
  );
  const idOf = (record: SyncRecord) => written.get(record)!;
  const known = sound.filter(isKnown).map(({ record }) => idOf(record));
  await children?.(db, records, { idOf, known }, resolve);
  await after?.(db, records);
}

function refuseInvalid(results: SyncResult[]): void {
  const errors = results.flatMap((result, index) =>
    (result.errors ?? []).map((error) => ({
      path: `records.${index}.${error.path}`,
      rule: error.rule,
    })),
  );
  if (errors.length > 0) throw new AppError('batch_refused', { errors: errors.slice(0, 50) });
}

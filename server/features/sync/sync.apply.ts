import type { InputError } from '#contract/errors';
import type { SyncEntity } from '#contract/permissions';
import type { SyncRecord, SyncResult } from '#contract/sync';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { openInternal } from '../../records/audience.ts';
import { recordEvents, type NewEvent } from '../../records/events.ts';
import { entityOf } from './sync.entities.ts';
import type { Batch, Parsed } from './sync.parse.ts';
import { createSyncQueries } from './sync.queries.ts';
import { resolveReferences, type Resolver } from './sync.references.ts';
import { naturalKey, upsertRows } from '../../db/bulk.ts';

/**
 * Applies a batch in the transaction it is given; a number of statements that hardly depends on its size.
 * @returns one result per record, in their order
 * @throws BatchRefused where `allOrNone` is set and a record is invalid
 */
export async function applyBatch(db: Db, batch: Batch): Promise<SyncResult[]> {
  const { entity, parsed, allOrNone } = batch;
  if (entityOf(entity).internal) await openInternal(db);
  const results = new Map(batch.invalid);
  for (const wave of waves(parsed)) await applyWave(db, batch, wave, results);
  // What points at nothing was not taken over: it makes nothing newer.
  if (parsed.some(({ index }) => results.get(index)?.status !== 'invalid'))
    await createSyncQueries(db).noteApplied(entity);
  const inOrder = Array.from({ length: batch.size }, (_, index) => results.get(index)!);
  if (allOrNone) refuseInvalid(inOrder);
  return inOrder;
}

/**
 * Records of one key in the order they were sent, each in a wave of its own: a statement takes a key once.
 * Within a wave they stand by key, so that batches which write the same rows write them in the same order.
 */
function waves(parsed: Parsed[]): Parsed[][] {
  const result: Parsed[][] = [];
  const seen = new Map<string, number>();
  for (const record of parsed) {
    const wave = seen.get(record.key) ?? 0;
    seen.set(record.key, wave + 1);
    (result[wave] ??= []).push(record);
  }
  return result.map((wave) => wave.toSorted((a, b) => (a.key < b.key ? -1 : 1)));
}

async function applyWave(
  db: Db,
  { entity, by }: Batch,
  wave: Parsed[],
  results: Map<number, SyncResult>,
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
      results.set(record.index, { key: record.key, status });
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
  const pointed = live.filter((record) => checkReferences(entity, record, resolve, results));
  const sound = await examine(db, entity, pointed, { resolve, by: by ?? null, results });
  const gone = written.filter((record) => record.deleted);
  const kept = await write(db, entity, sound, resolve, (record) => known.has(record.key));
  for (const { index, key } of sound.filter((record) => !kept.includes(record)))
    results.set(index, { key, status: 'stale' });
  await bury(db, entity, gone);
  await queries.remember(entity, [...kept, ...gone, ...seen]);
}

/** Marks a record that points at nothing as invalid. */
function checkReferences(
  entity: SyncEntity,
  { record, index, key }: Parsed,
  resolve: Resolver,
  results: Map<number, SyncResult>,
): boolean {
  const dangling = entityOf(entity)
    .references(record)
    .filter((reference) => resolve(reference.kind, ...reference.key) === undefined);
  if (dangling.length === 0) return true;
  const errors = dangling.slice(0, 50).map(({ path, key: value }) => ({
    path,
    rule: 'unknown_reference',
    params: { value: value.join(' / ') },
  }));
  results.set(index, { key, status: 'invalid', errors });
  return false;
}

/** Marks what is wrong beyond its form as invalid. @returns the rest */
async function examine(
  db: Db,
  entity: SyncEntity,
  live: Parsed[],
  context: { resolve: Resolver; by: string | null; results: Map<number, SyncResult> },
): Promise<Parsed[]> {
  const { resolve, by, results } = context;
  const definition = entityOf(entity);
  if (!definition.examine || live.length === 0) return live;
  const records = live.map(({ record }) => record);
  const faults = await definition.examine(db, records, resolve, by);
  return live.filter(({ record, index, key }) => {
    const fault = faults.get(record);
    if (fault) results.set(index, { key, status: 'invalid', errors: [fault] });
    return !fault;
  });
}

/** @returns those that were written: a row that is newer by its own word stays as it is */
async function write(
  db: Db,
  entity: SyncEntity,
  sound: Parsed[],
  resolve: Resolver,
  isKnown: (record: Parsed) => boolean,
): Promise<Parsed[]> {
  if (sound.length === 0) return [];
  const definition = entityOf(entity);
  const rows = sound.map(({ record }) => definition.row(record, resolve));
  const seen = new Set(sound.filter(isKnown).map(({ record }) => record));
  const teller = await definition.news?.(
    db,
    sound.map(({ record }) => record),
    (record) => seen.has(record),
  );
  const ids = await upsertRows(db, definition, rows);
  const written = new Map<SyncRecord, string>();
  const news: NewEvent[] = [];
  sound.forEach(({ record }, i) => {
    const id = ids.get(naturalKey(rows[i]!, definition.conflict));
    if (id === undefined) return;
    written.set(record, id);
    const event = teller?.(record, id, rows[i]!);
    if (event) news.push(event);
  });
  const kept = sound.filter(({ record }) => written.has(record));
  const records = kept.map(({ record }) => record);
  const idOf = (record: SyncRecord) => written.get(record)!;
  const known = kept.filter(isKnown).map(({ record }) => idOf(record));
  await definition.children?.(db, records, { idOf, known }, resolve);
  await definition.after?.(db, records, { idOf, known });
  await recordEvents(db, news);
  return kept;
}

async function bury(db: Db, entity: SyncEntity, gone: Parsed[]): Promise<void> {
  if (gone.length === 0) return;
  const keys = gone.map(({ parts }) => parts);
  const ids = await createSyncQueries(db).bury(entity, keys);
  await entityOf(entity).gone?.(db, keys, ids);
}

/** A batch of which nothing was taken over, since it was to be all or none. */
export class BatchRefused extends AppError {
  readonly results: readonly SyncResult[];

  constructor(errors: InputError[], results: readonly SyncResult[]) {
    super('batch_refused', { errors });
    this.results = results;
  }
}

function refuseInvalid(results: SyncResult[]): void {
  const errors = results.flatMap((result, index) =>
    (result.errors ?? []).map((error) => ({
      path: `records.${index}.${error.path}`,
      rule: error.rule,
    })),
  );
  if (errors.length > 0) throw new BatchRefused(errors.slice(0, 50), results);
}

import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SyncEntity } from '#contract/permissions';
import type { SyncResult } from '#contract/sync';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { InTenant } from '../../http/mount.ts';
import { createFairQueue, type WorkKeys } from '../../work/fair-queue.ts';
import { createOneAtATime } from '../../work/one-at-a-time.ts';
import { noteIntake } from './intake.ts';
import { applyBatch } from './sync.apply.ts';
import { entityOf } from './sync.entities.ts';
import { readBatch, type Batch } from './sync.parse.ts';
import { readFiles, type FileReaders } from './sync.files.ts';
import { createSyncQueries } from './sync.queries.ts';

/** Batches that wait for their entity, of one tenant; and in all. Each is as large as a body may be. */
const [waitingPerEntity, waiting] = [6, 24];
/** How long a batch waits for one that another server applies, and from when to when it looks again, in milliseconds. */
const [patienceMs, soonestMs, latestMs] = [15_000, 100, 400];
/** Seconds after which an ERP that was turned away may come again. */
const comeBack = 5;

/**
 * Takes over batches of the ERP's records, as design 4 and spec D.0.7 say.
 * @param lanes how many transactions the database runs at a time; batches take half of them, the rest is for people
 * @param look looks through the files of fiscal documents
 * @param check looks at the files of documents
 * @param scans whether files are scanned for malware
 */
export function createSyncService({ lanes, ...files }: { lanes: number } & FileReaders) {
  const queue = createFairQueue({
    active: Math.max(1, Math.floor(lanes / 2)),
    waiting,
    waitingPerKey: waitingPerEntity,
  });
  const oneAtATime = createOneAtATime(waitingPerEntity);

  /** One try: the lock first, so that nothing is waited for while a connection is held. */
  const attempt = async <T>(
    inTenant: InTenant,
    entities: SyncEntity[],
    work: (db: Db) => Promise<T>,
  ): Promise<{ done: T } | null> =>
    inTenant(async (db) =>
      (await createSyncQueries(db).tryLock(entities)) ? { done: await work(db) } : null,
    );

  return {
    /** Reads a batch and looks through its files; to be done before a transaction is open. */
    read: async (
      keys: WorkKeys,
      entity: SyncEntity,
      records: unknown[],
      allOrNone: boolean,
    ): Promise<Batch> => readFiles(files, keys, await readBatch(entity, records, allOrNone)),
    apply: applyBatch,
    /** The same for what the ERP sent, which is counted. */
    take: async (db: Db, batch: Batch): Promise<SyncResult[]> => {
      const results = await applyBatch(db, batch);
      await noteIntake(db, batch.entity, results);
      return results;
    },

    /**
     * Runs the work in a transaction in which no other batch of this entity is applied. Whoever waits for that
     * holds no connection, and tenants take turns.
     * @throws AppError `unavailable` where too many wait, or another server has the entity for too long
     */
    alone: <T>(
      tenantId: string,
      entity: SyncEntity,
      inTenant: InTenant,
      work: (db: Db) => Promise<T>,
    ): Promise<T> => {
      const entities = [entity, ...(entityOf(entity).holds ?? [])];
      return oneAtATime.run(`${tenantId} ${entity}`, async () => {
        const until = performance.now() + patienceMs;
        for (;;) {
          const outcome = await queue.run([tenantId, entity], () =>
            attempt(inTenant, entities, work),
          );
          if (outcome) return outcome.done;
          if (performance.now() > until)
            throw new AppError('unavailable', { retryAfter: comeBack });
          await sleep(randomInt(soonestMs, latestMs));
        }
      });
    },
  };
}

export type SyncService = ReturnType<typeof createSyncService>;

/** How many records had which result. */
export function countStatuses(results: SyncResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of results) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

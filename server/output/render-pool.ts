import { availableParallelism } from 'node:os';
import { move, Piscina } from 'piscina';
import { createFairQueue, type WorkKeys } from '../work/fair-queue.ts';

export type RenderPoolOptions = {
  /** Threads at most; one a processor unless given. */
  threads?: number;
  /** Megabytes of objects a thread may hold; the one that needs more ends, and its job fails. */
  heapMb?: number;
  /** Milliseconds from asking to having, what waits before it included. */
  timeoutMs?: number;
  /** Milliseconds after which a thread that has nothing to do ends. */
  idleMs?: number;
};

export type RenderPool<Job> = {
  /**
   * Draws one document. Threads are shared out among tenants, and within each among those who ask, so that
   * nobody waits for all that somebody else asked for.
   * @throws AppError `unavailable` where too many wait already; Error where it takes too long, needs too much
   *   memory, or the pool is closed
   */
  render(job: Job, keys: WorkKeys): Promise<Uint8Array>;
  /** Ends the threads; what is under way fails. */
  close(): Promise<void>;
};

/** Documents that wait for a thread, each of which holds memory, and those of one asker among them. */
const mostWaiting = 200;
const waitingPerKey = 24;

/**
 * Draws documents on threads of their own, so that answering requests never waits for one. A thread starts
 * with the first job and keeps fonts and words for the next.
 * @param worker module whose default export takes a job and returns `handOver(bytes)`
 */
export function createRenderPool<Job>(
  worker: URL,
  {
    threads = availableParallelism(),
    heapMb = 1024,
    timeoutMs = 60_000,
    idleMs = 30_000,
  }: RenderPoolOptions = {},
): RenderPool<Job> {
  const queue = createFairQueue({ active: threads, waiting: mostWaiting, waitingPerKey });
  // Made when it is needed: most commands of the command line draw nothing.
  let pool: Piscina<Job, Uint8Array> | undefined;
  let closed = false;
  return {
    render: (job, keys) => {
      if (closed) return Promise.reject(new Error('Nothing is drawn any more'));
      const signal = AbortSignal.timeout(timeoutMs);
      pool ??= new Piscina({
        filename: worker.href,
        minThreads: 0,
        maxThreads: threads,
        idleTimeout: idleMs,
        resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 16 },
        // Behind what answers requests, where the system can tell threads apart.
        niceIncrement: 10,
        // A thread that waits for its next job by standing still never sweeps up after the one before: hundreds
        // of megabytes pile up.
        atomics: 'disabled',
      });
      const drawing = pool;
      return queue.run(keys, () => drawing.run(job, { signal }));
    },
    close: async () => {
      closed = true;
      await pool?.destroy();
    },
  };
}

/** Passes bytes on to the thread that asked, without copying them where they have memory of their own. */
export const handOver = (bytes: Uint8Array): Uint8Array =>
  move(
    bytes.byteLength === bytes.buffer.byteLength && bytes.byteLength > Buffer.poolSize
      ? (bytes as Uint8Array<ArrayBuffer>)
      : new Uint8Array(bytes),
  ) as Uint8Array;

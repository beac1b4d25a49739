import { availableParallelism } from 'node:os';
import { createBackground, type BackgroundOptions } from '../work/background.ts';
import { createFairQueue, type WorkKeys } from '../work/fair-queue.ts';

export type RenderPoolOptions = {
  /** Threads at most; one a processor unless given. */
  threads?: number;
  /** Megabytes of objects a thread may hold; the one that needs more ends, and its job fails. */
  heapMb?: number;
  /** Milliseconds from asking to having, what waits before it included. */
  timeoutMs?: number;
} & Partial<Pick<BackgroundOptions, 'idleMs'>>;

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
    idleMs,
  }: RenderPoolOptions = {},
): RenderPool<Job> {
  const queue = createFairQueue({ active: threads, waiting: mostWaiting, waitingPerKey });
  const pool = createBackground(worker, { threads, heapMb, idleMs });
  return {
    render: (job, keys) => {
      const signal = AbortSignal.timeout(timeoutMs);
      return queue.run(keys, () => pool.run<Uint8Array>(job, { signal }));
    },
    close: () => pool.close(),
  };
}

import { move, Piscina } from 'piscina';
import { behind } from './step-back.ts';
import { threadEnv } from './thread-env.ts';
import { watched } from './timed.ts';

export type BackgroundOptions = {
  /** Threads at most. */
  threads: number;
  /** Megabytes of objects a thread may hold; the one that needs more ends, and its job fails. */
  heapMb: number;
  /** Milliseconds after which a thread that has nothing to do ends. */
  idleMs?: number;
  /** How far behind the main thread they run, as Linux counts. */
  niceness?: number;
};

export type Background = {
  /**
   * Runs an exported function of the module on a thread.
   * @param name of the function; its default export unless given
   * @throws Error where the signal says so, it needs too much memory, or the threads are closed; what the
   *   function throws
   */
  run<T>(input: unknown, options?: { name?: string; signal?: AbortSignal }): Promise<T>;
  /**
   * The same of a function made by `timed`.
   * @param ms milliseconds it may take, from where a thread begins with it
   */
  runFor<T>(ms: number, input: unknown, options?: { name?: string }): Promise<T>;
  /** Ends the threads; what is under way fails. */
  close(): Promise<void>;
};

/**
 * Threads that run behind what answers requests, where the system can tell threads apart. One starts with the
 * first job and keeps what it loaded for the next; none of them sees the environment's secrets. Idle threads do not keep
 * the process.
 * @param worker the module whose functions run there
 */
export function createBackground(
  worker: URL,
  { threads, heapMb, idleMs = 30_000, niceness = behind }: BackgroundOptions,
): Background {
  // Made when it is needed: most commands of the command line need none.
  let pool: Piscina | undefined;
  let closed = false;
  const run = async <T>(
    input: unknown,
    { name = 'default', signal }: { name?: string; signal?: AbortSignal } = {},
  ): Promise<T> => {
    if (closed) throw new Error('The threads are closed');
    pool ??= new Piscina({
      filename: worker.href,
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: idleMs,
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 16 },
      niceIncrement: niceness,
      // A thread that waits for its next job by standing still never sweeps up after the one before: hundreds
      // of megabytes pile up.
      atomics: 'disabled',
      env: threadEnv(),
    });
    return (await pool.run(input, { name, signal })) as T;
  };
  return {
    run,
    runFor: async (ms, input, options) => {
      const { job, signal, done } = watched(input, ms);
      try {
        return await run(job, { ...options, signal });
      } finally {
        done();
      }
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

import { Worker } from 'node:worker_threads';
import { createFairQueue, type WorkKeys } from '../../work/fair-queue.ts';

/** Work of the server's own. */
const own: WorkKeys = ['', 'own'];

/** @property words what the password must not be built on */
export type StrengthQuestion = { password: string; words: string[] };
/** How many guesses a password takes, as a power of ten, and whether some of it was among the words. */
export type Strength = { guessesLog10: number; isOwn: boolean };

export type StrengthOptions = {
  /** Milliseconds one password may take. */
  timeoutMs?: number;
  /** Milliseconds after which the thread, which holds 60 MB of words, ends if it has nothing to do. */
  idleMs?: number;
  /** How many may wait, and how many of one network. */
  queue?: { waiting: number; waitingPerKey: number };
};

/**
 * Judges passwords on a thread of its own, one at a time: some texts of a few letters take seconds, and
 * answering requests never waits for one. The thread starts with the first password.
 * @returns null where it took too long, which ends the thread
 * @throws AppError `unavailable` where too many wait
 */
export function createStrength({
  timeoutMs = 3_000,
  idleMs = 30_000,
  queue = { waiting: 60, waitingPerKey: 20 },
}: StrengthOptions = {}): (
  question: StrengthQuestion,
  whose?: WorkKeys,
) => Promise<Strength | null> {
  const { run } = createFairQueue({ active: 1, ...queue });
  let thread: Worker | undefined;
  let rest: NodeJS.Timeout | undefined;
  const end = async () => {
    const ending = thread;
    thread = undefined;
    await ending?.terminate();
  };
  const judge = async (question: StrengthQuestion): Promise<Strength | null> => {
    clearTimeout(rest);
    // An idle thread does not keep the process; one that works does.
    thread?.ref();
    try {
      thread ??= await start();
      return await ask(thread, question, timeoutMs);
    } catch {
      await end();
      return null;
    } finally {
      thread?.unref();
      rest = setTimeout(() => void end(), idleMs).unref();
    }
  };
  return (question, whose = own) => run(whose, () => judge(question));
}

/** @throws Error where it does not start */
async function start(): Promise<Worker> {
  const thread = new Worker(new URL('strength.worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  await replyOf(thread);
  return thread;
}

/** @throws Error where the thread does not answer in time, or ends */
async function ask(thread: Worker, question: StrengthQuestion, ms: number): Promise<Strength> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  thread.postMessage(question);
  return replyOf<Strength>(thread, AbortSignal.timeout(ms));
}

function replyOf<T>(thread: Worker, signal?: AbortSignal): Promise<T> {
  const settled = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const fail = () => reject(new Error('The thread does not answer'));
    thread.once('message', resolve);
    for (const event of ['error', 'exit']) thread.once(event, fail);
    signal?.addEventListener('abort', fail, { once: true, signal: settled.signal });
  }).finally(() => {
    settled.abort();
    for (const event of ['message', 'error', 'exit']) thread.removeAllListeners(event);
    // What happens to it while nobody asks is seen by the next who does.
    thread.on('error', () => {});
  });
}

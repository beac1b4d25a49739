import { Worker } from 'node:worker_threads';
import { threadEnv } from '../../work/thread-env.ts';
import { mapInTurns } from '../../work/turns.ts';

/** What reading something foreign may cost. */
export type ThreadLimits = {
  /** Milliseconds of the job; the start of the thread, which no input makes longer, does not count. */
  ms: number;
  /** Megabytes of objects on the thread. */
  mb: number;
  /** Bytes of what comes out, as JSON. */
  outBytes: number;
};

/** What a job found: one value about the whole, and any number of like things. All of it goes through JSON. */
export type ThreadResult<Head, Item> = { head: Head; items: readonly Item[] };
/** The default export of a job's module; it runs on the thread, and what it throws fails the reading. */
export type ThreadJob<Input, Head, Item> = (
  input: Input,
) => ThreadResult<Head, Item> | Promise<ThreadResult<Head, Item>>;

/** Why a reading was given up: too long, too much on the way, too much in the end, or the job failed. */
export class ThreadError extends Error {
  readonly why: 'time' | 'memory' | 'output' | 'failed';
  constructor(why: ThreadError['why'], cause?: unknown) {
    super(`The reading was given up: ${why}`, { cause });
    this.name = 'ThreadError';
    this.why = why;
  }
}

export type ThreadRequest = { job: string; input: unknown; outBytes: number };
/** That the job begins; then one JSON text a line, the head first, or what ended it. */
export type ThreadReply = { begins: true } | ThreadOutcome;
export type ThreadOutcome = { lines: Uint8Array } | { why: 'output' | 'failed'; message: string };

/**
 * Reads something foreign on a thread of its own, which ends with it: whatever it is made to do there takes no
 * more than its limits, holds nobody up, and leaves nothing behind. What comes out is moved, not copied, and
 * taken apart in turns.
 * @param job module whose default export is a `ThreadJob`
 * @param input anything that can be cloned
 * @throws ThreadError
 */
export async function readOnThread<Input, Head, Item>(
  job: URL,
  input: Input,
  { ms, mb, outBytes }: ThreadLimits,
): Promise<ThreadResult<Head, Item>> {
  const worker = new Worker(new URL('thread.worker.ts', import.meta.url), {
    workerData: { job: job.href, input, outBytes } satisfies ThreadRequest,
    resourceLimits: { maxOldGenerationSizeMb: mb, maxYoungGenerationSizeMb: Math.min(mb, 32) },
    env: threadEnv(),
    // What a library has to say of a bad file is nobody's business.
    stdout: true,
    stderr: true,
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    const reply = await new Promise<ThreadOutcome>((resolve, reject) => {
      worker.on('message', (message: ThreadReply) => {
        if (!('begins' in message)) return resolve(message);
        timer = setTimeout(() => reject(new ThreadError('time')), ms);
      });
      worker.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          new ThreadError(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'failed', error),
        ),
      );
      worker.once('exit', () => reject(new ThreadError('failed')));
    });
    if (!('lines' in reply)) throw new ThreadError(reply.why, reply.message);
    return await taken<Head, Item>(reply.lines);
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

const lineEnd = 0x0a;

async function taken<Head, Item>(lines: Uint8Array): Promise<ThreadResult<Head, Item>> {
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
  const ends: number[] = [];
  for (let at = bytes.indexOf(lineEnd); at >= 0; at = bytes.indexOf(lineEnd, at + 1)) ends.push(at);
  const [head, ...items] = await mapInTurns(ends, (end, i): unknown =>
    JSON.parse(bytes.toString('utf8', i === 0 ? 0 : ends[i - 1]! + 1, end)),
  );
  return { head: head as Head, items: items as Item[] };
}

// Runs on a thread of its own (`thread.ts`).
import { parentPort, workerData } from 'node:worker_threads';
import { stepBack } from '../../work/step-back.ts';
import type { ThreadJob, ThreadOutcome, ThreadReply, ThreadRequest } from './thread.ts';

async function reply({ job, input, outBytes }: ThreadRequest): Promise<ThreadOutcome> {
  try {
    const module = (await import(job)) as { default: ThreadJob<unknown, unknown, unknown> };
    parentPort?.postMessage({ begins: true } satisfies ThreadReply, []);
    const { head, items } = await module.default(input);
    const parts: Buffer[] = [];
    let left = outBytes;
    for (const value of [head, ...items]) {
      const line = Buffer.from(`${JSON.stringify(value)}\n`);
      left -= line.length;
      if (left < 0) return { why: 'output', message: 'too many bytes' };
      parts.push(line);
    }
    return { lines: new Uint8Array(Buffer.concat(parts)) };
  } catch (error) {
    return { why: 'failed', message: String(error).slice(0, 500) };
  }
}

stepBack();
const answer = await reply(workerData as ThreadRequest);
parentPort?.postMessage(answer, 'lines' in answer ? [answer.lines.buffer as ArrayBuffer] : []);

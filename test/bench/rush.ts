// A rush of sign-ins, from a thread of its own so that it does not slow down the one that measures.
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { visitor } from '../support/api.ts';

const { url, wave } = workerData as { url: string; wave: number };
const outcomes: Record<number, number> = {};
const over = new AbortController();
parentPort?.once('message', () => over.abort());
for (let round = 0; !over.signal.aborted; round++) {
  const [answers] = await Promise.all([
    Promise.all(
      Array.from({ length: wave }, (_, i) =>
        visitor(url)('POST /sessions', {
          body: { login: `prisa-${round}-${i}`, password: 'no es esta' },
          headers: { 'X-Forwarded-For': `172.16.${round}.${i}` },
        }),
      ),
    ),
    // People look at what they are told before they press again.
    sleep(1_000),
  ]);
  for (const { status } of answers) outcomes[status] = (outcomes[status] ?? 0) + 1;
}
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(outcomes);

// A thread that draws as many statements as it is told to, for the benchmark.
/* oxlint-disable unicorn/require-post-message-target-origin -- threads have no origin, windows do */
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { renderStatement } from '../../server/features/statement/statement.pdf.ts';
import { sampleStatement } from '../support/statement-document.ts';

// As the threads of the pool: Linux takes it for this thread alone.
if (process.platform === 'linux') setPriority(5);

const document = sampleStatement({ rows: 20 });
const draw = async (count: number) => {
  for (let i = 0; i < count; i++) await renderStatement(document);
};
parentPort!.on('message', async (count: number) => {
  await draw(count);
  parentPort!.postMessage('done');
});
await draw(20);
parentPort!.postMessage('ready');

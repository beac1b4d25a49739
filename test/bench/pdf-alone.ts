// A thread that draws as many statements as it is told to, for the benchmark.
/* oxlint-disable unicorn/require-post-message-target-origin -- threads have no origin, windows do */
import { parentPort } from 'node:worker_threads';
import { renderStatement } from '../../server/features/statement/statement.pdf.ts';
import { sampleStatement } from '../support/statement-document.ts';

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

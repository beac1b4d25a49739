// npm run bench -- uploads: ten files of 25 MB each are handed in at the same time, to a
// server in a process of its own, started as `npm run serve` does: how much its memory grows.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { signIn } from '../support/api.ts';
import { startPortal } from '../support/portal.ts';
import { pdfOf, upload } from '../support/uploads.ts';
import { show } from './compare.ts';

const [files, megabytes, rounds] = [10, 25, 2];
/** Whose they are. */
const logins = ['todo', 'propios', 'grupo', 'vecino'];

const running = await startPortal();
const { scripts } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { scripts: { serve: string } };
const child = spawn(
  process.execPath,
  [
    ...scripts.serve.split(' ').filter((word) => word.startsWith('--')),
    new URL('server-process.ts', import.meta.url).pathname,
    'portal',
    JSON.stringify(running.database),
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const [line] = (await once(child.stdout, 'data')) as [Buffer];
const url = line.toString().trim();
const resident = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) / 1_024;

const apis = await Promise.all(
  Array.from({ length: files }, (_, n) => signIn(url, logins[n % logins.length]!)),
);
// One small file each: what the first of its kind loads is no part of the growth.
for (const [n, api] of apis.entries()) await upload(api, `antes ${n}.pdf`, pdfOf(600_000));
await sleep(2_000);
const before = resident();
let most = before;
const weigh = setInterval(() => (most = Math.max(most, resident())), 50);
const begin = performance.now();
let done = 0;
for (let round = 0; round < rounds; round++)
  await Promise.all(
    apis.map(async (api, n) => {
      const content = pdfOf(megabytes * 1_000_000, `${round} ${n}`);
      const answer = await upload(api, `carga ${round} ${n}.pdf`, content);
      if (answer.status !== 200 && answer.status !== 201) throw new Error(answer.text);
      done++;
    }),
  );
const seconds = (performance.now() - begin) / 1_000;
clearInterval(weigh);
child.kill('SIGKILL');
await running.close();
const grown = most - before;
show('Files handed in', [
  {
    what: `memory while ${files} files of ${megabytes} MB arrive, ${rounds} times`,
    value: `${before.toFixed(0)} MB, at most ${grown.toFixed(0)} MB more`,
    budget: '32 MB',
    holds: grown < 32,
  },
  {
    what: 'files that arrived',
    value: `${done}, ${((done * megabytes) / seconds).toFixed(0)} MB/s`,
    budget: String(files * rounds),
    holds: done === files * rounds,
  },
]);
if (grown >= 32) process.exitCode = 1;

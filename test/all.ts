// The whole suite, in the order in which a fault is cheapest to find. Ends at the first part that fails.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { buildWidgets } from '../widgets/build.ts';
import { findBrowser } from './support/browser.ts';

const reporter = new URL('./support/reporter.ts', import.meta.url).pathname;
const nodeTests = (pattern: string, ...flags: string[]) => [
  process.execPath,
  '--test',
  // A file that hangs fails, instead of holding up the rest for ever.
  '--test-timeout=400000',
  `--test-reporter=${reporter}`,
  ...flags,
  ...globSync(pattern).toSorted(),
];

const parts: [name: string, command: string[]][] = [
  ['types', ['tsc']],
  ['lint', ['oxlint', '--quiet', '--format=unix']],
  ['format', ['prettier', '--check', '--log-level', 'warn', '.']],
  ['house', nodeTests('test/house/*.test.ts')],
  ['server', nodeTests('test/server/*.test.ts', '--test-concurrency=2')],
  ['elements', ['web-test-runner']],
  ['end to end', nodeTests('test/e2e/*.test.ts', '--test-concurrency=1')],
];

const env = { ...process.env, CHROME_PATH: await findBrowser() };
await buildWidgets();
for (const [name, [program = '', ...args]] of parts) {
  const started = performance.now();
  console.log(`\n${name} …`);
  const { status } = spawnSync(program, args, { stdio: 'inherit', env });
  if (status !== 0) {
    console.error(`${name}: failed`);
    process.exit(status ?? 1);
  }
  console.log(`${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

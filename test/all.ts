// The whole suite, in the order in which a fault is cheapest to find. Ends at the first part that fails. With
// TEST_ON_POSTGRES=yes the server's tests run on a PostgreSQL, which is installed where it is missing.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { buildWidgets } from '../widgets/build.ts';
import { findBrowser } from './support/browser.ts';
import { nodeTests, testEnv } from './support/runs.ts';
import { serverRuns } from './support/server-runs.ts';

const tests = (pattern: string) => globSync(pattern).toSorted();

/** Rules that need types, where promises are waited for by hand: a test's assertions are promises that nobody has to. */
const withTypes = [
  ...['no-floating-promises', 'await-thenable', 'no-for-in-array', 'no-array-delete'].flatMap(
    (rule) => ['-D', `typescript/${rule}`],
  ),
  'server',
  'widgets',
  'demo',
  'docs',
];

const parts: [name: string, command: string[]][] = [
  ['types', ['tsc']],
  ['lint', ['oxlint', '--quiet', '--format=unix']],
  ['lint with types', ['oxlint', '--type-aware', '--format=unix', '-A', 'all', ...withTypes]],
  ['format', ['prettier', '--cache', '--check', '--log-level', 'warn', '.']],
  ['house', nodeTests(tests('test/house/*.test.ts'), 2)],
  ...serverRuns(process.env.TEST_ON_POSTGRES === 'yes'),
  ['elements', ['web-test-runner']],
  ['end to end', nodeTests(tests('test/e2e/*.test.ts'), 2)],
];

const env = { ...testEnv, CHROME_PATH: findBrowser() };
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

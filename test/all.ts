// The whole suite, in the order in which a fault is cheapest to find. Ends at the first part that fails.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { buildWidgets } from '../widgets/build.ts';
import { findBrowser } from './support/browser.ts';
import { nodeTests, testEnv } from './support/runs.ts';

const tests = (pattern: string) => globSync(pattern).toSorted();

const parts: [name: string, command: string[]][] = [
  ['types', ['tsc']],
  ['lint', ['oxlint', '--type-aware', '--quiet', '--format=unix']],
  ['format', ['prettier', '--cache', '--check', '--log-level', 'warn', '.']],
  ['house', nodeTests(tests('test/house/*.test.ts'), 2)],
  ['server', nodeTests(tests('test/server/*.test.ts'), 2)],
  ['elements', ['web-test-runner']],
  ['end to end', nodeTests(tests('test/e2e/*.test.ts'), 1)],
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

// The whole suite, in the order in which a fault is cheapest to find. Ends at the first part that fails twice. With
// TEST_ON_POSTGRES=yes the server's tests run on a PostgreSQL, which is installed where it is missing.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWidgets } from '../widgets/build.ts';
import { findBrowser, findShell } from './support/browser.ts';
import { quick, readAll, seconds, type Part } from './support/reading.ts';
import { batchedTests, nodeTests, testEnv } from './support/runs.ts';
import { serverRuns } from './support/server-runs.ts';

const tests = (pattern: string) => globSync(pattern).toSorted();

/** The walks through the elements in browsers; those that take longest begin first. */
const walks = () => {
  const longest = ['dealings', 'portal', 'screens'].map((name) => `test/e2e/${name}.test.ts`);
  return [...new Set([...longest, ...tests('test/e2e/*.test.ts')])];
};

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

/** What reads the sources alone: all at once, each kept busy by one processor. */
const reading: Part[] = [
  ...quick,
  ['lint with types', ['oxlint', '--type-aware', '--format=unix', '-A', 'all', ...withTypes]],
];

const runs = mkdtempSync(join(tmpdir(), 'portico-runs-'));
const failures = join(runs, 'failed');
const surfaceSeen = join(runs, 'surface');

const parts: Part[] = [
  ['house', nodeTests(tests('test/house/*.test.ts'), 2)],
  ...serverRuns(process.env.TEST_ON_POSTGRES === 'yes'),
  ['elements', ['web-test-runner']],
  ['surface exercised', [process.execPath, 'test/support/exercised.ts', surfaceSeen]],
  ['end to end', batchedTests(walks(), 2)],
];

const env = {
  ...testEnv,
  CHROME_PATH: findBrowser(),
  SHELL_PATH: findShell(),
  SURFACE_SEEN: surfaceSeen,
};

/** Runs a part; the files that failed in it are written down by its reporter. @returns whether it holds */
function runThrough(program: string, args: readonly string[]): boolean {
  rmSync(failures, { force: true });
  const { status } = spawnSync(program, args, {
    stdio: 'inherit',
    env: { ...env, FAILED_FILES: failures },
  });
  return status === 0;
}

/**
 * Runs the files that failed a second time, each alone: what a busy machine upset passes, what is wrong does not. Many that
 * fail at once are no accident, and are not tried.
 * @returns whether they hold now
 */
function holdsAlone(name: string, [program = '', ...args]: string[]): boolean {
  if (!existsSync(failures)) return false;
  const failed = readFileSync(failures, 'utf8').split('\n').filter(Boolean);
  if (failed.length === 0 || failed.length > 3) return false;
  const common =
    program === 'web-test-runner' ? ['--files'] : args.filter((arg) => !arg.endsWith('.test.ts'));
  console.log(`\n${name}, a second time: ${failed.join(', ')} …`);
  const holds = failed.every((file) => runThrough(program, [...common, file]));
  if (holds) unsteady.push(...failed);
  return holds;
}

const unsteady: string[] = [];
await buildWidgets();
if (!(await readAll(reading, env))) process.exit(1);
for (const [name, command] of parts) {
  const started = performance.now();
  console.log(`\n${name} …`);
  const [program = '', ...args] = command;
  if (!runThrough(program, args) && !holdsAlone(name, command)) {
    console.error(`${name}: failed`);
    process.exit(1);
  }
  console.log(`${name}: ${seconds(started)}`);
}
if (unsteady.length > 0) console.log(`\npassed only at the second try: ${unsteady.join(', ')}`);

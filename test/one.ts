// Runs the test files that are named: `npm run t -- test/server/sheet.test.ts`. With `--postgres` before them, on one.
import { spawnSync } from 'node:child_process';
import { findBrowser, findShell } from './support/browser.ts';
import { nodeTests, testEnv } from './support/runs.ts';

const words = process.argv.slice(2);
const onPostgres = words[0] === '--postgres';
const files = onPostgres ? words.slice(1) : words;
const inBrowser = files.filter((file) => file.includes('test/widgets/'));
const inNode = files.filter((file) => !inBrowser.includes(file));
if (files.length === 0) {
  console.error('Name the files to run: npm run t -- test/server/sheet.test.ts');
  process.exit(2);
}

const postgres = [process.execPath, new URL('./support/postgres.ts', import.meta.url).pathname];
const commands = [
  ...(inNode.length > 0 ? [[...(onPostgres ? postgres : []), ...nodeTests(inNode, 2)]] : []),
  ...(inBrowser.length > 0 ? [['web-test-runner', '--files', ...inBrowser]] : []),
];
const browser = files.some((file) => /test\/(widgets|e2e)\//.test(file));
const walks = files.some((file) => file.includes('test/e2e/'));
const env = {
  ...testEnv,
  ...(browser && { CHROME_PATH: findBrowser() }),
  ...(walks && { SHELL_PATH: findShell() }),
};
for (const [program = '', ...args] of commands) {
  const { status } = spawnSync(program, args, { stdio: 'inherit', env });
  if (status !== 0) process.exitCode = status ?? 1;
}

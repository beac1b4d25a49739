import { fileURLToPath } from 'node:url';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What every run of tests is given: code that was compiled once need not be again, in any of its many processes. */
export const testEnv: NodeJS.ProcessEnv = {
  NODE_COMPILE_CACHE: at('../../node_modules/.cache/node'),
  ...process.env,
};

/** The command that runs these test files, so many at a time. */
export const nodeTests = (files: readonly string[], concurrency: number): string[] => [
  process.execPath,
  // As the embedded database does, from the first file on that Node reads (see server/db/connect.ts).
  '--no-wasm-code-gc',
  '--test',
  // A file that hangs fails, instead of holding up the rest for ever.
  '--test-timeout=900000',
  `--test-reporter=${at('./reporter.ts')}`,
  `--test-concurrency=${concurrency}`,
  ...files,
];

/**
 * The command that runs these test files, so many processes at a time, each of which runs several of them: for files
 * that load the server.
 */
export const batchedTests = (files: readonly string[], concurrency: number): string[] => [
  process.execPath,
  '--no-wasm-code-gc',
  at('./batches.ts'),
  String(concurrency),
  ...files,
];

// Runs test files in batches: those of a batch one after the other in one process, which loads the server and has it
// compiled once for all of them. The hooks and tests that a file registers at its top stay its own.
//
//   node --no-wasm-code-gc test/support/batches.ts CONCURRENCY FILE…
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import { pathToFileURL } from 'node:url';
import reporter from './reporter.ts';

/** Files of a batch at most, and at least: the last ones are small, so that no process is left waiting for another. */
const [most, least] = [10, 2];

/** Whether a file says that its process is to run nothing else: it looks at that, or takes long and is to begin early. */
const isAlone = (file: string): boolean => /^\/\/ Runs alone: /m.test(readFileSync(file, 'utf8'));

/**
 * Parts files, in their order; those that run alone come first.
 * @param concurrency how many batches run at a time
 */
function batchesOf(all: readonly string[], concurrency: number): string[][] {
  const batches = all.filter(isAlone).map((file) => [file]);
  const files = all.filter((file) => !isAlone(file));
  for (let at = 0; at < files.length;) {
    const share = Math.ceil((files.length - at) / (3 * concurrency));
    const size = Math.min(most, Math.max(least, share));
    batches.push(files.slice(at, (at += size)));
  }
  return batches;
}

/** The text of a file that runs others, each as a suite with its path for a name. */
const textOf = (files: readonly string[]): string =>
  [
    `import { describe } from 'node:test';`,
    ...files.map(
      (file) => `describe('${file}', async () => { await import('${pathToFileURL(file)}'); });`,
    ),
  ].join('\n');

type TestEnd = (TestEvent & { type: 'test:pass' | 'test:fail' })['data'];

/**
 * What a run of batches says, as a run of their files would say it: the time of each file, and where a process dies,
 * the files that had not ended in it.
 * @param batches files by the path of the batch that runs them
 */
async function* byFile(
  events: AsyncIterable<TestEvent>,
  batches: ReadonlyMap<string, readonly string[]>,
): AsyncGenerator<TestEvent> {
  const ended = new Set<string>();
  for await (const event of events) {
    if (event.type === 'test:summary' && event.data.file) continue;
    yield* unendedBy(event) ?? [event];
    const end = endOf(event);
    if (!end) continue;
    ended.add(end.name);
    const data = { file: end.name, duration_ms: end.details.duration_ms };
    yield { type: 'test:summary', data } as TestEvent;
  }

  function unendedBy(event: TestEvent): TestEvent[] | undefined {
    if (event.type !== 'test:fail' || event.data.nesting > 0) return undefined;
    const told = (file: string, name: string) => ({
      ...event,
      data: { ...event.data, file, name },
    });
    if (endOf(event)) return [told(event.data.name, 'the file as a whole')];
    return batches
      .get(event.data.name)
      ?.filter((file) => !ended.has(file))
      .map((file) => told(file, 'its process ended'));
  }
}

/** The end of a file, which is a suite of its batch. */
function endOf(event: TestEvent): TestEnd | null {
  if (event.type !== 'test:pass' && event.type !== 'test:fail') return null;
  return event.data.nesting === 0 && event.data.details.type === 'suite' ? event.data : null;
}

const [many, ...words] = process.argv.slice(2);
const concurrency = Number(many);
const files = words.map((word) => resolve(word));
const folder = mkdtempSync(join(tmpdir(), 'portico-batches-'));
try {
  const batches = new Map(
    batchesOf(files, concurrency).map((batch, at) => [
      join(folder, `${String(at).padStart(3, '0')}.test.js`),
      batch,
    ]),
  );
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const [path, batch] of batches) writeFileSync(path, textOf(batch));
  const events = run({
    files: [...batches.keys()],
    concurrency,
    execArgv: process.execArgv,
    // A batch that hangs fails, instead of holding up the rest for ever.
    timeout: 900_000,
  });
  events.on('test:fail', () => {
    process.exitCode = 1;
  });
  for await (const text of reporter(byFile(events, batches))) process.stdout.write(text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

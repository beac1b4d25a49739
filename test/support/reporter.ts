import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';

/** So many of the slowest files are named. */
const most = Number(process.env.SLOWEST ?? 10);
const few = 8;

/**
 * Says little while all is well: failures with their reason, one closing line of numbers, and of many files the ten
 * that took longest; of a few files, the tests as well. The files with a failure are written to FAILED_FILES, a line each, where it is set.
 */
export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const failed = new Set<string>();
  const files: Timed[] = [];
  const tests: Timed[] = [];
  for await (const event of source) {
    if (event.type === 'test:summary' && event.data.file) {
      const name = relative(process.cwd(), event.data.file);
      files.push({ seconds: event.data.duration_ms / 1_000, name });
    }
    if (event.type === 'test:stderr' || event.type === 'test:stdout') yield event.data.message;
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { name, details, skip } = event.data;
    if (details.type === 'suite' && !failsByItself(event)) continue;
    tests.push({ seconds: details.duration_ms / 1_000, name });
    if (skip) {
      counts.skipped++;
      if (typeof skip === 'string') yield `skipped: ${name}: ${skip}\n`;
    } else if (event.type === 'test:pass') counts.passed++;
    else {
      counts.failed++;
      failed.add(relative(process.cwd(), event.data.file ?? name));
      const { cause, message } = event.data.details.error as Error;
      yield `\n✖ ${event.data.file ?? ''}: ${name}\n${String(cause instanceof Error ? cause.stack : (cause ?? message)).slice(0, 3_000)}\n`;
    }
  }
  const { FAILED_FILES: list } = process.env;
  if (list) writeFileSync(list, [...failed].join('\n'));
  yield `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`;
  if (files.length < 2) return;
  yield 'the slowest files, in seconds:\n';
  yield slowest(files);
  if (files.length > few) return;
  yield 'the slowest tests:\n';
  yield slowest(tests);
}

type Timed = { seconds: number; name: string };

const slowest = (all: readonly Timed[]): string =>
  all
    .toSorted((one, other) => other.seconds - one.seconds)
    .slice(0, most)
    .map(({ seconds, name }) => `${seconds.toFixed(1).padStart(6)}  ${name}\n`)
    .join('');

/** Whether a suite failed for a reason that none of its tests tells: its file cannot be read, or a hook failed. */
const failsByItself = ({ type, data }: TestEvent): boolean =>
  type === 'test:fail' &&
  (data.details.error as { failureType?: string }).failureType !== 'subtestsFailed';

import type { TestEvent } from 'node:test/reporters';

/** Says little while all is well: failures with their reason, and one closing line of numbers. */
export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const event of source) {
    if (event.type === 'test:stderr' || event.type === 'test:stdout') yield event.data.message;
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { name, details, skip } = event.data;
    if (details.type === 'suite') continue;
    if (skip) {
      counts.skipped++;
      if (typeof skip === 'string') yield `skipped: ${name}: ${skip}\n`;
    } else if (event.type === 'test:pass') counts.passed++;
    else {
      counts.failed++;
      const { cause, message } = event.data.details.error as Error;
      yield `\n✖ ${event.data.file ?? ''}: ${name}\n${String(cause instanceof Error ? cause.stack : (cause ?? message)).slice(0, 3_000)}\n`;
    }
  }
  yield `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`;
}

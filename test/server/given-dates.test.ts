// Days that people name: what is reckoned from them can still be written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import type { Endpoint } from '#contract/endpoint';
import { endpoints } from '#contract/index';
import { dayOfRange, givenDate } from '#contract/primitives';

const described = (part: unknown) => (part as { description?: string }).description ?? '';

/** Where a schema takes a date, as paths of its JSON form. */
function datesOf(schema: z.ZodType): { path: string; bounded: boolean }[] {
  const found: { path: string; bounded: boolean }[] = [];
  const walk = (part: unknown, path: string): void => {
    if (typeof part !== 'object' || part === null) return;
    if ((part as { format?: unknown }).format === 'date')
      found.push({
        path,
        bounded:
          'formatMaximum' in part || described(part) === described(z.toJSONSchema(dayOfRange)),
      });
    else for (const [name, inner] of Object.entries(part)) walk(inner, `${path}.${name}`);
  };
  walk(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }), '');
  return found;
}

test('are of the years 1900 to 2999, or of a range that their handler holds them to, wherever a person sends one', () => {
  const loose: string[] = [];
  let count = 0;
  for (const [name, one] of Object.entries(endpoints as Record<string, Endpoint>)) {
    if (one.permission?.toString().startsWith('sync.')) continue;
    for (const part of ['query', 'body'] as const) {
      const schema = one[part];
      if (!schema || !('_zod' in schema)) continue;
      for (const { path, bounded } of datesOf(schema as z.ZodType)) {
        count += 1;
        if (!bounded) loose.push(`${name} ${part}${path}`);
      }
    }
  }
  assert.ok(count > 40, String(count));
  assert.deepEqual(loose, []);
});

test('are no others', () => {
  for (const day of ['1900-01-01', '2026-02-28', '2999-12-31'])
    assert.ok(givenDate.safeParse(day).success, day);
  for (const day of ['0001-01-01', '1899-12-31', '3000-01-01', '9999-12-31', '2026-02-30', '']) {
    const { error } = givenDate.safeParse(day);
    assert.ok(error, day);
  }
});

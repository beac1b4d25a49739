import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { writeAnswer } from '../../server/http/shape.ts';

const Row = z.object({
  id: z.string(),
  amount: z.string().nullable(),
  note: z.string().optional(),
  tags: z.array(z.string()),
  state: z.string().default('open'),
});
const Answer = z.object({
  title: z.string(),
  sections: z.array(z.object({ currency: z.string(), rows: z.array(Row) })),
  counts: z.record(z.string(), z.number()),
  total: z.string().optional(),
});

const row = fc.record(
  {
    id: fc.string(),
    amount: fc.option(fc.string()),
    note: fc.string(),
    tags: fc.array(fc.string(), { maxLength: 3 }),
    state: fc.string(),
    secret: fc.string(),
  },
  { requiredKeys: ['id', 'amount', 'tags'] },
);
const answer = fc.record(
  {
    title: fc.string(),
    sections: fc.array(
      fc.record({
        currency: fc.string(),
        rows: fc.array(row, { maxLength: 150, size: 'max' }),
        hidden: row,
      }),
      { maxLength: 3 },
    ),
    counts: fc.dictionary(fc.string(), fc.integer()),
    total: fc.string(),
  },
  { requiredKeys: ['title', 'sections', 'counts'] },
);

describe('an answer in turns', () => {
  test('says what its schema makes of it, of any length', async () => {
    await fc.assert(
      fc.asyncProperty(answer, async (value) => {
        // An own __proto__ is a name like any other in JSON, and none that an answer has.
        fc.pre(!Object.hasOwn(value.counts, '__proto__'));
        const written = JSON.parse(String(await writeAnswer(Answer, value))) as unknown;
        assert.deepEqual(written, JSON.parse(JSON.stringify(Answer.parse(value))));
      }),
      { numRuns: 40 },
    );
  });

  test('is refused where a row in the middle is not what the schema says', async () => {
    const rows: unknown[] = Array.from({ length: 500 }, () => ({
      id: 'a',
      amount: null,
      tags: [],
    }));
    rows[250] = { id: 7, amount: null, tags: [] };
    const value = { title: '', counts: {}, sections: [{ currency: 'MXN', rows }] };
    await assert.rejects(writeAnswer(Answer, value), z.ZodError);
  });

  test('lets others run meanwhile', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => ({
      id: String(i),
      amount: null,
      tags: ['a', 'b'],
    }));
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const text = String(await writeAnswer(z.object({ rows: z.array(Row) }), { rows }));
    clearInterval(timer);
    assert.equal((JSON.parse(text) as { rows: unknown[] }).rows.length, 60_000);
    assert.ok(turns > 3, `${turns} turns`);
  });
});

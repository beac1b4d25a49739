// What is asked for at the same time is done together, and nothing of one spoils another.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gathered } from '../../server/work/gathered.ts';

test('Items that come while a batch is at work are the next batch, in their order, each key for itself', async () => {
  const batches: string[] = [];
  const gate = Promise.withResolvers<void>();
  const double = gathered(async (key, items: readonly number[]) => {
    batches.push(`${key}: ${items.join(' ')}`);
    await gate.promise;
    return items.map((item) => item * 2);
  });
  const answers = [double('a', 1), double('a', 2), double('b', 7), double('a', 3)];
  gate.resolve();
  assert.deepEqual(await Promise.all(answers), [2, 4, 14, 6]);
  assert.deepEqual(batches, ['a: 1', 'b: 7', 'a: 2 3']);
  assert.equal(await double('a', 9), 18);
});

test('A batch is limited, and a bad item fails alone', async () => {
  const sizes: number[] = [];
  const gate = Promise.withResolvers<void>();
  const work = gathered(async (_key, items: readonly number[]) => {
    await gate.promise;
    sizes.push(items.length);
    if (items.includes(13)) throw new Error('thirteen');
    return items;
  });
  const answers = Promise.allSettled(Array.from({ length: 120 }, (_, item) => work('a', item)));
  gate.resolve();
  const said = (await answers).map((one) =>
    one.status === 'fulfilled' ? one.value : String(one.reason),
  );
  assert.deepEqual(
    said,
    Array.from({ length: 120 }, (_, item) => (item === 13 ? 'Error: thirteen' : item)),
  );
  assert.equal(Math.max(...sizes), 50);
});

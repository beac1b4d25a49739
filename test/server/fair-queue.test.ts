import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { AppError } from '../../server/http/app-error.ts';
import {
  createFairQueue,
  type FairQueueOptions,
  type WorkKeys,
} from '../../server/work/fair-queue.ts';

/** A queue whose work lasts until it is told to end, with a record of who started and who was refused. */
function stage(options: FairQueueOptions) {
  const queue = createFairQueue(options);
  const [started, refused]: [string[], string[]] = [[], []];
  const ends: (() => void)[] = [];
  return {
    started,
    refused,
    ask: async (...keys: WorkKeys) => {
      const name = keys.join(':');
      queue
        .run(keys, () => {
          started.push(name);
          return new Promise<void>((resolve) => ends.push(resolve));
        })
        .catch((error: AppError) => {
          assert.equal(error.code, 'unavailable');
          assert.ok(error.retryAfter! > 0);
          refused.push(name);
        });
      await turn();
    },
    finishOne: async () => {
      ends.shift()?.();
      await turn();
    },
    finishAll: async () => {
      while (ends.length > 0) {
        ends.shift()!();
        await turn();
      }
    },
  };
}

describe('a fair queue', () => {
  test('lets no more work at a time than it has places, and everybody in the end', async () => {
    const { ask, started, finishAll } = stage({ active: 2, waiting: 10, waitingPerKey: 10 });
    for (let i = 0; i < 6; i++) await ask('a', 'x');
    assert.equal(started.length, 2);
    await finishAll();
    assert.equal(started.length, 6);
  });

  test('serves tenants in turn, and within a tenant each who in turn', async () => {
    const { ask, started, finishAll } = stage({ active: 1, waiting: 20, waitingPerKey: 10 });
    await ask('a', 'first');
    for (let i = 0; i < 3; i++) await ask('a', 'rush');
    await ask('a', 'calm');
    for (let i = 0; i < 2; i++) await ask('b', 'one');
    await finishAll();
    assert.deepEqual(started, [
      'a:first',
      'a:rush',
      'b:one',
      'a:calm',
      'b:one',
      'a:rush',
      'a:rush',
    ]);
  });

  test('takes only so many of one who', async () => {
    const { ask, refused, started, finishAll } = stage({
      active: 1,
      waiting: 20,
      waitingPerKey: 2,
    });
    for (let i = 0; i < 5; i++) await ask('a', 'rush');
    await ask('a', 'calm');
    assert.deepEqual(refused, ['a:rush', 'a:rush']);
    await finishAll();
    assert.deepEqual(started, ['a:rush', 'a:rush', 'a:calm', 'a:rush']);
  });

  test('that is full makes room for a tenant with a shorter line, never for a longer one', async () => {
    const { ask, refused, started, finishAll } = stage({ active: 1, waiting: 4, waitingPerKey: 4 });
    for (let i = 0; i < 5; i++) await ask('a', `net${i}`);
    await ask('b', 'honest');
    assert.deepEqual(refused, ['a:net1']);
    await ask('a', 'net5');
    assert.deepEqual(refused, ['a:net1', 'a:net5']);
    await finishAll();
    assert.ok(started.includes('b:honest'));
  });

  test('that is full makes room within a tenant for whoever has less waiting', async () => {
    const { ask, refused, started, finishAll } = stage({ active: 1, waiting: 4, waitingPerKey: 4 });
    for (let i = 0; i < 5; i++) await ask('a', 'rush');
    await ask('a', 'calm');
    assert.deepEqual(refused, ['a:rush']);
    await finishAll();
    assert.deepEqual(started, ['a:rush', 'a:rush', 'a:calm', 'a:rush', 'a:rush']);
  });

  test('goes on after work that failed, hands its error over, and works without waiting places', async () => {
    const queue = createFairQueue({ active: 1, waiting: 0, waitingPerKey: 0 });
    const failing = queue.run(['a', 'x'], () => Promise.reject(new Error('broken')));
    await assert.rejects(
      queue.run(['a', 'x'], async () => 1),
      AppError,
    );
    await assert.rejects(failing, /broken/);
    assert.equal(await queue.run(['a', 'x'], async () => 2), 2);
  });
});

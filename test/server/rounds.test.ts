import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { InScope } from '../../server/db/scope.ts';
import { createRounds } from '../../server/db/rounds.ts';

test('A round that is under way when the server stops is waited for, and asks the database for nothing more', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  let asked = 0;
  let answer = () => {};
  const database = (() => {
    asked += 1;
    return new Promise<never>((resolve) => (answer = () => resolve([] as never)));
  }) as InScope;
  const rounds = createRounds(database);
  const faults: unknown[] = [];
  const ask = (inScope: InScope) => inScope({ tenantId: null }, async () => {});
  rounds.every(
    5_000,
    async (inScope) => {
      await ask(inScope);
      await ask(inScope);
    },
    (error) => faults.push(error),
  );
  mock.timers.tick(15_000);
  assert.equal(asked, 1, 'no round begins while one is under way');
  let over = false;
  const stopping = rounds.stop().then(() => (over = true));
  await new Promise(setImmediate);
  assert.equal(over, false, 'what is under way still needs the database');
  answer();
  await stopping;
  mock.timers.tick(15_000);
  assert.equal(asked, 1);
  assert.deepEqual(faults, [], 'to be stopped is no fault');
  mock.timers.reset();
});

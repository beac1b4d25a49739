import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { pino } from 'pino';
import type { InScope } from '../../server/db/scope.ts';
import { startHousekeeping } from '../../server/housekeeping.ts';

test('A round that is under way when the server stops is waited for, and asks the database for nothing more', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  let asked = 0;
  let answer = () => {};
  const inScope = (() => {
    asked += 1;
    return new Promise<never>((resolve) => (answer = () => resolve([] as never)));
  }) as InScope;
  const stop = startHousekeeping(inScope, pino({ level: 'silent' }));
  mock.timers.tick(5_000);
  assert.equal(asked, 1);
  let over = false;
  const stopping = stop().then(() => (over = true));
  await new Promise(setImmediate);
  assert.equal(over, false, 'what is under way still needs the database');
  answer();
  await stopping;
  assert.equal(asked, 1);
  mock.timers.reset();
});

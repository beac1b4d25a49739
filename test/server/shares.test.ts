// What is scarce in one process, and how it is shared out: connections, rounds of the event loop, processors,
// and the patience for whoever asks again at once.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { getPriority } from 'node:os';
import { after, before, describe, test } from 'node:test';
import { setImmediate as round } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { connect, type Connection } from '../../server/db/connect.ts';
import { createScope } from '../../server/db/scope.ts';
import { createPause } from '../../server/http/pause.ts';
import { breathe, nextRound } from '../../server/work/breath.ts';
import type { WorkKeys } from '../../server/work/fair-queue.ts';
import { workFor } from '../../server/work/whose.ts';
import { refusal, visitor } from '../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

describe('connections', () => {
  let database: TestDatabase;
  let connection: Connection;
  before(async () => {
    database = await createTestDatabase();
    connection = await connect(database.address);
  });
  after(async () => {
    await connection?.close();
    await database?.drop();
  });

  test('go to tenants in turn, and within a tenant to each who asks', async () => {
    const inScope = createScope({ ...connection, lanes: 1 });
    const order: string[] = [];
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const ask = (...keys: WorkKeys) =>
      workFor(keys, () => inScope({ tenantId: null }, async () => void order.push(keys.join(' '))));
    const first = inScope({ tenantId: null }, () => held);
    await round();
    const rush = Array.from({ length: 20 }, () => ask('a', 'rush'));
    const others = [ask('b', 'one'), ask('a', 'calm')];
    letGo();
    await Promise.all([first, ...rush, ...others]);
    assert.equal(order.length, 22);
    assert.equal(order.indexOf('b one'), 1);
    assert.ok(order.indexOf('a calm') <= 3, order.join());
  });
});

describe('rounds of the event loop', () => {
  /** Work in `parts` of a few milliseconds; tells in which round each of them was done. */
  const longWork = async (parts: number, rounds: number[], now: () => number) => {
    for (let part = 0; part < parts; part++) {
      await breathe();
      const until = performance.now() + 15;
      while (performance.now() < until);
      rounds.push(now());
    }
  };

  test('are held by one long work at a time, however many there are', async () => {
    let at = 0;
    let next = setImmediate(function count() {
      at++;
      next = setImmediate(count);
    });
    const rounds: number[] = [];
    // As answers of a database come: one callback after the other, in the same round.
    const begin = async () => {
      await round();
      await longWork(3, rounds, () => at);
    };
    await Promise.all(Array.from({ length: 10 }, begin));
    clearImmediate(next);
    const most = Math.max(...rounds.map((one) => rounds.filter((other) => other === one).length));
    assert.equal(rounds.length, 30);
    // Whoever was let go on, and one that came new.
    assert.ok(most <= 2, `${most} parts in one round`);
  });

  test('go to tenants in turn', async () => {
    const order: string[] = [];
    const work = (tenant: string) =>
      workFor([tenant, 'x'], async () => {
        await nextRound();
        order.push(tenant);
      });
    await Promise.all([...Array.from({ length: 10 }, () => work('a')), work('b')]);
    assert.ok(order.indexOf('b') <= 1, order.join());
  });
});

test(
  'threads that read and draw stand behind what answers requests',
  { skip: process.platform !== 'linux' && 'threads have a priority of their own on Linux' },
  async () => {
    const thread = new Worker(
      `import { readFileSync } from 'node:fs';
       import { parentPort, workerData } from 'node:worker_threads';
       const { stepBack } = await import(workerData);
       stepBack();
       const fields = readFileSync('/proc/thread-self/stat', 'utf8').split(') ')[1].split(' ');
       parentPort.postMessage(Number(fields[16]));`,
      {
        eval: true,
        workerData: new URL('../../server/work/step-back.ts', import.meta.url).href,
      },
    );
    const nice = await new Promise((resolve, reject) => {
      thread.once('message', resolve).once('error', reject);
    });
    assert.equal(nice, Math.max(10, getPriority()));
    assert.ok(getPriority() < 10, 'the process itself stays where it is');
  },
);

describe('an answer that says "come back later"', () => {
  const pauseMs = 400;
  let running: TestPortal;
  before(async () => {
    running = await startPortal({ proxies: 1, refusalPauseMs: pauseMs });
  });
  after(() => running.close());

  const guess = () =>
    visitor(running.url)('POST /sessions', {
      body: { login: 'todo', password: 'no es esta' },
      headers: { 'X-Forwarded-For': '192.0.2.9' },
    });

  test('is held back, and only that', async () => {
    let last = await guess();
    for (let tries = 0; last.status === 401 && tries < 200; tries++) last = await guess();
    assert.equal(refusal(last), '429 too_many_attempts');
    const begin = performance.now();
    assert.equal((await guess()).status, 429);
    assert.ok(performance.now() - begin >= pauseMs - 20, 'the refusal waited');
  });

  test('holds nobody who hung up, and no more than a thousand', async () => {
    // What is held for an hour ends by itself or not at all.
    const pause = createPause(3_600_000);
    const hold = () => {
      const res = new EventEmitter();
      const held = pause({ res } as never);
      return { res, held };
    };
    const all = Array.from({ length: 1_000 }, hold);
    await hold().held;
    for (const { res } of all) res.emit('close');
    await Promise.all(all.map(({ held }) => held));
    // There is room again, so the next one is held until it hangs up.
    const next = hold();
    let over = false;
    void next.held.then(() => (over = true));
    await round();
    assert.equal(over, false);
    next.res.emit('close');
    await next.held;
  });
});

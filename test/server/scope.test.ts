// What several transactions at the same time do to each other; the embedded database runs one at a time.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Context } from 'koa';
import { isAway } from '../../server/db/away.ts';
import { connect, type Connection } from '../../server/db/connect.ts';
import { rowOf } from '../../server/db/rows.ts';
import { createScope, type Db, type InScope } from '../../server/db/scope.ts';
import { createCursorSeal } from '../../server/http/cursor.ts';
import { createGate } from '../../server/http/gate.ts';
import { createTestDatabase, onPostgres, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let connection: Connection;
let inScope: InScope;
let tenantId: string;

describe('transactions side by side', { skip: !onPostgres && 'needs PostgreSQL' }, () => {
  before(async () => {
    database = await createTestDatabase();
    connection = await connect(database.address);
    inScope = createScope(connection);
    const owner = await database.ownerConnection();
    const [row] = await owner!
      .knex('tenants')
      .insert({ slug: 'norte', name: 'Norte', locale: 'es', time_zone: 'UTC' })
      .returning('id');
    tenantId = row.id;
    const people = ['a', 'b'].map((name) => ({ tenant_id: tenantId, name }));
    await inScope({ tenantId }, (db) => db('identities').insert(people));
  });

  after(async () => {
    await connection?.close();
    await database?.drop();
  });

  const names = (db: Db) => db('identities').orderBy('name').pluck<string[]>('name');
  const add = (name: string) =>
    elsewhere((db) => db('identities').insert({ tenant_id: tenantId, name }));

  /** Another transaction, as another request would run it. */
  const elsewhere = <T>(work: (db: Db) => Promise<T>): Promise<T> =>
    connection.knex.transaction(async (db) => {
      await db.raw(`select set_config('app.tenant_id', ?, true)`, [tenantId]);
      return work(db);
    });

  test('a snapshot sees one moment, and what comes after it not before the next', async () => {
    const seen = await inScope(
      { tenantId },
      async (db) => {
        const first = await names(db);
        await add('c');
        return [first, await names(db)];
      },
      { snapshot: true },
    );
    assert.deepEqual(seen[1], seen[0]);
    assert.ok((await inScope({ tenantId }, names)).includes('c'));
  });

  test('every request that reads is answered out of one moment', async () => {
    const headers: Record<string, string> = { 'Portal-Tenant': 'norte' };
    const ctx = {
      get: (name: string) => headers[name] ?? '',
      headers: {},
      state: {},
    } as unknown as Context;
    const cursors = createCursorSeal(new Uint8Array(32));
    const gate = createGate(inScope, 'http://portal.example', cursors);
    const [before_, after_] = await gate.open(ctx, { permission: 'public' }, async (db) => {
      const first = await names(db);
      await add('d');
      return [first, await names(db)];
    });
    assert.deepEqual(after_, before_);
  });

  /** Changes two people, one after the other, with a word in between. */
  const change = async (db: Db, order: string[], between: () => Promise<unknown>) => {
    for (const name of order) {
      await db('identities').where({ name }).update({ name });
      await between();
    }
  };

  test('a transaction that the database gives up for another one is run again', async () => {
    let runs = 0;
    // Each holds what the other needs next.
    const both = Promise.withResolvers<void>();
    let holding = 0;
    const meet = () => {
      if (++holding === 2) both.resolve();
      return both.promise;
    };
    const work = (order: string[]) => (db: Db) => {
      runs++;
      return change(db, order, meet);
    };
    await Promise.all([
      inScope({ tenantId }, work(['a', 'b'])),
      inScope({ tenantId }, work(['b', 'a'])),
    ]);
    // Once more at least: the one that is run again may be the first to take a row that the other waits for.
    assert.ok(runs >= 3, String(runs));
  });

  test('so is a snapshot that another one has overtaken', async () => {
    let runs = 0;
    await inScope(
      { tenantId },
      async (db) => {
        runs++;
        await names(db);
        if (runs === 1) await elsewhere((other) => change(other, ['a'], async () => {}));
        await change(db, ['a'], async () => {});
      },
      { snapshot: true },
    );
    assert.equal(runs, 2);
  });

  for (const [when, pauseMs] of [
    ['under a statement', 0],
    ['before the next statement', 200],
  ] as const)
    test(`a connection that ends ${when} is known for a database that is away`, async () => {
      const ends = inScope({ tenantId }, async (db) => {
        const { pid } = await rowOf<{ pid: number }>(db, 'select pg_backend_pid() as pid');
        const killed = elsewhere((other) => other.raw('select pg_terminate_backend(?)', [pid]));
        if (pauseMs === 0) await db.raw('select pg_sleep(20)');
        await killed;
        await setTimeout(pauseMs);
        await db.raw('select 1');
      });
      const error = await ends.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.ok(isAway(error), String(error));
    });

  test('an error of the work itself is not tried again', async () => {
    let runs = 0;
    const work = () => {
      runs++;
      return Promise.reject(new Error('no'));
    };
    await assert.rejects(inScope({ tenantId }, work), /no/);
    assert.equal(runs, 1);
  });
});

// The record of what happened: written with the change, read once and in full, whatever the order of transactions.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import { connect, type Connection } from '../../server/db/connect.ts';
import { createScope, type Db, type InScope } from '../../server/db/scope.ts';
import {
  recordEvent,
  summariseEvents,
  takeEvents,
  tenantsWithEvents,
} from '../../server/records/events.ts';
import { eventually } from '../support/eventually.ts';
import { fixtures } from '../support/portal.ts';
import { createTestDatabase, onPostgres, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let connection: Connection;
let inScope: InScope;
let owner: Connection;
let tenantId: string;
let customerId: string;

before(async () => {
  database = await createTestDatabase(fixtures);
  connection = await connect(database.address);
  inScope = createScope(connection);
  owner = (await database.ownerConnection()) ?? connection;
  const tenant = await owner.knex('tenants').where({ slug: 'norte' }).first('id');
  tenantId = tenant.id;
  customerId = await inScope({ tenantId }, async (db) => {
    const { id } = await db('customers').first<{ id: string }>('id');
    return id;
  });
});
after(async () => {
  await connection.close();
  await database.drop();
});

const happen = (db: Db, n: number) =>
  recordEvent(db, {
    kind: 'statement.available',
    customerId,
    data: { n },
    actor: { kind: 'operator', id: null },
  });

/** What a reader gets in one turn. */
const read = (reader: string, limit = 1000) =>
  inScope({ tenantId }, async (db) => {
    const batch = await takeEvents(db, reader, limit);
    await batch?.done();
    return batch?.events.map(({ data }) => data.n as number) ?? null;
  });

/** The same once nothing is under way that began before: other tests have transactions on the same server. */
async function readSettled(reader: string, limit?: number): Promise<number[] | null> {
  const { rows } = await owner.knex.raw<{ rows: { xact: string }[] }>(
    'select pg_current_xact_id()::text as xact',
  );
  await eventually(async () => {
    const found = await owner.knex.raw<{ rows: { past: boolean }[] }>(
      'select pg_snapshot_xmin(pg_current_snapshot()) > cast(? as xid8) as past',
      [rows[0]!.xact],
    );
    return found.rows[0]!.past;
  });
  return read(reader, limit);
}

describe('events', () => {
  test('go with the change they tell of', async () => {
    await readSettled('change');
    await assert.rejects(
      inScope({ tenantId }, async (db) => {
        await happen(db, 1);
        throw new Error('no');
      }),
    );
    await inScope({ tenantId }, (db) => happen(db, 2));
    assert.deepEqual(await readSettled('change'), [2]);
  });

  test('come once to each reader, in portions', async () => {
    await readSettled('one');
    await readSettled('two');
    for (const n of [1, 2, 3]) await inScope({ tenantId }, (db) => happen(db, n));
    assert.deepEqual(await readSettled('one', 2), [1, 2]);
    assert.deepEqual(await readSettled('one', 2), [3]);
    assert.deepEqual(await readSettled('one', 2), []);
    assert.deepEqual(await readSettled('two'), [1, 2, 3]);
  });

  test('say to which tenant they belong until they are read', async () => {
    await inScope({ tenantId }, (db) => happen(db, 1));
    const due = () => inScope({ tenantId: null }, (db) => tenantsWithEvents(db, 'notifications'));
    assert.deepEqual(await due(), [tenantId]);
    await readSettled('notifications');
    await readSettled('notifications');
    assert.deepEqual(await due(), []);
  });

  test('are read on after a database came back with transactions counted anew', async () => {
    await readSettled('restored');
    await inScope({ tenantId }, (db) =>
      db('event_readers').where({ reader: 'restored' }).update({ xact: '9000000000', id: 9e9 }),
    );
    await inScope({ tenantId }, (db) => happen(db, 77));
    assert.equal((await readSettled('restored'))?.at(-1), 77);
  });

  test('go after 90 days', async () => {
    await inScope({ tenantId }, (db) => happen(db, 5));
    await owner.knex.transaction(async (db) => {
      await db.raw(`select set_config('app.tenant_id', ?, true)`, [tenantId]);
      await db('events').update({ at: db.raw(`now() - interval '91 days'`) });
    });
    await inScope({ tenantId }, (db) => happen(db, 6));
    await summariseEvents((work) => inScope({ tenantId }, work));
    assert.deepEqual(await readSettled('late'), [6]);
  });

  test('that go are counted in the audit log, each once, whoever breaks off and however many do it', async () => {
    const asOwner = <T>(work: (db: Db) => Promise<T>) =>
      owner.knex.transaction(async (db) => {
        await db.raw(`select set_config('app.tenant_id', ?, true)`, [tenantId]);
        return work(db as Db);
      });
    const kinds = ['order.created', 'invoice.issued', 'message.posted'];
    await asOwner((db) =>
      db.raw(
        `insert into events (tenant_id, kind, customer_id, actor_kind, at)
         select ?::uuid, (?::text[])[n % 3 + 1], ?::uuid, 'public', now() - interval '91 days' - n * interval '1 minute'
         from generate_series(0, 2999) n`,
        [tenantId, kinds as never, customerId],
      ),
    );
    await inScope({ tenantId }, (db) => happen(db, 8));
    const counts = async () => {
      const rows = await asOwner((db) =>
        db('audit_events').where({ event: 'events.summarised' }).orderBy('id').select('detail'),
      );
      const sums: Record<string, number> = {};
      for (const { detail } of rows as {
        detail: { kinds: Record<string, number>; count: number };
      }[]) {
        for (const [kind, count] of Object.entries(detail.kinds))
          sums[kind] = (sums[kind] ?? 0) + count;
        assert.equal(
          detail.count,
          Object.values(detail.kinds).reduce((a, b) => a + b, 0),
        );
      }
      return sums;
    };
    const before = await counts();
    // The third portion of this one breaks off after all was written.
    let rounds = 0;
    const breaking = summariseEvents(
      (work) =>
        inScope({ tenantId }, async (db) => {
          const done = await work(db);
          if (++rounds === 3) throw new Error('The server went away');
          return done;
        }),
      250,
    );
    await assert.rejects(breaking, /went away/);
    const [{ count: left }] = (await asOwner((db) =>
      db('events').whereRaw(`at < now() - interval '90 days'`).count(),
    )) as [{ count: string }];
    assert.equal(Number(left), 2_500);
    const second = await connect(database.address);
    try {
      const also = createScope(second);
      // One of two may find the other at it, and leaves it the rest.
      const gone = await Promise.all([
        summariseEvents((work) => inScope({ tenantId }, work), 100),
        summariseEvents((work) => also({ tenantId }, work), 130),
      ]);
      const rest = await summariseEvents((work) => inScope({ tenantId }, work), 100);
      assert.equal(gone[0]! + gone[1]! + rest, 2_500);
    } finally {
      await second.close();
    }
    const after1 = await counts();
    for (const kind of kinds) assert.equal(after1[kind]! - (before[kind] ?? 0), 1_000, kind);
    const remaining = await asOwner((db) =>
      db('events').whereRaw(`at < now() - interval '90 days'`).count(),
    );
    assert.equal(Number((remaining as { count: string }[])[0]!.count), 0);
    assert.ok((await readSettled('late'))?.includes(8));
  });

  test(
    'none is left out by 200 transactions, slow and fast, that end in another order than they began',
    { skip: !onPostgres && 'needs PostgreSQL' },
    async () => {
      await read('race');
      const got: number[] = [];
      const writers = new AbortController();
      const reader = (async () => {
        while (!writers.signal.aborted) got.push(...((await read('race', 7)) ?? []));
      })();
      const pending = Array.from({ length: 200 }, (_, n) => n);
      const writer = async () => {
        for (let n = pending.shift(); n !== undefined; n = pending.shift()) {
          const slow = n % 3 === 0;
          await inScope({ tenantId }, async (db) => {
            await happen(db, n);
            if (slow) await sleep(20 + (n % 7) * 10);
            // A second of the same transaction, behind ids that others were given meanwhile.
            await happen(db, 1000 + n);
          });
        }
      };
      await Promise.all(Array.from({ length: 8 }, writer));
      writers.abort();
      await reader;
      // What others do on the same server holds the horizon back for as long as it takes.
      await eventually(
        async () => {
          got.push(...((await read('race')) ?? []));
          return got.length >= 400;
        },
        () => `${got.length} of 400`,
      );
      got.push(...((await read('race')) ?? []));
      const wanted = Array.from({ length: 200 }, (_, n) => [n, 1000 + n]).flat();
      assert.equal(got.length, 400, 'each once');
      assert.deepEqual(
        got.toSorted((a, b) => a - b),
        wanted.toSorted((a, b) => a - b),
      );
    },
  );
});

// The wall between tenants, looked at from inside the database.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { rowsOf } from '../../server/db/rows.ts';
import { connect, type Connection } from '../../server/db/connect.ts';
import { checkRole, migrate } from '../../server/db/migrate.ts';
import { createScope, type InScope } from '../../server/db/scope.ts';
import { createTestDatabase, onPostgres, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let connection: Connection;
let owner: Connection;
let inScope: InScope;
const tenants: string[] = [];
// Read before it is known whose request it is; holds no tenant's data.
const directory = new Set([
  'tenants',
  'tenant_origins',
  'tenant_hosts',
  'throttles',
  'mail_due',
  'event_due',
  'payment_due',
  'webhook_due',
  'mail_pace',
  'audit_day_ends',
  'server_secrets',
]);
const own = new Set(['portico_migrations', 'portico_migrations_lock']);

before(async () => {
  database = await createTestDatabase();
  connection = await connect(database.address);
  owner = (await database.ownerConnection()) ?? connection;
  await migrate(owner);
  inScope = createScope(connection);
  for (const slug of ['uno', 'dos']) {
    const [row] = await owner
      .knex('tenants')
      .insert({ slug, name: slug, locale: 'es', time_zone: 'UTC' })
      .returning('id');
    tenants.push(row.id);
    await inScope({ tenantId: row.id }, (db) =>
      db('identities').insert([1, 2, 3].map((i) => ({ tenant_id: row.id, name: `${slug} ${i}` }))),
    );
  }
});
after(async () => {
  await connection.close();
  await database.drop();
});

describe('row-level security', () => {
  test('stands, forced, on every table of tenants, with the tenant first in every key', async () => {
    const { rows } = await owner.knex.raw(`
      select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
        (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
        array(select pg_get_constraintdef(k.oid) from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'f')) as keys
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`);
    const walled = rows.filter(
      (row: { name: string }) => !directory.has(row.name) && !own.has(row.name),
    );
    assert.ok(walled.length >= 18, `only ${walled.length} tables`);
    for (const { name, enabled, forced, policies, keys } of walled) {
      assert.ok(enabled && forced && policies === 1, `${name} has no wall`);
      for (const key of keys)
        assert.match(
          key,
          /^(PRIMARY KEY|UNIQUE( NULLS NOT DISTINCT)?|FOREIGN KEY) \(tenant_id/,
          `${name}: ${key}`,
        );
    }
  });

  test('a query that forgets the tenant sees its own alone, and without a tenant nothing', async () => {
    const names = (scope: Parameters<InScope>[0]) =>
      inScope(scope, (db) => db('identities').pluck('name'));
    assert.deepEqual((await names({ tenantId: tenants[0]! })).toSorted(), [
      'uno 1',
      'uno 2',
      'uno 3',
    ]);
    assert.deepEqual((await names({ slug: 'dos' })).toSorted(), ['dos 1', 'dos 2', 'dos 3']);
    assert.deepEqual(await names({ tenantId: null }), []);
    assert.deepEqual(await names({ slug: 'nobody' }), []);
  });

  test('nobody writes into another tenant', async () => {
    const [uno, dos] = tenants as [string, string];
    await assert.rejects(
      inScope({ tenantId: uno }, (db) =>
        db('identities').insert({ tenant_id: dos, name: 'intruder' }),
      ),
      /row-level security/,
    );
    const changed = await inScope({ tenantId: uno }, (db) =>
      db('identities').where({ tenant_id: dos }).update({ name: 'x' }),
    );
    assert.equal(changed, 0);
  });

  test('the role of the server has no DDL, writes no tenant and changes no audit', async () => {
    const denied = (sql: string) =>
      assert.rejects(
        inScope({ tenantId: tenants[0]! }, (db) => db.raw(sql)),
        /permission denied|must be owner/,
      );
    await denied('create table mine (a int)');
    await denied('drop table identities');
    await denied('alter table identities disable row level security');
    await denied(`update tenants set name = 'x'`);
    await denied(`update audit_events set event = 'x'`);
    await denied('delete from audit_events');
    await denied('truncate audit_events');
    await denied(`update audit_seals set seal = ''`);
    await denied('delete from audit_seals');
  });

  test('the tenant does not stay on the connection', async () => {
    await inScope({ tenantId: tenants[0]! }, (db) => db.raw('select 1'));
    const left = await connection.knex.raw(
      `select current_setting('app.tenant_id', true) as tenant`,
    );
    assert.ok(!left.rows[0].tenant);
  });

  test('an error rolls back, and a scope inside a scope is a mistake', async () => {
    const scope = { tenantId: tenants[0]! };
    await assert.rejects(
      inScope(scope, async (db) => {
        await db('identities').insert({ tenant_id: scope.tenantId, name: 'ghost' });
        throw new Error('on purpose');
      }),
      /on purpose/,
    );
    assert.equal(
      (await inScope(scope, (db) => db('identities').where({ name: 'ghost' }))).length,
      0,
    );
    await assert.rejects(
      inScope(scope, () => inScope(scope, async () => 1)),
      /inside inScope/,
    );
  });

  test('2,000 mixed calls on few connections show no foreign row', async () => {
    let foreign = 0;
    const one = async (i: number) => {
      const at = i % 2;
      const rows = await inScope({ tenantId: tenants[at]! }, (db) =>
        db('identities').pluck<string[]>('name'),
      );
      if (rows.length !== 3 || rows.some((name) => !name.startsWith(at ? 'dos' : 'uno'))) foreign++;
    };
    for (let start = 0; start < 2_000; start += 100)
      await Promise.all(Array.from({ length: 100 }, (_, i) => one(start + i)));
    assert.equal(foreign, 0);
  });

  test(
    'the server refuses a login with too many rights',
    { skip: !onPostgres && 'needs PostgreSQL' },
    async () => {
      assert.deepEqual(await checkRole(connection), []);
      assert.match((await checkRole(owner)).join(), /owns the tables/);
    },
  );
});

test('both databases hand over the same values', async () => {
  const [row] = await inScope({ tenantId: null }, (db) =>
    rowsOf(
      db,
      `select date '2018-05-06' as day, 1.50::numeric(19,4) as amount, 9007199254740993::int8 as big,
      timestamptz '2026-01-02 03:04:05.678-06' as at, '{"a": [1, "x"]}'::jsonb as json, array['a', 'b'] as list, true as yes, null as none`,
    ),
  );
  assert.deepEqual(row, {
    day: '2018-05-06',
    amount: '1.5000',
    big: '9007199254740993',
    at: '2026-01-02T09:04:05.678Z',
    json: { a: [1, 'x'] },
    list: ['a', 'b'],
    yes: true,
    none: null,
  });
});

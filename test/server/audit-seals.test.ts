// Days of the audit log are sealed once they are whole, and what was changed since is named by its day.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createScope, type InScope } from '../../server/db/scope.ts';
import { sealDays, verifySeals } from '../../server/features/audit/seals.ts';
import type { InTenant } from '../../server/http/mount.ts';
import { sweep } from '../../server/housekeeping.ts';
import { onPostgres } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
let inScope: InScope;
let inTenant: InTenant;
const days = ['2026-03-01', '2026-03-02', '2026-03-04'];

before(async () => {
  running = await startPortal();
  inScope = createScope(running.connection);
  const [row] = await running.sql<{ id: string }>(`select id from tenants where slug = 'norte'`);
  inTenant = (work) => inScope({ tenantId: row!.id }, work);
});
after(() => running.close());

/** Three days of the past with rows, and those of today; nothing is sealed. */
beforeEach(async () => {
  await running.owner().raw('truncate audit_events, audit_seals, audit_day_ends');
  for (const day of [...days, 'now'])
    await running.sql(
      `insert into audit_events (tenant_id, event, actor_kind, record, detail)
       select id, 'sync.applied', 'key', '${day} ' || n, jsonb_build_object('created', n)
       from tenants, generate_series(1, 5) n where slug = 'norte'`,
    );
  // The owner alone can say that it was another day.
  for (const day of days)
    await running.sql(
      `update audit_events set at = timestamptz '${day} 23:59:59Z' where record like '${day}%'`,
    );
});

const seals = () =>
  running.sql<{ day: string; rows: number; seal: string }>(
    `select day, rows, seal from audit_seals order by day`,
  );
/** Seals, as often as whatever else runs on the database holds it up. */
const sealBy = (round: () => Promise<unknown>) =>
  eventually(
    async () => {
      await round();
      return (await seals()).length === days.length;
    },
    'the days were not sealed',
    50,
  );
const seal = () => sealBy(() => sealDays(inTenant));

describe('sealing', () => {
  test('seals the days that are over and have rows, and today not', async () => {
    await seal();
    const found = await seals();
    assert.deepEqual(
      found.map(({ day, rows }) => [day, rows]),
      days.map((day) => [day, 5]),
    );
    assert.equal(new Set(found.map((one) => one.seal)).size, 3);
    assert.match(found[0]!.seal, /^[0-9a-f]{64}$/);
    assert.equal(await sealDays(inTenant), 0);
  });

  test('by several servers at once comes to one chain', async () => {
    await Promise.all(Array.from({ length: 6 }, () => sealDays(inTenant)));
    await seal();
    const together = await seals();
    await running.owner().raw('truncate audit_seals');
    await seal();
    assert.deepEqual(
      (await seals()).map((one) => one.seal),
      together.map((one) => one.seal),
    );
  });

  test('is part of the housekeeping', async () => {
    await sealBy(() => sweep(inScope));
  });

  test(
    'waits for a transaction that wrote into the day and is not over',
    { skip: !onPostgres && 'needs PostgreSQL' },
    async () => {
      const late = running.owner();
      await late.transaction(async (db) => {
        const { id } = await db('tenants').where({ slug: 'norte' }).first('id');
        await db.raw(`select set_config('app.tenant_id', ?, true)`, [id]);
        await db.raw(
          `insert into audit_events (tenant_id, event, actor_kind, record) values (?, 'sync.applied', 'key', 'late')`,
          [id],
        );
        await db.raw(`update audit_events set at = '2026-03-02T12:00:00Z' where record = 'late'`);
        // The clock of the day ran out long ago; its number is still under way.
        await sealDays(inTenant);
        await sealDays(inTenant);
        assert.deepEqual(await seals(), []);
      });
      await seal();
      assert.deepEqual(
        (await seals()).map(({ rows }) => rows),
        [5, 6, 5],
      );
      assert.equal((await verifySeals(inTenant)).broken, null);
    },
  );

  test('goes on after a backup from a cluster with higher numbers was restored', async () => {
    await running
      .owner()
      .raw(`insert into audit_day_ends values ('2026-03-01', '9000000000000000000')`);
    await seal();
  });
});

describe('a check', () => {
  beforeEach(seal);
  const broken = async () => (await verifySeals(inTenant)).broken;

  test('finds nothing where nothing was changed, whatever happens today', async () => {
    await running.sql(`delete from audit_events where record like 'now%'`);
    const { days: count, last, broken: none } = await verifySeals(inTenant);
    assert.deepEqual([count, last?.day, none], [3, '2026-03-04', null]);
    assert.equal(last?.seal, (await seals()).at(-1)!.seal);
  });

  test('names the day of one changed byte, in every column', async () => {
    const changes = {
      event: `'sync.applieD'`,
      actor_kind: `'keY'`,
      actor_id: 'gen_random_uuid()',
      contact_id: 'gen_random_uuid()',
      customer_id: 'gen_random_uuid()',
      record: `record || ' '`,
      detail: `'{"created": 4}'`,
      ip: `'192.0.2.1'`,
      user_agent: `'x'`,
      request_id: `'x'`,
      once: `'x'`,
      at: `at - interval '1 microsecond'`,
    };
    const row = `where record like '2026-03-02 3%'`;
    for (const [column, value] of Object.entries(changes)) {
      await running
        .sql(`create table kept as select a.* from audit_events a ${row}`)
        .catch(() => {});
      await running.sql(`update audit_events set ${column} = ${value} ${row}`);
      assert.deepEqual(await broken(), { day: '2026-03-02', what: 'changed' }, column);
      await running.sql(
        `update audit_events a set (event, actor_kind, actor_id, contact_id, customer_id, record, detail, ip, user_agent,
           request_id, once, at) = (k.event, k.actor_kind, k.actor_id, k.contact_id, k.customer_id, k.record, k.detail, k.ip,
           k.user_agent, k.request_id, k.once, k.at) from kept k where a.id = k.id`,
      );
      assert.equal(await broken(), null, column);
      await running.sql('drop table kept');
    }
    const [columns] = await running.sql<{ names: string[] }>(
      `select array_agg(column_name::text) as names from information_schema.columns where table_name = 'audit_events'`,
    );
    const held = [...Object.keys(changes), 'tenant_id', 'id'].toSorted();
    assert.deepEqual(
      columns!.names.toSorted(),
      held,
      'a new column is to be sealed in another form',
    );
  });

  test('names the first day that was added to, or removed from', async () => {
    await running.sql(`delete from audit_events where record = '2026-03-04 1'`);
    assert.deepEqual(await broken(), { day: '2026-03-04', what: 'removed' });
    await running.sql(
      `insert into audit_events (tenant_id, event, actor_kind, record) select id, 'sync.applied', 'key', 'more' from tenants where slug = 'norte'`,
    );
    await running.sql(`update audit_events set at = '2026-03-01T01:00:00Z' where record = 'more'`);
    assert.deepEqual(await broken(), { day: '2026-03-01', what: 'added' });
  });

  test('names a day between the sealed ones that got rows, and one that lost its seal', async () => {
    await running.sql(`update audit_events set at = '2026-03-03T01:00:00Z' where record = 'now 1'`);
    assert.deepEqual(await broken(), { day: '2026-03-03', what: 'unsealed' });
    await running.sql(`delete from audit_seals where day = '2026-03-01'`);
    assert.deepEqual(await broken(), { day: '2026-03-01', what: 'unsealed' });
  });

  test('finds a day that was taken away whole, by the one that followed it', async () => {
    await running.sql(`delete from audit_events where record like '2026-03-02%'`);
    await running.sql(`delete from audit_seals where day = '2026-03-02'`);
    assert.deepEqual(await broken(), { day: '2026-03-04', what: 'changed' });
  });

  test('finds a seal that was changed', async () => {
    await running.sql(`update audit_seals set seal = reverse(seal) where day = '2026-03-02'`);
    assert.deepEqual(await broken(), { day: '2026-03-02', what: 'changed' });
  });
});

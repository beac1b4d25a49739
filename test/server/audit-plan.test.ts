// A long audit log is listed by indexes. What is held is the work, not the time: how many rows a page looks at.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Reach } from '../../server/http/caller.ts';
import { createScope, type Db } from '../../server/db/scope.ts';
import { auditRows, type AuditFilter } from '../../server/features/audit/audit.queries.ts';
import { onPostgres } from '../support/database.ts';
import { workIn } from '../support/plans.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

// As many as the list is made for on PostgreSQL; the embedded database, which is not, has enough to tell plans apart.
const many = onPostgres ? 250_000 : 40_000;
/** Written by so many at a time: a long transaction would hold up whatever waits for a horizon on the same server. */
const portion = 40_000;
const limit = 25;
let running: TestPortal;
let tenantId: string;
let portfolio: string[];
let rare: { who: string; customer: string };

before(async () => {
  running = await startPortal();
  await running.sql(`
    insert into customers (tenant_id, number, number_key, name, search_text)
      select id, n::text, n::text, 'Cliente ' || n, ' cliente ' || n || ' ' || n
      from tenants, generate_series(1, 4000) n where slug = 'norte'`);
  await running.sql(`
    insert into identities (tenant_id, name) select id, 'Persona ' || n || '.' from tenants, generate_series(1, 2000) n where slug = 'norte'`);
  await running.owner().raw('alter table audit_events disable trigger written');
  for (let from = 0; from < many; from += portion)
    await running.sql(`
      with k as (select array_agg(id order by number_key) as ids from customers where name like 'Cliente %'),
        p as (select array_agg(id order by name) as ids from identities where name like 'Persona %')
      insert into audit_events (tenant_id, at, event, actor_kind, actor_id, customer_id, record)
        select t.id, timestamptz '2026-01-01Z' + n * interval '5 seconds',
          case when n % 5 = 0 then 'statement.generated' else 'customer.looked_at' end,
          case when n % 3 = 0 then 'contact' else 'staff' end,
          p.ids[1 + n % 1999], case when n % 4 > 0 then k.ids[1 + n % 3997] end, 'R' || n
        from tenants t, k, p, generate_series(${from + 1}, ${from + portion}) n where t.slug = 'norte'`);
  // What is there at all, but long ago: a walk through the newest rows would not come to it.
  await running.sql(`
    insert into audit_events (tenant_id, at, event, actor_kind, actor_id, customer_id, record)
      select t.id, timestamptz '2025-01-01Z' + n * interval '1 second', 'account.disabled', 'operator', p.id, k.id, 'old'
      from tenants t, generate_series(1, 40) n,
        (select id from identities where name = 'Persona 2000.') p, (select id from customers where name = 'Cliente 4000') k
      where t.slug = 'norte'`);
  await running.owner().raw('alter table audit_events enable trigger written');
  for (const table of ['customers', 'identities', 'audit_events', 'contacts', 'api_keys'])
    await running.owner().raw(`analyze ${table}`);
  const rows = await running.sql<{ tenant_id: string; id: string }>(
    `select tenant_id, id from customers where name like 'Cliente %' order by number_key limit 120`,
  );
  tenantId = rows[0]!.tenant_id;
  portfolio = rows.map(({ id }) => id);
  rare = { who: 'Persona 2000.', customer: '4000' };
});
after(() => running.close());

/** Rows that a page looks at, in all of its statements. */
async function workFor(
  reach: Reach,
  asked: AuditFilter,
  place: { at: string; id: string } | null = null,
) {
  const inScope = createScope(running.connection);
  return inScope({ tenantId }, async (db: Db) => {
    const { work, result } = await workIn(db, () => auditRows(db, reach, asked, limit + 1, place));
    return { work, rows: result };
  });
}

describe(`a page of ${many} rows`, () => {
  const all: Reach = { customerIds: 'all' };
  // Rows of a page, times the values of what it is narrowed by, times the joins.
  const cases: [string, () => Reach, () => AuditFilter, number][] = [
    ['of everything', () => all, () => ({}), 3_000],
    ['of customers alone', () => all, () => ({ kind: 'contact' }), 3_000],
    ['of a kind that is rare', () => all, () => ({ kind: 'operator' }), 3_000],
    ['of one event', () => all, () => ({ what: 'account.disabled' }), 3_000],
    ['of what is about something', () => all, () => ({ what: 'statement' }), 4_000],
    ['of a record', () => all, () => ({ record: 'R77' }), 3_000],
    ['of one person', () => all, () => ({ who: rare.who }), 4_000],
    ['of one customer', () => all, () => ({ customer: rare.customer }), 4_000],
    ['of some days', () => all, () => ({ from: '2026-01-01', to: '2026-01-02' }), 3_000],
    ['of a portfolio', () => ({ customerIds: portfolio }), () => ({}), 16_000],
    ['of a portfolio of one', () => ({ customerIds: portfolio.slice(0, 1) }), () => ({}), 3_000],
    [
      'of a person and a customer',
      () => all,
      () => ({ who: rare.who, customer: rare.customer }),
      5_000,
    ],
  ];
  for (const [name, reach, asked, most] of cases)
    test(`${name} looks at few of them, the next one as well`, async () => {
      const first = await workFor(reach(), asked());
      assert.ok(first.rows.length > 0);
      assert.ok(first.work < most, `${first.work} rows`);
      if (first.rows.length <= limit) return;
      const { exactAt: at, id } = first.rows[limit - 1]!;
      const next = await workFor(reach(), asked(), { at, id });
      assert.ok(next.work < most, `${next.work} rows`);
    });
});

// A few changes that wait are found among many orders by looking at those alone, whatever is known of the tables.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createScope, type Db } from '../../server/db/scope.ts';
import { orderRecords } from '../../server/features/orders/orders.queries.ts';
import type { Reach } from '../../server/http/caller.ts';
import { workIn } from '../support/plans.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

const [many, waiting, limit] = [20_000, 40, 25];
let running: TestPortal;
let ids: { tenant: string; customer: string };

before(async () => {
  running = await startPortal();
  await running.sql(`
    insert into orders (tenant_id, number, number_key, company_id, customer_id, order_date, currency, amount,
        erp_status, erp_status_key, status)
      select k.tenant_id, 'W' || n, 'W' || n, c.id, k.id, date '2020-01-01' + n % 1000, 'MXN', 1, 'PRC', 'PRC',
        'in_process'
      from customers k join companies c on c.tenant_id = k.tenant_id and c.code = 'SM01',
        generate_series(1, ${many}) n
      where k.number = '0001002945' and k.tenant_id = (select id from tenants where slug = 'norte')`);
  // Each was asked once that is answered; a few wait.
  await running.sql(`
    insert into order_changes (tenant_id, order_id, customer_id, contact_id, kind, state, at)
      select o.tenant_id, o.id, o.customer_id, p.id, 'cancel',
        case when substr(o.number, 2)::int % ${many / waiting} = 0 then 'asked' else 'accepted' end,
        now() - substr(o.number, 2)::int * interval '1 minute'
      from orders o join contacts p on p.tenant_id = o.tenant_id and p.external_id = 'C-1'
      where o.number like 'W%'`);
  const [row] = await running.sql<{ tenant: string; customer: string }>(
    `select tenant_id as tenant, customer_id as customer from orders where number = 'W1'`,
  );
  ids = row!;
});
after(() => running.close());

/** Rows that a page and the count look at. */
const workFor = (reach: Reach, sort: 'asked' | '-date', cursor?: string) =>
  createScope(running.connection)({ tenantId: ids.tenant }, async (db: Db) => {
    const asked = { status: 'change_asked' as const, by: 'any' as const, sort };
    const page = await workIn(db, () =>
      orderRecords.page(db, reach, { ...asked, limit, ...(cursor && { cursor }) }, (row) => row),
    );
    const count = await workIn(db, () => orderRecords.count(db, reach, asked, 1_000));
    return { page: page.result, counted: count.result.count, work: page.work + count.work };
  });

for (const known of ['nothing is known of the tables', 'the tables are analysed'])
  describe(`changes that wait, where ${known}`, () => {
    before(async () => {
      if (known.endsWith('analysed'))
        for (const table of ['orders', 'order_changes'])
          await running.owner().raw(`analyze ${table}`);
    });
    const reaches: [string, () => Reach][] = [
      ['of all', () => ({ customerIds: 'all' })],
      ['of one customer', () => ({ customerIds: [ids.customer] })],
      ['of a portfolio', () => ({ customerIds: [ids.customer, ids.tenant] })],
    ];
    for (const [whose, reach] of reaches)
      for (const sort of ['asked', '-date'] as const)
        test(`${whose} by ${sort} look at few rows, the next page as well`, async () => {
          const first = await workFor(reach(), sort);
          assert.equal(first.page.items.length, limit);
          assert.equal(first.counted, waiting);
          assert.ok(first.work < 30 * waiting, `${first.work} rows`);
          const next = await workFor(reach(), sort, first.page.nextCursor!);
          assert.equal(next.page.items.length, waiting - limit);
          assert.ok(next.work < 30 * waiting, `${next.work} rows`);
        });
  });

// Whoever sees the orders of a few addresses alone reads those, not all of the customer's.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createScope, type Db } from '../../server/db/scope.ts';
import { orderRecords } from '../../server/features/orders/orders.queries.ts';
import { workIn } from '../support/plans.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

const [places, each, limit] = [100, 200, 25];
let running: TestPortal;
let ids: { tenant: string; customer: string; addresses: string[] };

before(async () => {
  running = await startPortal();
  const ofNorte = `tenant_id = (select id from tenants where slug = 'norte')`;
  await running.sql(`
    insert into addresses (tenant_id, customer_id, code, code_key)
      select k.tenant_id, k.id, 'Z' || n, 'Z' || n from customers k, generate_series(1, ${places}) n
      where k.number = '0001002945' and k.${ofNorte}`);
  // Those of the first address are the oldest of all.
  await running.sql(`
    insert into orders (tenant_id, number, number_key, company_id, customer_id, address_id, order_date, currency, amount,
        erp_status, erp_status_key, status)
      select a.tenant_id, a.code || '-' || n, a.code || '-' || n, c.id, a.customer_id, a.id,
        date '2020-01-01' + substr(a.code, 2)::int, 'MXN', 1, 'PRC', 'PRC', 'in_process'
      from addresses a join companies c on c.tenant_id = a.tenant_id and c.code = 'SM01', generate_series(1, ${each}) n
      where a.code like 'Z%' and a.${ofNorte}`);
  for (const table of ['orders', 'addresses', 'customers'])
    await running.owner().raw(`analyze ${table}`);
  const rows = await running.sql<{ tenant: string; customer: string; id: string }>(
    `select tenant_id as tenant, customer_id as customer, id from addresses where code in ('Z1', 'Z2') order by code`,
  );
  ids = { ...rows[0]!, addresses: rows.map(({ id }) => id) };
});
after(() => running.close());

/** Rows that the first page looks at. */
async function workFor(addressIds: string[], sort: 'date' | '-date') {
  const inScope = createScope(running.connection);
  return inScope({ tenantId: ids.tenant }, async (db: Db) => {
    const reach = { customerIds: [ids.customer], addressIds };
    const { work, result } = await workIn(db, () =>
      orderRecords.page(db, reach, { sort, limit } as never, (row) => row),
    );
    assert.equal(result.items.length, limit);
    return work;
  });
}

test('orders of one address are read in their order, those of several once each', async () => {
  const one = await workFor([ids.addresses[0]!], '-date');
  const two = await workFor(ids.addresses, '-date');
  assert.ok(one <= limit * 12, `${one} rows for one`);
  assert.ok(two <= each * 2 * 10, `${two} rows for two, of ${places * each} orders`);
});

// Who sees which orders, and of which the amounts: two permissions, each with a reach of its own, by every
// way to an order.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Order, OrderRow } from '#contract/orders';
import type { GrantScope } from '#contract/permissions';
import { refusal, signIn, type Api } from '../support/api.ts';
import { parseCsv } from '../support/csv.ts';
import { order } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
const scopes = ['none', 'own', 'customer', 'hierarchy'] as const;
type Scope = (typeof scopes)[number];

/** Orders by the narrowest scope that opens them; the neighbour's by none. */
const orders: Record<string, Scope> = {
  '0070000001': 'own',
  '0070000002': 'customer',
  '0070000003': 'hierarchy',
  '0070000004': 'none',
};
const rank = (scope: Scope) => scopes.indexOf(scope);
/** Whether a scope reaches an order. */
const opens = (scope: Scope, number: string) =>
  orders[number] !== 'none' && rank(scope) >= rank(orders[number]!);

before(async () => {
  running = await startPortal();
  const open = { date: '2031-01-01', shipTo: null };
  await running.portal.sync('norte', 'orders', [
    order('0070000001', { ...open, amount: '11.00', requestedBy: 'C-4' }),
    order('0070000002', { ...open, amount: '12.00' }),
    order('0070000003', { ...open, amount: '13.00', customer: '1002947' }),
    order('0070000004', { ...open, amount: '14.00', customer: '1002946' }),
  ]);
});
after(() => running.close());

const grantsOf = (scopesOf: Record<string, Scope>) =>
  Object.entries(scopesOf).flatMap(([permission, scope]) =>
    scope === 'none'
      ? []
      : [{ permission: permission as 'orders.view', scope: scope as GrantScope }],
  );

type List = { items: OrderRow[]; nextCursor: string | null };
const filter = 'from=2031-01-01&to=2031-01-01';

/** What a scope of view and one of amounts make of an order; undefined where it is out of sight. */
const expected = (view: Scope, amounts: Scope) =>
  Object.fromEntries(
    Object.keys(orders)
      .filter((number) => opens(view, number))
      .map((number) => [number, opens(amounts, number) ? `1${number.at(-1)}.0000` : null]),
  );
const amountsOf = (items: OrderRow[]) =>
  Object.fromEntries(items.map(({ number, amount }) => [number, amount]));

async function ids(): Promise<Map<string, string>> {
  const rows = await running.sql<{ id: string; number: string }>(
    `select id, number from orders where number like '007000000_'`,
  );
  return new Map(rows.map(({ id, number }) => [number, id]));
}

for (const view of scopes.slice(1))
  describe(`orders.view for ${view}`, () => {
    for (const amounts of scopes)
      test(`with orders.amounts for ${amounts}`, async () => {
        const granted = { 'orders.view': view, 'orders.export': view, 'orders.amounts': amounts };
        await running.portal.admin.openAccount('norte', {
          contact: 'C-4',
          grants: grantsOf(granted),
        });
        const api = await signIn(running.url, 'propios');
        await assertWays(api, view, amounts);
      });
  });

async function assertWays(api: Api, view: Scope, amounts: Scope): Promise<void> {
  const wanted = expected(view, amounts);
  const list = await api<List>(`GET /orders?${filter}`);
  assert.deepEqual(amountsOf(list.body.items), wanted, 'list');
  for (const [number, id] of await ids()) {
    const { status, body } = await api<Order>(`GET /orders/${id}`);
    assert.equal(status, number in wanted ? 200 : 404, `detail of ${number}`);
    if (status !== 200) continue;
    assert.equal(body.amount, wanted[number], `detail of ${number}`);
    const seen = wanted[number] !== null;
    for (const line of body.items)
      assert.deepEqual([line.amount !== null, line.unitPrice !== null], [seen, seen], 'lines');
  }
  const csv = parseCsv((await api(`GET /exports/orders?locale=en&${filter}`)).text.trimEnd()).slice(
    1,
  );
  assert.deepEqual(
    Object.fromEntries(
      csv.map(([number, , amount]) => [number, amount === '' ? null : `${amount}00`]),
    ),
    wanted,
    'export',
  );
  // The order of rows, and where a page ends, tell what the amounts are.
  const covered = rank(amounts) >= rank(view);
  for (const sort of ['amount', '-amount']) {
    const sorted = await api<List>(`GET /orders?${filter}&sort=${sort}`);
    const exported = await api(`GET /exports/orders?locale=en&${filter}&sort=${sort}`);
    if (covered) assert.deepEqual(amountsOf(sorted.body.items), wanted, sort);
    else assert.equal(refusal(sorted), '403 forbidden');
    assert.equal(exported.status, covered ? 200 : 403, sort);
  }
  const { body } = await api<{ sections: { section: string; count: number }[] }>('GET /home');
  const counted = body.sections.find(({ section }) => section === 'orders')!.count;
  const open = await api<List>(`GET /orders?status=open&limit=100`);
  assert.equal(counted, open.body.items.length, 'count');
}

test('an export may reach less far than the list; its sort is held against its own reach', async () => {
  const grants = grantsOf({
    'orders.view': 'hierarchy',
    'orders.export': 'customer',
    'orders.amounts': 'customer',
  });
  await running.portal.admin.openAccount('norte', { contact: 'C-4', grants });
  const api = await signIn(running.url, 'propios');
  assert.equal(refusal(await api(`GET /orders?${filter}&sort=amount`)), '403 forbidden');
  const { status, text } = await api(`GET /exports/orders?locale=en&${filter}&sort=amount`);
  assert.equal(status, 200);
  assert.deepEqual(
    parseCsv(text.trimEnd())
      .slice(1)
      .map(([number]) => number),
    ['0070000001', '0070000002'],
  );
});

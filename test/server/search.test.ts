// One box for all that goes by a number: what begins so, of every kind, and nothing that the person may not see.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SearchHit } from '#contract/search';
import { signIn, type Api } from '../support/api.ts';
import { order } from '../support/fixtures.ts';
import { openItem, send } from '../support/ledger.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

let running: TestPortal;
let person: Api;
let neighbour: Api;
let staff: Api;

const [mine, theirs] = ['1002945', '1002946'];
const fiscalId = 'ABCDEF12-0000-4000-8000-00000000000A';
const nfe = '35260512345678000195550010000012341123456789';
const invoice = (number: string, customer: string) => ({
  number,
  company: 'SM01',
  customer,
  date: '2026-03-01',
  dueDate: '2026-04-01',
  currency: 'MXN',
  net: '100',
  tax: '16',
  total: '116',
  items: [],
});

before(async () => {
  running = await startPortal();
  await send(running, 'addresses', [{ customer: theirs, code: 'A1', name: 'Bodega' }]);
  await send(running, 'orders', [
    order('0099000001', { customer: mine, purchaseOrder: 'OC-Buscar/7' }),
    order('0099000002', { customer: theirs, purchaseOrder: 'OC-BUSCAR/8' }),
  ]);
  await send(running, 'invoices', [invoice('FB-100', mine), invoice('FB-200', theirs)]);
  await send(running, 'open-items', [
    openItem('s1', { customer: mine, invoice: 'FB-100', fiscalId }),
    openItem('s2', { customer: theirs, invoice: 'FB-200', fiscalId: nfe }),
  ]);
  person = await signIn(running.url, 'todo');
  neighbour = await signIn(running.url, 'vecino');
  staff = await staffSession(running, 'busca', {
    permissions: ['orders.view', 'invoices.view', 'statement.view'],
  });
});
after(() => running.close());

const find = async (api: Api, q: string): Promise<SearchHit[]> => {
  const answer = await api<{ items: SearchHit[] }>(`GET /search?q=${encodeURIComponent(q)}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.body.items;
};
const numbers = (hits: SearchHit[]) => hits.map(({ kind, number }) => `${kind} ${number}`);

test('an order is found by the beginning of its number, with and without zeros, and of the customer’s', async () => {
  const [first, second] = ['order 0099000001', 'order 0099000002'];
  for (const [q, wanted] of [
    ['99000001', [first]],
    ['0099000001', [first]],
    ['9900000', [first, second]],
    // As it is written, and in capitals.
    ['OC-Busc', [second, first]],
    ['oc-buscar/8', [second]],
  ] as const)
    assert.deepEqual(
      numbers(await find(staff, q)).filter((hit) => hit.startsWith('order 00990')),
      wanted,
      q,
    );
  const [hit] = await find(person, '99000001');
  assert.equal(hit?.text, 'OC-Buscar/7');
  const opened = await person<{ number: string }>(`GET /orders/${hit?.id}`);
  assert.equal(opened.body.number, '0099000001');
});

test('an invoice is found by its number and by its fiscal id, from a beginning that is its own', async () => {
  for (const q of ['fb-1', 'abcdef12', fiscalId]) {
    const hits = await find(person, q);
    assert.deepEqual(numbers(hits), ['invoice FB-100'], q);
    assert.equal(hits[0]?.text, fiscalId);
  }
  assert.deepEqual(numbers(await find(staff, nfe)), ['invoice FB-200']);
  assert.deepEqual(numbers(await find(staff, nfe.slice(0, 12))), [], 'a month has many of them');
});

test('nobody finds what is somebody else’s, or beyond the own rights', async () => {
  for (const q of ['9900000', 'OC-B', 'FB-', nfe, fiscalId]) {
    const own = await find(person, q);
    assert.ok(
      own.every(({ customer }) => customer === null || customer.number.endsWith(mine)),
      q,
    );
    assert.ok(!numbers(await find(neighbour, q)).some((hit) => /0099000001|FB-100/.test(hit)), q);
  }
  const blind = await staffSession(running, 'nada-que-ver', { permissions: ['audit.view'] });
  assert.deepEqual(await find(blind, '99'), []);
  const few = await staffSession(running, 'uno', {
    permissions: ['orders.view', 'statement.view'],
    customers: [mine],
  });
  assert.deepEqual(numbers(await find(few, '9900000')), ['order 0099000001']);
  assert.deepEqual(numbers(await find(few, theirs)), []);
  assert.deepEqual(
    (await find(few, mine)).filter(({ kind }) => kind === 'customer').map(({ id }) => Number(id)),
    [Number(mine)],
  );
});

test('texts that mean something to a database mean nothing here', async () => {
  for (const q of ['%', '__', "'; drop table orders; --", '\\', '🙂🙂', '::text', ':key', '??'])
    assert.ok(Array.isArray(await find(person, q)), q);
  assert.deepEqual(await find(person, '9'), [], 'one character is everything');
});

test('a portfolio of many customers is found among far more of others, each once', async () => {
  const many = Array.from({ length: 60 }, (_, i) => `7${String(i).padStart(3, '0')}`);
  await send(running, 'customers', [
    ...many.map((number) => ({ number, name: `Cartera ${number}`, companies: [] })),
    { number: '8000', name: 'De otros', companies: [] },
  ]);
  const portfolio = await staffSession(running, 'cartera.busca', {
    permissions: ['orders.view'],
    customers: many,
  });
  const fill = (from: number, to: number, customer: string) =>
    running.sql(`insert into orders (tenant_id, number, number_key, company_id, customer_id, order_date, currency, amount,
        erp_status, erp_status_key, status)
      select k.tenant_id, 55000000 + g, 55000000 + g, c.id, k.id, '2026-06-01', 'MXN', 100, 'released', 'RELEASED', 'released'
      from generate_series(${from}, ${to}) g, customers k, (select id, tenant_id from companies where code = 'SM01') c
      where k.number = '${customer}' and c.tenant_id = k.tenant_id`);
  // Two of theirs come before all that is looked through, the others far behind.
  await fill(1, 2, '7000');
  await fill(3, 2_500, '8000');
  assert.deepEqual(numbers(await find(portfolio, '55')), ['order 55000001', 'order 55000002']);
  await fill(2_501, 2_503, '7059');
  assert.deepEqual(
    numbers(await find(portfolio, '55')).toSorted(),
    [1, 2, 2_501, 2_502, 2_503].map((n) => `order ${55_000_000 + n}`),
  );
  assert.deepEqual(numbers(await find(portfolio, '55002502')), ['order 55002502']);
  assert.deepEqual(await find(portfolio, '55000007'), []);
});

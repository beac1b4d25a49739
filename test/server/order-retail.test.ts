// 700 lines of a real wholesaler's file, pasted into an order: what it comes to is what an independent sum says.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { sumOf } from '#contract/decimal';
import type { ErpTask } from '#contract/erp-desk';
import type { Draft, DraftChange, ImportedRow } from '#contract/order-entry';
import { createApi, signIn, type Api } from '../support/api.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

const many = 700;
const path = new URL('../../../shared/data/online-retail.csv', import.meta.url);

let running: TestPortal;
let buyer: Api;
before(async () => {
  running = await startPortal();
  buyer = await signIn(running.url, 'todo');
});
after(() => running.close());

type Bought = { material: string; text: string; quantity: string; price: string };

/** The first sales of the file whose columns no comma or quote shifts: code, text, quantity, price. */
function boughtIn(csv: string): Bought[] {
  const lines = csv.split(/\r?\n/).flatMap((line): Bought[] => {
    const [invoice = '', material = '', text = '', quantity = '', , price = '', ...more] =
      line.split(',');
    const sold = /^\d{6}$/.test(invoice) && /^[1-9]\d*$/.test(quantity) && /^\d+\.\d+$/.test(price);
    // Codes that are charges, or zero, are no goods.
    if (!sold || more.length !== 1 || !/^\d{5}/.test(material) || Number(price) === 0) return [];
    return [{ material: material.toUpperCase(), text, quantity, price }];
  });
  return lines.slice(0, many);
}

/** Every third material is priced by the dozen, so that there is something to round. */
const priceUnitOf = (material: string): bigint =>
  Number(material.slice(0, 5)) % 3 === 0 ? 12n : 1n;

/** Cents of a price of the file. */
const centsOf = (price: string): bigint => {
  const [whole = '', part = ''] = price.split('.');
  assert.ok(part.length <= 2, price);
  return BigInt(whole) * 100n + BigInt(part.padEnd(2, '0'));
};

test('700 lines that are pasted are an order of what they come to', async (t) => {
  const csv = await readFile(path, 'utf8').catch(() => null);
  if (csv === null) return t.skip('../shared/data/online-retail.csv is not here');
  const bought = boughtIn(csv);
  assert.equal(bought.length, many);
  // The first price of the file is the one of the list.
  const prices = new Map<string, string>();
  for (const { material, price } of bought) if (!prices.has(material)) prices.set(material, price);
  const { portal } = running;
  await portal.sync(
    'norte',
    'materials',
    [...prices.keys()].map((number) => ({ number, descriptions: { en: number }, unit: 'EA' })),
  );
  await portal.sync('norte', 'price-lists', [
    { code: 'RETAIL', currency: 'MXN', assignments: [{}] },
  ]);
  await portal.sync(
    'norte',
    'price-items',
    [...prices].map(([material, price]) => ({
      list: 'RETAIL',
      material,
      prices: [{ unit: 'EA', price, priceUnit: String(priceUnitOf(material)) }],
    })),
  );

  const { body: draft } = await buyer<Draft>('POST /order-drafts', { body: {} });
  const text = bought
    .map((line) => [line.material, line.text, line.quantity, line.price].join('\t'))
    .join('\n');
  const { body: read } = await buyer<{ rows: ImportedRow[] }>(
    `POST /order-drafts/${draft.id}/lines-import`,
    { body: { locale: 'en', text } },
  );
  assert.deepEqual(
    read.rows.map(({ material, quantity }) => `${material} ${quantity}`),
    bought.map(({ material, quantity }) => `${material} ${quantity}`),
  );
  assert.deepEqual(
    read.rows.filter(({ faults, found }) => faults.length > 0 || !found),
    [],
  );
  // What is named again is told, and comes to what its rows do.
  const quantities = (material: string) =>
    bought.flatMap((line) => (line.material === material ? [line.quantity] : []));
  const summed = read.rows.filter(({ sum }) => sum !== null);
  assert.ok(summed.length > 0);
  for (const { material, sum } of summed)
    assert.equal(Number(sum), Number(sumOf(quantities(material))), material);

  const { body: changed } = await buyer<DraftChange>(`PATCH /order-drafts/${draft.id}`, {
    body: {
      version: draft.version,
      lines: read.rows.map(({ found, quantity, material }, i) => ({
        op: 'set',
        id: randomUUID(),
        position: (i + 1) * 1000,
        material,
        materialId: found!.id,
        quantity,
      })),
    },
  });
  // Cents times quantity by price unit, each line rounded half up, without any of the server's arithmetic.
  const cents = bought.reduce((sum, { material, quantity }) => {
    const unit = priceUnitOf(material);
    const amount = centsOf(prices.get(material)!) * BigInt(quantity);
    return sum + (amount * 2n + unit) / (unit * 2n);
  }, 0n);
  const total = `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
  assert.equal(Number(changed.count), many);
  assert.equal(changed.total, total);

  const { status, body: sent } = await buyer<{ captureNumber: string; order: string }>(
    `POST /order-drafts/${draft.id}/submission`,
    {
      headers: { 'Idempotency-Key': randomUUID() },
      body: { version: changed.version, priceHash: changed.priceHash },
    },
  );
  assert.equal(status, 200);
  const { body: order } = await buyer<{ amount: string }>(`GET /orders/${sent.order}`);
  assert.equal(Number(order.amount), Number(total));
  const key = await portal.admin.createKey('norte', { name: 'ERP', permissions: ['erp.tasks'] });
  await running.sql(`update erp_tasks set due_at = now() where state = 'held'`);
  const erp = createApi(running.url, {
    'Portal-Tenant': 'norte',
    Authorization: `Bearer ${key}`,
  });
  const { body: tasks } = await erp<{ items: ErpTask[] }>('GET /erp-tasks');
  const payload = tasks.items[0]!.payload as { total: string; lines: { amount: string }[] };
  assert.equal(payload.lines.length, many);
  assert.equal(Number(payload.total), Number(total));
  assert.equal(Number(sumOf(payload.lines.map(({ amount }) => amount))), Number(total));
  t.diagnostic(`${many} lines, ${prices.size} materials: ${total}`);
});

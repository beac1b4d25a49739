// 700 lines of a real wholesaler's file, pasted into an order at more than 30,000 of its prices: what it comes to is what
// an independent sum says.
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
/** Prices of the list, at least; and records that are sent at once. */
const [priced, batch] = [30_000, 1_000];
const path = new URL('../../../shared/data/online-retail.csv', import.meta.url);

let running: TestPortal;
let buyer: Api;
before(async () => {
  running = await startPortal();
  buyer = await signIn(running.url, 'todo');
});
after(() => running.close());

type Bought = { material: string; text: string; quantity: string; price: string };

/** The sales of the file whose columns no comma or quote shifts: code, text, quantity, price. */
function boughtIn(csv: string): Bought[] {
  return csv.split(/\r?\n/).flatMap((line): Bought[] => {
    const [invoice = '', material = '', text = '', quantity = '', , price = '', ...more] =
      line.split(',');
    const sold = /^\d{6}$/.test(invoice) && /^[1-9]\d*$/.test(quantity) && /^\d+\.\d+$/.test(price);
    // Codes that are charges, or zero, are no goods.
    if (!sold || more.length !== 1 || !/^\d{5}/.test(material) || Number(price) === 0) return [];
    return [{ material: material.toUpperCase(), text, quantity, price }];
  });
}

/** The units of the list, by how many pieces they are. */
const units = { EA: 1n, DZ: 12n, GR: 144n };

/** What a material costs from a quantity on, in the order of the quantities. */
type Scale = { from: bigint; cents: bigint }[];

/** The scale of each material: what its pieces were first sold for in each of its quantities. */
function scalesOf(sold: readonly Bought[]): Map<string, Scale> {
  const seen = new Map<string, Map<string, bigint>>();
  for (const { material, quantity, price } of sold) {
    const steps = seen.get(material) ?? new Map<string, bigint>();
    seen.set(material, steps);
    if (!steps.has(quantity)) steps.set(quantity, centsOf(price));
  }
  return new Map(
    [...seen].map(([material, steps]) => [
      material,
      [...steps]
        .map(([quantity, cents]) => ({ from: BigInt(quantity), cents }))
        .toSorted((a, b) => Number(a.from - b.from)),
    ]),
  );
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

const textOf = (cents: bigint): string =>
  `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;

test('700 lines that are pasted are an order of what they come to', async (t) => {
  const csv = await readFile(path, 'utf8').catch(() => null);
  if (csv === null) return t.skip('../shared/data/online-retail.csv is not here');
  const sold = boughtIn(csv);
  const bought = sold.slice(0, many);
  assert.equal(bought.length, many);
  const scales = scalesOf(sold);
  const { portal } = running;
  const send = async (entity: 'materials' | 'price-items', records: object[]) => {
    for (let at = 0; at < records.length; at += batch) {
      const { results } = await portal.sync(
        'norte',
        entity,
        records.slice(at, at + batch) as never,
      );
      assert.deepEqual(
        results.filter(({ status }) => status === 'invalid'),
        [],
      );
    }
  };
  await send(
    'materials',
    [...scales.keys()].map((number) => ({
      number,
      descriptions: { en: number },
      unit: 'EA',
      units: [
        { unit: 'DZ', numerator: 12, denominator: 1 },
        { unit: 'GR', numerator: 144, denominator: 1 },
      ],
    })),
  );
  await portal.sync('norte', 'price-lists', [
    { code: 'RETAIL', currency: 'MXN', assignments: [{}] },
  ]);
  const items = [...scales].map(([material, scale]) => ({
    list: 'RETAIL',
    material,
    prices: Object.entries(units).flatMap(([unit, pieces]) =>
      scale.map(({ from, cents }) => ({
        unit,
        price: textOf(cents * pieces),
        minQuantity: String(from),
        // Pieces of some are priced by the dozen.
        priceUnit: unit === 'EA' ? String(priceUnitOf(material)) : '1',
      })),
    ),
  }));
  const listed = items.reduce((sum, { prices }) => sum + prices.length, 0);
  assert.ok(listed >= priced, `${listed} prices`);
  await send('price-items', items);

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

  // Some are ordered by the dozen or the gross, and one more of them, which mostly lies between two steps of the scale.
  const asked = (i: number) => {
    const { quantity } = bought[i]!;
    if (i % 5 !== 0) return { quantity, unit: 'EA' as const };
    return {
      quantity: String(BigInt(quantity) + 1n),
      unit: i % 2 ? ('DZ' as const) : ('GR' as const),
    };
  };
  const { body: changed } = await buyer<DraftChange>(`PATCH /order-drafts/${draft.id}`, {
    body: {
      version: draft.version,
      lines: read.rows.map(({ found, material }, i) => ({
        op: 'set',
        id: randomUUID(),
        position: (i + 1) * 1000,
        material,
        materialId: found!.id,
        ...asked(i),
      })),
    },
  });
  // Cents times quantity by price unit, each line rounded half up, without any of the server's arithmetic.
  const cents = bought.reduce((sum, { material }, i) => {
    const { quantity, unit } = asked(i);
    const step = scales.get(material)!.findLast(({ from }) => from <= BigInt(quantity))!;
    const per = unit === 'EA' ? priceUnitOf(material) : 1n;
    const amount = step.cents * units[unit] * BigInt(quantity);
    return sum + (amount * 2n + per) / (per * 2n);
  }, 0n);
  const total = textOf(cents);
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
  t.diagnostic(`${many} lines, ${scales.size} materials, ${listed} prices: ${total}`);
});

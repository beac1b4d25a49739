// What the database is asked for the lines of an order: as much for five as for five hundred.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Draft, DraftChange, ImportedRow } from '#contract/order-entry';
import { signIn, type Api } from '../support/api.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { queriesOfRequests } from '../support/queries.ts';

const many = 500;
const numbers = Array.from({ length: many }, (_, n) => `L-${n + 1}`);

let running: TestPortal;
let queries: string[];
let buyer: Api;

before(async () => {
  running = await startPortal();
  const { sync } = running.portal;
  await sync(
    'norte',
    'materials',
    numbers.map((number) => ({ number, descriptions: { es: number }, unit: 'PZA' })),
  );
  await sync('norte', 'price-lists', [{ code: 'TODOS', currency: 'MXN', assignments: [{}] }]);
  await sync(
    'norte',
    'price-items',
    numbers.map((material) => ({
      list: 'TODOS',
      material,
      prices: [{ unit: 'PZA', price: '10.25' }],
    })),
  );
  buyer = await signIn(running.url, 'todo');
  queries = queriesOfRequests(running);
});
after(() => running?.close());

/** A call's answer, and what was asked for it, without what says as whom. */
async function asking<T>(call: () => Promise<{ body: T; status: number }>) {
  queries.length = 0;
  const { body, status } = await call();
  assert.equal(status, 200);
  return { body, asked: [...queries] };
}

/** Statements that read a table. */
const readers = (asked: readonly string[], table: string): number =>
  asked.filter((sql) => new RegExp(`(from|join) ${table}\\b`).test(sql)).length;

/** A draft of so many lines, as it was written, read again and read from a list. */
async function ordered(count: number) {
  const { body: draft } = await buyer<Draft>('POST /order-drafts', { body: {} });
  const path = `/order-drafts/${draft.id}`;
  const lines = numbers.slice(0, count).map((material, n) => ({
    op: 'set',
    id: randomUUID(),
    position: (n + 1) * 1_000,
    material,
    quantity: String(n + 1),
  }));
  const written = await asking(() =>
    buyer<DraftChange>(`PATCH ${path}`, { body: { version: draft.version, lines } }),
  );
  const shown = await asking(() => buyer<Draft>(`GET ${path}`));
  const read = await asking(() =>
    buyer<{ rows: ImportedRow[] }>(`POST ${path}/lines-import`, {
      body: { locale: 'es', text: lines.map((line) => `${line.material}\t2`).join('\n') },
    }),
  );
  return { written, shown, read };
}

describe('the lines of an order', () => {
  test('are worked out in as many statements, however many they are', async () => {
    const [few, all] = [await ordered(5), await ordered(many)];
    assert.equal(few.shown.body.lines.length, 5);
    assert.equal(all.shown.body.lines.length, many);
    assert.equal(all.read.body.rows.length, many);
    for (const { faults, amount } of all.shown.body.lines)
      assert.deepEqual([faults, amount === null], [[], false]);
    // 10.25 for each of 1 + 2 + … + 500 pieces.
    assert.equal(Number(all.shown.body.total), 1_283_812.5);
    for (const what of ['written', 'shown', 'read'] as const)
      assert.deepEqual(all[what].asked, few[what].asked, what);
    // Materials, prices and stock: one statement each; the lists in which prices stand are one more.
    for (const { asked } of [all.written, all.shown])
      assert.deepEqual(
        ['customer_materials', 'price_list_assignments', 'prices', 'stock_readings'].map((table) =>
          readers(asked, table),
        ),
        [1, 1, 1, 1],
      );
  });
});

// The ERP is asked at that moment: slow, wrong, down and back again; what the person sees in each case.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { StockRow } from '#contract/stock';
import { createBreaker } from '../../server/features/stock/breaker.ts';
import { createErpClient } from '../../server/output/erp-client.ts';
import { password } from '../support/fixtures.ts';
import { signIn, type Api } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { startErp } from '../support/erp.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
let erp: Awaited<ReturnType<typeof startErp>>;
let person: Api;
let ids: string[];
type Stock = { items: StockRow[]; erp: string };

before(async () => {
  erp = await startErp();
  running = await startPortal({ erp: { timeoutMs: 4_000, allowInside: true, restMs: 20 } });
  const { admin, sync } = running.portal;
  await sync('norte', 'plants', [
    { code: 'P1', name: 'Centro', state: { code: 'NL' } },
    { code: 'P2', name: 'Norte' },
  ]);
  await sync('norte', 'stock-readings', [
    { material: '123', plant: 'P1', quantity: '7', unit: 'PZA', readAt: '2026-03-01T10:00:00Z' },
  ]);
  erp.secret = (await admin.setErp('norte', erp.url))!;
  person = await signIn(running.url, 'todo');
  await admin.createLogin('norte', {
    contact: 'C-3',
    logins: ['aprox'],
    password,
    grants: [{ permission: 'stock.view', scope: 'customer' }],
  });
  const { body } = await person<{ items: { id: string }[] }>('GET /materials');
  ids = body.items.map(({ id }) => id);
});
after(async () => {
  await running.close();
  await erp.close();
});
// One answer, and no failure is remembered; then only the reading of the sync API is left.
beforeEach(async () => {
  erp.mood = { readings: () => [reading('P1', '4000'), reading('P2', '12')] };
  await eventually(async () => (await ask()).erp === 'answered');
  await running.sql(
    `delete from stock_readings where plant_id in (select id from plants where code = 'P2')`,
  );
  await running.sql(
    `update stock_readings set quantity = 7, read_at = '2026-03-01T10:00:00Z', asked_at = null, live_at = null`,
  );
  erp.questions.length = 0;
});

const reading = (plant: string, quantity: string, unit = 'PZA') => ({
  material: '000000000000000123',
  plant,
  quantity,
  unit,
});
const ask = async (place: object = {}) =>
  (await person<Stock>('POST /stock-queries', { body: { materials: ids, ...place } })).body;
const seen = ({ items }: Stock) =>
  items.map(({ plant, quantity, source }) => [plant.code, Number(quantity), source]);
const last = [['P1', 7, 'stored']];

describe('an ERP that answers', () => {
  test('is asked for the materials and plants in question, signed, and its answer is live', async () => {
    const stock = await ask();
    assert.equal(stock.erp, 'answered');
    assert.deepEqual(seen(stock), [
      ['P1', 4000, 'live'],
      ['P2', 12, 'live'],
    ]);
    assert.deepEqual(erp.questions, [{ materials: ['000000000000000123'], plants: ['P1', 'P2'] }]);
    assert.equal(erp.forged, 0);
  });

  test('is asked for the plants of the place alone', async () => {
    await ask({ state: 'nl' });
    assert.deepEqual(erp.questions[0]?.plants, ['P1']);
  });

  test('is not asked again within seconds, by nobody', async () => {
    await ask();
    assert.deepEqual(seen(await ask()), [
      ['P1', 4000, 'live'],
      ['P2', 12, 'live'],
    ]);
    assert.equal(erp.questions.length, 1);
  });
});

describe('of two readings', () => {
  const sync = async (quantity: string, readAt: string, unit = 'PZA') => {
    const record = { material: '123', plant: 'P1', quantity, unit, readAt };
    const { results } = await running.portal.sync('norte', 'stock-readings', [record]);
    return results[0]?.status;
  };
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  const p1 = async () => seen(await ask())[0];

  test('the one that was read later counts, whoever brings it', async () => {
    await ask();
    assert.equal(await sync('7777777', '2020-01-01T00:00:00Z'), 'stale');
    assert.deepEqual(await p1(), ['P1', 4000, 'live']);
    assert.equal(await sync('12', at(1)), 'updated');
    assert.deepEqual(await p1(), ['P1', 12, 'stored'], 'what the sync API brought is not live');
    assert.equal(await sync('11', at(0)), 'stale');
    assert.equal(await sync('13', at(1.5)), 'updated');
    assert.deepEqual(await p1(), ['P1', 13, 'stored']);
  });

  test('an answer that is older than what is known changes nothing, and is asked for once', async () => {
    assert.equal(await sync('12', at(-5)), 'updated');
    erp.mood = {
      readings: () => [{ ...reading('P1', '99'), readAt: at(-10) }, reading('P2', '3')],
    };
    assert.deepEqual(await p1(), ['P1', 12, 'stored']);
    assert.deepEqual(await p1(), ['P1', 12, 'stored']);
    assert.equal(erp.questions.length, 1);
  });

  test('one in another unit than the material’s is not held against the threshold', async () => {
    const less = await signIn(running.url, 'aprox');
    const levels = async () =>
      (
        await less<Stock>('POST /stock-queries', { body: { materials: ids, plant: 'P1' } })
      ).body.items.map(({ level, unit, quantity }) => [level, unit, quantity]);
    erp.mood = { readings: () => [reading('P1', '5', 'MIL')] };
    assert.deepEqual(await levels(), [['some', 'MIL', null]]);
    await running.sql('update stock_readings set asked_at = null');
    erp.mood = { readings: () => [reading('P1', '5')] };
    assert.deepEqual(await levels(), [['little', 'PZA', null]]);
  });
});

describe('an ERP that does not', () => {
  const cases: [string, typeof erp.mood][] = [
    ['is slow', { readings: () => [reading('P1', '1')], afterMs: 3_600_000 }],
    ['answers with a page', { status: 200, type: 'text/html', content: '<h1>Login</h1>' }],
    ['answers with 500', { status: 500, type: 'application/json', content: '{"readings":[]}' }],
    ['leads elsewhere', { status: 302, type: 'application/json', content: '{"readings":[]}' }],
    ['answers with broken JSON', { status: 200, type: 'application/json', content: '{"read' }],
    [
      'answers with numbers for texts',
      { readings: () => [{ ...reading('P1', '1'), quantity: 1 }] },
    ],
    ['answers with megabytes', { readings: () => 'x'.repeat(1_100_000) }],
    ['hangs up', 'hangs up'],
  ];
  for (const [name, mood] of cases) {
    test(`${name}: the last reading is shown, and said to be the last`, async () => {
      erp.mood = mood;
      const stock = await ask();
      assert.equal(stock.erp, 'unavailable');
      assert.deepEqual(seen(stock), last);
      assert.equal(stock.items[0]!.readAt, '2026-03-01T10:00:00.000Z');
    });
  }

  test('speaks of another plant or material: that is not taken over', async () => {
    erp.mood = {
      readings: () => [reading('P9', '9'), { ...reading('P1', '9'), material: '55' }],
    };
    assert.deepEqual(seen(await ask()), last);
  });

  test('while it is slow, other requests are answered', async () => {
    erp.mood = { readings: () => [], afterMs: 3_600_000 };
    let pending = true;
    const slow = ask().finally(() => (pending = false));
    await eventually(() => erp.questions.length > 0);
    assert.equal((await person('GET /orders?limit=1')).status, 200);
    assert.ok(pending, 'the list did not wait for the ERP');
    assert.equal((await slow).erp, 'unavailable');
  });
});

test('a breaker opens, lets one try after its rest, and closes when that succeeds', async () => {
  const breaker = createBreaker({ failures: 2, restMs: 1_500 });
  const fail = () => breaker.run(() => Promise.reject(new Error('down')));
  const succeed = () => breaker.run(() => Promise.resolve('up'));
  await assert.rejects(fail(), /down/);
  await assert.rejects(fail(), /down/);
  await assert.rejects(succeed(), /Not asked/);
  await new Promise((resolve) => setTimeout(resolve, 1_510));
  const [first, second] = await Promise.allSettled([succeed(), succeed()]);
  assert.deepEqual([first.status, second.status], ['fulfilled', 'rejected']);
  assert.equal(await succeed(), 'up');
});

test('no ERP is asked inside the own network, however its address is written', async () => {
  const strict = createErpClient({ timeoutMs: 60_000 });
  erp.questions.length = 0;
  const port = new URL(erp.url).port;
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1'])
    await assert.rejects(
      strict({ url: `http://${host}:${port}/`, secret: erp.secret }, {}),
      /stands inside/,
      host,
    );
  assert.equal(erp.questions.length, 0);
});

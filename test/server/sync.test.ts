import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import type { OrderRow } from '#contract/orders';
import { syncEntities, type SyncEntity } from '#contract/permissions';
import { createApi, refusal, signIn, visitor, type Api } from '../support/api.ts';
import { item, order, password } from '../support/fixtures.ts';
import { sampleRecords } from '../support/records.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { onPostgres } from '../support/database.ts';
import { erpApi, sendBatch } from '../support/erp.ts';

let running: TestPortal;
let erp: Api;
let count = 0;
before(async () => {
  running = await startPortal();
  erp = await erpApi(running);
});
after(() => running.close());

/** As an ERP sends: turned away for the moment, it comes again. */
const send = async (entity: SyncEntity, records: unknown[], key = `k${count++}`, more = {}) => {
  for (;;) {
    const answer = await sendBatch(erp, entity, records, key, more);
    if (answer.status !== 503) return answer;
    await setTimeout(100);
  }
};
const statuses = async (entity: SyncEntity, records: unknown[]) =>
  (await send(entity, records)).body.results.map((result) => result.status);
const listed = async (number: string) => {
  const api = await signIn(running.url, 'todo');
  const { body } = await api<{ items: OrderRow[] }>(`GET /orders?by=number&search=${number}`);
  return body.items.find((row) => row.number === number);
};

describe('results', () => {
  test('created, unchanged, updated, one per record in their order', async () => {
    assert.deepEqual(await statuses('orders', [order('5001'), order('5002')]), [
      'created',
      'created',
    ]);
    assert.deepEqual(await statuses('orders', [order('5002'), order('5001')]), [
      'unchanged',
      'unchanged',
    ]);
    const changed = order('5001', { amount: '9.99', items: [item('10'), item('20')] });
    assert.deepEqual(await statuses('orders', [order('5002'), changed]), ['unchanged', 'updated']);
    assert.equal((await listed('5001'))?.amount, '9.9900');
  });

  test('an invalid record spoils only itself, and says where and why', async () => {
    const { body } = await send('orders', [
      order('5010'),
      order('5011', { amount: '12,50' }),
      { ...order('5012'), surprise: 1 },
      order('5013', { customer: '777', items: [item('10', { status: 'nope' })] }),
      order('5014', { items: [item('10'), item('10')] }),
      null,
      order('5015', { currency: 'pesos' }),
    ]);
    assert.deepEqual(
      body.results.map(({ status, errors }) => [
        status,
        ...(errors ?? []).map(({ path, rule }) => `${path}: ${rule}`),
      ]),
      [
        ['created'],
        ['invalid', 'amount: decimal'],
        ['invalid', 'surprise: unknown_field'],
        [
          'invalid',
          'customer: unknown_reference',
          'shipTo: unknown_reference',
          'items.0.status: unknown_reference',
        ],
        ['invalid', 'items: duplicate_position'],
        ['invalid', ': invalid'],
        ['invalid', 'currency: currency'],
      ],
    );
  });

  test('allOrNone refuses the batch whole and writes nothing', async () => {
    const answer = await send(
      'orders',
      [order('5020'), order('5021', { amount: 'x' })],
      'all-or-none',
      { allOrNone: true },
    );
    assert.equal(refusal(answer), '422 batch_refused records.1.amount: decimal');
    assert.equal(await listed('5020'), undefined);
    const again = await send('orders', [order('5020')], 'all-or-none', { allOrNone: true });
    assert.equal(again.status, 200, 'a refused batch leaves its key free');
  });

  test('an older version never overwrites, an equal or newer one does', async () => {
    const at = (sourceVersion: number | string, amount: string) =>
      order('5030', { sourceVersion, amount });
    assert.deepEqual(await statuses('orders', [at(10, '1.00')]), ['created']);
    assert.deepEqual(await statuses('orders', [at(9, '2.00')]), ['stale']);
    assert.deepEqual(await statuses('orders', [at('999999999999999999', '3.00')]), ['updated']);
    assert.deepEqual(
      await statuses('orders', [at('999999999999999998', '4.00')]),
      ['stale'],
      'big versions are exact',
    );
    assert.equal((await listed('5030'))?.amount, '3.0000');
  });

  test('a newer version of the same content is remembered', async () => {
    assert.deepEqual(
      await statuses('materials', [
        { number: 'M1', descriptions: { es: 'uno' }, unit: 'PZ', sourceVersion: 1 },
      ]),
      ['created'],
    );
    assert.deepEqual(
      await statuses('materials', [
        { number: 'M1', descriptions: { es: 'uno' }, unit: 'PZ', sourceVersion: 5 },
      ]),
      ['unchanged'],
    );
    assert.deepEqual(
      await statuses('materials', [
        { number: 'M1', descriptions: { es: 'dos' }, unit: 'PZ', sourceVersion: 4 },
      ]),
      ['stale'],
    );
  });

  test('the same key twice in a batch counts in its order; leading zeros make no other record', async () => {
    const records = [
      order('0000005040', { amount: '1.00' }),
      order('5040', { amount: '2.00' }),
      order('05040', { amount: '2.00' }),
    ];
    const results = await statuses('orders', records);
    assert.deepEqual(results, ['created', 'updated', 'updated']);
    assert.equal((await listed('05040'))?.amount, '2.0000');
  });

  test('tombstones delete, outlive what they delete, and can come first', async () => {
    assert.deepEqual(await statuses('orders', [order('5050', { sourceVersion: 1 })]), ['created']);
    assert.deepEqual(
      await statuses('orders', [{ number: '5050', deleted: true, sourceVersion: 3 }]),
      ['deleted'],
    );
    assert.equal(await listed('5050'), undefined);
    assert.deepEqual(await statuses('orders', [order('5050', { sourceVersion: 2, amount: '7' })]), [
      'stale',
    ]);
    assert.deepEqual(
      await statuses('orders', [{ number: '5050', deleted: true, sourceVersion: 3 }]),
      ['unchanged'],
    );
    assert.deepEqual(await statuses('orders', [order('5050', { sourceVersion: 4 })]), ['created']);
    assert.ok(await listed('5050'));
    assert.deepEqual(
      await statuses('orders', [{ number: '5051', deleted: true, sourceVersion: 9 }]),
      ['deleted'],
    );
    assert.deepEqual(await statuses('orders', [order('5051', { sourceVersion: 8 })]), ['stale']);
  });

  test('every entity takes its records, finds them again, and buries them', async () => {
    const keys: Record<SyncEntity, object> = {
      companies: { code: 'ZZ9' },
      executives: { code: 'EJ1' },
      customers: { number: '9' },
      addresses: { customer: '09', code: 'b' },
      contacts: { id: 'N-1' },
      materials: { number: '77' },
      'customer-materials': { customer: '9', number: 'a-1' },
      contracts: { number: 'K-1' },
      plants: { code: 'P1' },
      'stock-readings': { material: '00077', plant: 'p1' },
      'price-lists': { code: 'L1' },
      'price-items': { list: 'l1', material: '00077' },
      'status-map': { entity: 'item', code: 'q' },
      quotes: { company: 'zz9', number: 'cot-9', version: '1' },
      orders: { number: '09009' },
      invoices: { company: 'zz9', number: '0055' },
      'open-items': { company: 'ZZ9', id: 'ZZ9-55-1' },
      'payment-slips': { company: 'zz9', id: 'b-1' },
      'fiscal-files': { fiscalId: 'F-55', kind: 'xml' },
      locations: { code: 'ZZPOR' },
      shipments: { number: 'EX-1' },
      'shipment-events': { source: 'MAEU', id: 'E-1' },
      documents: { owner: 'order', number: '09009', id: 'd-1' },
      positions: { shipment: 'EX-1', at: '2026-02-10T00:00:00.000Z', source: 'AIS' },
    };
    for (const entity of syncEntities)
      assert.deepEqual(await statuses(entity, [sampleRecords[entity]]), ['created'], entity);
    for (const entity of syncEntities)
      assert.deepEqual(await statuses(entity, [sampleRecords[entity]]), ['unchanged'], entity);
    for (const entity of syncEntities.toReversed()) {
      assert.deepEqual(
        await statuses(entity, [{ ...keys[entity], deleted: true }]),
        ['deleted'],
        entity,
      );
      assert.deepEqual(
        await statuses(entity, [{ ...keys[entity], deleted: true }]),
        ['unchanged'],
        entity,
      );
    }
  });

  test('a code that comes to mean something else changes the orders that carry it', async () => {
    await send('status-map', [{ entity: 'order', code: 'TMP', status: 'pending' }]);
    await send('orders', [order('5060', { status: 'tmp' })]);
    assert.equal((await listed('5060'))?.status, 'pending');
    await send('status-map', [{ entity: 'order', code: 'TMP', status: 'concluded' }]);
    assert.equal((await listed('5060'))?.status, 'concluded');
  });
});

describe('idempotency', () => {
  test('the same batch again gets the same answer, another body a refusal', async () => {
    const first = await send('orders', [order('5100')], 'same');
    assert.equal(first.body.results[0]?.status, 'created');
    assert.deepEqual((await send('orders', [order('5100')], 'same')).body, first.body);
    assert.equal(
      refusal(await send('orders', [order('5101')], 'same')),
      '422 idempotency_mismatch',
    );
    assert.equal(
      refusal(
        await erp('POST /sync/orders', {
          headers: { 'Idempotency-Key': '' },
          body: { records: [order('1')] },
        }),
      ),
      '400 invalid_input headers.idempotency-key: required',
    );
  });

  test('30 equal requests at once have one effect', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => send('orders', [order('5110')], 'rush')),
    );
    assert.ok(
      answers.every(({ status, body }) => status === 200 && body.results[0]?.status === 'created'),
    );
    const audits = await running.portal.sync('norte', 'orders', [order('5110')]);
    assert.deepEqual(
      audits.results.map((result) => result.status),
      ['unchanged'],
    );
  });
});

test('batches in any order and overlap end like the newest versions', async () => {
  let series = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ n: fc.nat(4), v: fc.nat(20), deleted: fc.boolean() }), {
        minLength: 1,
        maxLength: 30,
      }),
      fc.integer({ min: 1, max: 7 }),
      async (events, size) => {
        const base = 600_000 + series++ * 10;
        // A version is a state: two events of one version are the same event.
        const state = (n: number, v: number, deleted: boolean) =>
          deleted
            ? { number: String(base + n), deleted: true, sourceVersion: v }
            : order(String(base + n), { amount: `${v}.00`, sourceVersion: v });
        const unique = new Map(events.map((event) => [`${event.n} ${event.v}`, event]));
        const sent = events.map(({ n, v }) => state(n, v, unique.get(`${n} ${v}`)!.deleted));
        for (let start = 0; start < sent.length; start += size)
          await send('orders', sent.slice(start, start + size));
        for (let n = 0; n < 5; n++) {
          const newest = [...unique.values()]
            .filter((event) => event.n === n)
            .toSorted((a, b) => b.v - a.v)[0];
          const row = await listed(String(base + n));
          assert.equal(row?.amount, newest && !newest.deleted ? `${newest.v}.0000` : undefined);
        }
      },
    ),
    { numRuns: 12 },
  );
});

describe('keys', () => {
  test('are refused when revoked, expired, of another tenant, or wrong in one character', async () => {
    const { admin } = running.portal;
    const call = (secret: string, slug = 'norte') =>
      createApi(running.url, { 'Portal-Tenant': slug, Authorization: `Bearer ${secret}` })(
        'POST /sync/orders',
        {
          headers: { 'Idempotency-Key': 'x' },
          body: { records: [order('1')] },
        },
      );
    const secret = await admin.createKey('norte', { name: 'a', permissions: ['sync.orders'] });
    assert.equal((await call(secret)).status, 200);
    assert.equal(refusal(await call(secret, 'sul')), '401 unauthenticated');
    assert.equal(
      refusal(await call(secret.slice(0, -1) + (secret.endsWith('A') ? 'B' : 'A'))),
      '401 unauthenticated',
    );
    await admin.revokeKey('norte', secret.slice(3, 15));
    assert.equal(refusal(await call(secret)), '401 unauthenticated');
    const expired = await admin.createKey('norte', {
      name: 'b',
      permissions: ['sync.orders'],
      expiresAt: '2020-01-01T00:00:00Z',
    });
    assert.equal(refusal(await call(expired)), '401 unauthenticated');
  });
});

test('a contact that the ERP switches off is signed out at once', async () => {
  const api = await signIn(running.url, 'vecino');
  assert.equal((await api('GET /orders')).status, 200);
  await send('contacts', [
    { id: 'C-6', customer: '0001002946', name: 'Contacto C-6', active: false },
  ]);
  assert.equal(refusal(await api('GET /orders')), '401 unauthenticated');
  const again = await visitor(running.url)('POST /sessions', {
    body: { login: 'vecino', password },
  });
  assert.equal(refusal(again), '401 wrong_credentials');
});

test(
  'two batches that both bring a new record at the same moment create it once',
  { skip: !onPostgres && 'needs PostgreSQL' },
  async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => send('orders', [order('5200')], `both-${i}`)),
    );
    const words = answers.map(({ body }) => body.results[0]?.status).toSorted();
    assert.deepEqual(words, ['created', ...Array.from({ length: 19 }, () => 'unchanged')]);
  },
);

// Whatever a record is: it gets a result of its own, and takes no other record with it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { syncEntities, type SyncEntity } from '#contract/permissions';
import { syncKeys } from '#contract/sync';
import { signIn, type Api } from '../support/api.ts';
import { openItem } from '../support/ledger.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { sampleRecords } from '../support/records.ts';
import { erpApi, sendBatch } from '../support/erp.ts';

let running: TestPortal;
let erp: Api;
before(async () => {
  running = await startPortal();
  erp = await erpApi(running);
});
after(() => running.close());

const send = (entity: SyncEntity, records: unknown[]) => sendBatch(erp, entity, records);
const outcomes = async (entity: SyncEntity, records: unknown[]) => {
  const { status, body, text } = await send(entity, records);
  assert.equal(status, 200, text);
  return body.results.map(({ status: word, errors }) =>
    [word, ...(errors ?? []).map(({ path, rule }) => `${path}: ${rule}`)].join(' '),
  );
};

/** What ERPs write where something else belongs. */
const oddTexts = [
  '',
  ' ',
  '0',
  '-0.00',
  '-1',
  '1e2',
  '1,5',
  '1,000.00',
  '10.',
  '.5',
  '10 ',
  'NaN',
  '١٠',
  '10.00\n',
  '-',
  '+1',
  '99999999999999999999',
  '0.00000001',
  'n/a',
  '\u0000',
  '\ud800',
  '😀',

  '0000-01-01',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59-06:00',
  '2026-01-01T00:00:00+23:59',

  '\u200b',
  '\u200f\u200b',
  'a / b',
  String.raw`a \ b`,
  'x'.repeat(61),
  '😀'.repeat(150),
  'MXP',
];
const oddValue = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...oddTexts) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);

/** A sound record with some of its values, at any depth, replaced by odd ones. */
const broken = (value: unknown, share: number): fc.Arbitrary<unknown> => {
  const inside: fc.Arbitrary<unknown> = Array.isArray(value)
    ? fc.tuple(...value.map((one) => broken(one, share)))
    : typeof value === 'object' && value !== null
      ? fc.record(
          Object.fromEntries(Object.entries(value).map(([key, one]) => [key, broken(one, share)])),
        )
      : fc.constant(value);
  return fc.oneof({ weight: 10, arbitrary: inside }, { weight: share, arbitrary: oddValue });
};
/** Its key stays its own, so that runs do not change what others refer to. */
const brokenRecord = (entity: SyncEntity): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      fc.integer({ min: 0, max: 3 }).chain((share) => broken(sampleRecords[entity], share)),
      fc.dictionary(fc.string({ unit: 'binary', maxLength: 5 }), oddValue, { maxKeys: 1 }),
      fc.nat(1_000_000),
    )
    .map(([record, more, n]) =>
      typeof record === 'object' && record !== null && !Array.isArray(record)
        ? {
            ...record,
            ...more,
            ...(entity !== 'status-map' && { [syncKeys[entity].at(-1)!]: `shape ${n}` }),
          }
        : record,
    );

describe('records of any shape', () => {
  before(async () => {
    for (const entity of syncEntities)
      assert.deepEqual(await outcomes(entity, [sampleRecords[entity]]), ['created'], entity);
  });

  for (const entity of syncEntities)
    test(`of ${entity} get a result each`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.oneof(brokenRecord(entity), oddValue), { minLength: 1, maxLength: 12 }),
          async (records) => {
            // A body with this name in it is refused whole (`refusals.test.ts`).
            fc.pre(!JSON.stringify(records).includes('"__proto__":'));
            assert.equal((await outcomes(entity, records)).length, records.length);
          },
        ),
        { numRuns: 15 },
      );
    });
});

describe('a bad record', () => {
  test('of open items spoils only itself, whatever is written for an amount', async () => {
    const bad = ['1,000.00', '10,5', '10 ', '1e2', 'NaN', '١٠', '10.00\n', '10.', ''];
    const clearing = openItem('B', { clearings: [{ date: '2018-03-01', amount: '1,5' }] });
    const records = [
      openItem('A'),
      ...bad.map((amount, i) => openItem(`A${i}`, { amount })),
      clearing,
    ];
    assert.deepEqual(await outcomes('open-items', records), [
      'created',
      ...bad.map(() => 'invalid amount: decimal'),
      'invalid clearings.0.amount: decimal',
    ]);
  });

  test('is answered in words that can be kept, whatever its key and its fields are named', async () => {
    const bad = [
      { number: 'x\u0000y', deleted: true },
      { number: `x${'😀'.repeat(150)}`, name: 'X', companies: [] },
      { number: '\ud800', name: 'X', companies: [] },
      { number: '9', name: 'X', companies: [], 'a\u0000\ud800': 1 },
      {
        number: '9',
        name: 'X',
        companies: [],
        ...Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`f${i}`, i])),
      },
    ];
    const { status, body } = await send('customers', bad);
    assert.equal(status, 200);
    assert.ok(body.results.every((result) => result.status === 'invalid'));
    assert.deepEqual(
      body.results.map(({ key }) => key && [...key].length),
      [3, 100, 1, 1, 1],
    );
    assert.equal(body.results[4]?.errors?.length, 50);
  });

  test('names one company, or one customer of a price list, twice in different writing', async () => {
    const twice = ['SM01', 'sm01'].map((company) => ({ company }));
    const both = ['0001002945', '1002945'].map((customer) => ({ customer }));
    assert.deepEqual(
      [
        ...(await outcomes('customers', [{ number: '8', name: 'Ocho', companies: twice }])),
        ...(await outcomes('price-lists', [{ code: 'P8', currency: 'MXN', assignments: both }])),
      ],
      ['invalid companies: duplicate', 'invalid assignments: duplicate'],
    );
  });

  test('has a name that nobody sees, a price below zero, or a time before there were computers', async () => {
    const { 'price-items': price, 'stock-readings': reading } = sampleRecords;
    const customer = (name: string) => ({ number: '8', name, companies: [] });
    assert.deepEqual(
      await outcomes('customers', ['\u200b', '\u200f\u2060', '\u3164', '\u0301'].map(customer)),
      Array.from({ length: 4 }, () => 'invalid name: control_characters'),
    );
    const prices = [{ price: '-1' }, { price: '1', minQuantity: '-1' }];
    assert.deepEqual(
      await outcomes(
        'price-items',
        prices.map((one) => ({ ...price, prices: [{ unit: 'EA', ...one }] })),
      ),
      ['invalid prices.0.price: negative', 'invalid prices.0.minQuantity: negative'],
    );
    const times = ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59-06:00', '1969-12-31T23:59:59Z'];
    assert.deepEqual(
      await outcomes(
        'stock-readings',
        times.map((readAt) => ({ ...reading, readAt })),
      ),
      times.map(() => 'invalid readAt: instant'),
    );
  });

  test('of freight has a time that no calendar of ours has', async () => {
    const { 'shipment-events': event, shipments: shipment } = sampleRecords;
    const times = [
      '0000-01-01',
      '0000-12-31T23:59',
      '0001-01-01T00:00+14:00',
      '1969-12-31',
      '9999-12-31',
      '9999-12-31T23:59:59-06:00',
      '2026-02-30',
      '2026-01-01T25:00',
    ];
    assert.deepEqual(
      await outcomes(
        'shipment-events',
        times.map((at, n) => ({ ...event, id: `time ${n}`, at })),
      ),
      times.map(() => 'invalid at: event_time'),
    );
    const ends = ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59-06:00'];
    assert.deepEqual(
      await outcomes(
        'shipments',
        ends.map((at) => ({
          ...shipment,
          deadlines: [{ kind: 'documents', date: '2026-03-01', at }],
        })),
      ),
      ends.map(() => 'invalid deadlines.0.at: instant'),
    );
  });
});

describe('the same in another writing', () => {
  test('is unchanged: amounts, instants, the order of fields, `deleted: false`', async () => {
    const item = openItem('same', {
      amount: '100',
      clearings: [{ date: '2018-03-01', amount: '0' }],
    });
    assert.deepEqual(await outcomes('open-items', [item]), ['created']);
    const { id, ...rest } = item;
    const again = [
      { ...rest, id },
      { ...item, amount: '100.00' },
      { ...item, amount: '0100.0', clearings: [{ date: '2018-03-01', amount: '-0.00' }] },
      { ...item, deleted: false },
    ];
    assert.deepEqual(
      await outcomes('open-items', again),
      again.map(() => 'unchanged'),
    );
    const reading = { ...sampleRecords['stock-readings'], readAt: '2026-03-02T10:00:00-06:00' };
    assert.deepEqual(await outcomes('stock-readings', [reading]), ['updated']);
    assert.deepEqual(
      await outcomes('stock-readings', [{ ...reading, readAt: '2026-03-02T23:00:00+07:00' }]),
      ['unchanged'],
    );
  });

  test('repeats a batch under its key', async () => {
    const batch = (record: object) =>
      erp('POST /sync/orders', {
        headers: { 'Idempotency-Key': 'the same in another order' },
        body: { records: [record] },
      });
    const { number, ...rest } = sampleRecords.orders;
    const first = await batch({ number, ...rest });
    assert.deepEqual((await batch({ ...rest, number })).body, first.body);
  });

  test('of nothing has no sign: a settled document of either side', async () => {
    const zero = (id: string, kind: 'invoice' | 'payment', amount: string) =>
      openItem(id, { kind, amount, clearings: [{ date: '2018-03-01', amount }] });
    assert.deepEqual(
      await outcomes('open-items', [
        zero('z1', 'invoice', '0.00'),
        zero('z2', 'invoice', '-0.00'),
        zero('z3', 'payment', '0.00'),
        zero('z4', 'payment', '-0'),
      ]),
      Array.from({ length: 4 }, () => 'created'),
    );
  });
});

describe('keys of several parts', () => {
  test('are told apart, wherever their strokes stand', async () => {
    const customer = (number: string) => ({ number, name: number, companies: [] });
    await outcomes('customers', ['U', 'U / X', 'U \\', 'U \\/ X'].map(customer));
    const address = (of: string, code: string, sourceVersion: number) => ({
      customer: of,
      code,
      name: `${of}, ${code}`,
      sourceVersion,
    });
    const all = [
      address('U / X', '1', 9),
      address('U', 'X / 1', 1),
      address('U \\', '1', 9),
      address('U \\/ X', '1', 1),
    ];
    assert.deepEqual(
      await outcomes('addresses', all),
      all.map(() => 'created'),
    );
    assert.deepEqual(
      await outcomes('addresses', [
        { customer: 'U / X', code: '1', deleted: true, sourceVersion: 10 },
      ]),
      ['deleted'],
    );
    const left = await running.sql<{ name: string }>(
      `select name from addresses where name like 'U%' and deleted_at is null order by name`,
    );
    assert.deepEqual(
      left.map(({ name }) => name),
      ['U \\, 1', 'U \\/ X, 1', 'U, X / 1'],
    );
  });

  test('are found by who refers to them', async () => {
    const order = { ...sampleRecords.orders, number: 'strokes', customer: 'U', shipTo: 'x / 1' };
    assert.deepEqual(await outcomes('orders', [{ ...order, company: 'SM01', requestedBy: null }]), [
      'created',
    ]);
  });
});

describe('queries', () => {
  test('take a number of rows in digits, and periods of three years', async () => {
    const api = await signIn(running.url, 'todo');
    for (const limit of ['1e2', '0x10', ' 5', '2.0', '-1', ''])
      assert.equal(
        (await api(`GET /orders?limit=${encodeURIComponent(limit)}`)).status,
        400,
        limit,
      );
    assert.equal((await api('GET /orders?limit=007')).status, 200);
    assert.equal(
      (await api('GET /movements?company=SM01&from=2020-02-29&to=2023-03-01')).status,
      400,
    );
    assert.equal(
      (await api('GET /movements?company=SM01&from=2020-02-29&to=2023-02-28')).status,
      200,
    );
  });
});

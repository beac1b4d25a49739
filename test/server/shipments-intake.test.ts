// What sources send of shipments: events find theirs whenever they come, and what is known follows.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SyncEntity } from '#contract/permissions';
import { createScope } from '../../server/db/scope.ts';
import { sweep } from '../../server/housekeeping.ts';
import type { Api } from '../support/api.ts';
import { erpApi, sendBatch } from '../support/erp.ts';
import { freightEvent as event, shipment } from '../support/freight.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
let erp: Api;
before(async () => {
  running = await startPortal();
  erp = await erpApi(running);
});
after(() => running.close());

const send = async (entity: SyncEntity, records: object[]): Promise<string[]> => {
  const { status, body, text } = await sendBatch(erp, entity, records);
  assert.equal(status, 200, text);
  return body.results.map(({ status: word, errors }) =>
    [word, ...(errors ?? []).map(({ path, rule }) => `${path}: ${rule}`)].join(' '),
  );
};
const sweepAll = () => sweep(createScope(running.connection));
type Derived = {
  status: string;
  reason: string | null;
  eta: string | null;
  ata: string | null;
  atd: string | null;
  freeUntil: string | null;
  changed: string;
  delivered: number;
};
const derived = async (number: string): Promise<Derived> => {
  const [row] = await running.sql<Derived>(
    `select status, status_reason as reason, eta, ata, atd, free_until as "freeUntil", changed_at as changed, delivered
     from shipments where number = '${number}'`,
  );
  return row!;
};
const milestones = async (number: string) =>
  running.sql<{ code: string; state: string; place: string; local: string }>(
    `select m.code, m.state, m.location as place, coalesce(m.actual, m.estimated, m.planned) ->> 'local' as local
     from shipment_milestones m join shipments s on s.id = m.shipment_id where s.number = '${number}' order by m.position`,
  );

describe('events of a shipment', () => {
  test('are taken once, and make its status, times and milestones', async () => {
    assert.deepEqual(await send('shipments', [shipment('EX-1')]), ['created']);
    assert.equal((await derived('EX-1')).status, 'booked');
    const events = [
      event({ shipment: 'EX-1' }),
      event({
        shipment: 'EX-1',
        code: 'ARRI',
        classifier: 'estimated',
        location: 'MXZLO',
        at: '2026-02-03',
        createdAt: '2026-01-11T09:00:00Z',
      }),
    ];
    assert.deepEqual(await send('shipment-events', events), ['created', 'created']);
    assert.deepEqual(await send('shipment-events', events), ['unchanged', 'unchanged']);
    const { status, atd, eta, changed } = await derived('EX-1');
    assert.deepEqual(
      [status, atd, eta, changed],
      [
        'departed',
        '2026-01-10T08:00:00.000Z',
        // The day begins there, six hours after Greenwich.
        '2026-02-03T06:00:00.000Z',
        '2026-01-11T09:00:00.000Z',
      ],
    );
    assert.deepEqual(await milestones('EX-1'), [
      { code: 'DEPA', state: 'actual', place: 'CNSHA', local: '2026-01-10T16:00' },
      { code: 'ARRI', state: 'estimated', place: 'MXZLO', local: '2026-02-03' },
    ]);
  });

  test('without an id are known by what they say', async () => {
    const same = () => event({ id: null, shipment: 'EX-1', code: 'LOAD', at: '2026-01-09T10:00' });
    assert.deepEqual(await send('shipment-events', [same(), same()]), ['created', 'unchanged']);
  });

  test('wait for a shipment that comes later, whatever they call it', async () => {
    const box = 'MSCU7512387';
    const waiting = [
      event({ shipment: 'EX-2' }),
      event({ booking: 'bk-2', code: 'ARRI', location: 'MXZLO', at: '2026-02-01T10:00' }),
      event({
        documents: ['MAEU 2-2'],
        code: 'GTIN',
        family: 'equipment',
        container: box,
        empty: false,
      }),
      event({
        container: 'mscu 751238',
        family: 'equipment',
        code: 'DISC',
        location: 'MXZLO',
        at: '2026-02-02T10:00',
      }),
    ];
    assert.deepEqual(
      await send('shipment-events', waiting),
      waiting.map(() => 'created'),
    );
    const left = async () =>
      (await running.sql('select id from shipment_events where shipment_id is null')).length;
    assert.equal(await left(), 4);
    await send('shipments', [
      shipment('EX-2', {
        booking: 'BK-2',
        masterDocument: 'MAEU22',
        containers: [{ number: box }],
      }),
    ]);
    assert.equal(await left(), 0);
    assert.equal((await derived('EX-2')).status, 'arrived');
    assert.equal((await milestones('EX-2')).length, 4);
  });

  test('that nobody claims are kept for thirty days', async () => {
    await send('shipment-events', [event({ id: 'lost', shipment: 'nobody' })]);
    await running.sql(`update shipment_events set received_at = now() - interval '29 days'
      where external_id = 'lost'`);
    const count = async () =>
      (await running.sql(`select id from shipment_events where external_id = 'lost'`)).length;
    await sweepAll();
    assert.equal(await count(), 1);
    await running.sql(`update shipment_events set received_at = now() - interval '31 days'
      where external_id = 'lost'`);
    await sweepAll();
    assert.equal(await count(), 0);
  });

  test('of a container go to the shipment that was open then, and are refused where two were', async () => {
    const box = 'TCLU4265860';
    await send('shipments', [
      shipment('EX-3', {
        opened: '2025-01-01',
        closed: '2025-03-01',
        containers: [{ number: box }],
      }),
      shipment('EX-4', { opened: '2026-01-01', containers: [{ number: box }] }),
    ]);
    const gate = (at: string) =>
      event({ container: box, family: 'equipment', code: 'GTIN', empty: false, at });
    assert.deepEqual(
      await send('shipment-events', [gate('2025-02-01T10:00Z'), gate('2026-02-01T10:00Z')]),
      ['created', 'created'],
    );
    assert.deepEqual(
      [(await milestones('EX-3')).length, (await milestones('EX-4')).length],
      [1, 1],
    );
    await send('shipments', [
      shipment('EX-5', { opened: '2026-01-15', containers: [{ number: box }] }),
    ]);
    assert.deepEqual(await send('shipment-events', [gate('2026-02-02T10:00Z')]), [
      'invalid container: container_ambiguous',
    ]);
    // A booking says which of the two.
    await send('shipments', [
      shipment('EX-5', { opened: '2026-01-15', booking: 'BK-5', containers: [{ number: box }] }),
    ]);
    assert.deepEqual(
      await send('shipment-events', [{ ...gate('2026-02-03T10:00Z'), booking: 'bk 5' }]),
      ['created'],
    );
  });

  test('that are retracted or deleted change what is known, whichever comes first', async () => {
    await send('shipments', [shipment('EX-6')]);
    await send('shipment-events', [
      event({ shipment: 'EX-6' }),
      event({
        id: 'arrived',
        shipment: 'EX-6',
        code: 'ARRI',
        location: 'MXZLO',
        at: '2026-02-01T10:00',
      }),
    ]);
    assert.equal((await derived('EX-6')).status, 'arrived');
    const retraction = {
      source: 'MAEU',
      id: 'taken back',
      retracts: 'Arrived',
      at: '2026-02-01T12:00Z',
    };
    assert.deepEqual(await send('shipment-events', [retraction]), ['created']);
    assert.equal((await derived('EX-6')).status, 'departed');
    await send('shipment-events', [{ ...retraction, id: 'early', retracts: 'never' }]);
    await send('shipment-events', [
      event({
        id: 'never',
        shipment: 'EX-6',
        code: 'ARRI',
        location: 'MXZLO',
        at: '2026-02-01T10:00',
      }),
    ]);
    assert.equal((await derived('EX-6')).status, 'departed');
    await send('shipment-events', [
      event({
        id: 'third',
        shipment: 'EX-6',
        code: 'ARRI',
        location: 'MXZLO',
        at: '2026-02-02T10:00',
      }),
    ]);
    assert.equal((await derived('EX-6')).status, 'arrived');
    assert.deepEqual(
      await send('shipment-events', [{ source: 'maeu', id: 'third', deleted: true }]),
      ['deleted'],
    );
    assert.equal((await derived('EX-6')).status, 'departed');
    const kept = await running.sql(
      `select id from shipment_events where external_id in ('arrived', 'never', 'third')`,
    );
    assert.equal(kept.length, 3);
  });

  test('for staff alone say nothing to customers', async () => {
    await send('shipments', [shipment('EX-7')]);
    await send('shipment-events', [event({ shipment: 'EX-7', visibility: 'internal' })]);
    assert.equal((await derived('EX-7')).status, 'booked');
    assert.deepEqual(await milestones('EX-7'), []);
  });

  test('that cannot be are refused: of no shipment, of no time, of a day that has not come', async () => {
    const future = new Date(Date.now() + 3 * 3_600_000).toISOString();
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    assert.deepEqual(
      await send('shipment-events', [
        event({ shipment: null }),
        event({ shipment: 'EX-7', at: 'ayer' }),
        event({ shipment: 'EX-7', at: '2026-02-30' }),
        event({ shipment: 'EX-7', at: future }),
        event({ shipment: 'EX-7', at: soon }),
        event({ shipment: 'EX-7', at: future, classifier: 'estimated' }),
        { ...event({ shipment: 'EX-7' }), cost: '10.00' },
      ]),
      [
        'invalid shipment: event_subject',
        'invalid at: event_time',
        'invalid at: event_time',
        'invalid at: actual_in_future',
        'created',
        'created',
        'invalid cost: unknown_field',
      ],
    );
  });

  test('follow the way a shipment was given anew', async () => {
    await send('shipments', [shipment('EX-8')]);
    await send('shipment-events', [
      event({ shipment: 'EX-8' }),
      event({ shipment: 'EX-8', code: 'ARRI', location: 'PAMIT', at: '2026-02-01T10:00' }),
    ]);
    assert.equal((await derived('EX-8')).status, 'transhipped');
    await send('shipments', [shipment('EX-8', { destination: 'PAMIT' })]);
    assert.equal((await derived('EX-8')).status, 'arrived');
  });
});

describe('the ERP', () => {
  test('wins with its status, by its own codes or ours, and changes what they mean', async () => {
    await send('status-map', [{ entity: 'shipment', code: 'ADU', status: 'in_customs' }]);
    await send('shipments', [
      shipment('ST-1', { status: 'adu' }),
      shipment('ST-2', { status: 'held', holdReason: 'payment' }),
    ]);
    await send('shipment-events', [event({ shipment: 'ST-1' }), event({ shipment: 'ST-2' })]);
    assert.equal((await derived('ST-1')).status, 'in_customs');
    const held = await derived('ST-2');
    assert.deepEqual([held.status, held.reason], ['held', 'payment']);
    await send('status-map', [{ entity: 'shipment', code: 'ADU', status: 'released' }]);
    assert.equal((await derived('ST-1')).status, 'released');
    await send('shipment-events', [event({ shipment: 'ST-1', code: 'LOAD', family: 'equipment' })]);
    assert.equal((await derived('ST-1')).status, 'released');
    assert.deepEqual(await send('shipments', [shipment('ST-3', { status: 'QUE' })]), [
      'invalid status: unknown_reference',
    ]);
    assert.deepEqual(
      await send('status-map', [{ entity: 'shipment', code: 'X', status: 'concluded' }]),
      ['invalid status: not_allowed'],
    );
  });

  test('sends no cost, margin, price of a provider or note: there is no room for any', async () => {
    const fields = ['cost', 'margin', 'providerPrice', 'internalNote', 'otherCustomers'];
    assert.deepEqual(
      await send(
        'shipments',
        fields.map((field, i) => ({ ...shipment(`NO-${i}`), [field]: '1' })),
      ),
      fields.map((field) => `invalid ${field}: unknown_field`),
    );
    assert.deepEqual(
      await send('shipments', [
        shipment('NO-9', { containers: [{ number: 'CSQU3054383', cost: '1' } as never] }),
      ]),
      ['invalid containers.0.cost: unknown_field'],
    );
    const columns = await running.sql<{ name: string }>(
      `select column_name as name from information_schema.columns
       where table_name ~ '^(shipment|container|position)' and column_name ~ 'cost|margin|provider|internal|note'`,
    );
    assert.deepEqual(columns, []);
  });

  test('replaces what hangs on a shipment, and its events stay', async () => {
    const boxes = (numbers: string[]) =>
      numbers.map((number) => ({ number, seals: [{ number: 'S' }], clocks: [] }));
    await send('shipments', [
      shipment('RE-1', { containers: boxes(['CSQU3054383', 'HLXU1234567']) }),
    ]);
    await send('shipment-events', [
      event({
        shipment: 'RE-1',
        container: 'CSQU3054383',
        family: 'equipment',
        code: 'LOAD',
        empty: false,
      }),
    ]);
    const wrong = await running.sql(
      `select number from containers where wrong_digit and number = 'HLXU1234567'`,
    );
    assert.equal(wrong.length, 1);
    await send('shipments', [
      shipment('RE-1', { containers: boxes(['CSQU3054383']), goods: 'Cacao' }),
    ]);
    assert.equal((await milestones('RE-1')).length, 1);
    assert.equal((await derived('RE-1')).status, 'at_origin');
    assert.deepEqual(
      await send('shipments', [
        shipment('RE-2', { containers: boxes(['CSQU3054383', 'csqu 305438']) }),
      ]),
      ['invalid containers: duplicate'],
    );
  });

  test('has clocks begin with the discharge, and ended by the gate', async () => {
    const clock = { kind: 'demurrage' as const, freeDays: 7, firstDayCounts: true };
    await send('shipments', [
      shipment('CL-1', { containers: [{ number: 'CSQU3054383', clocks: [clock] }] }),
    ]);
    const box = {
      shipment: 'CL-1',
      container: 'CSQU3054383',
      family: 'equipment' as const,
      location: 'MXZLO',
      empty: false,
    };
    const until = async () => (await derived('CL-1')).freeUntil;
    await send('shipment-events', [
      event({ ...box, code: 'DISC', classifier: 'estimated', at: '2026-02-03T10:00' }),
    ]);
    assert.equal(await until(), null);
    await send('shipment-events', [event({ ...box, code: 'DISC', at: '2026-02-05T23:30' })]);
    assert.equal(await until(), '2026-02-11');
    await send('shipment-events', [event({ ...box, code: 'GTOT', at: '2026-02-09T10:00' })]);
    assert.equal(await until(), null);
  });

  test('names places, whose clock then counts', async () => {
    await send('locations', [{ code: 'ZZBOD', name: 'Bodega', timeZone: 'Asia/Tokyo' }]);
    await send('shipments', [shipment('LO-1', { origin: 'zzbod' })]);
    await send('shipment-events', [
      event({ shipment: 'LO-1', location: 'ZZBOD', at: '2026-01-10T08:00' }),
    ]);
    assert.equal((await derived('LO-1')).atd, '2026-01-09T23:00:00.000Z');
  });
});

describe('positions', () => {
  const position = (at: string, latitude: string, longitude: string) => ({
    shipment: 'PO-1',
    source: 'AIS',
    at,
    latitude,
    longitude,
  });
  test('are refused at nowhere, beyond the poles, and where no ship gets to so fast', async () => {
    await send('shipments', [shipment('PO-1')]);
    assert.deepEqual(
      await send('positions', [
        position('2026-01-20T00:00:00Z', '30.000000', '125.5'),
        position('2026-01-20T06:00:00Z', '30.5', '127.5'),
        position('2026-01-20T07:00:00Z', '10', '-80'),
        position('2026-01-20T08:00:00Z', '0', '0.0'),
        position('2026-01-20T09:00:00Z', '91', '0'),
        position('2026-01-20T10:00:00Z', '31', '181'),
        position('2026-01-20T12:00:00Z', '30.9', '129.4'),
      ]),
      [
        'created',
        'created',
        'invalid latitude: position_jump',
        'invalid latitude: position_zero',
        'invalid latitude: coordinates',
        'invalid longitude: coordinates',
        'created',
      ],
    );
    assert.deepEqual(await send('positions', [position('2026-01-20T13:00:00Z', '10', '-80')]), [
      'invalid latitude: position_jump',
    ]);
    assert.deepEqual(
      await send('positions', [{ ...position('2026-01-20T13:00:00Z', '1', '1'), shipment: 'no' }]),
      ['invalid shipment: unknown_reference'],
    );
  });

  test('cross the antimeridian', async () => {
    assert.deepEqual(
      await send('positions', [
        position('2026-01-28T00:00:00Z', '35', '179.9'),
        position('2026-01-28T06:00:00Z', '35', '-179.0'),
      ]),
      ['created', 'created'],
    );
  });

  test('are kept, the older ones one for six hours', async () => {
    await send('shipments', [shipment('PO-2')]);
    const many = Array.from({ length: 600 }, (_, i) => ({
      ...position(
        new Date(Date.UTC(2026, 0, 1, 0, i * 10)).toISOString(),
        '20.5',
        (120 + i / 100).toFixed(6),
      ),
      shipment: 'PO-2',
    }));
    await send('positions', many.slice(0, 300));
    await send('positions', many.slice(300));
    const [row] = await running.sql<{ count: number }>(
      `select count(*)::int as count from positions p join shipments s on s.id = p.shipment_id where s.number = 'PO-2'`,
    );
    // Of the oldest hundred, in 16 hours and 40 minutes, three begin a span of six hours.
    assert.equal(row?.count, 503);
  });
});

// Shipments as customers see them: found, sorted, narrowed, with what happened, and taken as a file.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import ExcelJS from 'exceljs';
import { shipmentSorts } from '#contract/shipment-words';
import type { ShipmentDetail, ShipmentEvent, ShipmentRow } from '#contract/shipments';
import { refusal, signIn, type Api } from '../support/api.ts';
import { erpApi, sendBatch } from '../support/erp.ts';
import { password } from '../support/fixtures.ts';
import { freightEvent as event, shipment } from '../support/freight.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

type Page = { items: ShipmentRow[]; nextCursor: string | null };

let running: TestPortal;
let person: Api;
let erp: Api;
const dayFrom = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const box = 'CSQU3054383';

before(async () => {
  running = await startPortal();
  erp = await erpApi(running);
  await send('locations', [
    { code: 'MXZLO', name: 'Manzanillo', country: 'MX', timeZone: 'America/Mexico_City' },
  ]);
  await send('shipments', [
    shipment('EX-00123', {
      booking: 'BK 77-1',
      masterDocument: 'MAEU-123456',
      contact: 'C-4',
      references: [{ kind: 'customer_order', value: 'OC-900' }],
      orders: ['84000001'],
      containers: [
        {
          number: box,
          isoType: '45G1',
          seals: [{ number: 'S-1' }],
          clocks: [
            {
              kind: 'demurrage',
              freeDays: 7,
              firstDayCounts: true,
              start: dayFrom(-9),
              currency: 'USD',
              tiers: [{ from: 1, perDay: '120.00' }],
            },
          ],
        },
        { number: 'MSCU7512387' },
      ],
    }),
    shipment('EX-00124', { opened: '2026-01-05', operation: 'export', mode: 'air' }),
    shipment('EX-00125', { opened: '2026-01-07', status: 'held', holdReason: 'customs' }),
    shipment('EX-00126', { opened: '2026-01-09', status: 'delivered' }),
    shipment('EX-00999', { customer: '1002946' }),
  ]);
  const at = { shipment: 'EX-00123' };
  await send('shipment-events', [
    event({ ...at, id: 'left' }),
    event({
      ...at,
      id: 'first',
      code: 'ARRI',
      classifier: 'estimated',
      location: 'MXZLO',
      at: dayFrom(2),
    }),
    event({
      ...at,
      id: 'second',
      code: 'ARRI',
      classifier: 'estimated',
      location: 'MXZLO',
      at: dayFrom(5),
      createdAt: '2026-01-12T09:00:00Z',
    }),
    event({ ...at, id: 'secret', code: 'INSP', family: 'equipment', visibility: 'internal' }),
    event({ ...at, id: 'wrong', code: 'LOAD', family: 'equipment', container: box, empty: false }),
    { source: 'MAEU', id: 'back', retracts: 'wrong', at: '2026-01-11T00:00Z' },
  ]);
  await send('positions', [
    {
      shipment: 'EX-00123',
      at: '2026-01-20T00:00:00Z',
      source: 'AIS',
      latitude: '30.5',
      longitude: '150.25',
    },
  ]);
  person = await signIn(running.url, 'todo');
});
after(() => running.close());

async function send(entity: Parameters<typeof sendBatch>[1], records: object[]): Promise<void> {
  const { body, text } = await sendBatch(erp, entity, records);
  assert.ok(!body.results.some(({ status }) => status === 'invalid'), text);
}
const list = async (query = '', api = person): Promise<Page> => {
  const { status, body, text } = await api<Page>(`GET /shipments?${query}`);
  assert.equal(status, 200, text);
  return body;
};
const numbers = async (query = '', api = person) =>
  (await list(query, api)).items.map(({ number }) => number).toSorted();
const idOf = async (number: string) =>
  (await list(`by=number&search=${number}`)).items.find((row) => row.number === number)!.id;
const detail = async (number: string, api = person) =>
  (await api<ShipmentDetail>(`GET /shipments/${await idOf(number)}`)).body;
const history = async (number: string, api = person) =>
  (await api<{ items: ShipmentEvent[] }>(`GET /shipments/${await idOf(number)}/events`)).body.items;

describe('the list', () => {
  test('says where each goes, when it arrives, by how much that moved, and how many free days are left', async () => {
    const row = (await list('by=number&search=123')).items[0]!;
    assert.deepEqual(
      {
        ...row,
        id: '',
        arrival: row.arrival && [row.arrival.local, row.arrival.state],
      },
      {
        id: '',
        number: 'EX-00123',
        reference: 'OC-900',
        customer: { number: '0001002945', name: 'Ferretería del Centro' },
        operation: 'import',
        mode: 'sea',
        origin: { code: 'CNSHA', name: 'Shanghai', country: 'CN' },
        destination: { code: 'MXZLO', name: 'Manzanillo', country: 'MX' },
        containers: { count: 2, first: box, delivered: 0 },
        arrival: [dayFrom(5), 'estimated'],
        movedDays: 3,
        status: 'departed',
        reason: null,
        freeUntil: dayFrom(-3),
        freeDays: row.freeDays,
        opened: '2026-01-02',
        changedAt: '2026-01-12T09:00:00.000Z',
      },
    );
    // The day at the company may be another one than in Greenwich.
    assert.ok(row.freeDays === -2 || row.freeDays === -1, String(row.freeDays));
  });

  test('is narrowed by group, status, operation, mode and days', async () => {
    const own = ['EX-0001', 'EX-00123', 'EX-00124', 'EX-00125', 'EX-00126'];
    assert.deepEqual(await numbers(), own);
    for (const [query, expected] of [
      ['group=in_transit', ['EX-00123']],
      ['group=in_customs', ['EX-00125']],
      ['group=held', ['EX-00125']],
      ['group=delivered', ['EX-00126']],
      ['group=released', []],
      ['group=arriving', ['EX-00123']],
      ['group=clock', ['EX-00123']],
      ['status=delivered', ['EX-00126']],
      ['operation=export', ['EX-00124']],
      ['mode=air', ['EX-00124']],
      ['from=2026-01-06&to=2026-01-07', ['EX-00125']],
      [`etaFrom=${dayFrom(4)}&etaTo=${dayFrom(6)}`, ['EX-00123']],
      [`etaFrom=${dayFrom(7)}`, []],
    ] as const)
      assert.deepEqual(await numbers(query), expected, query);
  });

  test('is searched by any number it goes by, in any writing', async () => {
    const found = async (text: string, by = 'any') =>
      numbers(`by=${by}&search=${encodeURIComponent(text)}`);
    for (const text of [
      'ex-00123',
      '00123',
      'bk-771',
      'MAEU 123456',
      'oc 900',
      'csqu 305438-3',
      'CSQU305438',
    ])
      assert.deepEqual(await found(text), ['EX-00123'], text);
    assert.deepEqual(await found(box, 'container'), ['EX-00123']);
    assert.deepEqual(await found(box, 'document'), []);
    assert.deepEqual(await found('%'), []);
  });

  test('is sorted each way, page by page, without a gap', async () => {
    for (const sort of shipmentSorts) {
      const all: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: Page = await list(`sort=${sort}&limit=2${cursor && `&cursor=${cursor}`}`);
        all.push(...page.items.map(({ number }) => number));
        cursor = page.nextCursor;
      }
      assert.equal(new Set(all).size, 5, sort);
      assert.equal(all.length, 5, sort);
    }
    assert.equal((await list('sort=eta')).items[0]?.number, 'EX-00123');
  });

  test('has figures, of what the caller sees alone', async () => {
    const { body } = await person('GET /shipment-figures');
    const one = { count: 1, more: false };
    assert.deepEqual(body, { in_transit: one, in_customs: one, arriving: one, clock: one });
    const none = { count: 0, more: false };
    const other = await signIn(running.url, 'vecino');
    assert.deepEqual((await other('GET /shipment-figures')).body, {
      in_transit: none,
      in_customs: none,
      arriving: none,
      clock: none,
    });
  });

  test('shows each person what is theirs: own, the customer’s, a portfolio', async () => {
    assert.deepEqual(await numbers('', await signIn(running.url, 'propios')), ['EX-00123']);
    assert.deepEqual(await numbers('', await signIn(running.url, 'vecino')), [
      'EX-0002',
      'EX-00999',
    ]);
    const staff = await staffSession(running, 'operadora', {
      permissions: ['shipments.view'],
      customers: ['1002946'],
    });
    assert.deepEqual(await numbers('', staff), ['EX-0002', 'EX-00999']);
    assert.deepEqual(await numbers('customer=1002945', staff), []);
  });
});

describe('a shipment', () => {
  test('has its containers with their clocks, milestones, orders and last position', async () => {
    const found = await detail('EX-00123');
    const [first, second] = found.boxes;
    assert.deepEqual([first?.number, first?.isoType, first?.seals], [box, '45G1', ['S-1']]);
    assert.equal(second?.clocks.length, 0);
    const [clock] = first!.clocks;
    assert.equal(clock?.state, 'charged');
    assert.equal(clock?.lastFreeDay, dayFrom(-3));
    assert.equal(clock?.amount, `${(clock?.chargedDays ?? 0) * 120}.00`);
    assert.deepEqual(
      found.orders.map(({ number }) => number),
      ['0084000001'],
    );
    assert.deepEqual(
      found.milestones.map(({ code, state, place }) => [code, state, place?.name]),
      [
        ['DEPA', 'actual', 'Shanghai'],
        ['ARRI', 'estimated', 'Manzanillo'],
      ],
    );
    assert.equal(found.milestones[1]?.previous?.local, dayFrom(2));
    assert.deepEqual(found.position, {
      latitude: '30.500000',
      longitude: '150.250000',
      at: '2026-01-20T00:00:00Z',
      source: 'AIS',
    });
  });

  test('keeps amounts, orders and the position from who may not see them', async () => {
    const { admin } = running.portal;
    await admin.createLogin('norte', {
      contact: 'C-2',
      logins: ['embarques'],
      password,
      grants: [{ permission: 'shipments.view', scope: 'customer' }],
    });
    const found = await detail('EX-00123', await signIn(running.url, 'embarques'));
    assert.equal(found.position, null);
    assert.deepEqual(found.orders, []);
    const [clock] = found.boxes[0]!.clocks;
    assert.deepEqual([clock?.amount, clock?.tiers, clock?.state], [null, [], 'charged']);
  });

  test('has a history that says what no longer counts, and hides what is for staff', async () => {
    const told = (events: ShipmentEvent[]) =>
      events
        .map(({ code, classifier, superseded, retracted }) =>
          [code, classifier, superseded && 'superseded', retracted && 'retracted']
            .filter(Boolean)
            .join(' '),
        )
        .toSorted();
    const own = [
      'ARRI estimated',
      'ARRI estimated superseded',
      'DEPA actual',
      'LOAD actual retracted',
    ];
    assert.deepEqual(told(await history('EX-00123')), own);
    const staff = await staffSession(running, 'jefa', {
      permissions: ['shipments.view'],
      customers: ['1002945'],
    });
    assert.deepEqual(told(await history('EX-00123', staff)), [...own, 'INSP actual'].toSorted());
  });

  test('is gone at once for whom it moves away from', async () => {
    await send('shipments', [shipment('EX-MOVED')]);
    const id = await idOf('EX-MOVED');
    assert.equal((await person(`GET /shipments/${id}`)).status, 200);
    await send('shipments', [shipment('EX-MOVED', { customer: '1002946' })]);
    for (const path of [`GET /shipments/${id}`, `GET /shipments/${id}/events`])
      assert.equal(refusal(await person(path)), '404 not_found');
    await send('shipments', [{ number: 'EX-MOVED', deleted: true }]);
    const other = await signIn(running.url, 'vecino');
    assert.equal(refusal(await other(`GET /shipments/${id}`)), '404 not_found');
  });
});

describe('files', () => {
  test('have one row a container, and are noted', async () => {
    const { text, status } = await person(
      'GET /exports/shipments/csv?locale=es&by=number&search=0012',
    );
    assert.equal(status, 200);
    const rows = text.trim().split('\r\n');
    assert.match(rows[0]!, /Expediente/);
    assert.match(rows[1]!, /Shanghai, China"?[,;]"?Manzanillo, México/);
    assert.equal(rows.filter((row) => row.includes('EX-00123')).length, 2);
    assert.equal(rows.filter((row) => row.includes('EX-00124')).length, 1);
    assert.equal(rows.length, 6);
    const noted = await running.sql(
      `select 1 from audit_events where event = 'shipments.exported'`,
    );
    assert.equal(noted.length, 1);
  });

  test('come as a sheet as well', async () => {
    const { bytes } = await person('GET /exports/shipments/xlsx?locale=pt&group=in_transit');
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(bytes as unknown as ExcelJS.Buffer);
    const sheet = book.worksheets[0]!;
    assert.equal(sheet.rowCount, 3);
    assert.equal(sheet.getCell('A1').value, 'Processo');
    assert.equal(sheet.getCell('G2').value, box);
    assert.equal(sheet.getCell('F2').value, 'Manzanillo, México');
  });
});

describe('free days whose end is fixed', () => {
  test('are told as an expected arrival leaves them, and anew when it moves', async () => {
    const clock = {
      kind: 'demurrage' as const,
      freeDays: 12,
      firstDayCounts: true,
      lastFreeDay: dayFrom(20),
    };
    await send('shipments', [
      shipment('EX-FIXED', { containers: [{ number: box, clocks: [clock] }] }),
    ]);
    const expected = async (day: number, minute: number) => {
      await send('shipment-events', [
        event({
          shipment: 'EX-FIXED',
          container: box,
          family: 'equipment',
          code: 'DISC',
          classifier: 'estimated',
          location: 'MXZLO',
          empty: false,
          at: `${dayFrom(day)}T10:00`,
          createdAt: `2026-01-10T09:0${minute}:00Z`,
        }),
      ]);
      return (await detail('EX-FIXED')).boxes[0]!.clocks[0]!;
    };
    const first = await expected(12, 1);
    assert.deepEqual([first.state, first.daysAtArrival], ['waiting', 9]);
    const moved = await expected(18, 2);
    assert.deepEqual([moved.state, moved.daysAtArrival, moved.grantedDays], ['waiting', 3, 12]);
  });
});

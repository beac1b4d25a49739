// Which days are worked: set by administrators, and counted by the clocks of shipments.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Calendar, Calendars } from '#contract/calendars';
import type { ShipmentDetail } from '#contract/shipments';
import { refusal, type Api } from '../support/api.ts';
import { erpApi, sendBatch } from '../support/erp.ts';
import { shipment } from '../support/freight.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

let running: TestPortal;
let admin: Api;
let erp: Api;
before(async () => {
  running = await startPortal();
  erp = await erpApi(running);
  admin = await staffSession(running, 'jefa', {
    permissions: ['settings.manage', 'shipments.view'],
  });
});
after(() => running.close());

const read = async () => (await admin<Calendars>('GET /settings/calendars')).body;
const find = async (key: string) => (await read()).items.find((one) => one.key === key);
const put = (key: string, body: Partial<Calendar>) =>
  admin<Calendars>(`PUT /settings/calendars/${encodeURIComponent(key)}`, {
    body: { version: 0, weekdays: [1, 2, 3, 4, 5], days: [], ...body },
  });
const remove = (key: string) =>
  admin<Calendars>(`DELETE /settings/calendars/${encodeURIComponent(key)}`);

describe('a calendar', () => {
  test('is the usual week until somebody sets another, and is again once that is taken away', async () => {
    const usual = await find('tenant');
    assert.deepEqual(usual, {
      key: 'tenant',
      kind: 'tenant',
      code: null,
      name: null,
      weekdays: [1, 2, 3, 4, 5],
      opens: 540,
      closes: 1_080,
      days: [],
      version: 0,
    });
    const days = [
      { day: '2027-12-25', name: 'Navidad' },
      { day: '2027-01-01', name: 'Año nuevo' },
    ];
    const { status, body } = await put('tenant', {
      weekdays: [6, 1, 2, 3, 4, 5],
      opens: 480,
      closes: 840,
      days,
    });
    assert.equal(status, 200);
    const { weekdays, days: kept, version } = body.items[0]!;
    assert.deepEqual([weekdays, kept, version], [[1, 2, 3, 4, 5, 6], days.toReversed(), 1]);
    assert.deepEqual([body.items[0]!.opens, body.items[0]!.closes], [480, 840]);
    assert.equal(
      refusal(await put('tenant', { version: 1, opens: 600, closes: 600 })),
      '400 invalid_input body.closes: period',
    );
    assert.deepEqual((await remove('tenant')).body.items[0], usual);
    assert.equal(refusal(await remove('tenant')), '404 not_found');
  });

  test('is of a company or a place as well, by its code in any writing', async () => {
    const company = (await read()).companies[0]!;
    await put(`company:${company.code.toLowerCase()}`, { weekdays: [1] });
    const { body } = await put('location:mxzlo', { weekdays: [2] });
    assert.deepEqual(
      body.items.map(({ kind, code, weekdays }) => [kind, code, weekdays]),
      [
        ['tenant', null, [1, 2, 3, 4, 5]],
        ['company', company.code, [1]],
        ['location', 'MXZLO', [2]],
      ],
    );
    assert.equal(refusal(await put('company:NADIE', {})), '404 not_found');
    for (const { key } of body.items.slice(1)) assert.equal((await remove(key)).status, 200);
  });

  test('is not written over where somebody was quicker, and every change is in the audit log', async () => {
    await put('tenant', { weekdays: [1, 2] });
    const answer = await put('tenant', { weekdays: [3] });
    assert.equal(refusal(answer), '409 record_changed');
    assert.deepEqual((await find('tenant'))?.weekdays, [1, 2]);
    const both = await Promise.all([
      put('tenant', { version: 1, weekdays: [4] }),
      put('tenant', { version: 1, weekdays: [5] }),
    ]);
    assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 409]);
    const [last] = await running.sql<{ record: string; detail: { before: object } }>(
      `select record, detail from audit_events where event = 'settings.changed' order by id desc limit 1`,
    );
    assert.equal(last?.record, 'calendar tenant');
    assert.deepEqual(last?.detail.before, { weekdays: '1 2', minutes: '540-1080', days: [] });
    await remove('tenant');
  });

  test('has at least a day of work, no day twice, and days that exist', async () => {
    const day = { day: '2027-01-01', name: 'Año nuevo' };
    const faults: [Partial<Calendar>, string][] = [
      [{ weekdays: [] }, 'body.weekdays: too_few'],
      [{ weekdays: [1, 1] }, 'body.weekdays: duplicate'],
      [{ weekdays: [0] }, 'body.weekdays.0: too_small'],
      [{ days: [day, { ...day, name: 'Otra vez' }] }, 'body.days: duplicate'],
      [{ days: [{ day: '2027-02-30', name: 'Nunca' }] }, 'body.days.0.day: format'],
      [{ days: [{ day: '0000-01-01', name: 'Nunca' }] }, 'body.days.0.day: date'],
    ];
    for (const [body, fault] of faults)
      assert.equal(refusal(await put('tenant', body)).replace(/^400 invalid_input /, ''), fault);
    for (const key of ['nadie', 'company:', 'location:MX ZLO', 'location:'])
      assert.match(refusal(await put(key, {})), /^404/, key);
  });
});

describe('free days of work', () => {
  const due = shipment('DIAS-1', {
    clocks: [
      {
        kind: 'demurrage',
        basis: 'working',
        freeDays: 5,
        firstDayCounts: true,
        start: '2027-03-01',
      },
    ],
  });
  const shown = async () => {
    const { body } = await admin<{ items: { id: string; number: string; freeUntil: string }[] }>(
      'GET /shipments?by=number&search=DIAS-1',
    );
    const [row] = body.items;
    const detail = await admin<ShipmentDetail>(`GET /shipments/${row!.id}`);
    return [row!.freeUntil, detail.body.clocks[0]?.lastFreeDay];
  };
  before(async () => {
    const { body } = await sendBatch(erp, 'shipments', [due]);
    assert.deepEqual(body.results[0]?.status, 'created', JSON.stringify(body.results));
  });

  test('follow the place, else the company, else the tenant, in the list and in the detail', async () => {
    // Monday, 1 March 2027, and five days of work.
    assert.deepEqual(await shown(), ['2027-03-05', '2027-03-05']);
    await put('tenant', { weekdays: [1, 2, 3, 4] });
    assert.deepEqual(await shown(), ['2027-03-08', '2027-03-08']);
    await put('company:SM01', { days: [{ day: '2027-03-02', name: 'Fiesta' }] });
    assert.deepEqual(await shown(), ['2027-03-08', '2027-03-08']);
    await put('location:MXZLO', { weekdays: [1, 2, 3, 4, 5, 6, 7] });
    assert.deepEqual(await shown(), ['2027-03-05', '2027-03-05']);
    await remove('location:MXZLO');
    assert.deepEqual(await shown(), ['2027-03-08', '2027-03-08']);
  });
});

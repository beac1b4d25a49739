// The map of a shipment as it is asked for: its stops and legs out of what happened, for whom it may be shown.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SyncEntity } from '#contract/permissions';
import type { ShipmentMap } from '#contract/shipment-map';
import type { ShipmentDetail } from '#contract/shipments';
import { refusal, type Api } from '../support/api.ts';
import { erpApi, sendBatch } from '../support/erp.ts';
import { freightEvent as event, shipment } from '../support/freight.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

let running: TestPortal;
let erp: Api;
let staff: Api;

const send = async (entity: SyncEntity, records: object[]): Promise<void> => {
  const { status, text } = await sendBatch(erp, entity, records);
  assert.equal(status, 200, text);
  assert.doesNotMatch(text, /"invalid"/);
};
const idOf = async (number: string): Promise<string> => {
  const [row] = await running.sql<{ id: string }>(
    `select id from shipments where number = '${number}'`,
  );
  return row!.id;
};
const mapOf = async (number: string): Promise<ShipmentMap> => {
  const { status, body, text } = await staff<ShipmentMap>(
    `GET /shipments/${await idOf(number)}/map`,
  );
  assert.equal(status, 200, text);
  return body;
};
const stopsOf = ({ stops }: ShipmentMap) =>
  stops.map(({ code, passed }) => `${code}${passed ? ' passed' : ''}`);
const legsOf = ({ legs }: ShipmentMap) => legs.map(({ mode, state }) => `${mode} ${state}`);

before(async () => {
  running = await startPortal();
  erp = await erpApi(running);
  staff = await staffSession(running, 'mapa', { permissions: ['shipments.view', 'shipments.map'] });
});
after(() => running.close());

describe('the way of a shipment', () => {
  test('begins at its origin and ends at its destination, before anything happened', async () => {
    await send('shipments', [shipment('W-1', { finalPlace: 'MXMEX' })]);
    const map = await mapOf('W-1');
    assert.deepEqual(stopsOf(map), ['CNSHA', 'MXZLO', 'MXMEX']);
    assert.equal(map.legs[0]!.mode, 'sea');
    assert.ok(legsOf(map).every((leg) => leg.endsWith('coming')));
    assert.equal(map.schematic, true);
    assert.match(map.land, /^\/v\d+\.\d+\.\d+\/map$/);
  });

  test('calls where its milestones say, by what they say, as far as it has come', async () => {
    await send('shipments', [shipment('W-2', { finalPlace: 'MXMEX' })]);
    await send('shipment-events', [
      event({ shipment: 'W-2', mode: 'vessel' }),
      event({ shipment: 'W-2', code: 'ARRI', location: 'KRPUS', at: '2026-01-13T08:00:00Z' }),
      event({
        shipment: 'W-2',
        code: 'DEPA',
        location: 'KRPUS',
        mode: 'vessel',
        at: '2026-01-15T08:00:00Z',
      }),
      event({
        shipment: 'W-2',
        code: 'ARRI',
        location: 'MXZLO',
        classifier: 'estimated',
        at: '2026-02-01T08:00:00Z',
      }),
    ]);
    const map = await mapOf('W-2');
    assert.deepEqual(stopsOf(map), ['CNSHA passed', 'KRPUS passed', 'MXZLO', 'MXMEX']);
    assert.deepEqual(legsOf(map).slice(0, 2), ['sea travelled', 'sea under_way']);
    assert.ok(map.stops[0]!.name.length > 0 && map.stops[0]!.country === 'CN');
  });

  test('is parted where it was seen last, and is no sketch with a track', async () => {
    await send('shipments', [shipment('W-3')]);
    await send('shipment-events', [event({ shipment: 'W-3', mode: 'vessel' })]);
    await send('positions', [
      {
        shipment: 'W-3',
        source: 'AIS',
        at: '2026-01-11T08:00:00Z',
        latitude: '31.000000',
        longitude: '130.000000',
      },
      {
        shipment: 'W-3',
        source: 'AIS',
        at: '2026-01-17T08:00:00Z',
        latitude: '42.000000',
        longitude: '175.000000',
      },
    ]);
    const map = await mapOf('W-3');
    assert.deepEqual(legsOf(map), ['sea travelled', 'sea coming']);
    assert.equal(map.schematic, false);
    assert.equal(map.position!.seenAt, '2026-01-17T08:00:00Z');
    assert.ok(map.track);
  });

  test('has a bounded number of stops: where it began, and the last', async () => {
    await send('shipments', [shipment('W-9')]);
    await send(
      'shipment-events',
      Array.from({ length: 80 }, (_, i) =>
        event({
          shipment: 'W-9',
          code: 'ARRI',
          classifier: 'planned',
          location: `ZZA${String.fromCharCode(65 + Math.floor(i / 26), 65 + (i % 26))}`,
          at: `2099-01-01T${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}:00Z`,
        }),
      ),
    );
    const map = await mapOf('W-9');
    assert.equal(map.stops.length, 60);
    assert.deepEqual([map.stops[0]?.code, map.stops.at(-1)?.code], ['CNSHA', 'MXZLO']);
  });

  test('flies where it is air freight, and has no map where no place is known', async () => {
    await send('shipments', [
      shipment('W-4', { mode: 'air', load: 'air', origin: 'FRA', destination: 'MEX' }),
      shipment('W-5', { origin: 'ZZQQ1', destination: 'ZZQQ2' }),
    ]);
    assert.deepEqual(legsOf(await mapOf('W-4')), ['air coming']);
    const none = await staff(`GET /shipments/${await idOf('W-5')}/map`);
    assert.equal(refusal(none), '404 no_map');
    const mapped = async (number: string) =>
      (await staff<ShipmentDetail>(`GET /shipments/${await idOf(number)}`)).body.mapped;
    assert.deepEqual([await mapped('W-4'), await mapped('W-5')], [true, false]);
  });

  test('is shown to whom maps are granted, of the own customer alone', async () => {
    const viewer = await staffSession(running, 'sinmapa', { permissions: ['shipments.view'] });
    assert.equal((await viewer(`GET /shipments/${await idOf('W-2')}/map`)).status, 403);
    const nobody = await staffSession(running, 'nadie', {
      permissions: ['shipments.view', 'shipments.map'],
      customers: [],
    });
    assert.equal((await nobody(`GET /shipments/${await idOf('W-2')}/map`)).status, 404);
  });
});

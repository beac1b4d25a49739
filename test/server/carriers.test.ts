// Events as carriers send them: DCSA Track & Trace 2.2 and 3.0, signed where a secret is set.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { createApi, refusal, type Api } from '../support/api.ts';
import { sendBatch, erpApi } from '../support/erp.ts';
import { shipment } from '../support/freight.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
let carrier: Api;
let key: string;
before(async () => {
  running = await startPortal();
  const erp = await erpApi(running);
  await sendBatch(erp, 'shipments', [
    shipment('EX-1', {
      booking: 'ABC123059',
      masterDocument: '85943567',
      origin: 'NLAMS',
      destination: 'MXZLO',
      containers: [{ number: 'APZU4812090' }],
    }),
  ]);
  key = await running.portal.admin.createKey('norte', {
    name: 'Naviera',
    permissions: ['sync.shipment-events'],
  });
  carrier = createApi(running.url, { 'Portal-Tenant': 'norte', Authorization: `Bearer ${key}` });
});
after(() => running.close());

// The examples of the published definitions, with what they leave open filled in.
const equipment2 = {
  eventID: '84db923d-2a19-4eb0-beb5-446c1ec57d34',
  eventType: 'EQUIPMENT',
  eventCreatedDateTime: '2026-01-12T07:41:00+08:30',
  eventClassifierCode: 'ACT',
  eventDateTime: '2026-01-12T07:41:00+01:00',
  equipmentEventTypeCode: 'LOAD',
  equipmentReference: 'APZU4812090',
  ISOEquipmentCode: '22GP',
  emptyIndicatorCode: 'LADEN',
  documentReferences: [{ documentReferenceType: 'BKG', documentReferenceValue: 'ABC123059' }],
  eventLocation: { locationName: 'Eiffel Tower', latitude: '48.8585500', longitude: '2.294492036' },
  transportCall: {
    transportCallID: '123e4567-e89b-12d3-a456-426614174000',
    carrierServiceCode: 'FE1',
    exportVoyageNumber: '2103S',
    transportCallSequenceNumber: 2,
    UNLocationCode: 'NLAMS',
    facilityCode: 'ADT',
    facilityTypeCode: 'POTE',
    modeOfTransport: 'VESSEL',
    vessel: { vesselIMONumber: '9321483', vesselName: 'King of the Seas' },
  },
};
const transport2 = {
  eventID: '784871e7-c9cd-4f59-8d88-2e033fa799a1',
  eventType: 'TRANSPORT',
  eventCreatedDateTime: '2026-01-13T07:41:00Z',
  eventClassifierCode: 'EST',
  eventDateTime: '2026-02-12T07:41:00-06:00',
  transportEventTypeCode: 'ARRI',
  delayReasonCode: 'WEA',
  changeRemark: 'Bad weather',
  documentReferences: [{ documentReferenceType: 'TRD', documentReferenceValue: '85943567' }],
  transportCall: {
    transportCallID: '1',
    modeOfTransport: 'VESSEL',
    location: { UNLocationCode: 'MXZLO', locationName: 'Manzanillo' },
    vessel: { vesselIMONumber: '9321483', vesselName: 'King of the Seas' },
  },
};
const metadata3 = (id: string, eventType: string, more: object = {}) => ({
  eventID: id,
  eventCreatedDateTime: '2026-01-14T13:19:00+02:00',
  eventType,
  publisher: { partyName: 'CMA CGM', carrierCode: 'CMA', carrierCodeListProvider: 'SMDG' },
  publisherRole: 'CA',
  ...more,
});
const equipment3 = {
  metadata: metadata3('004a3525-23ae-4cf1-b442-68e6b2e591d8', 'EQUIPMENT'),
  payload: {
    eventClassifierCode: 'ACT',
    eventDateTime: '2026-01-14T07:41:00+01:00',
    equipmentEventTypeCode: 'CUSI',
    equipmentReference: 'APZU4812090',
    emptyIndicatorCode: 'LADEN',
    isTransshipmentMove: true,
    transportCall: {
      transportCallReference: '987e4567',
      modeOfTransport: 'VESSEL',
      location: { locationType: 'UNLO', UNLocationCode: 'NLAMS' },
      carrierExportVoyageNumber: '2103S',
      facilityTypeCode: 'POTE',
      vessel: { vesselIMONumber: '9321483', name: 'King of the Seas' },
    },
    relatedDocumentReferences: [
      { type: 'BKG', value: 'ABC123059' },
      { type: 'TRD', value: '85943567' },
    ],
    references: [{ type: 'EQ', value: 'APZU4812090' }],
    seals: [{ number: '133534', source: 'CUS', type: 'WIR' }],
  },
};
const shipment3 = {
  metadata: metadata3('a4db923d-2a19-4eb0-beb5-446c1ec57d35', 'SHIPMENT'),
  payload: {
    eventClassifierCode: 'ACT',
    eventDateTime: '2026-01-15T06:31:00+02:00',
    shipmentEventTypeCode: 'HOLD',
    documentTypeCode: 'CUS',
    documentReference: '84db923d',
    reason: 'Inspection',
    relatedDocumentReferences: [{ type: 'BKG', value: 'ABC123059' }],
    references: [{ type: 'EQ', value: 'APZU4812090' }],
  },
};

const post = (body: unknown, headers: Record<string, string> = {}) =>
  carrier('POST /dcsa/events', { body, headers });
const events = () =>
  running.sql<Record<string, unknown>>(
    `select source, external_id as id, code, family, classifier, container, location, local_time as local, vessel, voyage,
       call, is_empty as empty, facility_type as facility, leg_mode as mode, delay_reason as delay, remark, latitude,
       document_kind as document, shipment_id is not null as attached
     from shipment_events order by occurred_at`,
  );
const status = async () =>
  (await running.sql<{ status: string }>(`select status from shipments where number = 'EX-1'`))[0]!
    .status;

describe('events of carriers', () => {
  test('are taken in version 2.2, one or a list', async () => {
    assert.equal((await post(equipment2)).status, 204);
    assert.equal((await post([transport2, equipment2])).status, 204);
    const [first, second, ...rest] = await events();
    assert.equal(rest.length, 0);
    assert.deepEqual(first, {
      source: 'DCSA',
      id: equipment2.eventID,
      code: 'LOAD',
      family: 'equipment',
      classifier: 'actual',
      container: 'APZU4812090',
      location: 'NLAMS',
      local: '2026-01-12T07:41',
      vessel: 'King of the Seas',
      voyage: '2103S',
      call: 2,
      empty: false,
      facility: 'port_terminal',
      mode: 'vessel',
      delay: null,
      remark: null,
      latitude: '48.858550',
      document: null,
      attached: true,
    });
    assert.deepEqual(
      [
        second?.code,
        second?.classifier,
        second?.location,
        second?.delay,
        second?.remark,
        second?.attached,
      ],
      ['ARRI', 'estimated', 'MXZLO', 'WEA', 'Bad weather', true],
    );
    assert.equal(await status(), 'at_origin');
  });

  test('are taken in version 3.0, with its codes of customs, and taken back', async () => {
    assert.equal((await post([equipment3])).status, 204);
    assert.equal(await status(), 'in_customs');
    assert.equal((await post([shipment3])).status, 204);
    assert.equal(await status(), 'held');
    const retraction = metadata3('b4db923d-2a19-4eb0-beb5-446c1ec57d36', 'SHIPMENT', {
      retractedEventID: shipment3.metadata.eventID,
    });
    assert.equal((await post([{ metadata: retraction }])).status, 204);
    assert.equal(await status(), 'in_customs');
  });

  test('that are wrong spoil only themselves, and are listed with the data of the ERP', async () => {
    const bad = { ...equipment2, eventID: 'bad', eventDateTime: 'soon' };
    const good = { ...equipment2, eventID: 'good', equipmentEventTypeCode: 'XXXX' };
    assert.equal((await post([bad, 7, null, good])).status, 204);
    assert.ok((await events()).some(({ id, code }) => id === 'good' && code === 'XXXX'));
    const kept = await running.sql<{ errors: { path: string; rule: string }[] }>(
      `select errors from sync_rejections where entity = 'shipment-events' order by number`,
    );
    assert.equal(kept.length, 3);
    assert.deepEqual(
      kept[0]?.errors.map(({ path, rule }) => `${path} ${rule}`),
      ['at event_time'],
    );
    assert.equal((await post([])).status, 400);
  });

  test('are held against their signature once a secret is set', async () => {
    const secret = 'a secret of sixteen';
    const prefix = /^pk_([^.]+)/.exec(key)![1]!;
    const { admin } = running.portal;
    assert.equal(await admin.setNotificationSecret('norte', prefix, secret), true);
    assert.equal(await admin.setNotificationSecret('norte', 'nobody', secret), false);
    // Spaces count: the bytes are signed, not what they mean.
    const body = JSON.stringify([{ ...equipment2, eventID: 'signed' }], null, 2);
    const signed = (by: string) => createHmac('sha256', by).update(body).digest('hex');
    const send = (signature?: string) =>
      fetch(`${running.url}/api/v1/dcsa/events`, {
        method: 'POST',
        body,
        headers: {
          'Content-Type': 'application/json',
          'Portal-Tenant': 'norte',
          Authorization: `Bearer ${key}`,
          ...(signature !== undefined && { 'Notification-Signature': signature }),
        },
      });
    for (const wrong of [
      undefined,
      signed(secret),
      `sha256=${signed('another secret')}`,
      'sha256=00',
    ])
      assert.equal((await send(wrong)).status, 403, wrong);
    assert.equal(refusal(await post([equipment2])), '403 signature_wrong');
    assert.equal((await send(`sha256=${signed(secret)}`)).status, 204);
    assert.ok((await events()).some(({ id }) => id === 'signed'));
    await admin.setNotificationSecret('norte', prefix, null);
    assert.equal((await post([equipment2])).status, 204);
  });
});

// The whole feed of a carrier once more, and once more the other way round: it changes nothing and tells nobody anything.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createScope, type InScope } from '../../server/db/scope.ts';
import { applyRules } from '../../server/features/notifications/rules.ts';
import { tenantsWithEvents } from '../../server/records/events.ts';
import { createApi, signIn, type Api } from '../support/api.ts';
import { erpApi, sendBatch } from '../support/erp.ts';
import { eventually } from '../support/eventually.ts';
import { shipment } from '../support/freight.ts';
import { startMailedPortal } from '../support/portal.ts';

let running: Awaited<ReturnType<typeof startMailedPortal>>;
let inScope: InScope;
let tenantId: string;
let carrier: Api;

before(async () => {
  running = await startMailedPortal();
  inScope = running.inScope ?? createScope(running.connection);
  [{ id: tenantId }] = (await running.sql(`select id from tenants where slug = 'norte'`)) as [
    { id: string },
  ];
  const person = await signIn(running.url, 'todo');
  await person('GET /changes');
  const types = ['shipment_status', 'shipment_milestone', 'shipment_eta'];
  const chosen = await person('PUT /me/notification-preferences', {
    body: { items: types.map((type) => ({ type, mail: 'now', inbox: true })) },
  });
  assert.equal(chosen.status, 200, chosen.text);
  const numbers = ['1', '2', '3'];
  await sendBatch(
    await erpApi(running),
    'shipments',
    numbers.map((one) =>
      shipment(`EX-${one}`, {
        booking: `BKG${one}`,
        origin: 'NLAMS',
        destination: 'MXZLO',
        containers: [{ number: 'APZU4812090' }, { number: 'MSCU7512387' }],
      }),
    ),
  );
  const key = await running.portal.admin.createKey('norte', {
    name: 'Naviera',
    permissions: ['sync.shipment-events'],
  });
  carrier = createApi(running.url, { 'Portal-Tenant': 'norte', Authorization: `Bearer ${key}` });
});
after(() => running.close());

const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
/** Where, and how far the carrier knows: it happened, or is expected. */
type Said = {
  id: string;
  kind: 'TRANSPORT' | 'EQUIPMENT' | 'SHIPMENT';
  code: string;
  at: string;
  created: string;
  place?: string;
  expected?: boolean;
  box?: string;
};

/** An event as version 2.2 writes it. */
const second = ({ id, kind, code, place, box, ...one }: Said, booking: string) => ({
  eventID: `${booking}-${id}`,
  eventType: kind,
  eventCreatedDateTime: one.created,
  eventClassifierCode: one.expected ? 'EST' : 'ACT',
  eventDateTime: one.at,
  [`${kind.toLowerCase()}EventTypeCode`]: code,
  ...(box !== undefined && { equipmentReference: box, emptyIndicatorCode: 'LADEN' }),
  documentReferences: [{ documentReferenceType: 'BKG', documentReferenceValue: booking }],
  transportCall: { UNLocationCode: place, modeOfTransport: 'VESSEL', facilityTypeCode: 'POTE' },
});
/** The same as version 3.0 does. */
const third = ({ id, kind, code, place, box, ...one }: Said, booking: string) => ({
  metadata: {
    eventID: `${booking}-${id}`,
    eventType: kind,
    eventCreatedDateTime: one.created,
    publisher: { partyName: 'CMA CGM', carrierCode: 'CMA', carrierCodeListProvider: 'SMDG' },
  },
  payload: {
    eventClassifierCode: one.expected ? 'EST' : 'ACT',
    eventDateTime: one.at,
    [`${kind.toLowerCase()}EventTypeCode`]: code,
    ...(box !== undefined && { equipmentReference: box, emptyIndicatorCode: 'LADEN' }),
    ...(kind === 'SHIPMENT' && { documentTypeCode: 'CUS', documentReference: 'P-1' }),
    relatedDocumentReferences: [{ type: 'BKG', value: booking }],
    transportCall: {
      modeOfTransport: 'VESSEL',
      location: { locationType: 'UNLO', UNLocationCode: place },
      facilityTypeCode: 'POTE',
    },
  },
});

const way: Said[] = [
  ...['APZU4812090', 'MSCU7512387'].map((box, i): Said => ({
    id: `gate-${i}`,
    kind: 'EQUIPMENT',
    code: 'GTIN',
    box,
    place: 'NLAMS',
    at: at(-100 + i),
    created: at(-99),
  })),
  { id: 'dep', kind: 'TRANSPORT', code: 'DEPA', place: 'NLAMS', at: at(-96), created: at(-95) },
  // The day of arrival moves, and moves back.
  ...[200, 260, 230].map((hours, i): Said => ({
    id: `eta-${i}`,
    kind: 'TRANSPORT',
    code: 'ARRI',
    place: 'MXZLO',
    expected: true,
    at: at(hours),
    created: at(-90 + i * 10),
  })),
  // One is corrected under its own id.
  ...[240, 250].map((hours, i): Said => ({
    id: 'eta-own',
    kind: 'TRANSPORT',
    code: 'ARRI',
    place: 'MXZLO',
    expected: true,
    at: at(hours),
    created: at(-50 + i),
  })),
  { id: 'arr', kind: 'TRANSPORT', code: 'ARRI', place: 'MXZLO', at: at(-20), created: at(-19) },
  {
    id: 'disc',
    kind: 'EQUIPMENT',
    code: 'DISC',
    place: 'MXZLO',
    box: 'APZU4812090',
    at: at(-10),
    created: at(-9),
  },
  { id: 'hold', kind: 'SHIPMENT', code: 'HOLD', place: 'MXZLO', at: at(-6), created: at(-5) },
];
/** The hold is taken back. */
const retraction = (booking: string) => ({
  metadata: {
    eventID: `${booking}-back`,
    eventType: 'SHIPMENT',
    eventCreatedDateTime: at(-2),
    publisher: { partyName: 'CMA CGM', carrierCode: 'CMA', carrierCodeListProvider: 'SMDG' },
    retractedEventID: `${booking}-hold`,
  },
});

/** All that was sent: one shipment in each version, one in both; and one that nobody knows. */
const feed: object[] = [
  ...way.map((one) => second(one, 'BKG1')),
  ...way.map((one) => third(one, 'BKG2')),
  retraction('BKG2'),
  ...way.map((one, i) => (i % 2 === 0 ? second : third)(one, 'BKG3')),
  retraction('BKG3'),
  ...way.map((one) => third(one, 'BKG-NOBODY')),
  // Broken, and of a code that is none.
  { ...second(way[0]!, 'BKG1'), eventID: 'bad', eventDateTime: 'soon' },
  { ...second(way[0]!, 'BKG1'), eventID: 'odd', equipmentEventTypeCode: 'XXXX' },
];

const post = async (events: object[]) => {
  const answer = await carrier('POST /dcsa/events', { body: events });
  assert.equal(answer.status, 204, answer.text);
  await settle();
};
/** Has the rules read all that happened, and what is to be mailed leave. */
async function settle(): Promise<void> {
  await eventually(
    async () => {
      await inScope({ tenantId }, (db) => applyRules(db, tenantId, 0));
      return (
        (await inScope({ tenantId: null }, (db) => tenantsWithEvents(db, 'notifications')))
          .length === 0
      );
    },
    () => 'There is always more',
  );
  await running.sql(`update mails set due_at = now() where state = 'queued'`);
  await running.sql('update mail_due set due_at = now()');
  await eventually(
    async () =>
      (await running.sql(`select 1 from mails where state in ('queued', 'sending', 'handing')`))
        .length === 0,
    'Mails are still waiting',
  );
}

/** What each take writes of itself: that it came, how much of it was refused, and that the reader has looked. */
const ofTaking = [
  'api_keys',
  'audit_events',
  'event_due',
  'event_readers',
  'mail_due',
  'sessions',
  'sync_activity',
  'sync_applied',
  'sync_intake',
  'sync_rejections',
  'sync_state',
  'unmapped_codes',
];

/** A table's rows, as a count and a sum over all that stands in them, by the table's name. */
async function everything(): Promise<Map<string, string>> {
  const tables = await running.sql<{ name: string }>(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'tenant_id' order by 1`,
  );
  const kept = new Map<string, string>();
  for (const { name } of tables) {
    if (ofTaking.includes(name)) continue;
    const [row] = await running.sql<{ said: string }>(
      // When a record was heard of last is of the taking, too.
      `select count(*) || ' ' || coalesce(md5(string_agg(t.said, '' order by t.said)), '') as said
       from (select (to_jsonb(x) - 'synced_at')::text as said from ${name} x where tenant_id = '${tenantId}') t`,
    );
    kept.set(name, row!.said);
  }
  kept.set('mails that left', String(running.mailbox.all().length));
  return kept;
}

describe('a feed of a carrier', () => {
  let first: Map<string, string>;
  const changed = async () => {
    const now = await everything();
    return [...now].filter(([name, said]) => first.get(name) !== said).map(([name]) => name);
  };

  test('is told of as it comes', async () => {
    // In two takes, as it happens: what moves is told, what is news on the same day goes together.
    for (const part of [feed.slice(0, 20), feed.slice(20)]) await post(part);
    first = await everything();
    const counted = (name: string) => Number(first.get(name)!.split(' ')[0]);
    assert.ok(counted('shipment_events') >= 4 * (way.length - 1), first.get('shipment_events'));
    for (const name of ['shipment_milestones', 'events', 'notifications', 'mails'])
      assert.ok(counted(name) > 0, name);
    assert.ok(running.mailbox.all().length > 0, 'mails leave');
  });

  test('changes nothing when it comes again, whole, backwards, one by one or twice in a take', async () => {
    await post(feed);
    assert.deepEqual(await changed(), [], 'whole');
    await post(feed.toReversed());
    assert.deepEqual(await changed(), [], 'backwards');
    for (const one of feed.slice(0, 13)) await post([one]);
    assert.deepEqual(await changed(), [], 'one by one');
    await post([...feed, ...feed]);
    assert.deepEqual(await changed(), [], 'twice in a take');
  });
});

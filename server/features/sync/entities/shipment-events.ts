import { createHash } from 'node:crypto';
import { cargoKey, containerKey } from '#contract/cargo-numbers';
import type { InputError } from '#contract/errors';
import { identifierKey } from '#contract/identifiers';
import type { SyncRecord } from '#contract/sync';
import { byKeys, keyRows } from '../../../db/keys.ts';
import { rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import { ownersOf, type Named } from '../../../records/shipments/attach.ts';
import { rederive } from '../../../records/shipments/derive.ts';
import { placesOf, type Place } from '../../../records/shipments/places.ts';
import { readTime, type EventTime } from '../../../records/shipments/times.ts';
import { boolean, entity, identifier, instant, integer, numeric, text } from '../sync.columns.ts';

type Event = SyncRecord<'shipment-events'>;

/** Milliseconds that the clock of a source may be ahead of ours. */
const ahead = 2 * 3_600_000;

/** What was found of an event before its row is made: when it is, and whose. */
type Found = { time: EventTime; shipmentId: string | null };
const found = new WeakMap<Event, Found>();
const time = (record: Event): EventTime => found.get(record)!.time;

/** What is filled in of an event: how new its word is, by when it was made, and what it is known by. */
function complete(raw: Event): Event {
  // Of two that go by one id the later counts, in whichever order they come.
  const { createdAt, sourceVersion } = raw;
  const made = sourceVersion ?? (createdAt === null ? null : String(Date.parse(createdAt)));
  return identified({ ...raw, sourceVersion: made });
}

/** An event without an id of its own is known by what it says. */
function identified(record: Event): Event {
  if (record.id !== null) return record;
  const { shipment, booking, documents, container, code, classifier, location, voyage } = record;
  const said = [shipment, booking, documents, container, code, classifier, location, voyage];
  const parts = JSON.stringify([...said, record.at.slice(0, 16)]);
  return { ...record, id: createHash('sha256').update(parts).digest('hex').slice(0, 40) };
}

const namesOf = (r: Event): Omit<Named, 'day'> => ({
  shipment: r.shipment && identifierKey(r.shipment),
  booking: r.booking && cargoKey(r.booking),
  documents: r.documents.map(cargoKey),
  container: r.container ? containerKey(r.container) : '',
});

/** Reads the times of events at their places, and finds their shipments; what cannot be, is at fault. */
async function examine(db: Db, records: Event[]): Promise<ReadonlyMap<Event, InputError>> {
  const faults = new Map<Event, InputError>();
  const [places, zone] = await Promise.all([
    placesOf(
      db,
      records.map(({ location }) => location),
    ),
    homeZone(db),
  ]);
  const timed: Event[] = [];
  for (const record of records) {
    const read = timeOf(record, places, zone);
    if (!read) faults.set(record, { path: 'at', rule: 'event_time' });
    else if (isTooEarly(record, read)) faults.set(record, { path: 'at', rule: 'actual_in_future' });
    else {
      found.set(record, { time: read, shipmentId: null });
      timed.push(record);
    }
  }
  const owners = await ownersOf(
    db,
    timed.map((record) => ({ ...namesOf(record), day: time(record).local.slice(0, 10) })),
  );
  timed.forEach((record, i) => {
    const owner = owners[i]!;
    if (owner === 'ambiguous')
      faults.set(record, { path: 'container', rule: 'container_ambiguous' });
    else if (owner !== 'waiting') found.get(record)!.shipmentId = owner.id;
  });
  return faults;
}

function timeOf(record: Event, places: ReadonlyMap<string, Place>, home: string): EventTime | null {
  const zone = record.location === null ? null : (places.get(record.location)?.zone ?? null);
  return readTime(record.at, zone ?? home, zone !== null);
}

const isTooEarly = ({ classifier }: Event, { at }: EventTime): boolean =>
  classifier === 'actual' && Date.parse(at) > Date.now() + ahead;

/** The clock of the tenant, for places whose own is not known. */
const homeZone = async (db: Db): Promise<string> => {
  const [row] = await rowsOf<{ zone: string }>(
    db,
    `select time_zone as zone from tenants where id = current_setting('app.tenant_id')::uuid`,
  );
  return row?.zone ?? 'UTC';
};

/** Shipments of these events, and of those that they retract. */
async function touched(db: Db, ids: string[]): Promise<string[]> {
  const rows = await byKeys<{ id: string }>(
    db,
    ['shipment_events'],
    `select distinct coalesce(o.shipment_id, e.shipment_id) as id
     from ${keyRows('uuid')} join shipment_events e on e.id = k.key
     left join shipment_events o on o.tenant_id = e.tenant_id and o.source_key = e.source_key
       and o.external_key = e.retracts
     where coalesce(o.shipment_id, e.shipment_id) is not null`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

export const shipmentEvents = entity<Event>('shipment_events', {
  conflict: ['source_key', 'external_key'],
  identifiers: [
    identifier('source', (r) => r.source),
    identifier('external_id', (r) => r.id, 'external_key'),
  ],
  complete,
  examine,
  columns: {
    shipment_id: { type: 'uuid', value: (r) => found.get(r)!.shipmentId },
    shipment_key: text((r) => namesOf(r).shipment),
    booking_key: text((r) => namesOf(r).booking),
    document_keys: { type: 'text[]', value: (r) => namesOf(r).documents },
    container_key: text((r) => namesOf(r).container),
    container: text((r) => r.container),
    family: text((r) => r.family),
    code: text((r) => r.code),
    is_empty: boolean((r) => r.empty),
    classifier: text((r) => r.classifier),
    occurred_at: instant((r) => time(r).at),
    local_text: text((r) => r.at),
    local_time: text((r) => time(r).local),
    time_zone: text((r) => time(r).zone),
    precision: text((r) => time(r).precision),
    assumed: boolean((r) => time(r).assumed),
    location: text((r) => r.location),
    location_name: text((r) => r.locationName),
    latitude: numeric((r) => r.latitude),
    longitude: numeric((r) => r.longitude),
    facility: text((r) => r.facility),
    facility_type: text((r) => r.facilityType),
    leg_mode: text((r) => r.mode),
    vessel: text((r) => r.vessel),
    vessel_imo: text((r) => r.vesselImo),
    voyage: text((r) => r.voyage),
    call: integer((r) => r.call),
    document_kind: text((r) => r.documentKind),
    delay_reason: text((r) => r.delayReason),
    remark: text((r) => r.remark),
    made_at: instant((r) => r.createdAt),
    retracts: text((r) => r.retracts && identifierKey(r.retracts)),
    visibility: text((r) => r.visibility),
  },
  // Shipments give themselves the events that came before them.
  holds: ['shipments'],
  after: async (db, records, { idOf }) => rederive(db, await touched(db, records.map(idOf))),
  gone: async (db, _keys, ids) => rederive(db, await touched(db, ids)),
});

import type { SyncInput } from '#contract/sync';
import { arcPoints, distanceKm, type Point } from '../../server/features/shipments/map/geometry.ts';
import { seaRoute } from '../../server/features/shipments/map/sea-route.ts';
import { starterPlace } from '../../server/records/shipments/places.ts';
import { addDays } from './dates.ts';
import { airEvents, carrierMessages, type Message } from './freight-events.ts';
import { arrivalDay, draftShipments, type Draft, type Freight, type Shipment } from './freight.ts';

/** What carriers and the agency's own system send of shipments. */
export type Feed = {
  shipments: Shipment[];
  /** Events by air, which no carrier of DCSA sends. */
  'shipment-events': SyncInput<'shipment-events'>[];
  positions: SyncInput<'positions'>[];
  /** For `POST /dcsa/events`, in the order in which they were made. */
  messages: unknown[];
};

/** Who writes in which version; of the third, half in each. */
const writesNew = (carrier: string | null | undefined, index: number): boolean =>
  carrier === 'XEDM' || (carrier === 'XALB' && index % 2 === 0);

/** The same event in DCSA Track & Trace 3.0: metadata apart from the payload, documents under other names. */
function inVersion3(message: Message, metadata: object) {
  const { eventID, eventCreatedDateTime, documentReferences, transportCall, ...payload } = message;
  const { eventType, ...said } = payload as typeof payload & { eventType?: unknown };
  const { UNLocationCode, vessel, ...call } = transportCall;
  return {
    metadata: { eventID, eventCreatedDateTime, eventType, ...metadata },
    payload: {
      ...said,
      relatedDocumentReferences: documentReferences.map((one) => ({
        type: one.documentReferenceType,
        value: one.documentReferenceValue,
      })),
      transportCall: {
        ...call,
        location: { locationType: 'UNLO', UNLocationCode },
        ...(vessel && { vessel: { name: vessel.vesselName } }),
      },
    },
  };
}

const isCode = (message: Message, code: string): boolean =>
  Object.values(message).includes(code) && message.eventClassifierCode === 'ACT';

/**
 * What a carrier says besides: of some departures a wrong hour first, which it corrects two days later; of some an
 * arrival that has not been, which it takes back; a hold by customs.
 */
function slips(draft: Draft, record: Shipment, messages: readonly Message[]): Slip[] {
  const { index, today } = draft;
  const arrived = arrivalDay(draft);
  const found: Slip[] = [];
  const left = messages.find((one) => isCode(one, 'DEPA'));
  if (left && index % 23 === 0)
    found.push({
      ...left,
      eventID: `${record.number}-wrong`,
      eventDateTime: `${left.eventDateTime.slice(0, 11)}03:00:00`,
      eventCreatedDateTime: `${left.eventCreatedDateTime.slice(0, 11)}12:00:00Z`,
    });
  const due = messages.find(
    (one) =>
      'transportEventTypeCode' in one &&
      one.eventClassifierCode === 'EST' &&
      one.transportCall.UNLocationCode === record.destination,
  );
  if (due && left && index % 17 === 0) {
    const early = { ...due, eventID: `${record.number}-early`, eventClassifierCode: 'ACT' };
    found.push(
      {
        ...early,
        eventDateTime: `${addDays(today, -2)}T06:00:00`,
        eventCreatedDateTime: `${addDays(today, -2)}T14:00:00Z`,
      },
      {
        ...early,
        eventID: `${record.number}-back`,
        eventDateTime: `${addDays(today, -1)}T08:00:00`,
        eventCreatedDateTime: `${addDays(today, -1)}T14:00:00Z`,
        retractedEventID: early.eventID,
      },
    );
  }
  const cleared = messages.find((one) => isCode(one, 'CUSI'));
  if (cleared && index % 9 === 0 && arrived > -6)
    found.push({
      ...cleared,
      eventID: `${record.number}-hold`,
      eventType: 'SHIPMENT',
      equipmentEventTypeCode: undefined,
      shipmentEventTypeCode: 'HOLD',
      documentTypeCode: 'CUS',
      eventCreatedDateTime: `${addDays(today, -1)}T23:00:00Z`,
      eventDateTime: `${addDays(today, -1)}T16:00:00`,
    });
  return found;
}
type Slip = Message & Record<string, unknown>;

/** Everything a carrier says of a shipment, each message in its version. */
function carrierWords(draft: Draft, record: Shipment): { made: string; message: unknown }[] {
  const said = carrierMessages(draft, record);
  const publisher = { partyName: record.carrier, carrierCode: record.carrierCode };
  return [...said, ...slips(draft, record, said)].map((one: Slip) => {
    const { retractedEventID, ...message } = one;
    const more = { publisher, ...(retractedEventID !== undefined && { retractedEventID }) };
    return {
      made: one.eventCreatedDateTime,
      message: writesNew(record.carrierCode, draft.index)
        ? inVersion3(message as Message, more)
        : { ...message, ...more },
    };
  });
}

const hour = 3_600_000;
/** Hours between two positions, and how many are told of a ship. */
const [pace, mostFixes] = [12, 10];

/** Where a ship that is under way was seen, along the way that it takes. */
function seenAt(draft: Draft, record: Shipment, places: Freight['places']): Feed['positions'] {
  const { route, departs, late, today, index } = draft;
  const stops = route.mode === 'multimodal' ? route.stops.slice(0, -1) : route.stops;
  const begin = (i: number) => departs + stops[i]![1] + (i > 0 ? late + 1 : 0);
  const at = stops.findIndex(
    (_, i) => i < stops.length - 1 && begin(i) < 0 && departs + stops[i + 1]![1] + late >= 0,
  );
  if (at < 0 || route.mode === 'road' || route.mode === 'air') return [];
  const way = wayBetween(pointOf(stops[at]![0], places), pointOf(stops[at + 1]![0], places));
  // From the evening of the departure to the morning of the arrival.
  const start = Date.parse(`${addDays(today, begin(at))}T23:00:00Z`);
  const end = Date.parse(`${addDays(today, departs + stops[at + 1]![1] + late)}T11:00:00Z`);
  // Of some nobody has heard for two days.
  const last = Date.parse(`${today}T00:00:00Z`) - (index % 11 === 0 ? 48 : index % 6) * hour;
  return Array.from({ length: mostFixes }, (_, i) => last - (mostFixes - 1 - i) * pace * hour)
    .filter((time) => time > start && time < end)
    .map((time) => {
      const { lat, lon } = along(way, (time - start) / (end - start));
      return {
        shipment: record.number,
        at: new Date(time).toISOString(),
        source: 'AIS',
        latitude: lat.toFixed(6),
        longitude: lon.toFixed(6),
      };
    });
}

function pointOf(code: string, places: Freight['places']): Point {
  const own = places.find((one) => one.code === code);
  const { latitude, longitude } = own?.latitude ? own : starterPlace(code);
  return { lat: Number(latitude), lon: Number(longitude) };
}

/** A way over the sea, cut fine. */
function wayBetween(from: Point, to: Point): Point[] {
  const corners = seaRoute(from, to)?.points ?? [from, to];
  return corners.flatMap((corner, i) => {
    const next = corners[i + 1];
    if (!next) return [corner];
    return arcPoints(corner, next, Math.max(1, Math.round(distanceKm(corner, next) / 100))).slice(
      0,
      -1,
    );
  });
}

/** The point after a part of the way, from 0 to 1. */
function along(way: readonly Point[], part: number): Point {
  const lengths = way.slice(1).map((point, i) => distanceKm(way[i]!, point));
  let left = part * lengths.reduce((sum, km) => sum + km, 0);
  for (const [i, km] of lengths.entries()) {
    if (left <= km) return arcPoints(way[i]!, way[i + 1]!, 100)[Math.round((left / km) * 100)]!;
    left -= km;
  }
  return way.at(-1)!;
}

/** All that comes in of the first `count` shipments of a tenant whose carriers have a door of their own. */
export function freightFeed(slug: string, freight: Freight, today: string, count?: number): Feed {
  const made = draftShipments(slug, freight, today, count);
  const words = made.flatMap(({ draft, record }) =>
    draft.route.mode === 'air' ? [] : carrierWords(draft, record),
  );
  return {
    shipments: made.map(({ record }) => record),
    'shipment-events': made.flatMap(({ draft, record }) =>
      draft.route.mode === 'air' ? airEvents(draft, record) : [],
    ),
    positions: made.flatMap(({ draft, record }) => seenAt(draft, record, freight.places)),
    messages: words
      .toSorted((a, b) => (a.made < b.made ? -1 : a.made > b.made ? 1 : 0))
      .map(({ message }) => message),
  };
}

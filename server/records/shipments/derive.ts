import {
  arrivalCodes,
  departureCodes,
  pressingDays,
  type ShipmentStatus,
} from '#contract/shipment-words';
import { insertRows } from '../../db/bulk.ts';
import { byKeys, freshen, keyRows } from '../../db/keys.ts';
import type { Db } from '../../db/scope.ts';
import { breathe } from '../../work/breath.ts';
import { workCalendars, type WorkCalendar } from '../calendars.ts';
import type { NewEvent } from '../events.ts';
import {
  firstFreeDay,
  firstWithin,
  goesByCalendar,
  readClock,
  triggersOf,
  type ClockRule,
} from './clocks.ts';
import { effective, milestonesOf, type Milestone } from './milestones.ts';
import { newsOf, tellNews, type Former } from './news.ts';
import { placesOf } from './places.ts';
import { statusOf, type Happened, type Way } from './status.ts';

type Head = Former & {
  zone: string;
  gone: boolean;
  mappedStatus: ShipmentStatus | null;
  holdReason: string | null;
  headerAt: string;
  boxes: string[];
  clocks: (ClockRule & { container: string })[];
};
type EventRow = Happened & { shipmentId: string };

/** Shipments of which everything is read at a time. */
const portion = 100;

/** Writes anew what is derived of these shipments: their milestones, status, times and free days. */
export async function rederive(db: Db, shipmentIds: readonly string[]): Promise<void> {
  const ids = [...new Set(shipmentIds)];
  for (let at = 0; at < ids.length; at += portion) await derive(db, ids.slice(at, at + portion));
}

async function derive(db: Db, ids: string[]): Promise<void> {
  await claimRetractions(db, ids);
  const [heads, events] = await Promise.all([headsOf(db, ids), eventsOf(db, ids)]);
  const byShipment = Map.groupBy(events, ({ shipmentId }) => shipmentId);
  const calendarAt = goesByCalendar(heads.flatMap(({ clocks }) => clocks))
    ? await workCalendars(db)
    : undefined;
  const places = await placesOf(
    db,
    heads.flatMap(({ clocks, destination }) => (clocks.length > 0 ? [destination] : [])),
  );
  const updates: object[] = [];
  const rows: object[] = [];
  const news: NewEvent[] = [];
  for (const head of heads) {
    const own = byShipment.get(head.id) ?? [];
    const milestones = milestonesOf(own);
    const { destination: location, companyId, zone } = head;
    const derived = derivedOf(head, own, milestones, {
      calendar: calendarAt?.({ location, companyId }),
      zone: places.get(location ?? '')?.zone ?? zone,
    });
    const { told, events: newly } = newsOf(head, {
      status: derived.status,
      reason: derived.status_reason,
      mapped: head.mappedStatus !== null,
      milestones,
      arrival: arrivalOf(milestones, head),
    });
    if (!head.gone) news.push(...newly);
    updates.push({ ...derived, told });
    for (const one of milestones) rows.push(milestoneRow(head.id, one));
    await breathe();
  }
  await freshen(db, 'shipment_milestones');
  await byKeys(
    db,
    ['shipment_milestones'],
    `delete from shipment_milestones d using ${keyRows('uuid')} where d.shipment_id = k.key`,
    [ids],
  );
  await insertRows(db, 'shipment_milestones', milestoneColumns, rows as Record<string, unknown>[]);
  await db.raw(
    `update shipments s set status = r.status, status_reason = r.status_reason, containers = r.containers,
       delivered = r.delivered, etd = r.etd, atd = r.atd, eta = r.eta, ata = r.ata, departure = r.departure,
       arrival = r.arrival, first_arrival = r.first_arrival, free_from = r.free_from, free_until = r.free_until,
       free_basis = r.free_basis, free_zone = r.free_zone, pressing_from = r.pressing_from,
       told = coalesce(s.told, '{}') || r.told, changed_at = r.changed_at
     from jsonb_to_recordset(?::jsonb) as r(id uuid, status text, status_reason text, containers integer,
       delivered integer, etd timestamptz, atd timestamptz, eta timestamptz, ata timestamptz, departure jsonb,
       arrival jsonb, first_arrival jsonb, free_from date, free_until date, free_basis text, free_zone text,
       pressing_from date, told jsonb, changed_at timestamptz)
     where s.id = r.id`,
    [JSON.stringify(updates)],
  );
  await tellNews(db, news);
}

/** What takes back an event belongs where that does. */
const claimRetractions = (db: Db, ids: string[]) =>
  byKeys(
    db,
    ['shipment_events'],
    `update shipment_events r set shipment_id = o.shipment_id
     from ${keyRows('uuid')} join shipment_events o on o.shipment_id = k.key
     where r.tenant_id = o.tenant_id and r.source_key = o.source_key and r.retracts = o.external_key
       and r.retracts is not null and r.shipment_id is null`,
    [ids],
  );

const headsOf = (db: Db, ids: string[]): Promise<Head[]> =>
  byKeys<Head>(
    db,
    ['shipments', 'containers', 'container_clocks', 'shipment_milestones'],
    `select s.id, s.number, s.company_id as "companyId", s.customer_id as "customerId", s.mode, s.status, s.told,
       case when s.ata is null then s.arrival end as arrival, s.deleted_at is not null as gone,
       coalesce((select json_agg(json_build_object('code', m.code, 'empty', m.is_empty, 'place', m.location,
           'facility', m.facility_type))
         from shipment_milestones m where m.tenant_id = s.tenant_id and m.shipment_id = s.id and m.actual is not null),
         '[]') as reached,
       s.origin, s.destination, s.final_place as "finalPlace", s.mapped_status as "mappedStatus",
       s.hold_reason as "holdReason", s.header_at as "headerAt", c.time_zone as zone,
       array(select b.number_key from containers b where b.tenant_id = s.tenant_id and b.shipment_id = s.id
         order by b.line) as boxes,
       coalesce((select json_agg(json_build_object('container', x.container_key, 'kind', x.kind, 'basis', x.basis,
           'freeDays', x.free_days, 'firstDayCounts', x.first_day_counts, 'start', x.start_on, 'stop', x.stop_on,
           'lastFreeDay', x.last_free_day, 'currency', x.currency, 'tiers', x.tiers) order by x.line)
         from container_clocks x where x.tenant_id = s.tenant_id and x.shipment_id = s.id), '[]') as clocks
     from ${keyRows('uuid')} join shipments s on s.id = k.key
     join companies c on c.tenant_id = s.tenant_id and c.id = s.company_id`,
    [ids],
  );

/** What happened to them, as far as it holds and customers may know. */
const eventsOf = (db: Db, ids: string[]): Promise<EventRow[]> =>
  byKeys<EventRow>(
    db,
    ['shipment_events'],
    `select e.shipment_id as "shipmentId", e.source_key || ' ' || e.external_key as key,
       e.container_key as container, e.family, e.code, e.is_empty as empty, e.classifier, e.occurred_at as at,
       e.local_time as local, e.time_zone as zone, e.precision, e.location as place, e.facility_type as facility,
       e.leg_mode as mode, e.vessel, e.voyage, e.call, e.document_kind as document,
       coalesce(e.made_at, e.received_at) as known
     from ${keyRows('uuid')} join shipment_events e on e.shipment_id = k.key
     where e.deleted_at is null and e.code is not null and e.visibility = 'customer' and not ${isRetracted('e')}`,
    [ids],
  );

/** Whether another event of its source says that an event is void: SQL. */
export const isRetracted = (event: string): string =>
  `exists (select from shipment_events r where r.tenant_id = ${event}.tenant_id
    and r.source_key = ${event}.source_key and r.retracts = ${event}.external_key and r.deleted_at is null)`;

function derivedOf(
  head: Head,
  events: readonly EventRow[],
  milestones: readonly Milestone[],
  { calendar, zone }: { calendar: WorkCalendar | undefined; zone: string },
) {
  const happened = statusOf(events, head.boxes, head);
  const status = head.mappedStatus ?? happened.status;
  const reason = head.mappedStatus ? head.holdReason : happened.reason;
  const departure = departureOf(milestones, head);
  const arrival = arrivalOf(milestones, head);
  const expected = (one: Milestone | undefined) => (one?.estimated ?? one?.planned)?.at ?? null;
  return {
    id: head.id,
    status,
    status_reason: status === 'held' ? reason : null,
    containers: head.boxes.length,
    delivered: happened.delivered,
    etd: expected(departure),
    atd: departure?.actual?.at ?? null,
    eta: expected(arrival),
    ata: arrival?.actual?.at ?? null,
    departure: departure ? { ...effective(departure), state: departure.state } : null,
    arrival: arrival ? { ...effective(arrival), state: arrival.state } : null,
    first_arrival: arrival?.first ?? null,
    ...freeDays(head, milestones, calendar),
    free_zone: zone,
    changed_at: changedAt(head, events),
  };
}

const at = (one: Milestone): string => effective(one)?.at ?? '';

/** The departure from the origin; where that is not known, the first one. */
function departureOf(all: readonly Milestone[], { origin }: Way): Milestone | undefined {
  const found = all.filter(
    ({ code, state, place }) =>
      departureCodes.includes(code) &&
      state !== 'omitted' &&
      (origin === null || place === null || place === origin),
  );
  return found.toSorted((a, b) => (at(a) < at(b) ? -1 : 1))[0];
}

/** The arrival at the destination; where that is not known, the last one. */
function arrivalOf(all: readonly Milestone[], { destination }: Way): Milestone | undefined {
  const found = all.filter(
    ({ code, state, place }) =>
      arrivalCodes.includes(code) &&
      state !== 'omitted' &&
      (destination === null || place === null || place === destination),
  );
  return found.toSorted((a, b) => (at(a) > at(b) ? -1 : 1))[0];
}

/** The free days that end first, of the clocks that are bound to run out: which have begun, and which nothing stopped. */
function freeDays(
  head: Head,
  milestones: readonly Milestone[],
  calendar: WorkCalendar | undefined,
) {
  const running = head.clocks.flatMap((rule) => {
    const triggers = triggersOf(rule.kind, rule.container, milestones, head);
    // Of days that go by nothing is kept; only whether it has ended.
    const { start, estimated, lastFreeDay, state } = readClock(
      rule,
      triggers,
      '9999-12-31',
      calendar,
    );
    if (lastFreeDay === null || estimated || state === 'stopped') return [];
    return [{ rule, until: lastFreeDay, from: start && firstFreeDay(start, rule) }];
  });
  const [first] = running.toSorted((a, b) => (a.until < b.until ? -1 : 1));
  if (!first) return { free_from: null, free_until: null, free_basis: null, pressing_from: null };
  const { rule, from, until } = first;
  return {
    free_from: from,
    free_until: until,
    free_basis: rule.basis,
    pressing_from: firstWithin(pressingDays, until, rule, calendar),
  };
}

/** When something of it changed last. */
function changedAt({ headerAt }: Head, events: readonly EventRow[]): string {
  const now = new Date().toISOString();
  return events.reduce(
    (last, { known }) => (known > last && known <= now ? known : last),
    headerAt,
  );
}

const milestoneColumns = {
  shipment_id: 'uuid',
  position: 'integer',
  container_key: 'text',
  family: 'text',
  code: 'text',
  is_empty: 'boolean',
  location: 'text',
  facility_type: 'text',
  leg: 'integer',
  leg_mode: 'text',
  vessel: 'text',
  voyage: 'text',
  state: 'text',
  overtaken: 'boolean',
  planned: 'jsonb',
  estimated: 'jsonb',
  actual: 'jsonb',
  first: 'jsonb',
  previous: 'jsonb',
};

const milestoneRow = (shipmentId: string, one: Milestone) => ({
  shipment_id: shipmentId,
  position: one.order,
  container_key: one.container,
  family: one.family,
  code: one.code,
  is_empty: one.empty,
  location: one.place,
  facility_type: one.facility,
  leg: one.leg,
  leg_mode: one.mode,
  vessel: one.vessel,
  voyage: one.voyage,
  state: one.state,
  overtaken: one.overtaken,
  planned: one.planned,
  estimated: one.estimated,
  actual: one.actual,
  first: one.first,
  previous: one.previous,
});

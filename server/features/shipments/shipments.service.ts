import { daysFrom } from '#contract/days';
import type {
  Milestone,
  ShipmentClock,
  ShipmentDetail,
  ShipmentEvent,
  ShipmentPlace,
  ShipmentRow,
} from '#contract/shipments';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reaches, reachOf, type Holder, type PersonCaller } from '../../http/caller.ts';
import { workCalendars, type WorkCalendar } from '../../records/calendars.ts';
import {
  countedDays,
  goesByCalendar,
  readClock,
  triggersOf,
} from '../../records/shipments/clocks.ts';
import { placesOf, type Place } from '../../records/shipments/places.ts';
import { localTime } from '../../records/shipments/times.ts';
import { findShipment, ordersOf, type ClockRow, type DetailRecord } from './detail.queries.ts';
import { eventRecords, type EventRecord } from './events.queries.ts';
import { shipmentRecords, type ShipmentAsk, type ShipmentRecord } from './shipments.queries.ts';

/** Counting further would take its time and say no more. */
const figureMax = 1_000;
const view = 'shipments.view' as const;

export type Places = ReadonlyMap<string, Place>;

const placeIn =
  (places: Places) =>
  (code: string | null, otherwise: string | null = null): ShipmentPlace | null => {
    if (code === null)
      return otherwise === null ? null : { code: '', name: otherwise, country: null };
    const { name = null, country = null } = places.get(code) ?? {};
    return { code, name: name ?? otherwise, country };
  };

/** Picks calendars for the free days of shipments, where any of them goes by one. */
export const calendarsFor = async (db: Db, records: readonly ShipmentRecord[]) =>
  records.some(({ freeBasis }) => freeBasis === 'working') ? await workCalendars(db) : undefined;
type CalendarAt = Awaited<ReturnType<typeof calendarsFor>>;

/** Free days that are left, as they are granted; of those that are over, days of delay below zero. */
function freeDaysOf(record: ShipmentRecord, calendarAt: CalendarAt): number | null {
  const { freeFrom, freeUntil, freeToday: today, freeBasis, destination, companyId } = record;
  if (freeUntil === null) return null;
  if (freeUntil < today) return daysFrom(today, freeUntil) + 1;
  const from = freeFrom !== null && freeFrom > today ? freeFrom : today;
  const calendar = calendarAt?.({ location: destination, companyId });
  return countedDays(from, freeUntil, { basis: freeBasis ?? 'calendar' }, calendar);
}

/** What a row of the list says. */
export function toRow(record: ShipmentRecord, places: Places, calendarAt: CalendarAt): ShipmentRow {
  const { id, number, reference, operation, mode, arrival, status, reason } = record;
  const { firstArrival, freeUntil, opened, changedAt } = record;
  const place = placeIn(places);
  return {
    id,
    number,
    reference,
    customer: { number: record.customerNumber, name: record.customerName },
    operation,
    mode,
    origin: place(record.origin),
    destination: place(record.destination),
    containers: { count: record.count, first: record.firstContainer, delivered: record.delivered },
    arrival,
    movedDays:
      arrival && firstArrival
        ? daysFrom(firstArrival.local.slice(0, 10), arrival.local.slice(0, 10))
        : null,
    status,
    reason,
    freeUntil,
    freeDays: freeDaysOf(record, calendarAt),
    opened,
    changedAt,
  };
}

/** A page of the list, its places by name. */
export async function listShipments(
  db: Db,
  caller: PersonCaller,
  asked: ShipmentAsk & { limit: number; cursor?: string },
) {
  const page = await shipmentRecords.page(db, reachOf(caller, view), asked, (row) => row);
  const places = await placesOf(
    db,
    page.items.flatMap(({ origin, destination }) => [origin, destination]),
  );
  const calendarAt = await calendarsFor(db, page.items);
  return { ...page, items: page.items.map((row) => toRow(row, places, calendarAt)) };
}

/** How many shipments are in the groups that people look for first. */
export async function shipmentFigures(db: Db, caller: PersonCaller, customer?: string) {
  const reach = reachOf(caller, view);
  const count = (group: NonNullable<ShipmentAsk['group']>) =>
    shipmentRecords.count(
      db,
      reach,
      { group, by: 'any', sort: '-changed', ...(customer !== undefined && { customer }) },
      figureMax,
    );
  const [in_transit, in_customs, arriving, clock] = await Promise.all([
    count('in_transit'),
    count('in_customs'),
    count('arriving'),
    count('clock'),
  ]);
  return { in_transit, in_customs, arriving, clock };
}

/** How many shipments within reach are on their way, for the home page. */
export const shipmentsFigure = (db: Db, caller: PersonCaller) =>
  shipmentRecords.count(
    db,
    reachOf(caller, view),
    { group: 'in_transit', by: 'any', sort: '-changed' },
    figureMax,
  );

/** @throws AppError `not_found` */
export const findDetail = (db: Db, caller: PersonCaller, id: string): Promise<ShipmentDetail> =>
  detailFor(db, caller, id);

/** What somebody sees of a shipment, who may make no call. @throws AppError `not_found` */
export async function detailFor(db: Db, caller: Holder, id: string): Promise<ShipmentDetail> {
  const [found, orders] = await Promise.all([
    findShipment(db, reachOf(caller, view), id),
    ordersOf(db, reachOf(caller, 'orders.view'), id),
  ]);
  if (!found) throw new AppError('not_found');
  const places = await placesOf(db, [
    found.origin,
    found.destination,
    found.finalPlace,
    ...found.milestones.map(({ place }) => place),
  ]);
  const amounts = reaches(reachOf(caller, 'orders.amounts'), found);
  const sees = {
    amounts,
    position: reaches(reachOf(caller, 'shipments.map'), found),
    staff: caller.kind === 'staff',
  };
  const { destination: location, companyId } = found;
  const calendarAt = goesByCalendar(found.clocks) ? await workCalendars(db) : undefined;
  const calendar = calendarAt?.({ location, companyId });
  return toDetail(found, orders, places, { ...sees, calendar, calendarAt });
}

type Sees = {
  amounts: boolean;
  position: boolean;
  staff: boolean;
  calendar: WorkCalendar | undefined;
  calendarAt: CalendarAt;
};

function toDetail(
  found: ShipmentRecord & DetailRecord,
  orders: ShipmentDetail['orders'],
  places: Places,
  sees: Sees,
): ShipmentDetail {
  const place = placeIn(places);
  const zone = places.get(found.destination ?? '')?.zone ?? found.zone;
  const today = localTime(Date.now(), zone).slice(0, 10);
  const clocksOf = (container: string): ShipmentClock[] =>
    found.clocks
      .filter((rule) => rule.container === container)
      .map((rule) => clockOf(rule, found, today, sees));
  const numbers = new Map(found.boxes.map(({ key, number }) => [key, number]));
  return {
    ...found,
    ...toRow(found, places, sees.calendarAt),
    company: { code: found.companyCode, name: found.companyName },
    finalPlace: place(found.finalPlace),
    orders,
    boxes: found.boxes.map(({ key, wrongDigit, ...box }) => ({
      ...box,
      wrongDigit: sees.staff && wrongDigit,
      seals: found.seals.filter(({ container }) => container === key).map(({ number }) => number),
      clocks: clocksOf(key),
    })),
    clocks: clocksOf(''),
    milestones: found.milestones.map((one): Milestone => ({
      ...one,
      container: one.container === '' ? null : (numbers.get(one.container) ?? one.container),
      place: place(one.place),
    })),
    mapped:
      found.position !== null || [...places.values()].some(({ latitude }) => latitude !== null),
    position: sees.position ? found.position : null,
  };
}

function clockOf(
  rule: ClockRow,
  found: ShipmentRecord & DetailRecord,
  today: string,
  { amounts, calendar }: Sees,
): ShipmentClock {
  const triggers = triggersOf(rule.kind, rule.container, found.milestones, found);
  const { amount, ...clock } = readClock(rule, triggers, today, calendar);
  return {
    kind: rule.kind,
    basis: rule.basis,
    grantedDays: rule.freeDays,
    firstDayCounts: rule.firstDayCounts,
    ...clock,
    amount: amounts ? amount : null,
    currency: rule.currency,
    tiers: amounts ? [...rule.tiers] : [],
  };
}

/** @throws AppError `not_found` */
export async function listEvents(
  db: Db,
  caller: PersonCaller,
  shipment: string,
  asked: { limit: number; cursor?: string },
) {
  const reach = reachOf(caller, view);
  const found = await shipmentRecords.find(db, reach, shipment);
  if (!found) throw new AppError('not_found');
  const page = await eventRecords.page(
    db,
    reach,
    {
      ...asked,
      shipment,
      sort: '-at',
      ...(caller.kind !== 'staff' && { visibility: 'customer' as const }),
    },
    (row) => row,
  );
  const places = await placesOf(
    db,
    page.items.map(({ place }) => place),
  );
  // Whose it is is noted where staff looks, and not sent.
  const customer = { number: found.customerNumber };
  return { ...page, items: page.items.map((row) => ({ ...toEvent(row, places), customer })) };
}

function toEvent(record: EventRecord, places: Places): ShipmentEvent {
  const { place, placeName, at, local, zone, precision, ...event } = record;
  return {
    ...event,
    place: placeIn(places)(place, placeName),
    moment: { at, local, zone, precision },
  };
}

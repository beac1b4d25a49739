import {
  rankOf,
  statusAfter,
  type FacilityType,
  type ShipmentStatus,
  type TransportMode,
} from '#contract/shipment-words';
import type { Db } from '../../db/scope.ts';
import { newsDays, recordEvents, type EventKind, type NewEvent } from '../events.ts';
import type { Milestone, Moment } from './milestones.ts';
import { placesOf } from './places.ts';
import { whereOf, type Way } from './status.ts';

/** What customers were told of a shipment. */
export type Told = {
  /** The arrival that was told last: the instant, the clock of the place, and whether it was said to be late. */
  eta?: string;
  local?: string;
  late?: boolean;
};

type Point = Pick<Milestone, 'code' | 'empty' | 'place' | 'facility'>;

/** A shipment before it is derived anew. */
export type Former = Way & {
  id: string;
  number: string;
  companyId: string;
  customerId: string;
  mode: TransportMode;
  status: ShipmentStatus;
  arrival: Moment | null;
  /** Null where nothing was told of it yet. */
  told: Told | null;
  /** What had happened. */
  reached: Point[];
};

/** What is known of it now. */
export type Current = {
  status: ShipmentStatus;
  reason: string | null;
  /** Whether the ERP says the status, rather than what happened. */
  mapped: boolean;
  milestones: readonly Milestone[];
  arrival: Milestone | undefined;
};

const { stringify } = JSON;
const hourMs = 3_600_000;
/** An arrival that moves by less is no news. */
const movedMs = (mode: TransportMode): number =>
  (mode === 'sea' || mode === 'multimodal' ? 24 : 4) * hourMs;

/** The points on the way that customers are told of: ports, customs, delivery. */
const points: readonly ShipmentStatus[] = [
  'departed',
  'transhipped',
  'arrived',
  'in_customs',
  'released',
  'delivered',
];

/**
 * What is news of a shipment: that its status changed, that it reached a point of its way, that its arrival moved. What
 * happened more than a week ago is none, nor what is known of it when it is heard of for the first time.
 * @returns the events, and what customers were told once these are
 */
export function newsOf(
  before: Former,
  now: Current,
  at = Date.now(),
): { told: Told; events: NewEvent[] } {
  const arrival = arrivalNews(before, now, at);
  if (isFirst(before)) return { told: arrival.told, events: [] };
  const since = new Date(at - newsDays * 24 * hourMs).toISOString();
  const reached = pointsReached(before, now.milestones, since);
  const status = statusNews(before, now, since);
  // Of what a milestone tells as well, the milestone tells.
  const told = status && reached.some((point) => point.status === status.status);
  return {
    told: arrival.told,
    events: [
      ...(status
        ? [eventOf(before, 'shipment.status_changed', { ...status, ...(told && { point: 'yes' }) })]
        : []),
      ...reached.map((point) => eventOf(before, 'shipment.milestone', point)),
      ...(arrival.moved ? [eventOf(before, 'shipment.arrival_moved', arrival.moved)] : []),
    ],
  };
}

/** The events of shipments, with the places in them by name, and the code of their country. */
export async function tellNews(db: Db, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const codeOf = ({ data }: NewEvent) => (data?.place as string | undefined) ?? null;
  const places = await placesOf(db, events.map(codeOf));
  await recordEvents(
    db,
    events.map((event) => {
      const code = codeOf(event);
      if (code === null) return event;
      const { name = null, country = null } = places.get(code) ?? {};
      const place = { place: name ?? code, ...(country !== null && { country }) };
      return { ...event, data: { ...event.data, ...place } };
    }),
  );
}

/** An event of a shipment; what is null is not said. */
export const eventOf = (
  { id, number, customerId, companyId }: Pick<Former, 'id' | 'number' | 'customerId' | 'companyId'>,
  kind: EventKind,
  data: Record<string, string | null | undefined>,
): NewEvent => ({
  kind,
  customerId,
  companyId,
  record: { kind: 'shipment', id },
  data: {
    number,
    ...Object.fromEntries(Object.entries(data).filter(([, value]) => value != null)),
  },
  actor: { kind: 'public', id: null },
});

/** Whether nothing was derived of it before. */
const isFirst = ({ told, reached, arrival }: Former): boolean =>
  told === null && reached.length === 0 && arrival === null;

function statusNews(before: Former, now: Current, since: string) {
  const { status, reason } = now;
  if (before.status === status) return null;
  const [was, is] = [rankOf(before.status), rankOf(status)];
  // It goes back where what was said to have happened did not.
  const corrected = is >= 0 && was > is;
  const happened = now.milestones.some(({ actual }) => actual !== null && actual.at >= since);
  if (!corrected && !now.mapped && !happened) return null;
  return { status, from: before.status, reason, corrected: corrected ? 'yes' : null };
}

function pointsReached(before: Former, milestones: readonly Milestone[], since: string) {
  const keyOf = ({ status, place }: { status: ShipmentStatus; place: string | null }) =>
    stringify([status, place]);
  const known = new Set(before.reached.flatMap((one) => pointOf(one, before)).map(keyOf));
  const reached = new Map<string, { status: ShipmentStatus; place: string | null }>();
  for (const one of milestones)
    if (one.actual && one.actual.at >= since)
      for (const point of pointOf(one, before))
        if (!known.has(keyOf(point))) reached.set(keyOf(point), point);
  return [...reached.values()];
}

function pointOf({ code, empty, place, facility }: Point, way: Way) {
  const after = statusAfter({
    code,
    empty,
    at: whereOf(place, way),
    facility: facility as FacilityType | null,
    document: null,
  });
  return after && points.includes(after.status) ? [{ status: after.status, place }] : [];
}

/** How the arrival moved against the one that was told last, so that one that drifts is told once a threshold. */
function arrivalNews(
  before: Former,
  { arrival }: Current,
  at: number,
): { told: Told; moved?: Record<string, string | null> } {
  const { mode, arrival: former, told } = before;
  const next = arrival?.actual ? null : (arrival?.estimated ?? arrival?.planned);
  if (!arrival || !next) return { told: told ?? {} };
  const last = told?.eta === undefined ? former : { at: told.eta, local: told.local! };
  const limit = movedMs(mode);
  const first = arrival.first ?? next;
  const late = Date.parse(next.at) - Date.parse(first.at) >= limit;
  const now: Told = { ...told, eta: next.at, local: next.local, late };
  if (isFirst(before) || !last) return { told: now };
  const moved = Date.parse(next.at) - Date.parse(last.at);
  if (Math.abs(moved) < limit)
    return { told: { ...told, eta: last.at, local: last.local, late: told?.late ?? false } };
  // An estimate of what should have been long ago is a gap in the source, and no news.
  if (Date.parse(next.at) < at - newsDays * 24 * hourMs) return { told: now };
  const way = moved > 0 ? 'later' : told?.late && !late ? 'recovered' : 'earlier';
  return {
    told: now,
    moved: { way, from: last.local, to: next.local, place: arrival.place },
  };
}

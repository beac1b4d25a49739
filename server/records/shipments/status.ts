import {
  deliveredRank,
  rankOf,
  statusAfter,
  type FacilityType,
  type HoldReason,
  type ShipmentStatus,
} from '#contract/shipment-words';
import type { EffectiveEvent } from './milestones.ts';

/** Where a shipment goes, as far as its status depends on that. */
export type Way = { origin: string | null; destination: string | null; finalPlace: string | null };

export type Standing = { status: ShipmentStatus; reason: HoldReason | null };

/** An event as it says something of a status. */
export type Happened = EffectiveEvent & { document: string | null };

/** Where on the way a place is. */
export function whereOf(place: string | null, { origin, destination, finalPlace }: Way) {
  if (place === null) return null;
  if (place === destination || place === finalPlace) return 'destination' as const;
  return place === origin ? ('origin' as const) : ('between' as const);
}

/**
 * The status that comes of what happened, the last of it last; `booked` where nothing did. A hold lasts until
 * something else happens.
 */
function standingOf(events: readonly Happened[], way: Way): Standing {
  let standing: Standing = { status: 'booked', reason: null };
  for (const event of events) {
    const next = statusAfter({
      code: event.code,
      empty: event.empty,
      at: whereOf(event.place, way),
      facility: event.facility as FacilityType | null,
      document: event.document,
    });
    if (next) standing = next;
  }
  return standing;
}

const inTime = (a: Happened, b: Happened): number => {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (a.known !== b.known) return a.known < b.known ? -1 : 1;
  return a.key < b.key ? -1 : 1;
};

/**
 * What became of a shipment and of each of its containers. A shipment with several containers is as far as the slowest
 * of them; one that is held holds the shipment.
 * @param events neither retracted nor deleted, in any order
 * @param containers look-up keys
 */
export function statusOf(
  events: readonly Happened[],
  containers: readonly string[],
  way: Way,
): Standing & { containers: ReadonlyMap<string, Standing>; delivered: number } {
  const actual = events.filter(({ classifier }) => classifier === 'actual').toSorted(inTime);
  if (containers.length === 0)
    return { ...standingOf(actual, way), containers: new Map(), delivered: 0 };
  const each = new Map(
    containers.map((key) => [
      key,
      standingOf(
        actual.filter(({ container }) => container === '' || container === key),
        way,
      ),
    ]),
  );
  const all = [...each.values()];
  const held = all.find(({ status }) => rankOf(status) < 0);
  const slowest = all.reduce((least, one) =>
    rankOf(one.status) < rankOf(least.status) ? one : least,
  );
  return {
    ...(held ?? slowest),
    containers: each,
    delivered: all.filter(({ status }) => rankOf(status) >= deliveredRank).length,
  };
}

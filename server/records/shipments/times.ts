import { timeFormat } from '#contract/format';
import { isOfOurTime } from '#contract/primitives';
import type { Precision } from '#contract/shipment-words';

/** A time of an event: the instant, the clock of the place, and how exact it is. */
export type EventTime = {
  /** ISO in UTC. */
  at: string;
  /** `yyyy-mm-ddThh:mm`, or `yyyy-mm-dd` where only the day is known. */
  local: string;
  zone: string;
  precision: Precision;
  /** The zone, or which of two instants is meant, was not said and is taken as likely. */
  assumed: boolean;
};

/** The clock of a zone at an instant: `yyyy-mm-ddThh:mm`. */
export const localTime = (at: number, zone: string): string =>
  timeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: zone })
    .format(at)
    .replace(' ', 'T');

const minuteMs = 60_000;

/**
 * The instants at which the clock of a zone shows a time: two where it is set back, none where it is set forward.
 * @param local `yyyy-mm-ddThh:mm`
 */
function instantsOf(local: string, zone: string): number[] {
  const guess = Date.parse(`${local}:00Z`);
  // Whatever the zone is off by, before and after a change of its clock.
  const offsets = [guess - 86_400_000, guess, guess + 86_400_000].map(
    (at) => Date.parse(`${localTime(at, zone)}:00Z`) - Math.floor(at / minuteMs) * minuteMs,
  );
  return [...new Set(offsets.map((offset) => guess - offset))]
    .filter((at) => localTime(at, zone) === local)
    .toSorted((a, b) => a - b);
}

/** The instant of a local time: the earlier of two, and where there is none the one that many minutes after the gap. */
export function zonedInstant(local: string, zone: string): { at: number; exact: boolean } {
  const found = instantsOf(local, zone);
  if (found.length > 0) return { at: found[0]!, exact: found.length === 1 };
  const guess = Date.parse(`${local}:00Z`);
  const before = guess - 86_400_000;
  const offset =
    Date.parse(`${localTime(before, zone)}:00Z`) - Math.floor(before / minuteMs) * minuteMs;
  return { at: guess - offset, exact: false };
}

const pattern = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * Reads a time as sources write it: with an offset it is an instant, without one it is the clock of the place, and a
 * date alone is that day there, never an hour.
 * @param zone of the place
 * @param sure whether that zone is the place's own
 * @returns null where it is no time, or none of our time
 */
export function readTime(text: string, zone: string, sure = true): EventTime | null {
  const [, day, time, offset] = pattern.exec(text.trim()) ?? [];
  if (day === undefined || Number.isNaN(Date.parse(`${day}T00:00:00Z`))) return null;
  if (!isOfOurTime(Date.parse(day))) return null;
  // The engine counts on from days that do not exist.
  if (new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day) return null;
  if (time === undefined) {
    const { at } = zonedInstant(`${day}T00:00`, zone);
    return { at: iso(at), local: day, zone, precision: 'day', assumed: !sure };
  }
  if (offset !== undefined) {
    const at = Date.parse(
      `${day}T${time}:00${offset === 'Z' ? 'Z' : offset.replace(/^(.\d\d):?/, '$1:')}`,
    );
    if (Number.isNaN(at)) return null;
    return { at: iso(at), local: localTime(at, zone), zone, precision: 'minute', assumed: false };
  }
  if (Number.isNaN(Date.parse(`${day}T${time}:00Z`))) return null;
  const { at, exact } = zonedInstant(`${day}T${time}`, zone);
  return {
    at: iso(at),
    local: `${day}T${time}`,
    zone,
    precision: 'minute',
    assumed: !sure || !exact,
  };
}

const iso = (at: number): string => new Date(at).toISOString();

import type { RequestStatus } from '#contract/service-words';
import type { WorkHours } from './calendars.ts';
import { localTime, zonedInstant } from './shipments/times.ts';

/** Working time of a calendar in a zone. Instants are milliseconds, as `Date.now()` has them. */
export type WorkTime = {
  /** Milliseconds of work between two instants. */
  between(from: number, to: number): number;
  /** The instant at which so many milliseconds of work are done; null where that is years away. */
  after(from: number, ms: number): number | null;
};

/** Days that are looked at, at most: what is open for longer is late, whatever the rest. */
const longest = 800;
const dayMs = 86_400_000;

const nextDay = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + dayMs).toISOString().slice(0, 10);
const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
const clockText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Days are worked out once each: many requests share a calendar. */
export function createWorkTime(hours: WorkHours, zone: string): WorkTime {
  const known = new Map<string, readonly [number, number] | null>();
  const instantOf = (day: string, minutes: number): number =>
    minutes === 1_440
      ? zonedInstant(`${nextDay(day)}T00:00`, zone).at
      : zonedInstant(`${day}T${clockText(minutes)}`, zone).at;

  const windowOf = (day: string): readonly [number, number] | null => {
    let found = known.get(day);
    if (found === undefined) {
      const isWorked = hours.weekdays.includes(weekdayOf(day)) && !hours.holidays.has(day);
      found = isWorked ? [instantOf(day, hours.opens), instantOf(day, hours.closes)] : null;
      known.set(day, found);
    }
    return found;
  };

  /** Stretches of work from an instant on, in their order. */
  function* stretches(from: number): Generator<readonly [number, number]> {
    let day = localTime(from, zone).slice(0, 10);
    for (let count = 0; count < longest; count++, day = nextDay(day)) {
      const found = windowOf(day);
      if (found && found[1] > from) yield [Math.max(found[0], from), found[1]];
    }
  }

  return {
    between: (from, to) => {
      let sum = 0;
      for (const [start, end] of stretches(from)) {
        if (start >= to) break;
        sum += Math.min(end, to) - start;
      }
      return sum;
    },
    after: (from, ms) => {
      let left = ms;
      for (const [start, end] of stretches(from)) {
        if (end - start >= left) return start + left;
        left -= end - start;
      }
      return null;
    },
  };
}

/** What happened to a request that its promises go by, in the order of time. */
export type ClockEvent = { at: number; status?: RequestStatus; answered?: boolean };

/** Working minutes that are promised; null: nothing is. */
export type Targets = { response: number | null; resolution: number | null };

/** How it stands with one promise. */
export type Clock = {
  /** Working minutes that have gone by. */
  elapsed: number;
  target: number | null;
  /** When the time is up; null while it stands still, and where nothing is promised. */
  dueAt: number | null;
  /** Whether it ran out before the thing was done. */
  late: boolean;
  done: boolean;
};

type Interval = { from: number; to: number | null };
const minuteMs = 60_000;

const isOver = (status: RequestStatus): boolean =>
  status === 'resolved' || status === 'closed' || status === 'cancelled';

/**
 * The promises of a request, worked out from what happened: time counts while it is new or in progress, and stands
 * still while it waits for somebody else. The first answer ends the one promise, the solution the other; one that is
 * reopened has its solution promised anew.
 * @param now an instant from which nothing has happened yet
 */
export function clocksOf(
  events: readonly ClockEvent[],
  targets: Targets,
  work: WorkTime,
  now: number,
): { response: Clock; resolution: Clock } {
  const opened = events[0]?.at ?? now;
  const answeredAt = events.find(
    ({ answered, status }) => answered || (status !== undefined && isOver(status)),
  )?.at;
  const { begun, solvedAt } = lastRound(events, opened);
  return {
    response: clock(running(events, opened, answeredAt ?? null), targets.response, {
      work,
      now,
      doneAt: answeredAt ?? null,
    }),
    resolution: clock(running(events, begun, solvedAt), targets.resolution, {
      work,
      now,
      doneAt: solvedAt,
    }),
  };
}

/** When the work on it began last, and when that was done; null where it is not. */
function lastRound(events: readonly ClockEvent[], opened: number) {
  let begun = opened;
  let solvedAt: number | null = null;
  for (const { at, status } of events) {
    if (status === undefined) continue;
    if (isOver(status)) solvedAt ??= at;
    else if (solvedAt !== null) [begun, solvedAt] = [at, null];
  }
  return { begun, solvedAt };
}

/** Stretches of time in which a clock runs, between two instants; the last one may be open. */
function running(events: readonly ClockEvent[], from: number, to: number | null): Interval[] {
  const found: Interval[] = [];
  let since: number | null = null;
  for (const { at, status } of events) {
    if (status === undefined || (to !== null && at > to)) continue;
    const runs = status === 'new' || status === 'in_progress';
    if (runs) since ??= Math.max(at, from);
    else if (since !== null) {
      if (at > since) found.push({ from: since, to: at });
      since = null;
    }
    if (at <= from && since !== null) since = from;
  }
  if (since !== null) found.push({ from: since, to });
  return found.filter((one) => one.to === null || one.to > from);
}

function clock(
  intervals: readonly Interval[],
  target: number | null,
  { work, now, doneAt }: { work: WorkTime; now: number; doneAt: number | null },
): Clock {
  let elapsedMs = 0;
  let dueAt: number | null = null;
  for (const { from, to } of intervals) {
    const left = target === null ? null : target * minuteMs - elapsedMs;
    const spent = work.between(from, to ?? Math.max(now, from));
    if (left !== null && dueAt === null) {
      const at = to === null || spent >= left ? work.after(from, left) : null;
      if (at !== null && (to === null || at <= to)) dueAt = at;
    }
    elapsedMs += spent;
  }
  return {
    elapsed: Math.floor(elapsedMs / minuteMs),
    target,
    dueAt,
    late: dueAt !== null && dueAt < (doneAt ?? now),
    done: doneAt !== null,
  };
}

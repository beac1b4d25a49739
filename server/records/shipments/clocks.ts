import { daysFrom } from '#contract/days';
import { toMillionths, toText } from '#contract/decimal';
import type { ClockKind, ClockState } from '#contract/shipment-words';
import { usualCalendar, type WorkCalendar } from '../calendars.ts';
import type { Milestone, Moment } from './milestones.ts';

/** Price of a day of delay, from which one on and until which, the first being 1. */
export type Tier = { from: number; to: number | null; perDay: string };

/** The rule of a clock, as the ERP says it. All days are dates of the place. */
export type ClockRule = {
  kind: ClockKind;
  /** Whether days off count among the free days. */
  basis: 'calendar' | 'working';
  freeDays: number;
  firstDayCounts: boolean;
  start: string | null;
  stop: string | null;
  lastFreeDay: string | null;
  currency: string | null;
  tiers: readonly Tier[];
};

/** What sets a clock off and stops it, as the milestones say it. */
export type ClockTriggers = {
  start: { date: string; estimated: boolean } | null;
  stop: string | null;
};

export type Clock = {
  state: ClockState;
  /** The day it begins; null where nothing says when. */
  start: string | null;
  /** Begins with something that is only expected. */
  estimated: boolean;
  lastFreeDay: string | null;
  /** Free days left today, counted as they are granted; on the last one 1. Null where none is running. */
  daysLeft: number | null;
  /** Free days that the expected arrival leaves of an end that is fixed, before it begins; null where none is. */
  daysAtArrival: number | null;
  /** Days of delay until today or until it stopped, and what they cost; null where there is no price. */
  chargedDays: number;
  amount: string | null;
};

export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** Monday is 1. */
const weekday = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay() || 7;

const isWorked = (date: string, { weekdays, holidays }: WorkCalendar): boolean =>
  weekdays.includes(weekday(date)) && !holidays.has(date);

/** No calendar has so many days off in a row. */
const longestBreak = 366;

/** Whether a day counts among the free ones. */
const counts = (
  date: string,
  { basis }: Pick<ClockRule, 'basis'>,
  calendar: WorkCalendar,
): boolean => basis === 'calendar' || calendar.weekdays.length === 0 || isWorked(date, calendar);

/** The first day that may count among the free ones. */
export const firstFreeDay = (start: string, { firstDayCounts }: ClockRule): string =>
  firstDayCounts ? start : addDays(start, 1);

/**
 * The last free day: so many days that count, beginning with the first day or the one after it. Without free days it
 * is the day before.
 */
function lastFreeDayOf(start: string, rule: ClockRule, calendar: WorkCalendar): string {
  let day = firstFreeDay(start, rule);
  if (rule.freeDays === 0) return addDays(day, -1);
  for (let left = rule.freeDays, skipped = 0; ; day = addDays(day, 1)) {
    if (counts(day, rule, calendar) || skipped > longestBreak) {
      left--;
      skipped = 0;
    } else skipped++;
    if (left === 0) return day;
  }
}

/** Days that count from one to another, both included. */
export function countedDays(
  from: string,
  to: string,
  rule: Pick<ClockRule, 'basis'>,
  calendar: WorkCalendar = usualCalendar,
): number {
  let days = 0;
  for (let day = from; day <= to; day = addDays(day, 1)) if (counts(day, rule, calendar)) days++;
  return days;
}

/** The first day on which no more than so many free days are left. */
export function firstWithin(
  days: number,
  until: string,
  rule: Pick<ClockRule, 'basis'>,
  calendar: WorkCalendar = usualCalendar,
): string {
  let first = until;
  for (let back = 0; back < longestBreak; back++) {
    const earlier = addDays(first, -1);
    if (countedDays(earlier, until, rule, calendar) > days) break;
    first = earlier;
  }
  return first;
}

/** What so many days of delay cost. */
export function chargeOf(days: number, tiers: readonly Tier[]): string | null {
  if (tiers.length === 0) return null;
  const sum = tiers.reduce((total, { from, to, perDay }) => {
    const counted = Math.max(0, Math.min(days, to ?? days) - from + 1);
    return total + toMillionths(perDay) * BigInt(counted);
  }, 0n);
  return toText(sum);
}

/**
 * How a clock stands. What the ERP says of its days wins over what the milestones say, and its last free day over what
 * is counted. Days of delay are those of the calendar, whatever free days are counted by.
 * @param today the date at the place
 */
export function readClock(
  rule: ClockRule,
  triggers: ClockTriggers,
  today: string,
  calendar: WorkCalendar = usualCalendar,
): Clock {
  const start = rule.start ?? triggers.start?.date ?? null;
  const estimated =
    rule.start === null && rule.lastFreeDay === null && triggers.start?.estimated === true;
  const stop = rule.stop ?? triggers.stop;
  const lastFreeDay = rule.lastFreeDay ?? (start && lastFreeDayOf(start, rule, calendar));
  const daysAtArrival = daysAtArrivalOf(rule, triggers, today, calendar);
  const base = { start, estimated, lastFreeDay, daysAtArrival };
  const idle = { daysLeft: null, chargedDays: 0, amount: null };
  if (lastFreeDay === null)
    return { ...base, ...idle, state: stop !== null && stop <= today ? 'stopped' : 'waiting' };
  const until = stop !== null && stop < today ? stop : today;
  const chargedDays = Math.max(0, daysFrom(lastFreeDay, until));
  const charge = {
    chargedDays,
    amount: chargedDays > 0 ? chargeOf(chargedDays, rule.tiers) : null,
  };
  if (stop !== null && stop <= today)
    return { ...base, ...charge, daysLeft: null, state: 'stopped' };
  const begun = start === null || start <= today;
  if (!begun || estimated) return { ...base, ...idle, state: 'waiting' };
  if (chargedDays > 0) return { ...base, ...charge, daysLeft: 0, state: 'charged' };
  const from =
    start !== null && !rule.firstDayCounts && start === today ? addDays(today, 1) : today;
  const daysLeft = countedDays(from, lastFreeDay, rule, calendar);
  return {
    ...base,
    ...charge,
    daysLeft,
    state: today === lastFreeDay ? 'last_day' : 'free',
  };
}

/** What an expected arrival leaves of the free days, where the ERP fixed their end but not their beginning. */
function daysAtArrivalOf(
  rule: ClockRule,
  { start, stop }: ClockTriggers,
  today: string,
  calendar: WorkCalendar,
): number | null {
  const { lastFreeDay } = rule;
  const isAhead = start?.estimated === true && start.date > today && (rule.stop ?? stop) === null;
  if (!isAhead || lastFreeDay === null || rule.start !== null) return null;
  return countedDays(firstFreeDay(start.date, rule), lastFreeDay, rule, calendar);
}

/** Whether a calendar is needed to read any of these. */
export const goesByCalendar = (rules: readonly Pick<ClockRule, 'basis'>[]): boolean =>
  rules.some(({ basis }) => basis === 'working');

/** A milestone as far as clocks go by it. */
type Trigger = Pick<
  Milestone,
  'container' | 'code' | 'empty' | 'place' | 'actual' | 'estimated' | 'planned' | 'state'
>;

/** The codes that set each clock off, the first that is known counting, and what stops it. */
const triggerCodes: Record<ClockKind, { start: readonly string[]; stop: 'out' | 'back' }> = {
  demurrage: { start: ['DISC', 'RCF', 'AVPU', 'NFD'], stop: 'out' },
  storage: { start: ['DISC', 'RCF', 'AVPU', 'NFD'], stop: 'out' },
  combined: { start: ['DISC', 'RCF', 'AVPU', 'NFD'], stop: 'back' },
  detention: { start: ['GTOT'], stop: 'back' },
};

/** Where goods arrive at last. */
export type Ends = { destination: string | null; finalPlace: string | null };

/**
 * What the milestones say of a clock: what really happened, else what is expected. The place is the last of the way; at
 * a port in between no clock runs.
 * @param container look-up key; empty for a clock of the whole shipment
 */
export function triggersOf(
  kind: ClockKind,
  container: string,
  milestones: readonly Trigger[],
  { destination, finalPlace }: Ends,
): ClockTriggers {
  const { start, stop } = triggerCodes[kind];
  const here = milestones.filter(
    (one) =>
      one.state !== 'omitted' &&
      (one.container === container || one.container === '' || container === '') &&
      (destination === null || one.place === destination || one.place === finalPlace),
  );
  const happens = (code: string) =>
    here.filter((one) => one.code === code && (code !== 'GTOT' || !one.empty));
  const starts = start.map(happens).find((found) => found.length > 0) ?? [];
  const ends =
    stop === 'out'
      ? [...happens('GTOT'), ...here.filter(({ code }) => code === 'DLV')]
      : milestones.filter(
          ({ code, empty, container: of }) => code === 'GTIN' && empty === true && of === container,
        );
  const dateOf = (moment: Moment | null | undefined) => moment?.local.slice(0, 10) ?? null;
  const begun = earliest(starts.map(({ actual }) => dateOf(actual)));
  const expected = earliest(starts.map((one) => dateOf(one.estimated ?? one.planned)));
  return {
    start: begun
      ? { date: begun, estimated: false }
      : expected
        ? { date: expected, estimated: true }
        : null,
    stop: earliest(ends.map(({ actual }) => dateOf(actual))),
  };
}

const earliest = (dates: readonly (string | null)[]): string | null =>
  dates.filter((date) => date !== null).toSorted()[0] ?? null;

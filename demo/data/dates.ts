/** Calendar arithmetic on `yyyy-mm-dd`. It reckons in UTC days, so that no time zone can shift a date. */
export function addDays(date: string, days: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
}

/** How many days one date lies behind another. */
export const daysBetween = (before: string, after: string): number =>
  (Date.parse(`${after}T00:00:00Z`) - Date.parse(`${before}T00:00:00Z`)) / 86_400_000;

/** The earlier of two dates. */
export const earlier = (a: string, b: string): string => (a < b ? a : b);

/** The later of two dates. */
export const later = (a: string, b: string): string => (a > b ? a : b);

/** The first of some days of the week (0 is Sunday) that is not before a date. */
export function runDayFrom(date: string, weekdays: readonly number[]): string {
  const found = [0, 1, 2, 3, 4, 5, 6].find((days) =>
    weekdays.includes(weekday(addDays(date, days))),
  );
  return addDays(date, found ?? 0);
}

/** The last of some days of the week that is not after a date. */
export function runDayUntil(date: string, weekdays: readonly number[]): string {
  const found = [0, 1, 2, 3, 4, 5, 6].find((days) =>
    weekdays.includes(weekday(addDays(date, -days))),
  );
  return addDays(date, -(found ?? 0));
}

const weekday = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();

/** Today's date in a time zone. */
export function todayIn(timeZone: string, now = new Date()): string {
  // Canadian English writes yyyy-mm-dd.
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(now);
}

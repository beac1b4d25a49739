/** Calendar arithmetic on `yyyy-mm-dd`. It reckons in UTC days, so that no time zone can shift a date. */
export function addDays(date: string, days: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
}

/** The earlier of two dates. */
export const earlier = (a: string, b: string): string => (a < b ? a : b);

/** Today's date in a time zone. */
export function todayIn(timeZone: string, now = new Date()): string {
  // Canadian English writes yyyy-mm-dd.
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(now);
}

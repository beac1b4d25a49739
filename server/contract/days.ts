/** Dates as `yyyy-mm-dd` (spec D.0.3). Plain functions: this file may travel to the browser. */

// Days are counted where every day has 24 hours; no local time is asked.
const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

/** How many days one date lies behind another; negative where it comes before. */
export const daysFrom = (earlier: string, later: string): number =>
  dayNumber(later) - dayNumber(earlier);

/** The first day that figures can be asked for: a year typed with two digits is none. */
export const earliestDay = '2000-01-01';

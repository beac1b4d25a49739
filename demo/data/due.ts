import { addDays, runDayFrom } from './dates.ts';
import type { Source } from './source.ts';

/** The day of payment runs on which what is written on a date falls due: never so many days exactly. */
export const dueDay = (
  { receivables: { days, weekdays } }: Pick<Source, 'receivables'>,
  date: string,
): string => runDayFrom(addDays(date, days), weekdays);

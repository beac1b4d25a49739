import { identifierKey } from '#contract/identifiers';
import { usualHours, usualWeekdays } from '#contract/settings-words';
import { rowsOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';

/** Which days are worked: weekdays from 1 for Monday to 7, and the dates that are not. */
export type WorkCalendar = { weekdays: readonly number[]; holidays: ReadonlySet<string> };
/** The same with the minutes of the day between which is worked. */
export type WorkHours = WorkCalendar & { opens: number; closes: number };
export const usualCalendar: WorkHours = {
  weekdays: usualWeekdays,
  holidays: new Set(),
  ...usualHours,
};

/** Where something is done, and for which company. */
export type WorkPlace = { location: string | null; companyId: string | null };

/** Names a calendar in its table. */
export const calendarKey = {
  tenant: 'tenant',
  company: (code: string): string => `company:${identifierKey(code)}`,
  location: (code: string): string => `location:${code.toUpperCase()}`,
};

/**
 * The calendars of the tenant, to pick from: that of the place, else of the company, else the tenant's, else the
 * usual week.
 */
export async function workCalendars(db: Db): Promise<(at: WorkPlace) => WorkHours> {
  const rows = await rowsOf<{
    key: string;
    companyId: string | null;
    weekdays: number[];
    opens: number;
    closes: number;
    days: string[];
  }>(
    db,
    `select c.key, c.company_id as "companyId", c.weekdays, c.opens, c.closes,
       array(select d.day::text from calendar_days d where d.tenant_id = c.tenant_id and d.key = c.key) as days
     from calendars c`,
  );
  const read = rows.map(({ key, companyId, weekdays, opens, closes, days }) => ({
    name: companyId ?? key,
    calendar: { weekdays, opens, closes, holidays: new Set(days) } as WorkHours,
  }));
  const byName = new Map(read.map(({ name, calendar }) => [name, calendar]));
  return ({ location, companyId }) =>
    (location === null ? undefined : byName.get(calendarKey.location(location))) ??
    (companyId === null ? undefined : byName.get(companyId)) ??
    byName.get(calendarKey.tenant) ??
    usualCalendar;
}

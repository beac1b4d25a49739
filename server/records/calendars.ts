import { identifierKey } from '#contract/identifiers';
import { usualWeekdays } from '#contract/settings-words';
import { rowsOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';

/** Which days are worked: weekdays from 1 for Monday to 7, and the dates that are not. */
export type WorkCalendar = { weekdays: readonly number[]; holidays: ReadonlySet<string> };
export const usualCalendar: WorkCalendar = { weekdays: usualWeekdays, holidays: new Set() };

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
export async function workCalendars(db: Db): Promise<(at: WorkPlace) => WorkCalendar> {
  const rows = await rowsOf<{
    key: string;
    companyId: string | null;
    weekdays: number[];
    days: string[];
  }>(
    db,
    `select c.key, c.company_id as "companyId", c.weekdays,
       array(select d.day::text from calendar_days d where d.tenant_id = c.tenant_id and d.key = c.key) as days
     from calendars c`,
  );
  const read = rows.map(({ key, companyId, weekdays, days }) => ({
    name: companyId ?? key,
    calendar: { weekdays, holidays: new Set(days) } as WorkCalendar,
  }));
  const byName = new Map(read.map(({ name, calendar }) => [name, calendar]));
  return ({ location, companyId }) =>
    (location === null ? undefined : byName.get(calendarKey.location(location))) ??
    (companyId === null ? undefined : byName.get(companyId)) ??
    byName.get(calendarKey.tenant) ??
    usualCalendar;
}

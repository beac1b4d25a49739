import ical, { ICalCalendarMethod } from 'ical-generator';

/** What stands in a calendar: a day, `yyyy-mm-dd`, or an instant, which takes an hour. */
export type CalendarEntry = {
  /** The same each time the calendar is asked for. */
  id: string;
  summary: string;
  place?: string | null;
  changedAt: string;
} & ({ day: string } | { at: string });

const hour = 3_600_000;

/**
 * A calendar as programs subscribe to it (RFC 5545).
 * @param everySeconds how often a program is to ask for it
 */
export function writeCalendar(
  { name, language, everySeconds }: { name: string; language: string; everySeconds: number },
  entries: readonly CalendarEntry[],
): string {
  const calendar = ical({
    name,
    prodId: { company: 'portico', product: 'shipments', language: language.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
    ttl: everySeconds,
  });
  for (const { id, summary, place, changedAt, ...when } of entries) {
    const allDay = 'day' in when;
    // The library writes days and instants in UTC.
    const start = new Date(allDay ? `${when.day}T00:00:00Z` : when.at);
    calendar.createEvent({
      id,
      summary,
      ...(place && { location: place }),
      lastModified: new Date(changedAt),
      stamp: new Date(changedAt),
      allDay,
      start,
      ...(!allDay && { end: new Date(start.getTime() + hour) }),
    });
  }
  return calendar.toString();
}

import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { givenDate, line, ruled } from './primitives.ts';
import { calendarKinds, mostCalendarDays, mostCalendars, usualHours } from './settings-words.ts';

const manage = { permission: 'settings.manage' } as const;

const day = z.strictObject({ day: givenDate, name: line(limits.name) });

/** The days that are worked, of the tenant, one of its companies, or a place. */
export const Calendar = z.object({
  /** `tenant`, `company:<code>` or `location:<code>`. */
  key: z.string(),
  kind: z.enum(calendarKinds),
  /** Of the company or place. */
  code: z.string().nullable(),
  name: z.string().nullable(),
  /** From 1 for Monday to 7. */
  weekdays: z.array(z.number().int()),
  /** Minutes of the day between which is worked; promises of service count in these. */
  opens: z.number().int(),
  closes: z.number().int(),
  /** Days off besides, in their order. */
  days: z.array(z.object({ day: z.string(), name: z.string() })),
  /** 0 where nothing was set: the usual week. */
  version: z.number().int(),
});
export type Calendar = z.output<typeof Calendar>;

export const Calendars = z.object({
  /** The tenant's first. */
  items: z.array(Calendar),
  companies: z.array(z.object({ code: z.string(), name: z.string() })),
});
export type Calendars = z.output<typeof Calendars>;

const isUnique = (values: readonly unknown[]) => new Set(values).size === values.length;
const params = z.strictObject({
  calendar: z.string().regex(/^(tenant|company:.{1,60}|location:[A-Za-z0-9]{1,20})$/su),
});

export const calendars = defineEndpoints({
  'GET /settings/calendars': {
    ...manage,
    summary: 'Which days are worked, of the tenant, its companies and places.',
    response: Calendars,
    errors: [],
  },
  'PUT /settings/calendars/:calendar': {
    ...manage,
    summary: `Replaces a calendar (\`tenant\`, \`company:<code>\`, \`location:<code>\`), or makes it; a tenant has ${mostCalendars} at most. Free days of open shipments are counted anew.`,
    params,
    body: ruled(
      z.strictObject({
        version: z.number().int().min(0),
        opens: z.number().int().min(0).max(1_439).default(usualHours.opens),
        closes: z.number().int().min(1).max(1_440).default(usualHours.closes),
        weekdays: ruled(z.array(z.number().int().min(1).max(7)).min(1).max(7), isUnique, {
          error: 'duplicate',
        }),
        days: ruled(
          z.array(day).max(mostCalendarDays),
          (days: { day: string }[]) => isUnique(days.map(({ day: on }) => on)),
          { error: 'duplicate' },
        ),
      }),
      ({ opens, closes }) => opens < closes,
      { error: 'period', path: ['closes'] },
    ),
    response: Calendars,
    errors: ['not_found', 'record_changed', 'limit_reached'],
    audit: 'settings.changed',
  },
  'DELETE /settings/calendars/:calendar': {
    ...manage,
    summary: 'Takes a calendar away: the tenant’s holds in its place, or the usual week.',
    params,
    response: Calendars,
    errors: ['not_found'],
    audit: 'settings.changed',
  },
});

import { z } from 'zod';
import { canonical } from './decimal.ts';
import { limits } from './limits.ts';
import { locales } from './locales.ts';

/**
 * A schema with a rule of our own. The rule is asked only about a value that is sound in all its parts: the
 * library would hand it one whose texts failed their pattern, too.
 * @param error name of the rule, as locales have a text for
 * @param path the part that is at fault, where the value is an object
 */
export function ruled<S extends z.ZodType>(
  schema: S,
  holds: (value: z.output<S>) => boolean,
  { error, path }: { error: string; path?: string[] },
): S {
  return schema.refine(holds as (value: unknown) => boolean, {
    error,
    path,
    when: ({ issues }) => issues.length === 0,
  });
}

/** Whether a text shows anything: blanks, marks and signs without a width alone do not. */
const isVisible = (text: string): boolean =>
  /[^\p{C}\p{Z}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u.test(text);

/** Text of one line: trimmed, not empty, no control characters and no half of a pair (the database has none). */
export const line = (max: number) =>
  ruled(
    z
      .string()
      .max(max)
      // Control characters have no business in names and numbers, and end up in mail headers and logs.
      .regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: 'control_characters' })
      .trim()
      .min(1),
    isVisible,
    { error: 'control_characters' },
  );

/** Text that may hold several lines. */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[^\0\p{Cs}]*$/u, { error: 'control_characters' });

/** An identifier of the ERP: kept as sent, leading zeros and all. */
export const identifier = line(limits.identifier);

/**
 * A decimal number as text, never a float.
 * @param digits all significant digits, as in `numeric(digits, places)`
 * @param places digits behind the point
 */
export const decimal = (digits: number, places: number) =>
  z
    .string()
    .max(digits + 2)
    .regex(new RegExp(`^-?\\d{1,${digits - places}}(\\.\\d{1,${places}})?$`), { error: 'decimal' })
    .meta({ format: 'decimal', examples: ['29691.00'] });

/** A decimal that is written in one way: `0100`, `100` and `100.0` are `100.00`, and zero has no sign. */
const written = (digits: number, places: number, least: number) =>
  decimal(digits, places).transform((text) => canonical(text, least));

/** Amount of money, `numeric(19,4)`. */
export const money = written(19, 4, 2);
/** Price of a unit, `numeric(20,6)`. */
export const unitPrice = written(20, 6, 2);
/** Quantity, `numeric(18,6)`. */
export const quantity = written(18, 6, 0);
/** How many units a price is for, `numeric(10,3)`. */
export const priceUnit = ruled(written(10, 3, 0), (value) => value !== '0' && !isNegative(value), {
  error: 'positive',
});
/** One of the decimals above, that may not be below zero. */
export const notNegative = <S extends z.ZodType<string>>(schema: S): S =>
  ruled(schema, (value) => !isNegative(value), { error: 'negative' });
const isNegative = (value: string) => value.startsWith('-');

/** ISO 4217. `MXP`, which old ERPs still send, is read as `MXN` (spec S4.6). */
export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'currency' })
  .transform((code) => (code === 'MXP' ? 'MXN' : code));
/** A currency as it leaves the server. */
export const currencyCode = z.string().length(3);

/** A date without time, `yyyy-mm-dd`, never passed through an instant. There is no year 0 in the database. */
export const date = ruled(z.iso.date(), (text) => !text.startsWith('0000'), { error: 'date' });
const [firstGivenDay, lastGivenDay] = ['1900-01-01', '2999-12-31'];
/**
 * A day that a person names, of the years 1900 to 2999: what is reckoned from it can still be written. The ERP may name
 * others, as it says never by the year 9999.
 */
export const givenDate = ruled(
  z.iso.date(),
  (text) => text >= firstGivenDay && text <= lastGivenDay,
  { error: 'date' },
).meta({ formatMinimum: firstGivenDay, formatMaximum: lastGivenDay });
/** A day of a range that depends, and that a refusal names (`day_range`). */
export const dayOfRange = date.meta({ description: 'A day of a range that a refusal names.' });
/** An instant with offset. */
export const instant = z.iso.datetime({ offset: true });
const [firstInstant, endOfInstants] = [0, Date.UTC(9999, 0)];
/** Whether an instant is one of our time: ERPs write the years 0, 1 and 9999 for none and never. */
export const isOfOurTime = (at: number): boolean => at >= firstInstant && at < endOfInstants;
/** An instant from outside, gone or to come. What comes out is in UTC. */
export const givenInstant = ruled(instant, (text) => isOfOurTime(Date.parse(text)), {
  error: 'instant',
}).transform((text) => new Date(text).toISOString());
/** A time on a clock whose zone is known otherwise, `yyyy-mm-ddThh:mm`. */
export const localTime = ruled(
  z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, { error: 'instant' }),
  (text) => isOfOurTime(Date.parse(`${text}Z`)),
  { error: 'instant' },
);
/**
 * An instant at which something was done, from outside: not later than a day from now, for clocks that are ahead.
 * What comes out is in UTC.
 */
export const pastInstant = ruled(
  instant,
  (text) => isOfOurTime(Date.parse(text)) && Date.parse(text) < Date.now() + 86_400_000,
  { error: 'instant' },
).transform((text) => new Date(text).toISOString());

/** Over TLS, but on this machine. */
export const webAddress = z.url({ protocol: /^https?$/ }).refine((text) => {
  const { protocol, hostname } = URL.parse(text) ?? {};
  return protocol === 'https:' || /^(localhost|127\.0\.0\.1|.*\.localhost)$/.test(hostname ?? '');
}, 'must be https outside of this machine');

/** A time zone by its name; not by its distance, which databases and browsers count in opposite directions. */
export const timeZone = ruled(line(60), (name) => /^[A-Za-z]/.test(name) && isTimeZone(name), {
  error: 'time_zone',
});
function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

export const uuid = z.uuid();
export const locale = z.enum(locales);
export type { Locale } from './locales.ts';

/** A text per language; at least one. */
export const localised = z
  .strictObject({ es: line(limits.name), pt: line(limits.name), en: line(limits.name) })
  .partial();
/** The same on its way out. */
export const localisedOut = z.object({ es: z.string(), pt: z.string(), en: z.string() }).partial();

/** The cursor of a list: opaque, from the `nextCursor` of the page before. */
export const cursor = z.string().min(1).max(limits.cursor);
/** How many rows a page has: in a query, digits and nothing else that a number may be written as. */
export const pageSize = z
  .preprocess(
    (value) => (typeof value === 'string' && !/^\d+$/.test(value) ? Number.NaN : value),
    z.coerce.number().int().min(1).max(limits.pageMax),
  )
  .default(limits.page);

/** One page of a list. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** A number the ERP counts up with every change: digits, kept exactly (`bigint` at rest). */
export const sourceVersion = z
  .union([z.number().int().nonnegative(), z.string().regex(/^\d{1,18}$/, { error: 'version' })])
  .transform(String);

import { z } from 'zod';
import { limits } from './limits.ts';
import { locales } from './locales.ts';

/** Text of one line: trimmed, not empty, no control characters and no half of a pair (the database has none). */
export const line = (max: number) =>
  z
    .string()
    .max(max)
    // Control characters have no business in names and numbers, and end up in mail headers and logs.
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: 'control_characters' })
    .trim()
    .min(1);

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

/** Amount of money, `numeric(19,4)`. */
export const money = decimal(19, 4);
/** Price of a unit, `numeric(20,6)`. */
export const unitPrice = decimal(20, 6);
/** Quantity, `numeric(18,6)`. */
export const quantity = decimal(18, 6);
/** How many units a price is for, `numeric(10,3)`. */
export const priceUnit = decimal(10, 3).refine((value) => Number(value) > 0, { error: 'positive' });

/** ISO 4217. `MXP`, which old ERPs still send, is read as `MXN` (spec S4.6). */
export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'currency' })
  .transform((code) => (code === 'MXP' ? 'MXN' : code));
/** A currency as it leaves the server. */
export const currencyCode = z.string().length(3);

/** A date without time, `yyyy-mm-dd`. It never passes through an instant. */
export const date = z.iso
  .date()
  // There is no year 0 in the database.
  .refine((text) => !text.startsWith('0000'), { error: 'date' });
/** An instant with offset. */
export const instant = z.iso.datetime({ offset: true });

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
export const pageSize = z.coerce.number().int().min(1).max(limits.pageMax).default(limits.page);

/** One page of a list. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** A number the ERP counts up with every change: digits, kept exactly (`bigint` at rest). */
export const sourceVersion = z
  .union([z.number().int().nonnegative(), z.string().regex(/^\d{1,18}$/, { error: 'version' })])
  .transform(String);

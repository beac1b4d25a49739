import { z } from 'zod';
import { limits } from '../limits.ts';
import { mailbox as address } from '../mailbox.ts';
import * as p from '../primitives.ts';

// What the fields of records are made of.

export const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? null);
export const word = optional(p.line(limits.name));
export const reference = optional(p.identifier);
/** ERPs write an empty text where there is none. */
export const mailbox = z.preprocess((value) => (value === '' ? null : value), optional(address));
/** What every record may carry: the ERP's own version of it. An older one never overwrites. */
export const versioned = {
  sourceVersion: optional(p.sourceVersion),
  /** `true` makes it a tombstone. */
  deleted: z.literal(false).optional(),
};
export const uniqueBy =
  <T>(key: (item: T) => string) =>
  (items: T[]) =>
    new Set(items.map(key)).size === items.length;
export const lines = <T extends z.ZodObject>(line: T) =>
  p.ruled(
    z.array(line).max(limits.documentLines),
    uniqueBy((item: { position?: unknown }) => String(item.position)),
    { error: 'duplicate_position' },
  );

export const description = { material: reference, descriptions: p.localised.default({}) };

/** ISO 3166, two letters. */
export const country = optional(z.string().regex(/^[A-Z]{2}$/, { error: 'country' }));

/** Degrees, as `numeric(9, 6)`. */
const degrees = (most: number) =>
  p.ruled(p.decimal(9, 6), (text) => Math.abs(Number(text)) <= most, { error: 'coordinates' });
export const latitude = degrees(90);
export const longitude = degrees(180);

/** Code of a place; it need not be known. */
export const place = optional(
  p.line(20).transform((code) => code.toUpperCase().replaceAll(' ', '')),
);

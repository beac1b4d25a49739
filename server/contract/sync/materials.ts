import { z } from 'zod';
import * as p from '../primitives.ts';
import { limits } from '../limits.ts';
import { identifierKey } from '../identifiers.ts';
import { optional, reference, uniqueBy, versioned, word } from './fields.ts';

const positive = optional(
  p.ruled(p.notNegative(p.quantity), (value) => value !== '0', { error: 'positive' }),
);

export const materials = {
  key: ['number'],
  record: z.strictObject({
    number: p.identifier,
    descriptions: p.localised,
    unit: p.identifier,
    group: word,
    active: z.boolean().default(true),
    /** Whether customers may order it. */
    orderable: z.boolean().default(true),
    /** The least and the most of one order line, and what it is a multiple of; in `unit`. */
    minQuantity: positive,
    multiple: positive,
    maxQuantity: positive,
    /** Number of the material that takes its place; may come before that does. */
    successor: reference,
    /** Other units: one of them is `numerator` / `denominator` of `unit`. */
    units: p
      .ruled(
        z
          .array(
            z.strictObject({
              unit: p.identifier,
              numerator: z.number().int().min(1).max(1_000_000_000),
              denominator: z.number().int().min(1).max(1_000_000_000),
            }),
          )
          .max(limits.materialUnits),
        uniqueBy((item) => identifierKey(item.unit)),
        { error: 'duplicate' },
      )
      .default([]),
    /** Working days until it leaves, as a rule. */
    leadDays: optional(z.number().int().min(0).max(3650)),
    ...versioned,
  }),
} as const;

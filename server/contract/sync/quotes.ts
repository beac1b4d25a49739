import { z } from 'zod';
import { limits } from '../limits.ts';
import * as p from '../primitives.ts';
import { quoteKinds } from '../quote-words.ts';
import { operations, transportModes } from '../shipment-words.ts';
import { description, lines, optional, place, reference, versioned, word } from './fields.ts';

const quantity = optional(p.notNegative(p.quantity));

export const freight = z.strictObject({
  operation: z.enum(operations),
  mode: z.enum(transportModes),
  origin: place,
  destination: place,
  incoterm: optional(p.line(10)),
  goods: optional(p.line(limits.text)),
  /** Kilograms, cubic metres, and how many pieces. */
  weight: quantity,
  volume: quantity,
  packages: quantity,
  containers: z
    .array(z.strictObject({ type: p.line(20), count: z.number().int().min(1).max(999) }))
    .max(10)
    .default([]),
  readyOn: optional(p.date),
});

export const quotes = {
  key: ['company', 'number', 'version'],
  record: z.strictObject({
    number: p.identifier,
    /** Counts what was issued under the number: 1, 2, … */
    version: z.string().regex(/^[1-9]\d{0,3}$/, { error: 'version' }),
    company: p.identifier,
    customer: p.identifier,
    /** Contact whom it was made for, by the ERP's id. */
    contact: reference,
    kind: z.enum(quoteKinds).default('goods'),
    subject: word,
    issued: p.date,
    /** The last day on which it can be accepted, through its end in the company's zone. */
    validUntil: p.date,
    currency: p.currency,
    /** Of the lines that are neither optional nor one of a group. */
    net: p.money,
    tax: p.money,
    total: p.money,
    items: lines(
      z.strictObject({
        position: p.identifier,
        section: word,
        ...description,
        quantity: p.quantity,
        unit: p.identifier,
        unitPrice: p.unitPrice,
        priceUnit: p.priceUnit.default('1'),
        amount: p.money,
        tax: p.money.default('0.00'),
        /** Bought only where the customer wants it. */
        optional: z.boolean().default(false),
        /** Of the lines of one group the customer takes one. */
        group: word,
        note: optional(p.line(limits.text)),
      }),
    ),
    freight: optional(freight),
    note: optional(p.text(4_000)),
    /** A small Markdown, and which version of the terms it is. */
    terms: optional(p.text(limits.richText)),
    termsVersion: reference,
    /** Taken back: nobody can decide it any more. */
    withdrawn: z.boolean().default(false),
    /** Number of the request it answers, as the task of the request carries it. */
    request: reference,
    ...versioned,
  }),
} as const;

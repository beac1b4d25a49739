import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import {
  cursor,
  givenDate,
  identifier,
  instant,
  line,
  localisedOut,
  notNegative,
  page,
  pageSize,
  quantity,
  text as longText,
  uuid,
} from './primitives.ts';
import { quoteKinds, quoteLimits, requestStates } from './quote-words.ts';
import { operations, transportModes } from './shipment-words.ts';

const amount = notNegative(quantity).optional();

/** A transport that is to be quoted, as somebody types it: places by name or code. */
const FreightAsked = z.strictObject({
  operation: z.enum(operations),
  mode: z.enum(transportModes),
  origin: line(limits.name),
  destination: line(limits.name),
  incoterm: line(10).optional(),
  goods: line(limits.text),
  /** Kilograms, cubic metres, and how many pieces. */
  weight: amount,
  volume: amount,
  packages: amount,
  containers: z
    .array(z.strictObject({ type: line(20), count: z.number().int().min(1).max(999) }))
    .max(quoteLimits.containers)
    .default([]),
  readyOn: givenDate.optional(),
});
export type FreightAsked = z.output<typeof FreightAsked>;

/** Goods that are to be quoted: by number, or in words. */
const LineAsked = z.strictObject({
  material: line(limits.name),
  quantity: notNegative(quantity),
  unit: identifier.optional(),
  requestedDate: givenDate.optional(),
  note: line(limits.text).optional(),
});

const shared = {
  note: longText(quoteLimits.text).optional(),
  /** Uploads of the caller’s that are complete. */
  files: z.array(uuid).max(quoteLimits.files).default([]),
};
/** What is asked for. */
export const QuoteRequestAsked = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('freight'), freight: FreightAsked, ...shared }),
  z.strictObject({
    kind: z.literal('goods'),
    /** Code of the company that sells them. */
    company: identifier.optional(),
    lines: z.array(LineAsked).min(1).max(quoteLimits.lines),
    ...shared,
  }),
]);
export type QuoteRequestAsked = z.output<typeof QuoteRequestAsked>;

const text = z.string().nullable();
export const QuoteRequestRow = z.object({
  id: uuid,
  number: z.string(),
  kind: z.enum(quoteKinds),
  at: instant,
  customer: z.object({ number: z.string(), name: z.string() }),
  contact: z.string(),
  state: z.enum(requestStates),
  /** Why not, in the company's words. */
  refusal: localisedOut.nullable(),
  /** Since when the company's system has not fetched it, where that is long. */
  waitingSince: instant.nullable(),
  origin: text,
  destination: text,
  goods: text,
  /** Of goods: how many lines. */
  lines: z.number().int(),
  files: z.number().int(),
  /** Quotes that answer it, the newest first, as far as the caller sees them. */
  quotes: z.array(z.object({ id: uuid, number: z.string(), version: z.number().int() })),
});
export type QuoteRequestRow = z.output<typeof QuoteRequestRow>;

export const quoteRequests = defineEndpoints({
  'GET /quote-requests': {
    permission: 'quotes.request',
    alsoFor: 'quotes.manage',
    summary: 'Requests for quotes and what became of them, the newest first.',
    query: z.strictObject({ limit: pageSize, cursor: cursor.optional() }),
    response: page(QuoteRequestRow),
    errors: [],
    look: 'answer',
  },
  'POST /quote-requests': {
    permission: 'quotes.request',
    summary: 'Asks for a quote of a transport or of goods. Its number is in the answer.',
    body: QuoteRequestAsked,
    response: z.object({ id: uuid, number: z.string(), at: instant }),
    status: 201,
    errors: ['not_found', 'file_infected', 'limit_reached'],
    once: true,
    audit: 'quote.requested',
  },
});

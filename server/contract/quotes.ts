import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import {
  currencyCode,
  cursor,
  date,
  identifier,
  instant,
  line,
  locale,
  localisedOut,
  page,
  pageSize,
  text as longText,
  uuid,
} from './primitives.ts';
import {
  decisionWays,
  quoteActions,
  quoteDecisions,
  quoteFilters,
  quoteKinds,
  quoteLimits,
  quoteSorts,
  quoteStates,
  rejectReasons,
} from './quote-words.ts';
import { richText } from './rich-text.ts';
import { operations, transportModes } from './shipment-words.ts';

const text = z.string().nullable();
const party = z.object({ number: z.string(), name: z.string() });
const version = z.number().int();

export const QuoteRow = z.object({
  id: uuid,
  number: z.string(),
  version,
  subject: text,
  kind: z.enum(quoteKinds),
  customer: party,
  issued: date,
  validUntil: date,
  /** Days until the last one; 0 on it, below zero after it. */
  daysLeft: z.number().int(),
  currency: currencyCode,
  /** What it costs at least, and whether there is something to choose. */
  total: z.string(),
  hasOptions: z.boolean(),
  state: z.enum(quoteStates),
});
export type QuoteRow = z.output<typeof QuoteRow>;

export const QuoteLine = z.object({
  position: z.string(),
  section: text,
  material: text,
  descriptions: localisedOut,
  quantity: z.string(),
  unit: z.string(),
  unitPrice: z.string(),
  priceUnit: z.string(),
  amount: z.string(),
  tax: z.string(),
  optional: z.boolean(),
  group: text,
  note: text,
});
export type QuoteLine = z.output<typeof QuoteLine>;

export const QuoteFreight = z.object({
  operation: z.enum(operations),
  mode: z.enum(transportModes),
  origin: text,
  destination: text,
  incoterm: text,
  goods: text,
  weight: text,
  volume: text,
  packages: text,
  containers: z.array(z.object({ type: z.string(), count: z.number().int() })),
  readyOn: date.nullable(),
});
export type QuoteFreight = z.output<typeof QuoteFreight>;

/** Everything the customer sees of a quote, and nothing else: what is hashed, shown, printed and decided. */
export const QuoteText = z.object({
  number: z.string(),
  version,
  kind: z.enum(quoteKinds),
  subject: text,
  company: z.object({ code: z.string(), name: z.string(), taxId: text }),
  customer: z.object({ number: z.string(), name: z.string(), taxId: text }),
  contact: text,
  issued: date,
  validUntil: date,
  currency: currencyCode,
  /** Of the lines that nobody has to choose. */
  net: z.string(),
  tax: z.string(),
  total: z.string(),
  lines: z.array(QuoteLine),
  freight: QuoteFreight.nullable(),
  note: text,
  terms: richText,
  termsVersion: text,
});
export type QuoteText = z.output<typeof QuoteText>;

export const QuoteDecisionMade = z.object({
  decision: z.enum(quoteDecisions),
  at: instant,
  /** Who decided, by name; and whether the company wrote it down. */
  person: z.string(),
  way: z.enum(decisionWays).nullable(),
  options: z.array(z.string()),
  total: text,
  purchaseOrder: text,
  reason: z.enum(rejectReasons).nullable(),
  reasonText: text,
  /** Whether the text that was decided is kept as it was, to the byte. */
  intact: z.boolean(),
  /** The address at which anybody can check it. */
  verifyUrl: z.string(),
  /** What the ERP made of it: its number, or why it would not. */
  erp: z
    .object({
      state: z.enum(['accepted', 'rejected']),
      number: text,
      text: localisedOut.nullable(),
    })
    .nullable(),
  /** What it became, where the caller may see that. */
  order: z.object({ id: uuid, number: z.string() }).nullable(),
  shipment: z.object({ id: uuid, number: z.string() }).nullable(),
});
export type QuoteDecisionMade = z.output<typeof QuoteDecisionMade>;

export const QuoteDetail = z.object({
  id: uuid,
  number: z.string(),
  version,
  customer: party,
  state: z.enum(quoteStates),
  daysLeft: z.number().int(),
  /** SHA-256 of the text as canonical JSON, in hex. */
  hash: z.string(),
  text: QuoteText,
  /** The zone in which its last day ends. */
  timeZone: z.string(),
  decision: QuoteDecisionMade.nullable(),
  /** All versions there are, the newest first. */
  versions: z.array(
    z.object({ id: uuid, version, issued: date, total: z.string(), state: z.enum(quoteStates) }),
  ),
  /** Number of the request it answers. */
  request: text,
  actions: z.array(z.enum(quoteActions)),
});
export type QuoteDetail = z.output<typeof QuoteDetail>;

const Value = z.object({ before: text, after: text });
export const QuoteDifferences = z.object({
  /** The versions that are compared. */
  before: version,
  after: version,
  currency: z.object({ before: currencyCode, after: currencyCode }),
  total: Value,
  validUntil: Value,
  terms: z.boolean(),
  freight: z.boolean(),
  note: z.boolean(),
  lines: z.array(
    z.object({
      change: z.enum(['added', 'removed', 'changed']),
      before: QuoteLine.nullable(),
      after: QuoteLine.nullable(),
    }),
  ),
});
export type QuoteDifferences = z.output<typeof QuoteDifferences>;

const decided = {
  /** Of what was shown. */
  hash: z.string().regex(/^[0-9a-f]{64}$/, { error: 'format' }),
  decision: z.enum(quoteDecisions),
  /** Positions of the lines that were chosen. */
  options: z.array(identifier).max(limits.documentLines).default([]),
  purchaseOrder: line(limits.identifier).optional(),
  /** Why not; with one that is accepted there is none. */
  reason: z.enum(rejectReasons).optional(),
  text: longText(quoteLimits.text).optional(),
};
const decisionErrors = [
  'not_found',
  'quote_expired',
  'quote_superseded',
  'quote_decided',
  'quote_changed',
  'quote_withdrawn',
  'quote_options',
] as const;
const quoteId = z.strictObject({ id: uuid });

export const quotes = defineEndpoints({
  'GET /quotes': {
    permission: 'quotes.view',
    alsoFor: 'quotes.manage',
    summary: 'Quotes of the customers the caller may see, each in its newest version.',
    query: z.strictObject({
      state: z.enum(quoteFilters).default('current'),
      kind: z.enum(quoteKinds).optional(),
      /** Whose; all that the caller sees unless given. */
      customer: identifier.optional(),
      /** A number, a part of the subject, or the number of a request. */
      search: line(limits.search).optional(),
      sort: z.enum(quoteSorts).default('-issued'),
      limit: pageSize,
      cursor: cursor.optional(),
    }),
    response: page(QuoteRow),
    errors: [],
    look: 'answer',
  },
  'GET /quotes/:id': {
    permission: 'quotes.view',
    alsoFor: 'quotes.manage',
    summary:
      'One version of a quote: all that is offered, its other versions, and what was decided.',
    params: quoteId,
    response: QuoteDetail,
    errors: ['not_found'],
    look: 'answer',
  },
  'GET /quotes/:id/differences': {
    permission: 'quotes.view',
    alsoFor: 'quotes.manage',
    summary:
      'What a version of a quote changes of another of the same number; of the one before unless told.',
    params: quoteId,
    query: z.strictObject({ with: uuid.optional() }),
    response: QuoteDifferences,
    errors: ['not_found'],
  },
  'GET /quotes/:id/pdf': {
    permission: 'quotes.view',
    alsoFor: 'quotes.manage',
    summary: 'A version of a quote as PDF.',
    params: quoteId,
    query: z.strictObject({ locale }),
    response: { file: 'application/pdf' },
    errors: ['not_found'],
    cost: 'document',
    audit: 'quote.pdf',
  },
  'GET /quotes/:id/receipt': {
    permission: 'quotes.view',
    alsoFor: 'quotes.manage',
    summary: 'What was decided of a quote, as PDF, with the address at which that can be checked.',
    params: quoteId,
    query: z.strictObject({ locale }),
    response: { file: 'application/pdf' },
    errors: ['not_found'],
    cost: 'document',
    audit: 'quote.receipt',
  },
  'POST /quotes/:id/decision': {
    permission: 'quotes.decide',
    summary:
      'Accepts or rejects a version of a quote, for good. Of two at once the first counts, and the second is told.',
    params: quoteId,
    body: z.strictObject(decided),
    response: QuoteDetail,
    errors: decisionErrors,
    once: true,
    audit: 'quote.decided',
  },
  'POST /quotes/:id/recorded-decision': {
    permission: 'quotes.manage',
    summary: 'Writes down what a customer decided elsewhere, with the proof of it.',
    params: quoteId,
    body: z.strictObject({
      ...decided,
      way: z.enum(decisionWays),
      /** An upload of the caller’s that is complete. */
      file: uuid,
      /** Who of the customer decided. */
      person: line(limits.name),
    }),
    response: QuoteDetail,
    errors: [...decisionErrors, 'file_infected', 'file_pending'],
    once: true,
    audit: 'quote.recorded',
  },
});

/** Words of quotes. Plain constants: this file may travel to the browser. */

export const quoteKinds = ['goods', 'freight'] as const;
export type QuoteKind = (typeof quoteKinds)[number];

/**
 * How it stands with a version of a quote. `expired` through nothing but the day in its company's zone; `superseded`
 * where a later version was issued before anybody decided.
 */
export const quoteStates = [
  'issued',
  'viewed',
  'accepted',
  'rejected',
  'expired',
  'superseded',
  'withdrawn',
] as const;
export type QuoteState = (typeof quoteStates)[number];
/** Those in which it can be decided. */
export const openStates: readonly QuoteState[] = ['issued', 'viewed'];
/** What a list is asked for: all but what a later version took the place of, whatever can be decided, or a state. */
export const quoteFilters = ['current', 'open', ...quoteStates] as const;
export type QuoteFilter = (typeof quoteFilters)[number];

export const quoteDecisions = ['accepted', 'rejected'] as const;
export type QuoteDecision = (typeof quoteDecisions)[number];

/** Why a quote is not wanted. */
export const rejectReasons = [
  'price',
  'date',
  'terms',
  'other_supplier',
  'not_needed',
  'something_else',
] as const;
export type RejectReason = (typeof rejectReasons)[number];

/** How a customer said elsewhere what staff writes down. */
export const decisionWays = ['phone', 'mail', 'document'] as const;

const quoteSortFields = ['issued', 'valid_until', 'number', 'total'] as const;
export type QuoteSortField = (typeof quoteSortFields)[number];
export type QuoteSort = QuoteSortField | `-${QuoteSortField}`;
export const quoteSorts = quoteSortFields.flatMap((field): QuoteSort[] => [field, `-${field}`]);

/** Days before its last one on which the customer is reminded of a quote nobody decided. */
export const expiringDays = 3;

/** What a caller may do with a quote. */
export const quoteActions = ['decide', 'record'] as const;
export type QuoteAction = (typeof quoteActions)[number];

/** How it stands with a request for a quote. */
export const requestStates = ['sent', 'received', 'refused', 'quoted'] as const;
export type RequestState = (typeof requestStates)[number];

export const quoteLimits = {
  /** Files of a request, container types, and lines. */
  files: 10,
  containers: 10,
  lines: 200,
  text: 2_000,
} as const;

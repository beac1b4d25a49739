/** The words of promises and disputes. Plain constants: this file may travel to the browser. */

/**
 * What became of a promise: `open` until its day is over, `kept` where it was paid by then, `late` where it was paid
 * after, `broken` where it is not paid yet. `replaced` by a later word, or `withdrawn`.
 */
export const promiseStates = ['open', 'kept', 'late', 'broken', 'replaced', 'withdrawn'] as const;
export type PromiseState = (typeof promiseStates)[number];
/** How a list of promises is narrowed: those that somebody waits for, or those that were broken. */
export const promiseFilters = ['open', 'broken'] as const;
export type PromiseFilter = (typeof promiseFilters)[number];

/** Days from today within which a customer may promise to pay. */
export const mostPromisedDays = 183;

/** Why a document is not right. */
export const disputeReasons = [
  'not_received',
  'quantity',
  'price',
  'damaged',
  'already_paid',
  'duplicate',
  'fiscal_data',
  'another',
] as const;
export type DisputeReason = (typeof disputeReasons)[number];
export const disputeStates = ['open', 'accepted', 'refused', 'withdrawn'] as const;
export type DisputeState = (typeof disputeStates)[number];
/** Characters of what a customer says of a document, and of the answer. */
export const mostDisputeText = 2_000;
/** How a list of disputes is narrowed. */
export const disputeFilters = ['open', 'done'] as const;
export type DisputeFilter = (typeof disputeFilters)[number];

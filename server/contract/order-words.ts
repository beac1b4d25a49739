/** Words of orders. Plain constants: this file may travel to the browser. */

/** Canonical statuses of orders and their items (spec S4.9); a tenant maps its ERP's codes onto them. */
export const orderStatuses = [
  /** Ordered here, and not confirmed by the ERP yet. */
  'received',
  'verify',
  'pending',
  'on_hold',
  'released',
  'in_process',
  'partially_invoiced',
  'concluded',
  'completed',
  'cancelled',
] as const;
export type OrderStatus = (typeof orderStatuses)[number];
/**
 * What a list is narrowed to: a status, all in which something is still to be done, or those of which a change was
 * asked for that nobody has answered.
 */
export const statusFilters = ['open', 'change_asked', ...orderStatuses] as const;
export type StatusFilter = (typeof statusFilters)[number];

/** The six steps of the progress bar (spec S4.10). */
export const orderSteps = [
  'pending',
  'released',
  'in_process',
  'partially_invoiced',
  'concluded',
  'completed',
] as const satisfies readonly OrderStatus[];

export const orderSortFields = [
  'date',
  'number',
  'purchase_order',
  'amount',
  'status',
  /** Since when a change waits that was asked for. */
  'asked',
] as const;
export type OrderSortField = (typeof orderSortFields)[number];
/** A leading minus means descending. */
export const orderSorts = orderSortFields.flatMap((field) => [field, `-${field}`] as const);
export type OrderSort = (typeof orderSorts)[number];

/** What a text is looked for in: either number, or the one that is named. */
export const searchFields = ['any', 'purchase_order', 'number'] as const;
export type SearchField = (typeof searchFields)[number];

/** What can be asked to be changed of an order, and what became of it. */
export const changeKinds = ['cancel', 'quantity', 'date', 'address', 'other'] as const;
export type ChangeKind = (typeof changeKinds)[number];
export const changeAnswers = ['accepted', 'rejected'] as const;
export type ChangeAnswer = (typeof changeAnswers)[number];
export const changeStates = ['asked', ...changeAnswers] as const;
export type ChangeState = (typeof changeStates)[number];
/** Statuses of orders in which nothing can be changed any more. */
export const closedStatuses = [
  'concluded',
  'completed',
  'cancelled',
] as const satisfies readonly OrderStatus[];
/** Positions that one change names, changes a customer asks for in a day. */
export const [mostChangedLines, mostChangesADay] = [200, 100];

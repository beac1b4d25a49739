/** Words of service requests. Plain constants: this file may travel to the browser. */

export const requestStatuses = [
  'new',
  'in_progress',
  'waiting_customer',
  'waiting_third',
  'resolved',
  'closed',
  'cancelled',
] as const;
export type RequestStatus = (typeof requestStatuses)[number];

/** In which somebody is still to do something. */
export const openStatuses = ['new', 'in_progress', 'waiting_customer', 'waiting_third'] as const;
/** What a list is asked for: a status, or whether it is open at all. */
export const requestFilters = [...requestStatuses, 'open', 'over'] as const;
export type RequestFilter = (typeof requestFilters)[number];

type Moves = { customer: readonly RequestStatus[]; company: readonly RequestStatus[] };

/**
 * From which status each side may take a request to which. The one place that says so: what is not here happens to no
 * request. A customer reopens within the days the tenant sets, and answers what was waiting for it.
 */
export const statusMoves: Record<RequestStatus, Moves> = {
  new: {
    customer: ['cancelled'],
    company: ['in_progress', 'waiting_customer', 'waiting_third', 'resolved', 'cancelled'],
  },
  in_progress: {
    customer: ['closed'],
    company: ['waiting_customer', 'waiting_third', 'resolved', 'cancelled'],
  },
  waiting_customer: {
    customer: ['in_progress', 'closed'],
    company: ['in_progress', 'waiting_third', 'resolved', 'cancelled'],
  },
  waiting_third: {
    customer: ['closed'],
    company: ['in_progress', 'waiting_customer', 'resolved', 'cancelled'],
  },
  resolved: { customer: ['in_progress', 'closed'], company: ['in_progress', 'closed'] },
  closed: { customer: [], company: [] },
  cancelled: { customer: [], company: [] },
};

export const maySet = (from: RequestStatus, to: RequestStatus, side: keyof Moves): boolean =>
  statusMoves[from][side].includes(to);

export const requestPriorities = ['low', 'normal', 'high', 'urgent'] as const;
export type RequestPriority = (typeof requestPriorities)[number];

/** What a request can be about, besides its customer. */
export const requestRecords = ['order', 'invoice', 'shipment'] as const;
export type RequestRecord = (typeof requestRecords)[number];

/** What the company promises: an answer, a solution, nothing while it waits, or that it is done. */
export const promiseKinds = [
  'answer',
  'solution',
  'waiting_customer',
  'waiting_third',
  'none',
  'over',
] as const;
export type PromiseKind = (typeof promiseKinds)[number];

/** What a caller may do with a request. */
export const requestActions = ['cancel', 'close', 'reopen', 'continue', 'rate', 'manage'] as const;
export type RequestAction = (typeof requestActions)[number];

export const fieldKinds = [
  'text',
  'number',
  'date',
  'select',
  'material',
  'order',
  'invoice',
  'serial',
] as const;
export type FieldKind = (typeof fieldKinds)[number];

/** Pictures that a category may have, as the kit draws them. */
export const categoryIcons = [
  'chat',
  'box',
  'truck',
  'paper',
  'invoice',
  'gear',
  'clock',
  'tag',
] as const;
export type CategoryIcon = (typeof categoryIcons)[number];

/** What is told of a request in its history. */
export const requestEvents = [
  'opened',
  'status',
  'answered',
  'priority',
  'assigned',
  'category',
  'moved',
  'rated',
  'erp',
] as const;
export type RequestEventKind = (typeof requestEvents)[number];

export const serviceLimits = {
  subject: 150,
  fields: 12,
  options: 30,
  value: 500,
  categories: 60,
  answers: 100,
  /** Requests that look alike, and requests of a queue that are shown at a time. */
  alike: 3,
  queue: 300,
  /** Requests that are given to somebody at a time. */
  bulk: 100,
  /** Requests of one customer that are open at a time. */
  open: 500,
  /** Days ahead of which days off are told. */
  holidays: 14,
  reopenDays: 30,
} as const;

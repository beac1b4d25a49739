/** Words of conversations. Plain constants: this file may travel to the browser. */

/** What a thread can be about. A further kind is a word here, a column, and an entry in `features/messages/owners.ts`. */
export const threadOwners = [
  'customer',
  'order',
  'invoice',
  'shipment',
  'request',
  'quote',
] as const;
export type ThreadOwner = (typeof threadOwners)[number];

export const threadStates = ['open', 'closed'] as const;
export type ThreadState = (typeof threadStates)[number];
/** What a list is asked for: a state, or what the company has not answered yet. */
export const threadFilters = [...threadStates, 'awaited'] as const;
export type ThreadFilter = (typeof threadFilters)[number];

export const messageVisibilities = ['customer', 'internal'] as const;
export const messageChannels = ['portal', 'mail'] as const;
/** Who wrote: somebody of the customer, or of the company. */
export const messageSides = ['customer', 'company'] as const;

/** What a caller may do in a thread. */
export const threadActions = ['send', 'note', 'manage'] as const;
export type ThreadAction = (typeof threadActions)[number];

export const messageLimits = {
  text: 20_000,
  subject: 150,
  /** Files of one message, and bytes of them together. */
  files: 10,
  fileBytes: 26_214_400,
  /** Messages of a page, and unread threads that are counted. */
  page: 40,
  unread: 99,
  /** Characters of a message that a list shows. */
  excerpt: 160,
} as const;

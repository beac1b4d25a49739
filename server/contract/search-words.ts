/** The words of the search box. Plain constants: this file may travel to the browser. */

/** What is found by it, in the order in which it is shown. */
export const searchKinds = [
  'order',
  'invoice',
  'shipment',
  'quote',
  'contract',
  'material',
  'customer',
] as const;
export type SearchKind = (typeof searchKinds)[number];

/** Characters without which nothing is looked for. */
export const searchLeast = 2;

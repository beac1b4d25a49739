/** The words of filters that people keep. Plain constants: this file may travel to the browser. */

/** The lists that have them, each named as its element. */
export const filteredLists = [
  'audit',
  'contacts',
  'contracts',
  'documents',
  'invoices',
  'messages',
  'orders',
  'payments',
  'portfolio',
  'prices',
  'quotes',
  'service',
  'shipments',
  'staff',
  'stock',
] as const;
export type FilteredList = (typeof filteredLists)[number];

/** Filters that a person may keep of one list. */
export const mostSavedFilters = 20;

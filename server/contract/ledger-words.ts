/** The words of the receivables ledger. Plain constants: this file may travel to the browser. */

/** Kinds of documents. Invoices and debit notes are debits, the others credits. */
export const openItemKinds = [
  'invoice',
  'debit_note',
  'credit_note',
  'payment',
  'unapplied_credit',
] as const;
export type OpenItemKind = (typeof openItemKinds)[number];
export const debitKinds: readonly OpenItemKind[] = ['invoice', 'debit_note'];

/** How a document stands at the cut-off date. */
export const itemStatuses = ['overdue', 'to_fall_due', 'credit'] as const;
export type ItemStatus = (typeof itemStatuses)[number];

/** Parts of a balance by how long they are overdue, and what is credited; their sum is the total. */
export const ageingBuckets = [
  'current',
  'days_1_30',
  'days_31_60',
  'days_61_90',
  'over_90',
  'credit',
] as const;
export type AgeingBucket = (typeof ageingBuckets)[number];

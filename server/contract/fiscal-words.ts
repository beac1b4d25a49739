/** Words of fiscal documents. Plain constants: this file may travel to the browser. */

export const fiscalCountries = ['MX', 'BR'] as const;
export type FiscalCountry = (typeof fiscalCountries)[number];

/** What a document is: sold goods, what is taken back of them, goods on their way, pay, a payment, or what befell one. */
export const fiscalKinds = [
  'invoice',
  'credit_note',
  'transfer',
  'payroll',
  'payment',
  'cancellation',
  'correction',
  'event',
] as const;
export type FiscalKind = (typeof fiscalKinds)[number];

/** What the tax authority says of a document; `unauthorised` where it has not seen it. */
export const fiscalStates = ['valid', 'cancelled', 'denied', 'unauthorised'] as const;
export type FiscalState = (typeof fiscalStates)[number];

/** What a document is to another. */
export const fiscalRelations = [
  'substitutes',
  'credits',
  'debits',
  'returns',
  'transfers',
  'advance',
  'pays',
  'cancels',
  'corrects',
  'refers',
] as const;
export type FiscalRelationKind = (typeof fiscalRelations)[number];

/** Why a file is no fiscal document that can be read. */
export const fiscalFaults = [
  'too_large',
  'encoding',
  'doctype',
  'instruction',
  'malformed',
  'too_deep',
  'too_complex',
  'too_long',
  'unknown_kind',
  'unknown_version',
  'no_fiscal_id',
  'missing',
  'bad_amount',
  'bad_date',
  'bad_value',
  'bad_tax_id',
] as const;
export type FiscalFaultCode = (typeof fiscalFaults)[number];

/** What is odd about a document that can be read all the same. */
export const fiscalWarnings = [
  'addenda',
  'several_stamps',
  'check_digit',
  'key_differs',
  'lines_sum',
  'total',
  'instalments',
  'payment_balance',
  'payment_sum',
  'other_id',
] as const;
export type FiscalWarningCode = (typeof fiscalWarnings)[number];

/** How the fiscal document of an invoice stands; `test` where it is none that counts. */
export const invoiceFiscalStates = [...fiscalStates, 'test'] as const;
export type InvoiceFiscalState = (typeof invoiceFiscalStates)[number];

/** Days after a payment until which the complement of it may still be on its way. */
export const complementDays = 5;

/** What may be missing of a document: one of its files, or the complement of what was paid. */
export const fiscalGaps = ['xml', 'pdf', 'complement'] as const;
export type FiscalGapKind = (typeof fiscalGaps)[number];
/** Files of one month that go into one pack. */
export const packFiles = 5_000;

/**
 * What becomes of a file that staff dropped: its invoice is certain (`matched`), it has none so far (`new`), people
 * decide (`doubtful`), it is there already (`same`), or it is not taken (`faulty`).
 */
export const importStates = ['matched', 'new', 'doubtful', 'same', 'faulty'] as const;
export type ImportState = (typeof importStates)[number];

/** Why people decide. */
export const importDoubts = ['amount_differs', 'same_amount', 'customers', 'replaces'] as const;
export type ImportDoubt = (typeof importDoubts)[number];

/** Why a file is not taken, besides that it cannot be read. */
export const importFaults = [
  'no_file',
  'duplicate',
  'issuer_unknown',
  'customer_unknown',
  'no_pair',
  'document_unknown',
] as const;
export type ImportFault = (typeof importFaults)[number];

/** Files of one import, those within archives among them; and bytes that one request may bring. */
export const importLimits = {
  files: 1_000,
  requestBytes: 5_000_000,
  fileBytes: 3_600_000,
} as const;

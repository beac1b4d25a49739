/** Words of invoices. Plain constants: this file may travel to the browser. */

export const invoiceKinds = ['invoice', 'credit_note', 'debit_note'] as const;
export type InvoiceKind = (typeof invoiceKinds)[number];

/** How it stands with an invoice in the ledger today; `unknown` where the ledger does not have it. */
export const invoiceStates = ['open', 'overdue', 'paid', 'unknown'] as const;
export type InvoiceState = (typeof invoiceStates)[number];
/** The word of the catalogue for a state: a credit note is applied, not paid. */
export const stateWord = (kind: InvoiceKind, state: InvoiceState) =>
  kind === 'credit_note' && (state === 'open' || state === 'paid')
    ? (`credit_${state}` as const)
    : (`state_${state}` as const);

/**
 * What a list is narrowed to: whatever is not paid (`open`), of that what is overdue, what is paid, what the tax
 * authority no longer knows as valid (`cancelled`), or what was paid without the complement that says so (`missing`).
 */
export const invoiceFilters = ['open', 'overdue', 'paid', 'cancelled', 'missing'] as const;
export type InvoiceFilter = (typeof invoiceFilters)[number];

export const invoiceSortFields = ['date', 'number', 'due_date', 'total'] as const;
export type InvoiceSortField = (typeof invoiceSortFields)[number];
/** A leading minus means descending. */
export const invoiceSorts = invoiceSortFields.flatMap((field) => [field, `-${field}`] as const);
export type InvoiceSort = (typeof invoiceSorts)[number];

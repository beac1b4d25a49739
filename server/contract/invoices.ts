import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { invoiceFilters, invoiceKinds, invoiceSorts, invoiceStates } from './invoice-words.ts';
import { limits } from './limits.ts';
import {
  currencyCode,
  cursor,
  date,
  identifier,
  line,
  localisedOut,
  locale,
  page,
  pageSize,
  uuid,
} from './primitives.ts';

const party = z.object({ number: z.string(), name: z.string() });

export const InvoiceRow = z.object({
  id: uuid,
  number: z.string(),
  kind: z.enum(invoiceKinds),
  company: z.object({ code: z.string(), name: z.string() }),
  customer: party,
  date,
  dueDate: date.nullable(),
  currency: currencyCode,
  total: z.string(),
  /** What of it is open today, credits below zero; null where the ledger does not have it. */
  balance: z.string().nullable(),
  state: z.enum(invoiceStates),
  /** Of the tax authority: a UUID of a CFDI, a key of an NF-e, a CUFE. */
  fiscalId: z.string().nullable(),
  /** Files of the fiscal document, where there are any and the caller may have them. */
  xml: uuid.nullable(),
  pdf: uuid.nullable(),
});
export type InvoiceRow = z.output<typeof InvoiceRow>;

export const InvoiceLine = z.object({
  position: z.string(),
  material: z.string().nullable(),
  descriptions: localisedOut,
  quantity: z.string(),
  unit: z.string(),
  amount: z.string(),
  tax: z.string(),
});
export type InvoiceLine = z.output<typeof InvoiceLine>;

export const InvoiceDetail = InvoiceRow.extend({
  net: z.string(),
  tax: z.string(),
  lines: z.array(InvoiceLine),
  /** Orders it belongs to, as far as the caller sees orders. */
  orders: z.array(z.object({ id: uuid, number: z.string(), purchaseOrder: z.string().nullable() })),
  /** Other documents of the same orders: credit notes of an invoice, the invoice of a credit note. */
  related: z.array(
    InvoiceRow.pick({
      id: true,
      number: true,
      kind: true,
      date: true,
      currency: true,
      total: true,
    }),
  ),
  /** What was cleared of it until today: payments, credits. */
  clearings: z.array(z.object({ date, amount: z.string(), reference: z.string().nullable() })),
});
export type InvoiceDetail = z.output<typeof InvoiceDetail>;

const filter = {
  status: z.enum(invoiceFilters).optional(),
  kind: z.enum(invoiceKinds).optional(),
  company: identifier.optional(),
  /** Whose; all that the caller sees unless given. */
  customer: identifier.optional(),
  /** First and last date of the document, both included. */
  from: date.optional(),
  to: date.optional(),
  /** Any part of a number, or a whole fiscal id. */
  search: line(limits.fiscalId).optional(),
  sort: z.enum(invoiceSorts).default('-date'),
};

export const invoices = defineEndpoints({
  'GET /invoices': {
    permission: 'invoices.view',
    summary:
      'Invoices, debit and credit notes of the customers the caller may see, the newest first unless asked otherwise.',
    query: z.strictObject({ ...filter, limit: pageSize, cursor: cursor.optional() }),
    response: page(InvoiceRow),
    errors: [],
    look: 'answer',
  },
  'GET /invoices/:id': {
    permission: 'invoices.view',
    summary: 'One invoice with its lines, its orders, what belongs to it and what was paid of it.',
    params: z.strictObject({ id: uuid }),
    response: InvoiceDetail,
    errors: ['not_found'],
    look: 'answer',
  },
  'GET /exports/invoices': {
    permission: 'invoices.export',
    summary: 'The filtered list as XLSX.',
    query: z.strictObject({ ...filter, locale }),
    response: { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
    errors: [],
    look: 'query',
    cost: 'export',
    audit: 'invoices.exported',
  },
});

import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import {
  fiscalCountries,
  fiscalKinds,
  fiscalRelations,
  fiscalStates,
  fiscalWarnings,
  invoiceFiscalStates,
} from './fiscal-words.ts';
import { invoiceFilters, invoiceKinds, invoiceSorts, invoiceStates } from './invoice-words.ts';
import { limits } from './limits.ts';
import {
  currencyCode,
  cursor,
  date,
  givenDate,
  identifier,
  instant,
  line,
  locale,
  localisedOut,
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
  /** As its fiscal document says and what came after; null where there is none that was read. */
  fiscalState: z.enum(invoiceFiscalStates).nullable(),
  /** It was paid some days ago, and no complement says so. */
  complementMissing: z.boolean(),
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

const taxpayer = z.object({ taxId: z.string().nullable(), name: z.string().nullable() });
const itsFiles = { xml: uuid.nullable(), pdf: uuid.nullable() };

/** What the tax authority said of a document, and when. */
export const FiscalAnswer = z.object({
  state: z.enum(['valid', 'cancelled', 'unknown']),
  cancellable: z.string().nullable(),
  cancellation: z.string().nullable(),
  /** `100` where the issuer is on the list of EFOS, `200` where not. */
  efos: z.enum(['100', '200']).nullable(),
  checkedAt: instant,
});
export type FiscalAnswer = z.output<typeof FiscalAnswer>;

/** The fiscal document of an invoice, and what is known of others that name it. */
export const InvoiceFiscal = z.object({
  country: z.enum(fiscalCountries),
  kind: z.enum(fiscalKinds),
  fiscalId: z.string(),
  series: z.string().nullable(),
  number: z.string().nullable(),
  /** Local text, as the document has it. */
  issuedAt: z.string(),
  stampedAt: z.string().nullable(),
  /** Paid at once (PUE) or later (PPD), in Mexico. */
  method: z.string().nullable(),
  total: z.string(),
  issuer: taxpayer,
  receiver: taxpayer,
  state: z.enum(fiscalStates),
  environment: z.enum(['production', 'test']),
  /** What the authority said last; null where it was not asked. */
  answer: FiscalAnswer.nullable(),
  /** Whether it can be asked. */
  mayCheck: z.boolean(),
  /** The authority's page on it. */
  link: z.string().nullable(),
  /** Its address as a QR code: rows of `0` and `1`, without a border. */
  qr: z.array(z.string()),
  /** What was paid of it some days ago without a complement that says so; null where nothing is missing. */
  missing: z.string().nullable(),
  /** What is odd about its file; for staff alone. */
  warnings: z.array(
    z.object({
      code: z.enum(fiscalWarnings),
      at: z.string().nullable(),
      by: z.string().nullable(),
    }),
  ),
  /** Complements of payments that settle it. */
  payments: z.array(
    z.object({
      fiscalId: z.string(),
      number: z.string(),
      date: date.nullable(),
      state: z.enum(fiscalStates).nullable(),
      paidAt: z.string(),
      instalment: z.number().nullable(),
      currency: z.string(),
      paid: z.string(),
      remaining: z.string().nullable(),
      ...itsFiles,
    }),
  ),
  /** Documents that name it (`isIncoming`), and those it names. */
  relations: z.array(
    z.object({
      kind: z.enum(fiscalRelations),
      isIncoming: z.boolean(),
      fiscalId: z.string(),
      number: z.string(),
      documentKind: z.enum(fiscalKinds).nullable(),
      state: z.enum(fiscalStates).nullable(),
      date: date.nullable(),
      documentCurrency: z.string().nullable(),
      total: z.string().nullable(),
      /** What a cancellation or a correction says. */
      text: z.string().nullable(),
      invoiceId: uuid.nullable(),
      ...itsFiles,
    }),
  ),
});
export type InvoiceFiscal = z.output<typeof InvoiceFiscal>;

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
  fiscal: InvoiceFiscal.nullable(),
});
export type InvoiceDetail = z.output<typeof InvoiceDetail>;

const filter = {
  status: z.enum(invoiceFilters).optional(),
  kind: z.enum(invoiceKinds).optional(),
  company: identifier.optional(),
  /** Whose; all that the caller sees unless given. */
  customer: identifier.optional(),
  /** First and last date of the document, both included. */
  from: givenDate.optional(),
  to: givenDate.optional(),
  /** Any part of a number, or how a fiscal id begins: four signs of it, thirty where these are digits alone. */
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
  'POST /invoices/:id/fiscal-check': {
    permission: 'invoices.view',
    summary:
      'Asks the tax authority how the fiscal document of an invoice stands; ten times a minute and person.',
    params: z.strictObject({ id: uuid }),
    response: FiscalAnswer,
    errors: ['not_found', 'too_many_requests'],
    audit: 'none',
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

import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { Reconciliation, ReconciliationLine } from './payment-desk.ts';
import { paymentProviders } from './payment-words.ts';
import { currencyCode, line, uuid } from './primitives.ts';

const review = { permission: 'payments.review' } as const;

/** Where a company takes money. */
export const ReviewedAccount = z.object({
  id: uuid,
  company: z.object({ code: z.string(), name: z.string() }),
  provider: z.enum(paymentProviders),
  mode: z.enum(['test', 'live']),
});
export type ReviewedAccount = z.output<typeof ReviewedAccount>;

/** What a statement of a bank or a provider says, and what applying it would do. */
export const PaymentFile = z.object({
  id: uuid,
  company: z.object({ code: z.string(), name: z.string() }),
  provider: z.enum(paymentProviders),
  /** Lines with money that came; those of them that were uploaded before change nothing. */
  rows: z.number().int(),
  known: z.number().int(),
  /** Lines that cannot be read. */
  faults: z.array(z.object({ row: z.number().int(), what: z.enum(['date', 'amount']) })),
  counts: Reconciliation.shape.counts,
  sums: Reconciliation.shape.sums,
  lines: z.array(ReconciliationLine),
  more: z.boolean(),
  /** Transfers whose money is booked. */
  books: z.array(z.object({ currency: currencyCode, count: z.number().int(), amount: z.string() })),
});
export type PaymentFile = z.output<typeof PaymentFile>;

export const paymentFiles = defineEndpoints({
  'GET /payment-accounts': {
    ...review,
    summary: 'Where the companies take money, for whoever reconciles it.',
    response: z.object({ items: z.array(ReviewedAccount) }),
    errors: ['not_found'],
  },
  'POST /payment-files': {
    ...review,
    summary:
      'Reads the statement of a bank or a provider, an XLSX or CSV file, and holds it against what is known here.',
    bodyBytes: limits.batchBytes,
    body: z.strictObject({
      account: uuid,
      file: z.strictObject({
        name: line(limits.name),
        content: z.base64().max(limits.importText),
        /** Which sheet of a workbook; the first with rows unless given. */
        sheet: line(limits.name).optional(),
      }),
    }),
    response: PaymentFile,
    status: 201,
    errors: ['not_found', 'file_unreadable', 'unavailable'],
    cost: 'batch',
    audit: 'none',
  },
  'POST /payment-files/:id/application': {
    ...review,
    summary:
      'Keeps what was read as a reconciliation, and books the transfers that came. A line that was applied before, in whatever file, is booked no second time.',
    params: z.strictObject({ id: uuid }),
    body: z.strictObject({}),
    response: Reconciliation,
    errors: ['not_found'],
    cost: 'batch',
    audit: 'payment.file_applied',
  },
});

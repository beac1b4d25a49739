import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { paymentSettlements, paymentStates, reconciliationLists } from './payment-words.ts';
import { Payment, Refund } from './payments.ts';
import {
  currencyCode,
  cursor,
  identifier,
  instant,
  line,
  locale,
  money,
  notNegative,
  page,
  pageSize,
  ruled,
  uuid,
} from './primitives.ts';

const one = z.strictObject({ id: uuid });
const review = { permission: 'payments.review' } as const;
const refund = { permission: 'payments.refund' } as const;
const counts = z.record(z.enum(reconciliationLists), z.number().int());

/** What a provider says it took, held against what is known here. */
export const Reconciliation = z.object({
  id: uuid,
  company: z.object({ code: z.string(), name: z.string() }),
  provider: z.string(),
  /** The file that was held against what is here; null where the provider was asked. */
  file: z.string().nullable(),
  at: instant,
  since: instant,
  counts,
  /** What came, went back and was kept by the provider, as it says; `net` is what is left. */
  sums: z.array(
    z.object({
      currency: currencyCode,
      received: z.string(),
      refunded: z.string(),
      fee: z.string(),
      net: z.string(),
    }),
  ),
});
export type Reconciliation = z.output<typeof Reconciliation>;

export const ReconciliationLine = z.object({
  list: z.enum(reconciliationLists),
  payment: z.object({ id: uuid, number: z.string(), state: z.enum(paymentStates) }).nullable(),
  providerPayment: z.string().nullable(),
  currency: currencyCode,
  receivedHere: z.string().nullable(),
  receivedThere: z.string().nullable(),
  refundedHere: z.string().nullable(),
  refundedThere: z.string().nullable(),
  fee: z.string().nullable(),
});
export type ReconciliationLine = z.output<typeof ReconciliationLine>;

/** What the company's people do with payments. */
export const paymentDesk = defineEndpoints({
  'POST /payments/:id/refunds': {
    ...refund,
    summary:
      'Sends money of a payment back. Above the limit of the account a second person has to confirm it first.',
    params: one,
    body: z.strictObject({ amount: notNegative(money), reason: line(limits.text) }),
    response: Payment,
    status: 201,
    once: true,
    errors: ['not_found', 'payment_not_refundable', 'payment_refund_amount'],
    audit: 'payment.refund_asked',
  },
  'POST /payment-refunds/:id/decision': {
    ...refund,
    summary: 'Confirms that money goes back that somebody else asked for, or withholds it.',
    params: one,
    body: z.strictObject({ decision: z.enum(['confirmed', 'withheld']) }),
    response: Refund,
    errors: ['not_found', 'own_request', 'request_over'],
    audit: 'payment.refund_decided',
  },
  'POST /payment-proofs/:id/decision': {
    ...review,
    summary:
      'Accepts the proof of a transfer, with what came where that is another amount, or refuses it with a reason.',
    params: one,
    body: ruled(
      z.strictObject({
        decision: z.enum(['accepted', 'refused']),
        received: notNegative(money).optional(),
        reason: line(limits.text).optional(),
      }),
      ({ decision, reason }) => decision === 'accepted' || reason !== undefined,
      { path: ['reason'], error: 'required' },
    ),
    response: Payment,
    errors: ['not_found', 'nothing_to_decide', 'payment_amount'],
    audit: 'payment.proof_decided',
  },
  'POST /payments/:id/resolution': {
    ...review,
    summary:
      'Decides what becomes of money that nobody expected: the ERP is told to keep it as credit, or to apply it.',
    params: one,
    body: z.strictObject({ decision: z.enum(paymentSettlements), note: line(limits.text) }),
    response: Payment,
    errors: ['not_found', 'payment_settled'],
    audit: 'payment.settled',
  },
  'GET /payment-reconciliations': {
    ...review,
    summary: 'Reconciliations with providers, the newest first.',
    query: z.strictObject({
      company: identifier.optional(),
      limit: pageSize,
      cursor: cursor.optional(),
    }),
    response: page(Reconciliation),
    errors: [],
  },
  'POST /payment-reconciliations': {
    ...review,
    summary:
      'Asks the providers of a company, or of all, now what they took, and holds it against what is here.',
    body: z.strictObject({ company: identifier.optional() }),
    response: z.object({ items: z.array(Reconciliation) }),
    cost: 'batch',
    errors: ['not_found', 'unavailable'],
    audit: 'payment.reconciled',
  },
  'GET /payment-reconciliations/:id': {
    ...review,
    summary: 'A reconciliation with the payments of its lists; those that differ come first.',
    params: one,
    response: Reconciliation.extend({
      lines: z.array(ReconciliationLine),
      more: z.boolean(),
    }),
    errors: ['not_found'],
  },
  'GET /payment-reconciliations/:id/csv': {
    ...review,
    summary: 'All lines of a reconciliation as CSV.',
    params: one,
    query: z.strictObject({ locale }),
    response: { file: 'text/csv; charset=utf-8' },
    cost: 'export',
    errors: ['not_found'],
    audit: 'payment.reconciliation_downloaded',
  },
});

import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { openItemKinds } from './ledger-words.ts';
import {
  mostPaidItems,
  paymentConfirmations,
  paymentFilters,
  paymentMethods,
  paymentStates,
} from './payment-words.ts';
import {
  currency,
  currencyCode,
  cursor,
  date,
  identifier,
  instant,
  locale,
  money,
  page,
  pageSize,
  uuid,
  webAddress,
} from './primitives.ts';

/** A document that is open, and what of it is on its way. */
export const PayableItem = z.object({
  id: uuid,
  kind: z.enum(openItemKinds),
  document: z.string().nullable(),
  invoice: z.string().nullable(),
  date,
  dueDate: date.nullable(),
  daysOverdue: z.number().int().nullable(),
  currency: currencyCode,
  /** As the ledger has it; credits are negative. */
  open: z.string(),
  /** Less what is on its way: what can be paid. */
  payable: z.string(),
  /** The payment that is under way for it. */
  payment: z.object({ id: uuid, number: z.string(), state: z.enum(paymentStates) }).nullable(),
});
export type PayableItem = z.output<typeof PayableItem>;

const paid = { amount: z.string(), currency: currencyCode };

export const PaymentRow = z.object({
  id: uuid,
  number: z.string(),
  customer: z.object({ number: z.string(), name: z.string() }),
  company: z.object({ code: z.string(), name: z.string() }),
  method: z.enum(paymentMethods),
  ...paid,
  received: z.string(),
  refunded: z.string(),
  state: z.enum(paymentStates),
  /** What of it the ERP has not cleared yet; zero where nothing is on its way. */
  onItsWay: z.string(),
  documents: z.array(z.string()),
  createdAt: instant,
  paidAt: instant.nullable(),
  expiresAt: instant.nullable(),
});
export type PaymentRow = z.output<typeof PaymentRow>;

export const Payment = PaymentRow.extend({
  /** Whether the account is one for trials, and no money moves. */
  test: z.boolean(),
  /** The provider's page, as long as it is open. */
  redirect: z.string().nullable(),
  voucher: z.object({ reference: z.string().nullable(), url: z.string() }).nullable(),
  failure: z.string().nullable(),
  erpNumber: z.string().nullable(),
  /** Whether the provider could not be asked just now: what is shown is what was known. */
  unasked: z.boolean(),
  items: z.array(
    z.object({
      id: uuid,
      kind: z.enum(openItemKinds),
      document: z.string().nullable(),
      amount: z.string(),
    }),
  ),
  history: z.array(z.object({ state: z.enum(paymentStates), at: instant })),
});
export type Payment = z.output<typeof Payment>;

/** A way to pay, and why it cannot be had for an amount. */
export const OfferedMethod = z.object({
  method: z.enum(paymentMethods),
  test: z.boolean(),
  min: z.string().nullable(),
  max: z.string().nullable(),
  refusal: z.enum(['below_min', 'above_max']).nullable(),
});
export type OfferedMethod = z.output<typeof OfferedMethod>;

const one = z.strictObject({ id: uuid });
const view = { permission: 'payments.view' } as const;
const pay = { permission: 'payments.pay' } as const;
const whose = { customer: identifier.optional() };

export const payments = defineEndpoints({
  'GET /payable-items': {
    ...view,
    summary: 'Documents that are open with one company, and what of each is on its way.',
    query: z.strictObject({ company: identifier.optional(), ...whose }),
    response: z.object({
      companies: z.array(z.object({ code: z.string(), name: z.string() })),
      company: z.string().nullable(),
      items: z.array(PayableItem),
      /** There are more than are listed: the oldest stand here. */
      more: z.boolean(),
    }),
    errors: ['not_found'],
    look: 'query',
  },
  'GET /payment-methods': {
    ...pay,
    summary: 'Ways to pay a company, and which cannot be had for an amount.',
    query: z.strictObject({ company: identifier, currency, amount: money.optional() }),
    response: z.object({ items: z.array(OfferedMethod) }),
    errors: ['not_found'],
  },
  'POST /payments': {
    ...pay,
    summary:
      'Begins a payment of open documents of one company and currency. Its page at the provider comes with `GET /payments/:id`.',
    body: z.strictObject({
      company: identifier,
      currency,
      method: z.enum(paymentMethods),
      items: z
        .array(z.strictObject({ id: uuid, amount: money }))
        .min(1)
        .max(mostPaidItems),
      /** The page to come back to, on a site of the tenant. */
      returnTo: webAddress,
      locale,
      confirmations: z.array(z.enum(paymentConfirmations)).max(1).default([]),
    }),
    response: z.object({ id: uuid, number: z.string(), state: z.enum(paymentStates) }),
    status: 201,
    once: true,
    errors: [
      'not_found',
      'payment_items_changed',
      'payment_under_way',
      'payment_amount',
      'payment_method',
      'payment_return',
    ],
    audit: 'payment.created',
  },
  'GET /payments': {
    ...view,
    summary: 'Payments, the newest first.',
    query: z.strictObject({
      status: z.enum(paymentFilters).optional(),
      company: identifier.optional(),
      ...whose,
      limit: pageSize,
      cursor: cursor.optional(),
    }),
    response: page(PaymentRow),
    errors: ['not_found'],
    look: 'answer',
  },
  'GET /payments-on-their-way': {
    ...view,
    summary:
      'What of a customer is on its way to a company, by currency; the ledger knows nothing of it yet.',
    query: z.strictObject({ company: identifier, ...whose }),
    response: z.object({
      items: z.array(z.object({ ...paid, count: z.number().int() })),
    }),
    errors: ['not_found'],
    look: 'query',
  },
  'GET /payments/:id': {
    ...view,
    summary:
      'A payment as the provider has it now: as long as it is under way, the provider is asked.',
    params: one,
    response: Payment,
    errors: ['not_found'],
    look: 'answer',
  },
  'POST /payments/:id/cancellation': {
    ...pay,
    summary:
      'Ends a payment that is under way, at the provider too. Where the money came first, it stays paid.',
    params: one,
    body: z.strictObject({}),
    response: Payment,
    errors: ['not_found', 'payment_over'],
    audit: 'payment.cancelled',
  },
});

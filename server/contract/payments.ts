import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { openItemKinds } from './ledger-words.ts';
import { limits } from './limits.ts';
import { slipKinds } from './payment-code-words.ts';
import {
  mostPaidItems,
  paymentConfirmations,
  paymentFilters,
  paymentMethods,
  paymentProviders,
  paymentSettlements,
  paymentStates,
  proofStates,
  refundStates,
  voucherKinds,
} from './payment-words.ts';
import { disputeReasons, promiseStates } from './promise-words.ts';
import {
  currency,
  currencyCode,
  cursor,
  date,
  dayOfRange,
  identifier,
  instant,
  line,
  locale,
  money,
  notNegative,
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
  /** When the customer said it pays it. */
  promise: z.object({ id: uuid, promisedOn: date, state: z.enum(promiseStates) }).nullable(),
  /** Why the customer says it is not right, as long as nobody has answered. */
  dispute: z.object({ id: uuid, reason: z.enum(disputeReasons) }).nullable(),
});
export type PayableItem = z.output<typeof PayableItem>;

/** Of a document of the ledger. */
const said = { id: uuid, item: uuid, amount: z.string(), currency: currencyCode };
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
  /** What of it is for no document. */
  onAccount: z.string(),
  state: z.enum(paymentStates),
  /** What of it the ERP has not cleared yet; zero where nothing is on its way. */
  onItsWay: z.string(),
  documents: z.array(z.string()),
  createdAt: instant,
  paidAt: instant.nullable(),
  expiresAt: instant.nullable(),
});
export type PaymentRow = z.output<typeof PaymentRow>;

/** What is paid with outside the portal. */
export const Voucher = z.object({
  kind: z.enum(voucherKinds),
  /** To be named when it is paid. */
  reference: z.string().nullable(),
  /** What is paid with: the digits of a boleto, a Pix code, a CLABE, an account. */
  content: z.string().nullable(),
  bank: z.string().nullable(),
  beneficiary: z.string().nullable(),
  /** The provider's page of it. */
  url: z.string().nullable(),
  /** Of a Pix code: rows of dark and light. */
  qr: z.array(z.string()).nullable(),
});
export type Voucher = z.output<typeof Voucher>;

/** What a customer shows for money that it sent by itself. */
export const Proof = z.object({
  id: uuid,
  file: z.string(),
  amount: z.string(),
  received: z.string().nullable(),
  valueDate: date,
  bankReference: z.string().nullable(),
  state: z.enum(proofStates),
  reason: z.string().nullable(),
  at: instant,
});
export type Proof = z.output<typeof Proof>;

/** What the ERP had registered to pay a document with. */
export const Slip = z.object({
  id: uuid,
  kind: z.enum(slipKinds),
  company: z.object({ code: z.string(), name: z.string() }),
  document: z.string().nullable(),
  content: z.string(),
  bank: z.string().nullable(),
  beneficiary: z.string().nullable(),
  amount: z.string(),
  currency: currencyCode,
  expiresOn: date.nullable(),
  expired: z.boolean(),
  /** What of the document is open, as the ledger has it. */
  open: z.string(),
  qr: z.array(z.string()).nullable(),
});
export type Slip = z.output<typeof Slip>;

/** Money that goes back, or is to. */
export const Refund = z.object({
  id: uuid,
  amount: z.string(),
  reason: z.string(),
  state: z.enum(refundStates),
  failure: z.string().nullable(),
  at: instant,
  askedBy: z.string(),
  decidedBy: z.string().nullable(),
  /** Whether the reader asked for it, and so cannot confirm it. */
  own: z.boolean(),
});
export type Refund = z.output<typeof Refund>;

export const Payment = PaymentRow.extend({
  /** Whether it is being cancelled: there is nothing to pay with any more. */
  ending: z.boolean(),
  /** Whether the account is one for trials, and no money moves. */
  test: z.boolean(),
  /** The provider's page, as long as it is open. */
  redirect: z.string().nullable(),
  voucher: Voucher.nullable(),
  proofs: z.array(Proof),
  /** Whether there is a receipt of it. */
  receipt: z.boolean(),
  settled: z.enum(paymentSettlements).nullable(),
  /** For the company's people alone. */
  desk: z
    .object({
      provider: z.enum(paymentProviders),
      fee: z.string().nullable(),
      /** What of it can still go back. */
      refundable: z.string(),
      /** Since when the ERP has not answered, where that is long. */
      unanswered: instant.nullable(),
      refunds: z.array(Refund),
    })
    .nullable(),
  /** Why the provider would not have it; `declined` where the bank refused the last try and its page is open for another. */
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
    summary:
      'Documents that are open with one company, and what of each is on its way: the company that is named, else the first that something is open with.',
    query: z.strictObject({ company: identifier.optional(), ...whose }),
    response: z.object({
      companies: z.array(z.object({ code: z.string(), name: z.string() })),
      company: z.string().nullable(),
      items: z.array(PayableItem),
      /** There are more than are listed: the oldest stand here. */
      more: z.boolean(),
      /** The currency in which the company takes money for no document; null where it takes none. */
      onAccount: currencyCode.nullable(),
    }),
    errors: ['not_found'],
    look: 'query',
  },
  'GET /payment-methods': {
    ...pay,
    summary: 'Ways to pay a company, and which cannot be had for an amount.',
    query: z.strictObject({
      company: identifier,
      currency,
      amount: money.optional(),
      /** Ways to pay for no document alone. */
      onAccount: z.enum(['true']).optional(),
    }),
    response: z.object({ items: z.array(OfferedMethod) }),
    errors: ['not_found'],
  },
  'POST /payments': {
    ...pay,
    summary:
      'Begins a payment of open documents of one company and currency, of money for no document where the company takes it, or of both. Its page at the provider comes with `GET /payments/:id`.',
    body: z.strictObject({
      company: identifier,
      currency,
      method: z.enum(paymentMethods),
      items: z.array(z.strictObject({ id: uuid, amount: money })).max(mostPaidItems),
      /** What is paid for no document, besides. */
      onAccount: notNegative(money).default('0'),
      /**
       * The page to come back to, on a site of the tenant; `{payment}` in it stands for the id of the payment, without
       * it `#/payments/<id>` is added.
       */
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
      'payment_on_account',
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
      'What of a customer is on its way, to one company or to all, by currency and by document; the ledger knows nothing of it yet.',
    query: z.strictObject({ company: identifier.optional(), ...whose }),
    response: z.object({
      items: z.array(z.object({ ...paid, count: z.number().int() })),
      /** The newest payment of each document, of so many documents as can be listed. */
      documents: z.array(
        z.object({
          id: uuid,
          invoice: z.string().nullable(),
          company: z.string(),
          ...paid,
          payment: z.object({ id: uuid, number: z.string(), state: z.enum(paymentStates) }),
        }),
      ),
      /** What the customer said of its documents: when it pays them, and that they are not right. */
      promises: z.array(z.object({ ...said, promisedOn: date, state: z.enum(promiseStates) })),
      disputes: z.array(z.object({ ...said, reason: z.enum(disputeReasons) })),
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
  'GET /payment-slips': {
    ...view,
    summary:
      'What the ERP had registered to pay open documents of a customer with; what ends first stands first.',
    query: z.strictObject({ company: identifier.optional(), ...whose }),
    response: z.object({ items: z.array(Slip), more: z.boolean() }),
    errors: ['not_found'],
    look: 'query',
  },
  'POST /payment-proofs': {
    ...pay,
    summary: 'Hands over the proof of a transfer; people of the company look at it.',
    body: z.strictObject({
      payment: uuid,
      /** An upload that was announced for this. */
      file: uuid,
      amount: notNegative(money),
      /** No later than today where the company is. */
      valueDate: dayOfRange,
      bankReference: line(limits.identifier).optional(),
    }),
    response: Payment,
    status: 201,
    once: true,
    errors: ['not_found', 'payment_over', 'payment_amount', 'file_infected'],
    audit: 'payment.proof_sent',
  },
  'GET /payment-proofs/:id/file': {
    ...view,
    cost: 'document',
    summary: 'The file of a proof, whole or a range of it.',
    params: one,
    response: { file: 'application/octet-stream' },
    errors: ['not_found', 'file_pending', 'file_infected', 'range_unsatisfiable'],
    audit: 'payment.proof_downloaded',
  },
  'GET /payments/:id/receipt': {
    ...view,
    summary: 'The receipt of a payment that came, as PDF; anybody who has it can check it.',
    params: one,
    query: z.strictObject({ locale }),
    response: { file: 'application/pdf' },
    errors: ['not_found'],
    cost: 'document',
    audit: 'payment.receipt',
  },
  'GET /payments/:id/voucher': {
    ...view,
    summary:
      'What a payment is made with outside of the portal, as PDF: its code, the amount, until when it holds.',
    params: one,
    query: z.strictObject({ locale }),
    response: { file: 'application/pdf' },
    errors: ['not_found'],
    cost: 'document',
    audit: 'payment.voucher',
  },
  'POST /payments/:id/voucher-mails': {
    ...pay,
    summary: 'Mails that PDF to whoever asks for it.',
    params: one,
    body: z.strictObject({}),
    response: 'nothing',
    once: true,
    errors: ['not_found', 'own_mailbox_missing'],
    cost: 'document',
    audit: 'payment.voucher_mailed',
  },
});

import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { scanStates } from './file-words.ts';
import { limits } from './limits.ts';
import { messageLimits, messageSides } from './message-words.ts';
import { mostPaidItems } from './payment-words.ts';
import {
  currencyCode,
  cursor,
  date,
  givenDate,
  identifier,
  instant,
  line,
  money,
  page,
  pageSize,
  ruled,
  text,
  uuid,
} from './primitives.ts';
import {
  disputeFilters,
  disputeReasons,
  disputeStates,
  mostDisputeText,
  promiseFilters,
  promiseStates,
} from './promise-words.ts';

const Named = z.object({ code: z.string(), name: z.string() });
const whose = {
  customer: z.object({ number: z.string(), name: z.string() }),
  company: Named,
  /** The document of the ledger, and how it is called. */
  item: uuid,
  document: z.string(),
  amount: z.string(),
  currency: currencyCode,
  /** What of the document is open now, as the ledger has it. */
  open: z.string(),
  at: instant,
  by: z.string(),
};

/** That a customer says when it pays a document. */
export const PaymentPromise = z.object({
  id: uuid,
  ...whose,
  promisedOn: date,
  note: z.string().nullable(),
  state: z.enum(promiseStates),
});
export type PaymentPromise = z.output<typeof PaymentPromise>;

/** A file that goes along with a dispute, or with its answer. */
export const DisputeFile = z.object({
  id: uuid,
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number().int(),
  scan: z.enum(scanStates),
  side: z.enum(messageSides),
});
export type DisputeFile = z.output<typeof DisputeFile>;

/** That a customer says a document is not right. */
export const Dispute = z.object({
  id: uuid,
  ...whose,
  reason: z.enum(disputeReasons),
  text: z.string(),
  state: z.enum(disputeStates),
  answer: z.string().nullable(),
  /** What the ERP calls it. */
  erpNumber: z.string().nullable(),
  files: z.array(DisputeFile),
  decidedAt: instant.nullable(),
});
export type Dispute = z.output<typeof Dispute>;

const said = ruled(text(mostDisputeText), (value) => value.trim() !== '', { error: 'required' });
/** Uploads of the caller's that are complete, announced for this. */
const attached = z.array(uuid).max(messageLimits.files).default([]);
const one = z.strictObject({ id: uuid });
const list = {
  company: identifier.optional(),
  customer: identifier.optional(),
  limit: pageSize,
  cursor: cursor.optional(),
};
const view = { permission: 'payments.view', look: 'answer' } as const;

/** What customers say of what they owe: when they pay it, and that it is not right. The ledger stays what it is. */
export const promises = defineEndpoints({
  'GET /promises': {
    ...view,
    summary:
      'When customers said they would pay, the newest first. Whether one was kept is read from the ledger, and from payments whose money came.',
    query: z.strictObject({ status: z.enum(promiseFilters).optional(), ...list }),
    response: page(PaymentPromise),
    errors: ['not_found'],
  },
  'POST /promises': {
    permission: 'payments.pay',
    summary:
      'Says on which day open documents of one company will be paid. A later word takes the place of an earlier one.',
    body: z.strictObject({
      company: identifier,
      items: z
        .array(z.strictObject({ id: uuid, amount: money }))
        .min(1)
        .max(mostPaidItems),
      /** Not before today where the company is, and within half a year. */
      date: givenDate,
      note: line(limits.text).optional(),
    }),
    response: z.object({ items: z.array(PaymentPromise) }),
    status: 201,
    once: true,
    errors: ['not_found', 'payment_items_changed', 'promise_date'],
    audit: 'payment.promised',
  },
  'POST /promises/:id/withdrawal': {
    permission: 'payments.pay',
    summary: 'Takes back the word of when a document is paid.',
    params: one,
    body: z.strictObject({}),
    response: PaymentPromise,
    errors: ['not_found', 'promise_over'],
    audit: 'payment.promise_withdrawn',
  },
  'GET /disputes': {
    ...view,
    summary: 'Documents that customers said are not right, the newest first.',
    query: z.strictObject({ status: z.enum(disputeFilters).optional(), ...list }),
    response: page(Dispute),
    errors: ['not_found'],
  },
  'GET /disputes/:id': {
    ...view,
    summary: 'A document that a customer said is not right: what was said, and the answer.',
    params: one,
    response: Dispute,
    errors: ['not_found'],
  },
  'GET /dispute-files/:id/content': {
    permission: 'payments.view',
    cost: 'document',
    summary: 'A file of a dispute or of its answer, whole or a range of it.',
    params: one,
    response: { file: 'application/octet-stream' },
    errors: ['not_found', 'file_pending', 'file_infected', 'range_unsatisfiable'],
    audit: 'payment.dispute_file_downloaded',
  },
  'POST /disputes': {
    permission: 'disputes.create',
    summary:
      'Says that an open document is not right, and why. People of the company answer; the ledger stays as it is.',
    body: z.strictObject({
      company: identifier,
      item: uuid,
      reason: z.enum(disputeReasons),
      /** What of the document it is about; all that is open unless it is said. */
      amount: money.optional(),
      text: said,
      files: attached,
    }),
    response: Dispute,
    status: 201,
    once: true,
    errors: [
      'not_found',
      'payment_items_changed',
      'dispute_open',
      'file_infected',
      'message_files_too_large',
    ],
    audit: 'payment.disputed',
  },
  'POST /disputes/:id/withdrawal': {
    permission: 'disputes.create',
    summary: 'Takes back that a document is not right, as long as nobody has answered.',
    params: one,
    body: z.strictObject({}),
    response: Dispute,
    errors: ['not_found', 'dispute_over'],
    audit: 'payment.dispute_withdrawn',
  },
  'POST /disputes/:id/decision': {
    permission: 'payments.review',
    summary:
      'Answers a customer that says a document is not right. Where it is accepted, the ERP corrects the document; nothing here does.',
    params: one,
    body: z.strictObject({
      decision: z.enum(['accepted', 'refused']),
      answer: said,
      files: attached,
    }),
    response: Dispute,
    errors: ['not_found', 'dispute_over', 'file_infected', 'message_files_too_large'],
    audit: 'payment.dispute_decided',
  },
});

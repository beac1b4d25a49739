import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { changeAnswers, changeKinds, changeStates, mostChangedLines } from './order-words.ts';
import {
  date,
  givenDate,
  identifier,
  instant,
  locale,
  localised,
  localisedOut,
  notNegative,
  quantity,
  text,
  uuid,
} from './primitives.ts';

/** What somebody wants to be changed of an order. */
const ChangeAsked = z.strictObject({
  kind: z.enum(changeKinds),
  /** Positions it is about; none is the whole order. Of a quantity, with the one that each is to have. */
  lines: z
    .array(z.strictObject({ position: identifier, quantity: notNegative(quantity).optional() }))
    .max(mostChangedLines)
    .default([]),
  /** Of a date: the one that is asked for. */
  date: givenDate.optional(),
  text: text(limits.text).optional(),
  /** Of the message that asks for it. */
  locale,
});
export type ChangeAsked = z.output<typeof ChangeAsked>;

/** A change that was asked for, and what became of it. */
export const OrderChange = z.object({
  id: uuid,
  kind: z.enum(changeKinds),
  state: z.enum(changeStates),
  lines: z.array(z.object({ position: z.string(), quantity: z.string().nullable() })),
  date: date.nullable(),
  text: z.string().nullable(),
  /** Who asked for it. */
  by: z.string(),
  at: instant,
  answer: localisedOut.nullable(),
  answeredAt: instant.nullable(),
  /** Since when it waits for the ERP, where that is longer than usual. */
  waitingSince: instant.nullable(),
});
export type OrderChange = z.output<typeof OrderChange>;

const one = z.strictObject({ id: uuid });

export const orderChanges = defineEndpoints({
  'POST /orders/:id/change-requests': {
    permission: 'orders.change_request',
    summary:
      'Asks for an order to be cancelled or changed. The ERP gets a task, and the company a conversation on the order.',
    params: one,
    body: ChangeAsked,
    response: OrderChange,
    status: 201,
    once: true,
    errors: ['not_found', 'order_closed', 'change_waiting', 'limit_reached'],
    audit: 'order.change_asked',
  },
  'POST /order-changes/:id/answer': {
    permission: 'orders.manage',
    summary: 'Says whether a change that a customer asked for is made, in the place of the ERP.',
    params: one,
    body: z.strictObject({
      answer: z.enum(changeAnswers),
      /** For whoever asked. */
      text: localised.optional(),
    }),
    response: OrderChange,
    errors: ['not_found', 'change_answered'],
    audit: 'order.change_answered',
  },
});

import { z } from 'zod';
import { invoiceKinds } from '../invoice-words.ts';
import * as p from '../primitives.ts';
import { optional, versioned, lines, description } from './fields.ts';

export const invoices = {
  key: ['company', 'number'],
  record: z.strictObject({
    number: p.identifier,
    company: p.identifier,
    customer: p.identifier,
    kind: z.enum(invoiceKinds).default('invoice'),
    date: p.date,
    dueDate: optional(p.date),
    currency: p.currency,
    net: p.money,
    tax: p.money,
    total: p.money,
    /** Numbers of the orders it belongs to. */
    orders: z.array(p.identifier).max(100).default([]),
    items: lines(
      z.strictObject({
        position: p.identifier,
        ...description,
        quantity: p.quantity,
        unit: p.identifier,
        amount: p.money,
        tax: p.money,
      }),
    ),
    ...versioned,
  }),
} as const;

import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { paymentMethods, paymentProviders } from './payment-words.ts';
import { instant, money, notNegative, uuid } from './primitives.ts';

/** Where a company is paid. What it signs in with never leaves the server. */
export const PaymentAccount = z.object({
  id: uuid,
  version: z.number().int(),
  company: z.object({ code: z.string(), name: z.string() }),
  provider: z.enum(paymentProviders),
  mode: z.enum(['test', 'live']),
  name: z.string(),
  enabled: z.boolean(),
  methods: z.array(z.enum(paymentMethods)),
  /** Ways to pay that it could offer, by its provider and the company's currency. */
  offerable: z.array(z.enum(paymentMethods)),
  min: z.string().nullable(),
  max: z.string().nullable(),
  secondAbove: z.string(),
  /** Whether it takes money for no document. */
  onAccount: z.boolean(),
  /** Of a transfer: where it goes. */
  transfer: z.object({ bank: z.string(), beneficiary: z.string(), account: z.string() }).nullable(),
  /** Where the provider sends its hints, and when the last one came. */
  hintUrl: z.string().nullable(),
  hintAt: instant.nullable(),
  /** Payments under way. */
  live: z.number().int(),
});
export type PaymentAccount = z.output<typeof PaymentAccount>;

const manage = { permission: 'settings.manage' } as const;
const limit = notNegative(money).nullable();

export const paymentSettings = defineEndpoints({
  'GET /settings/payments': {
    ...manage,
    summary: 'Where the companies are paid, without the keys.',
    response: z.object({ items: z.array(PaymentAccount) }),
    errors: [],
  },
  'PATCH /settings/payments/:id': {
    ...manage,
    summary: 'Changes which ways to pay an account offers, within which limits, or closes it.',
    params: z.strictObject({ id: uuid }),
    body: z.strictObject({
      version: z.number().int(),
      methods: z.array(z.enum(paymentMethods)).min(1).max(paymentMethods.length).optional(),
      min: limit.optional(),
      max: limit.optional(),
      secondAbove: notNegative(money).optional(),
      onAccount: z.boolean().optional(),
      enabled: z.boolean().optional(),
    }),
    response: PaymentAccount,
    errors: ['not_found', 'record_changed', 'payment_method'],
    audit: 'settings.changed',
  },
});

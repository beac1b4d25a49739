import { z } from 'zod';
import { identifierKey } from '../identifiers.ts';
import { limits } from '../limits.ts';
import * as p from '../primitives.ts';
import { optional, word, reference, versioned, uniqueBy } from './fields.ts';

export const customers = {
  key: ['number'],
  record: z.strictObject({
    number: p.identifier,
    name: p.line(limits.name),
    taxId: word,
    phone: word,
    email: word,
    group: word,
    /** Number of the customer this one belongs to. */
    parent: reference,
    /** Language it is written to in. */
    locale: optional(p.locale),
    /** Code of who looks after it; may come before the executive does. */
    executive: reference,
    /** An order is not taken without the customer's own number of it; nor any at all. */
    purchaseOrderRequired: z.boolean().default(false),
    orderBlocked: z.boolean().default(false),
    companies: p.ruled(
      z
        .array(
          z.strictObject({
            company: p.identifier,
            creditLimit: optional(p.money),
            currency: optional(p.currency),
            paymentTerms: word,
            creditBlocked: z.boolean().default(false),
          }),
        )
        .max(100),
      uniqueBy((item) => identifierKey(item.company)),
      { error: 'duplicate' },
    ),
    ...versioned,
  }),
} as const;

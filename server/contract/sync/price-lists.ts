import { z } from 'zod';
import { identifierKey } from '../identifiers.ts';
import { limits } from '../limits.ts';
import * as p from '../primitives.ts';
import { optional, word, reference, versioned, uniqueBy } from './fields.ts';

const assignment = p.ruled(
  z.strictObject({
    customer: reference,
    group: word,
    /** Of several lists alike the lowest comes first. */
    position: z.number().int().min(0).max(1_000).default(0),
  }),
  ({ customer, group }) => customer === null || group === null,
  { error: 'either' },
);

const assigned = ({ customer, group }: z.output<typeof assignment>) =>
  JSON.stringify([customer && identifierKey(customer), group]);

export const priceLists = {
  key: ['code'],
  record: z.strictObject({
    code: p.identifier,
    name: word,
    currency: p.currency,
    taxIncluded: z.boolean().default(false),
    validFrom: optional(p.date),
    validTo: optional(p.date),
    /** Whose it is: a customer's, a group's, or everybody's where neither is named. */
    assignments: p
      .ruled(z.array(assignment).max(limits.priceListAssignments), uniqueBy(assigned), {
        error: 'duplicate',
      })
      .default([]),
    ...versioned,
  }),
} as const;

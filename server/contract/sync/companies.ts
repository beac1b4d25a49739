import { z } from 'zod';
import { limits } from '../limits.ts';
import * as p from '../primitives.ts';
import { optional, word, versioned } from './fields.ts';

export const companies = {
  key: ['code'],
  record: z.strictObject({
    code: p.identifier,
    legalName: p.line(limits.name),
    taxId: word,
    country: optional(z.string().regex(/^[A-Z]{2}$/, { error: 'country' })),
    currency: p.currency,
    timeZone: p.timeZone,
    ...versioned,
  }),
} as const;

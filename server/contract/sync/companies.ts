import { z } from 'zod';
import { limits } from '../limits.ts';
import * as p from '../primitives.ts';
import { country, versioned, word } from './fields.ts';

export const companies = {
  key: ['code'],
  record: z.strictObject({
    code: p.identifier,
    legalName: p.line(limits.name),
    taxId: word,
    country,
    currency: p.currency,
    timeZone: p.timeZone,
    ...versioned,
  }),
} as const;

import { z } from 'zod';
import * as p from '../primitives.ts';
import { word, versioned } from './fields.ts';

export const addresses = {
  key: ['customer', 'code'],
  record: z.strictObject({
    customer: p.identifier,
    code: p.identifier,
    name: word,
    street: word,
    postalCode: word,
    city: word,
    district: word,
    state: word,
    country: word,
    ...versioned,
  }),
} as const;

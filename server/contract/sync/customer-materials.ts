import { z } from 'zod';
import * as p from '../primitives.ts';
import { versioned } from './fields.ts';

/** A customer's own number of a material. */
export const customerMaterials = {
  key: ['customer', 'number'],
  record: z.strictObject({
    customer: p.identifier,
    number: p.identifier,
    material: p.identifier,
    descriptions: p.localised.default({}),
    ...versioned,
  }),
} as const;

import { z } from 'zod';
import * as p from '../primitives.ts';
import { versioned } from './fields.ts';

export const stockReadings = {
  key: ['material', 'plant'],
  record: z.strictObject({
    material: p.identifier,
    plant: p.identifier,
    /** Unrestricted stock, in `unit`. */
    quantity: p.quantity,
    unit: p.identifier,
    /** When the ERP counted it. */
    readAt: p.pastInstant,
    ...versioned,
  }),
} as const;

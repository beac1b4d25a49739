import { z } from 'zod';
import { limits } from '../limits.ts';
import * as p from '../primitives.ts';
import { optional, versioned } from './fields.ts';

export const priceItems = {
  key: ['list', 'material'],
  record: z.strictObject({
    list: p.identifier,
    material: p.identifier,
    prices: z
      .array(
        z.strictObject({
          unit: p.identifier,
          price: p.notNegative(p.unitPrice),
          priceUnit: p.priceUnit.default('1'),
          minQuantity: p.notNegative(p.quantity).default('0'),
          validFrom: optional(p.date),
          validTo: optional(p.date),
        }),
      )
      .min(1)
      .max(limits.pricesPerMaterial),
    ...versioned,
  }),
} as const;

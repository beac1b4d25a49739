import { z } from 'zod';
import { orderStatuses } from '../order-words.ts';
import * as p from '../primitives.ts';
import { versioned } from './fields.ts';

export const statusMap = {
  key: ['entity', 'code'],
  record: z.strictObject({
    entity: z.enum(['order', 'item']),
    code: p.identifier,
    status: z.enum(orderStatuses),
    ...versioned,
  }),
} as const;

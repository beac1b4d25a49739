import { z } from 'zod';
import { orderStatuses } from '../order-words.ts';
import * as p from '../primitives.ts';
import { shipmentStatuses } from '../shipment-words.ts';
import { versioned } from './fields.ts';

export const statusesOf = { order: orderStatuses, item: orderStatuses, shipment: shipmentStatuses };

export const statusMap = {
  key: ['entity', 'code'],
  record: p.ruled(
    z.strictObject({
      entity: z.enum(['order', 'item', 'shipment']),
      code: p.identifier,
      status: z.enum([...orderStatuses, ...shipmentStatuses]),
      ...versioned,
    }),
    ({ entity, status }) => (statusesOf[entity] as readonly string[]).includes(status),
    { error: 'not_allowed', path: ['status'] },
  ),
} as const;

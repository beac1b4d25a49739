import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { instant, uuid } from './primitives.ts';
import { shareDays } from './sharing-words.ts';

/** A link to a shipment for whoever has no account. */
export const ShipmentShare = z.object({
  id: uuid,
  createdAt: instant,
  expiresAt: instant,
  /** Who made it. */
  by: z.string().nullable(),
  /** How often it was opened, and when last. */
  views: z.number().int(),
  lastViewAt: instant.nullable(),
});
export type ShipmentShare = z.output<typeof ShipmentShare>;

/** The address is shown this once: the server keeps none. */
const NewShare = z.object({ share: ShipmentShare, url: z.string() });

const Calendar = z.object({
  /** When its address was made; null where there is none. */
  createdAt: instant.nullable(),
  /** When a calendar program asked for it last. */
  lastReadAt: instant.nullable(),
});

const view = { permission: 'shipments.view' } as const;
/** A calendar has arrivals, and the days on which documents fall due. */
const calendar = { ...view, alsoFor: 'statement.view' } as const;
const one = z.strictObject({ id: uuid });

export const shipmentSharing = defineEndpoints({
  'POST /shipments/:id/shares': {
    ...view,
    summary:
      'Makes a link to one shipment that needs no account: its number, status, milestones and map, nothing of parties, goods, amounts or documents.',
    params: one,
    body: z.strictObject({
      days: z.number().int().min(shareDays.least).max(shareDays.most).default(shareDays.usual),
    }),
    response: NewShare,
    status: 201,
    errors: ['not_found', 'limit_reached'],
    audit: 'share.created',
  },
  'GET /shipments/:id/shares': {
    ...view,
    summary: 'The links to a shipment that still work, the newest first.',
    params: one,
    response: z.object({ items: z.array(ShipmentShare) }),
    errors: ['not_found'],
    look: 'answer',
  },
  'DELETE /shares/:id': {
    ...view,
    summary: 'Ends a link at once.',
    params: one,
    response: 'nothing',
    errors: ['not_found'],
    audit: 'share.revoked',
  },
  'GET /me/calendar': {
    ...calendar,
    summary: 'Whether what the contact expects and owes can be subscribed to as a calendar.',
    response: Calendar,
    errors: [],
  },
  'POST /me/calendar': {
    ...calendar,
    summary:
      'Makes the secret address of a calendar with arrivals, deadlines and due dates; the one before it ends. Shown this once.',
    body: z.strictObject({}),
    response: Calendar.extend({ url: z.string() }),
    status: 201,
    errors: ['not_found'],
    audit: 'calendar.renewed',
  },
  'DELETE /me/calendar': {
    ...calendar,
    summary: 'Ends the address of the calendar.',
    response: 'nothing',
    errors: ['not_found'],
    audit: 'calendar.ended',
  },
});

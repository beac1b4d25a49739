import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { instant, line, ruled, uuid } from './primitives.ts';
import {
  deliveryFaults,
  deliveryStates,
  formerSecretHours,
  keptDeliveryDays,
  listedDeliveries,
  mostWebhooks,
  webhookKinds,
  webhookStates,
  webhookUrl,
} from './webhook-words.ts';

const manage = { permission: 'keys.manage' } as const;
const one = z.strictObject({ id: uuid });

/** An address that is told what happens. Its secret is shown when it is made, and never again. */
export const Webhook = z.object({
  id: uuid,
  version: z.number().int(),
  name: z.string(),
  url: z.string(),
  kinds: z.array(z.enum(webhookKinds)),
  state: z.enum(webhookStates),
  createdAt: instant,
  /** Who made it; null where that is no longer known. */
  createdBy: z.string().nullable(),
  /** Until when the secret before this one signs as well; null where there is none. */
  formerUntil: instant.nullable(),
  /** Deliveries that wait for another attempt, and those given up in the last 30 days. */
  waiting: z.number().int(),
  failed: z.number().int(),
  /** When something arrived last; null for never. */
  lastDeliveredAt: instant.nullable(),
});
export type Webhook = z.output<typeof Webhook>;

const NewWebhook = z.object({ secret: z.string(), webhook: Webhook });

/** One thing that was told, or is to be. */
export const WebhookDelivery = z.object({
  /** By which the other side tells a repetition from a new one (`webhook-id`). */
  id: uuid,
  kind: z.string(),
  state: z.enum(deliveryStates),
  attempts: z.number().int(),
  createdAt: instant,
  triedAt: instant.nullable(),
  /** When it is tried again; null where it is not. */
  nextAt: instant.nullable(),
  /** The status that was answered last; null where nothing was. */
  status: z.number().int().nullable(),
  fault: z.enum(deliveryFaults).nullable(),
  body: z.string(),
});
export type WebhookDelivery = z.output<typeof WebhookDelivery>;

/** Without a name or a password in it: those would stand in logs. */
const url = ruled(
  line(webhookUrl),
  (text) => {
    const parsed = URL.parse(text);
    return (
      parsed !== null && /^https?:$/.test(parsed.protocol) && !parsed.username && !parsed.password
    );
  },
  { error: 'format' },
);
const given = {
  name: line(limits.name),
  url,
  kinds: z.array(z.enum(webhookKinds)).min(1).max(webhookKinds.length),
};

export const webhooks = defineEndpoints({
  'GET /webhooks': {
    ...manage,
    summary: 'The addresses of other systems that are told what happens, the newest first.',
    response: z.object({
      items: z.array(Webhook),
      /** Whether plain HTTP and addresses in private networks are let through; the operator says so. */
      inside: z.boolean(),
    }),
    errors: [],
  },
  'POST /webhooks': {
    ...manage,
    stepUp: 'factor',
    summary: `Adds an address, and shows the secret that signs what is sent to it, this once. A tenant has ${mostWebhooks} at most. It is told of what happens from now on.`,
    body: z.strictObject(given),
    response: NewWebhook,
    status: 201,
    errors: ['limit_reached'],
    audit: 'webhook.created',
  },
  'PATCH /webhooks/:id': {
    ...manage,
    stepUp: 'factor',
    summary: 'Changes an address, what it is told of, or turns it off and on again.',
    params: one,
    body: z.strictObject({
      version: z.number().int().min(1),
      name: given.name.optional(),
      url: given.url.optional(),
      kinds: given.kinds.optional(),
      state: z.enum(['on', 'off']).optional(),
    }),
    response: Webhook,
    errors: ['not_found', 'record_changed'],
    audit: 'webhook.changed',
  },
  'POST /webhooks/:id/rotation': {
    ...manage,
    stepUp: 'factor',
    summary: `Makes a new secret and shows it, this once. For ${formerSecretHours} hours both sign.`,
    params: one,
    response: NewWebhook,
    errors: ['not_found'],
    audit: 'webhook.rotated',
  },
  'DELETE /webhooks/:id': {
    ...manage,
    summary: 'Removes an address, with what was yet to be told to it.',
    params: one,
    response: 'nothing',
    errors: ['not_found'],
    audit: 'webhook.deleted',
  },
  'POST /webhooks/:id/tests': {
    ...manage,
    summary: 'Sends something that means nothing, so that one sees whether it arrives.',
    params: one,
    response: WebhookDelivery,
    status: 201,
    errors: ['not_found'],
    audit: 'webhook.tested',
  },
  'GET /webhooks/:id/deliveries': {
    ...manage,
    summary: `The last ${listedDeliveries} of what was told to an address, the newest first. They are kept for ${keptDeliveryDays} days.`,
    params: one,
    response: z.object({ items: z.array(WebhookDelivery) }),
    errors: ['not_found'],
  },
  'POST /webhook-deliveries/:id/retry': {
    ...manage,
    summary: 'Sends it once more, now.',
    params: one,
    response: WebhookDelivery,
    errors: ['not_found'],
    audit: 'webhook.resent',
  },
});

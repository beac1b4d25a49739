import { webhooks as endpoints } from '#contract/webhooks';
import { actorOf, type StaffCaller, type Trace } from '../../http/caller.ts';
import { defineFeature } from '../feature.ts';
import { sweepDeliveries, webhookQueries } from './webhooks.queries.ts';
import {
  changeWebhook,
  createWebhook,
  removeWebhook,
  resend,
  rotateWebhook,
  shown,
  testWebhook,
  type WebhookActor,
} from './webhooks.verbs.ts';

type Input = { caller: StaffCaller; trace: Trace; nothingToAudit: () => void };

/** Who does it. The verbs write the audit rows themselves. */
const actorIn = ({ caller, trace, nothingToAudit }: Input): WebhookActor => {
  nothingToAudit();
  return { ...actorOf(caller), trace };
};

type Deps = { webhooks?: { allowInside?: boolean } | undefined };

/** Addresses of other systems that are told what happens, and what became of telling them. */
export const webhooks = defineFeature({
  endpoints,
  handlers: ({ webhooks: { allowInside: inside = false } = {} }: Deps) => ({
    'GET /webhooks': async ({ db }) => ({ items: await webhookQueries.list(db), inside }),
    'POST /webhooks': ({ db, body, ...input }) => createWebhook(db, actorIn(input), body, inside),
    'PATCH /webhooks/:id': ({ db, params, body, ...input }) =>
      changeWebhook(db, actorIn(input), { ...body, id: params.id }, inside),
    'POST /webhooks/:id/rotation': ({ db, params, ...input }) =>
      rotateWebhook(db, actorIn(input), params.id),
    'DELETE /webhooks/:id': ({ db, params, ...input }) =>
      removeWebhook(db, actorIn(input), params.id),
    'POST /webhooks/:id/tests': ({ db, params, ...input }) =>
      testWebhook(db, actorIn(input), params.id),
    'GET /webhooks/:id/deliveries': async ({ db, params }) => {
      await shown(db, params.id);
      return { items: await webhookQueries.deliveries(db, params.id) };
    },
    'POST /webhook-deliveries/:id/retry': ({ db, params, ...input }) =>
      resend(db, actorIn(input), params.id),
  }),
  sweep: async (db) => {
    await sweepDeliveries(db);
  },
});

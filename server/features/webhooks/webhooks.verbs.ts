import type { AuditEvent } from '#contract/endpoint';
import {
  formerSecretHours,
  mostWebhooks,
  webhookTest,
  type WebhookKind,
} from '#contract/webhook-words';
import type { Webhook, WebhookDelivery } from '#contract/webhooks';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { writeAudit, type Actor, type Trace } from '../../http/caller.ts';
import { startReader } from '../../records/events.ts';
import { wakeWebhooks } from '../../records/webhook-due.ts';
import { addDeliveries } from './deliveries.ts';
import { newWebhookSecret } from './signature.ts';
import { webhookQueries, type WebhookChange } from './webhooks.queries.ts';

/** Who looks after webhooks, for the audit log. */
export type WebhookActor = Actor & { trace: Trace | null };
export type WebhookInput = { name: string; url: string; kinds: readonly WebhookKind[] };
/** An address with a secret that was made; it is in nothing but this. */
type Made = { secret: string; webhook: Webhook };

/** What is written down of an address: never its secret. */
const noteOf = ({ name, url, kinds, state }: Webhook) => ({ name, url, kinds, state });
const note = (
  db: Db,
  actor: WebhookActor,
  event: AuditEvent,
  record: string,
  detail: Record<string, unknown>,
) => writeAudit(db, event, actor, actor.trace, { record, detail });

/** @throws AppError `not_found` */
export async function shown(db: Db, id: string): Promise<Webhook> {
  const webhook = await webhookQueries.find(db, id);
  if (!webhook) throw new AppError('not_found');
  return webhook;
}

/** An address that nobody else changes meanwhile. @throws AppError `not_found` */
async function held(db: Db, id: string): Promise<Webhook> {
  await webhookQueries.hold(db, id);
  return shown(db, id);
}

/**
 * An address as it is called. Plain HTTP is for private networks, where the operator lets them be called.
 * @throws AppError `invalid_input`
 */
function safe(url: string, inside: boolean): string {
  const { protocol, href } = new URL(url);
  if (protocol === 'https:' || inside) return href;
  throw new AppError('invalid_input', { errors: [{ path: 'body.url', rule: 'https' }] });
}

/** Adds an address. @throws AppError `limit_reached`, `invalid_input` */
export async function createWebhook(
  db: Db,
  actor: WebhookActor,
  { name, url, kinds }: WebhookInput,
  inside: boolean,
): Promise<Made> {
  const { all, on } = await webhookQueries.count(db);
  if (all >= mostWebhooks) throw new AppError('limit_reached');
  if (on === 0) await startReader(db, 'webhooks');
  const secret = newWebhookSecret();
  const id = await webhookQueries.insert(db, actor.tenantId, {
    name,
    url: safe(url, inside),
    kinds: [...new Set(kinds)],
    secret,
    createdBy: actor.kind === 'staff' ? actor.id : null,
  });
  // Tasks that wait are told of as well: nobody may have fetched them.
  await wakeWebhooks(db);
  const webhook = await shown(db, id);
  await note(db, actor, 'webhook.created', id, noteOf(webhook));
  return { secret, webhook };
}

/** Changes what is given. @throws AppError `not_found`, `record_changed`, `invalid_input` */
export async function changeWebhook(
  db: Db,
  actor: WebhookActor,
  { id, version, url, ...given }: WebhookChange & { id: string; version: number },
  inside: boolean,
): Promise<Webhook> {
  const before = await held(db, id);
  if (before.version !== version) throw new AppError('record_changed', { current: before });
  const turnedOn = given.state === 'on' && before.state !== 'on';
  if (turnedOn && (await webhookQueries.count(db)).on === 0) await startReader(db, 'webhooks');
  await webhookQueries.change(db, id, {
    ...given,
    ...(given.state === before.state && { state: undefined }),
    ...(url !== undefined && { url: safe(url, inside) }),
  });
  await wakeWebhooks(db);
  const after = await shown(db, id);
  await note(db, actor, 'webhook.changed', id, { before: noteOf(before), after: noteOf(after) });
  return after;
}

/** Makes a new secret; both sign for a day. @throws AppError `not_found` */
export async function rotateWebhook(db: Db, actor: WebhookActor, id: string): Promise<Made> {
  await held(db, id);
  const secret = newWebhookSecret();
  await webhookQueries.rotate(db, id, secret, formerSecretHours);
  const webhook = await shown(db, id);
  await note(db, actor, 'webhook.rotated', id, noteOf(webhook));
  return { secret, webhook };
}

/** @throws AppError `not_found` */
export async function removeWebhook(db: Db, actor: WebhookActor, id: string): Promise<void> {
  const before = await held(db, id);
  await webhookQueries.remove(db, id);
  await note(db, actor, 'webhook.deleted', id, noteOf(before));
}

/** Sends something that means nothing. @throws AppError `not_found` */
export async function testWebhook(
  db: Db,
  actor: WebhookActor,
  id: string,
): Promise<WebhookDelivery> {
  const webhook = await held(db, id);
  const [delivery] = await addDeliveries(db, [
    { endpointId: id, kind: webhookTest, key: null, at: null, data: { name: webhook.name } },
  ]);
  await note(db, actor, 'webhook.tested', id, noteOf(webhook));
  return sent(db, delivery!);
}

/** Sends it once more. @throws AppError `not_found` */
export async function resend(db: Db, actor: WebhookActor, id: string): Promise<WebhookDelivery> {
  if (!(await webhookQueries.resend(db, id))) throw new AppError('not_found');
  await wakeWebhooks(db);
  const delivery = await sent(db, id);
  await note(db, actor, 'webhook.resent', id, { kind: delivery.kind });
  return delivery;
}

/** @throws AppError `not_found` */
async function sent(db: Db, id: string): Promise<WebhookDelivery> {
  const delivery = await webhookQueries.delivery(db, id);
  if (!delivery) throw new AppError('not_found');
  return delivery;
}

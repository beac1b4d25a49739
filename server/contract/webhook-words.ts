/** What other systems are told of. Plain constants: this file may travel to the browser. */

/** Kinds of what is told. `erp.task` is what the portal wants of the ERP; the others are what happened. */
export const webhookKinds = [
  'erp.task',
  'order.created',
  'order.status_changed',
  'order.change_answered',
  'order.captured',
  'order.accepted',
  'order.rejected',
  'invoice.issued',
  'statement.available',
  'statement.mailed',
  'message.posted',
  'request.status_changed',
  'approval.asked',
  'approval.waiting',
  'approval.decided',
  'quote.issued',
  'quote.expiring',
  'quote.decided',
  'document.attached',
  'document.expiring',
  'payment.changed',
  'payment.promised',
  'payment.disputed',
  'payment.dispute_decided',
  'shipment.status_changed',
  'shipment.milestone',
  'shipment.arrival_moved',
  'shipment.free_days_end',
  'shipment.deadline_near',
] as const;
export type WebhookKind = (typeof webhookKinds)[number];

/** What is sent when somebody wants to see whether it arrives. */
export const webhookTest = 'portal.test';

/** `gone`: the other side said 410, and is told nothing more until somebody turns it on again. */
export const webhookStates = ['on', 'off', 'gone'] as const;
export type WebhookState = (typeof webhookStates)[number];

/** `failed`: given up after the last retry. `dropped`: there was nothing left to tell. */
export const deliveryStates = ['waiting', 'delivered', 'failed', 'dropped'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Why there was no answer: the name is unknown or the address stands inside, nobody listens, too slow, too much. */
export const deliveryFaults = ['address', 'connection', 'timeout', 'answer'] as const;
export type DeliveryFault = (typeof deliveryFaults)[number];

/** Seconds after each failure until the next attempt; after the last one it is given up. */
export const retrySeconds = [5, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400] as const;

/** Webhooks of one tenant, deliveries that are listed, days they are kept, hours that a replaced secret still signs. */
export const mostWebhooks = 20;
/** Characters of an address. */
export const webhookUrl = 2_000;
export const listedDeliveries = 100;
export const keptDeliveryDays = 30;
export const formerSecretHours = 24;

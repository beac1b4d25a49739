/** What the portal asks of an ERP. Plain constants: this file may travel to the browser. */

/** Kinds of tasks, as far as their functions exist. */
export const erpTaskKinds = [
  'order',
  'order_change',
  'service_request',
  'quote_decision',
  'quote_request',
  'payment',
  'promise',
  'dispute',
] as const;
export type ErpTaskKind = (typeof erpTaskKinds)[number];

/** Kinds that the ERP is told of, and nobody waits for what it makes of them. */
export const erpUnawaited: readonly ErpTaskKind[] = ['promise', 'dispute'];

/** `held`: whoever asked may still undo it. `failed`: nobody answers any more. */
export const erpTaskStates = [
  'held',
  'waiting',
  'taken',
  'accepted',
  'rejected',
  'failed',
  'cancelled',
] as const;
export type ErpTaskState = (typeof erpTaskStates)[number];

/** `retry`: not now; the task is handed out again after a pause. */
export const erpResults = ['accepted', 'rejected', 'retry'] as const;
export type ErpResult = (typeof erpResults)[number];

/** Seconds a task is the ERP's that fetched it, and before one it puts off is handed out again. */
export const erpLeaseSeconds = 300;
export const erpRetrySeconds = 60;

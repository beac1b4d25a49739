import type { PaymentState } from '#contract/payment-words';
import type { Db } from '../../db/scope.ts';

/** Who had it that a payment is in another state. */
export type Source = 'customer' | 'return' | 'webhook' | 'janitor' | 'staff' | 'reconciliation';

/** Writes a step of a payment down. */
export const noteStep = (
  db: Db,
  { id, received, refunded }: { id: string; received: string; refunded: string },
  state: PaymentState,
  source: Source,
) =>
  db('payment_events').insert({
    tenant_id: db.raw(`current_setting('app.tenant_id')::uuid`),
    payment_id: id,
    state,
    source,
    received,
    refunded,
  });

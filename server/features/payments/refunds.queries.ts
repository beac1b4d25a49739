import type { RefundState } from '#contract/payment-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';

/** What became of money that was to go back. */
export type RefundOutcome = { id: string; state: 'returned' | 'declined'; failure: string | null };

/** What of a payment is to go back, the oldest first. */
export const askedRefunds = (
  db: Db,
  paymentId: string,
): Promise<{ id: string; amount: string }[]> =>
  db('payment_refunds')
    .where({ payment_id: paymentId, state: 'asked' })
    .orderBy(['at', 'id'])
    .select('id', 'amount');

export const noteRefund = (db: Db, { id, state, failure }: RefundOutcome) =>
  db('payment_refunds').where({ id, state: 'asked' }).update({ state, failure });

export type RefundRecord = {
  id: string;
  paymentId: string;
  amount: string;
  reason: string;
  state: RefundState;
  failure: string | null;
  at: string;
  askedBy: string;
  decidedBy: string | null;
  own: boolean;
};

const columns = `r.id, r.payment_id as "paymentId", r.amount::text as amount, r.reason, r.state, r.failure, r.at,
  a.name as "askedBy", d.name as "decidedBy", r.asked_by = :identityId as own`;
const from = `payment_refunds r join identities a on a.tenant_id = r.tenant_id and a.id = r.asked_by
  left join identities d on d.tenant_id = r.tenant_id and d.id = r.decided_by`;

/** What went back of a payment, or is to, the newest first. */
export const refundsOf = (db: Db, paymentId: string, identityId: string): Promise<RefundRecord[]> =>
  rowsOf(
    db,
    `select ${columns} from ${from} where r.payment_id = :paymentId order by r.at desc, r.id`,
    { paymentId, identityId },
  );

export const refundById = async (
  db: Db,
  id: string,
  identityId: string,
): Promise<RefundRecord | undefined> =>
  (
    await rowsOf<RefundRecord>(db, `select ${columns} from ${from} where r.id = :id`, {
      id,
      identityId,
    })
  )[0];

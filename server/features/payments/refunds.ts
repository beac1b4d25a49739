import { compareDecimals, difference, sumOf } from '#contract/decimal';
import { refundableStates, type PaymentState } from '#contract/payment-words';
import { rowOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type StaffCaller } from '../../http/caller.ts';
import { isCountable } from '../../output/payments/minor.ts';
import { noteSettlement } from './consequences.ts';
import { detailOf, expectOf, holdPayment } from './payments.queries.ts';
import { refundById, refundsOf, type RefundRecord } from './refunds.queries.ts';

const isRefundable = (state: PaymentState): boolean =>
  (refundableStates as readonly string[]).includes(state);

const total = (refunds: readonly RefundRecord[], ...states: RefundRecord['state'][]): string =>
  sumOf(refunds.filter(({ state }) => states.includes(state)).map(({ amount }) => amount));

/** What of a payment can still go back: less what went, whoever knows of it, and what is on its way back. */
export function refundableOf(
  { state, received, refunded }: { state: PaymentState; received: string; refunded: string },
  refunds: readonly RefundRecord[],
): string {
  if (!isRefundable(state)) return '0.00';
  const returned = total(refunds, 'returned');
  const gone = compareDecimals(returned, refunded) > 0 ? returned : refunded;
  const left = difference(difference(received, gone), total(refunds, 'waiting', 'asked'));
  return compareDecimals(left, '0') > 0 ? sumOf([left]) : '0.00';
}

/**
 * Asks for money of a payment to go back, in the transaction of the request.
 * @returns the number of the payment, and whether a second person has to confirm it
 * @throws AppError `not_found`, `payment_not_refundable`, `payment_refund_amount`
 */
export async function askRefund(
  db: Db,
  caller: StaffCaller,
  id: string,
  { amount, reason }: { amount: string; reason: string },
): Promise<{ number: string; waits: boolean }> {
  if (!(await detailOf(db, reachOf(caller, 'payments.refund'), id)))
    throw new AppError('not_found');
  const payment = (await holdPayment(db, id))!;
  if (!isRefundable(payment.state)) throw new AppError('payment_not_refundable');
  const left = refundableOf(payment, await refundsOf(db, id, caller.identityId));
  if (compareDecimals(amount, left) > 0 || !isCountable(amount, payment.currency))
    throw new AppError('payment_refund_amount');
  const { above } = await rowOf<{ above: string }>(
    db,
    'select second_above as above from payment_accounts where id = ?',
    [payment.accountId],
  );
  const waits = compareDecimals(amount, above) > 0;
  await db('payment_refunds').insert({
    tenant_id: caller.tenant.id,
    payment_id: id,
    amount,
    reason,
    state: waits ? 'waiting' : 'asked',
    asked_by: caller.identityId,
  });
  if (!waits) await expectOf(db, id, 0);
  return { number: payment.number, waits };
}

/**
 * Confirms money that goes back, or withholds it.
 * @throws AppError `not_found`, `own_request` for whoever asked, `request_over`
 */
export async function decideRefund(
  db: Db,
  caller: StaffCaller,
  id: string,
  decision: 'confirmed' | 'withheld',
): Promise<RefundRecord> {
  const found = await refundById(db, id, caller.identityId);
  const reach = reachOf(caller, 'payments.refund');
  if (!found || !(await detailOf(db, reach, found.paymentId))) throw new AppError('not_found');
  // Whoever asked may take it back, and never confirm it.
  if (found.own && decision === 'confirmed') throw new AppError('own_request');
  const payment = (await holdPayment(db, found.paymentId))!;
  const changed = await db('payment_refunds')
    .where({ id, state: 'waiting' })
    .update({
      state: decision === 'confirmed' ? 'asked' : 'withheld',
      decided_by: caller.identityId,
      decided_at: db.fn.now(),
    })
    .returning('id');
  if (changed.length === 0) throw new AppError('request_over');
  if (decision === 'confirmed') await expectOf(db, payment.id, 0);
  return (await refundById(db, id, caller.identityId))!;
}

/**
 * Decides what becomes of money that nobody expected.
 * @throws AppError `not_found`, `payment_settled` where there is nothing to decide any more
 */
export async function settlePayment(
  db: Db,
  caller: StaffCaller,
  id: string,
  { decision, note }: { decision: 'credit' | 'applied'; note: string },
): Promise<string> {
  if (!(await detailOf(db, reachOf(caller, 'payments.review'), id)))
    throw new AppError('not_found');
  const payment = (await holdPayment(db, id))!;
  const changed = await db('payments')
    .where({ id })
    .whereIn('state', ['late', 'mismatch', 'partly_paid'])
    .whereNull('settled')
    .update({
      settled: decision,
      settled_by: caller.identityId,
      settled_note: note,
      settled_at: db.fn.now(),
    })
    .returning('id');
  if (changed.length === 0) throw new AppError('payment_settled');
  // What is decided of is not to grow.
  if (payment.state === 'partly_paid') {
    await db('payments').where({ id }).update({ ending: true });
    await expectOf(db, id, 0);
  }
  await noteSettlement(db, payment.id, decision);
  return payment.number;
}

import { z } from 'zod';
import { sumOf } from '#contract/decimal';
import { identifierKey } from '#contract/identifiers';
import { isLive } from '#contract/payment-words';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type PersonCaller } from '../../http/caller.ts';
import { createCursorForm } from '../../http/cursor.ts';
import type { Voucher } from '../../output/payments/provider.ts';
import { qrRows } from '../../output/qr.ts';
import { customerInReach } from '../../records/customers.ts';
import {
  detailOf,
  expectOf,
  holdPayment,
  isUnderWay,
  listOf,
  type ListAsked,
} from './payments.queries.ts';
import { refundableOf } from './refunds.ts';
import { refundsOf } from './refunds.queries.ts';

type Whose = { customer?: string | undefined };

const cursors = createCursorForm(z.tuple([z.iso.datetime({ offset: true }), z.uuid()]));

export async function listPayments(
  db: Db,
  caller: PersonCaller,
  {
    customer,
    company,
    cursor,
    ...asked
  }: Whose & Pick<ListAsked, 'status' | 'limit'> & { company?: string; cursor?: string },
) {
  const after = cursor ? cursors.read(cursor) : null;
  const whose =
    customer === undefined ? null : await customerInReach(db, caller, 'payments.view', customer);
  const rows = await listOf(db, reachOf(caller, 'payments.view'), {
    ...asked,
    limit: asked.limit + 1,
    companyKey: company && identifierKey(company),
    customerId: whose?.id,
    after: after && { createdAt: after[0], id: after[1] },
  });
  const last = rows[asked.limit - 1];
  return {
    items: rows.slice(0, asked.limit).map(withMoney),
    nextCursor:
      rows.length > asked.limit && last
        ? cursors.write([new Date(last.createdAt).toISOString(), last.id])
        : null,
  };
}

const withMoney = <
  R extends Record<'amount' | 'received' | 'refunded' | 'onAccount' | 'onItsWay', string>,
>(
  row: R,
): R => ({
  ...row,
  amount: sumOf([row.amount]),
  received: sumOf([row.received]),
  refunded: sumOf([row.refunded]),
  onAccount: sumOf([row.onAccount]),
  onItsWay: sumOf([row.onItsWay]),
});

/** A voucher as it is shown; those that were kept before there were kinds of them lead to the provider's page. */
const shownVoucher = (voucher: Partial<Voucher>) => {
  const { kind = 'link', content = null } = voucher;
  return {
    kind,
    reference: voucher.reference ?? null,
    content,
    bank: voucher.bank ?? null,
    beneficiary: voucher.beneficiary ?? null,
    url: voucher.url ?? null,
    qr: kind === 'pix' && content !== null ? qrRows(content) : null,
  };
};

/** @throws AppError `not_found` */
export async function showPayment(
  db: Db,
  caller: PersonCaller,
  id: string,
  {
    unasked = false,
    as = 'payments.view',
  }: { unasked?: boolean; as?: 'payments.view' | 'payments.review' | 'payments.refund' } = {},
) {
  const found = await detailOf(db, reachOf(caller, as), id);
  if (!found) throw new AppError('not_found');
  const { fee, unanswered, provider, voucher, ...shown } = found;
  const ending = found.ending && isLive(found.state);
  const open = isLive(found.state) && !ending && caller.kind === 'contact';
  const refunds = caller.kind === 'staff' ? await refundsOf(db, id, caller.identityId) : [];
  return {
    ...withMoney(shown),
    ending,
    items: found.items.map((item) => ({ ...item, amount: sumOf([item.amount]) })),
    proofs: found.proofs.map(({ received, ...proof }) => ({
      ...proof,
      amount: sumOf([proof.amount]),
      received: received && sumOf([received]),
    })),
    voucher: voucher && !ending ? shownVoucher(voucher) : null,
    // Nobody of the company pays in a customer's stead.
    redirect: open ? found.redirect : null,
    unasked: unasked && isLive(found.state),
    desk:
      caller.kind === 'staff'
        ? {
            provider,
            fee: fee && sumOf([fee]),
            // What came by a transfer goes back by one.
            refundable: provider === 'manual' ? '0.00' : refundableOf(found, refunds),
            unanswered,
            refunds: refunds.map((refund) => ({ ...refund, amount: sumOf([refund.amount]) })),
          }
        : null,
  };
}

/**
 * Wants a payment ended.
 * @returns its number
 * @throws AppError `not_found`, `payment_over`
 */
export async function wantEnd(db: Db, caller: PersonCaller, id: string): Promise<string> {
  if (!(await detailOf(db, reachOf(caller, 'payments.pay'), id))) throw new AppError('not_found');
  const payment = await holdPayment(db, id);
  if (!payment || !isUnderWay(payment)) throw new AppError('payment_over');
  await db('payments').where({ id }).update({ ending: true, asked_at: null });
  await expectOf(db, id, 30);
  return payment.number;
}

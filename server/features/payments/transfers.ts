import { compareDecimals, sumOf } from '#contract/decimal';
import type { StoredBytes } from '#contract/endpoint';
import { rowOf, rowsOf } from '../../db/rows.ts';
import { isOver } from '#contract/payment-words';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import {
  reachOf,
  type ContactCaller,
  type PersonCaller,
  type StaffCaller,
} from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import { holdDay } from '../../http/cut-off.ts';
import { jsonbOf } from '../../http/text.ts';
import { isCountable } from '../../output/payments/minor.ts';
import type { ProviderTruth } from '../../output/payments/provider.ts';
import { keptFile, storedFile, type KeptRow } from '../../records/files.ts';
import { keepUploads, ownUploads } from '../../records/uploads.ts';
import type { OfferedAccount } from './accounts.ts';
import { consequences, proofDecided } from './consequences.ts';
import { next } from './machine.ts';
import { clearedElsewhere } from './payable.queries.ts';
import {
  detailOf,
  expectOf,
  holdPayment,
  isUnderWay,
  type AskedPayment,
} from './payments.queries.ts';
import { noteStep } from './steps.ts';

// Transfers: nobody but the company's bank says what came, and the company's people look there.

/** Proofs of one payment. */
const mostProofs = 10;

/** Has a payment wait for a transfer, and says where that goes. @returns its state */
export async function awaitTransfer(
  db: Db,
  id: string,
  number: string,
  { details }: Pick<OfferedAccount, 'details'>,
): Promise<'pending'> {
  const voucher = {
    kind: 'transfer',
    reference: number,
    content: details?.account ?? null,
    bank: details?.bank ?? null,
    beneficiary: details?.beneficiary ?? null,
    url: null,
  };
  await db('payments')
    .where({ id })
    .update({ state: 'pending', voucher: jsonbOf(voucher), due_at: null });
  await noteStep(db, { id, received: '0', refunded: '0' }, 'pending', 'customer');
  await consequences(db, id, 'pending');
  return 'pending';
}

/**
 * Takes the proof of a transfer.
 * @returns the number of the payment
 * @throws AppError `not_found`, `payment_over`, `payment_amount`, `file_infected`
 */
export async function sendProof(
  db: Db,
  caller: ContactCaller,
  asked: {
    payment: string;
    file: string;
    amount: string;
    valueDate: string;
    bankReference?: string | undefined;
  },
): Promise<string> {
  const { payment: id, amount } = asked;
  const found = await detailOf(db, reachOf(caller, 'payments.pay'), id);
  if (!found || found.method !== 'transfer') throw new AppError('not_found');
  const payment = (await holdPayment(db, id))!;
  const mayCome = isUnderWay(payment) || payment.state === 'partly_paid';
  const sent = await db('payment_proofs').where({ payment_id: id }).select('id');
  if (!mayCome || sent.length >= mostProofs) throw new AppError('payment_over');
  if (!isCountable(amount, payment.currency)) throw new AppError('payment_amount');
  const { today } = await rowOf<{ today: string }>(
    db,
    `select (now() at time zone c.time_zone)::date::text as today
     from payments p join companies c on c.tenant_id = p.tenant_id and c.id = p.company_id where p.id = ?`,
    [id],
  );
  holdDay(asked.valueDate, today, 'body.valueDate');
  const [file] = await ownUploads(db, caller, 'proof', [asked.file]);
  await keepUploads(db, [file!.id]);
  await db('payment_proofs').insert({
    tenant_id: caller.tenant.id,
    payment_id: id,
    file_id: file!.id,
    amount,
    value_date: asked.valueDate,
    bank_reference: asked.bankReference ?? null,
    contact_id: caller.contactId,
  });
  return payment.number;
}

type Decided = {
  decision: 'accepted' | 'refused';
  received?: string | undefined;
  reason?: string | undefined;
};

/**
 * Accepts a proof, and so its money, or refuses it.
 * @returns the payment, and its number
 * @throws AppError `not_found`, `nothing_to_decide`, `payment_amount`
 */
export async function decideProof(
  db: Db,
  caller: StaffCaller,
  proofId: string,
  { decision, received, reason }: Decided,
): Promise<{ id: string; number: string }> {
  const [proof] = await rowsOf<{ paymentId: string; amount: string; day: string }>(
    db,
    `select payment_id as "paymentId", amount::text as amount, value_date::text as day from payment_proofs where id = ?`,
    [proofId],
  );
  const id = proof?.paymentId ?? '';
  if (!proof || !(await detailOf(db, reachOf(caller, 'payments.review'), id)))
    throw new AppError('not_found');
  const payment = (await holdPayment(db, id))!;
  const accepted = decision === 'accepted';
  const came = accepted ? (received ?? proof.amount) : null;
  if (came !== null && !isCountable(came, payment.currency)) throw new AppError('payment_amount');
  const changed = await db('payment_proofs')
    .where({ id: proofId, state: 'waiting' })
    .update({
      state: decision,
      received: came,
      reason: reason ?? null,
      reviewed_by: caller.identityId,
      reviewed_at: db.fn.now(),
    })
    .returning('id');
  if (changed.length === 0) throw new AppError('nothing_to_decide');
  if (came !== null) await takeMoney(db, payment, came, 'staff', proof.day);
  await proofDecided(db, id, proofId, decision);
  if (!accepted && (await isGivenUp(db, id))) await endTransfer(db, payment);
  return { id, number: payment.number };
}

/** Whether it was to end, and waited for a proof alone. */
const isGivenUp = async (db: Db, id: string): Promise<boolean> =>
  (
    await rowOf<{ ending: boolean }>(
      db,
      'select ending and not exists (select from payment_proofs f where f.tenant_id = p.tenant_id and f.payment_id = p.id ' +
        `and f.state = 'waiting') as ending from payments p where p.id = ?`,
      [id],
    )
  ).ending;

/**
 * Adds money that came to a payment, by the same rules as that of providers.
 * @param day it came, where that is known; else today
 */
export async function takeMoney(
  db: Db,
  payment: AskedPayment,
  came: string,
  source: 'staff' | 'reconciliation',
  day: string | null = null,
): Promise<void> {
  const received = sumOf([payment.received, came]);
  const truth: ProviderTruth = {
    status: 'paid',
    amount: payment.amount,
    currency: payment.currency,
    received,
    refunded: payment.refunded,
    disputed: false,
    declined: false,
    paymentId: null,
    voucher: null,
    paidAt: null,
    fee: null,
  };
  const cleared =
    isUnderWay(payment) &&
    (
      await rowOf<{ cleared: boolean }>(
        db,
        `select ${clearedElsewhere} as cleared from payments p where p.id = ?`,
        [payment.id],
      )
    ).cleared;
  const state = next(payment.state, truth, payment, cleared);
  await db('payments')
    .where({ id: payment.id })
    .update({
      state,
      received,
      // Noon is within that day wherever it is read.
      paid_at: db.raw(
        `least(now(), coalesce((cast(:day as date) + time '12:00') at time zone
           (select c.time_zone from companies c where c.tenant_id = payments.tenant_id and c.id = payments.company_id), now()))`,
        { day },
      ),
    });
  if (state === payment.state) return;
  await noteStep(db, { ...payment, received }, state, source);
  await consequences(db, payment.id, state);
}

/** Ends a transfer that nobody has shown a proof of; with one, a person decides first. */
export async function endTransfer(db: Db, payment: AskedPayment): Promise<void> {
  const waiting = await rowsOf(
    db,
    `select id from payment_proofs where payment_id = ? and state = 'waiting'`,
    [payment.id],
  );
  await expectOf(db, payment.id, null);
  if (waiting.length > 0 || !isUnderWay(payment) || isOver(payment.state)) return;
  if (compareDecimals(payment.received, '0') > 0) return;
  await db('payments').where({ id: payment.id }).update({ state: 'cancelled' });
  await noteStep(db, payment, 'cancelled', 'customer');
}

/** The file of a proof. @throws AppError `not_found`, `file_pending`, `file_infected` */
export const proofFile = (
  inTenant: InTenant,
  caller: PersonCaller,
  id: string,
): Promise<StoredBytes> =>
  storedFile(inTenant, async (db) => {
    const [file] = await db('payment_proofs as x')
      .join('files as f', (on) => on.on('f.tenant_id', 'x.tenant_id').on('f.id', 'x.file_id'))
      .where('x.id', id)
      .select<(KeptRow & { paymentId: string })[]>({ ...keptFile, paymentId: 'x.payment_id' });
    if (!file || !(await detailOf(db, reachOf(caller, 'payments.view'), file.paymentId)))
      throw new AppError('not_found');
    return file;
  });

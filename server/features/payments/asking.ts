import { compareDecimals, isZero, sumOf } from '#contract/decimal';
import { liveStates, type PaymentState } from '#contract/payment-words';
import { rowOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import type { InTenant } from '../../http/mount.ts';
import { jsonbOf } from '../../http/text.ts';
import {
  ProviderRefusal,
  type PaymentProvider,
  type ProviderTruth,
} from '../../output/payments/provider.ts';
import type { Providers } from './accounts.ts';
import { consequences, noteReturned } from './consequences.ts';
import { next } from './machine.ts';
import { clearedElsewhere } from './payable.queries.ts';
import { askedRefunds, noteRefund, type RefundOutcome } from './refunds.queries.ts';
import { noteStep, type Source } from './steps.ts';
import { endTransfer } from './transfers.ts';
import { expectOf, holdPayment, isUnderWay, type AskedPayment } from './payments.queries.ts';

export type AskingDeps = { providers: Providers; publicUrl: URL };

/** Seconds until a provider that did not answer is asked again, and after so many times that without an end. */
const pauses = [30, 120, 600, 3600];
/** After so many times, a week, a person has to look. */
const mostTries = pauses.length + 7 * 24;
/** Seconds until a payment is looked at again that nobody says anything of. */
const [quietStarted, quietPending] = [600, 3600];

type Heard = {
  started?: { sessionId: string; redirect: string; expiresAt: string };
  truth?: ProviderTruth;
  refusal?: string;
  silent?: boolean;
  refunds: RefundOutcome[];
};

/**
 * Asks the provider what became of a payment, and takes it over: the one way by which anything is learned of it,
 * whoever gave the hint. A payment that has no page yet gets one; one that is to end is ended there first.
 * @returns whether the provider answered
 */
export async function askProvider(
  { providers, publicUrl }: AskingDeps,
  inTenant: InTenant,
  id: string,
  source: Source,
): Promise<boolean> {
  const asked = await inTenant((db) => prepare(db, providers, id, source));
  if (!asked) return true;
  const heard = await listen(asked, publicUrl);
  await inTenant((db) => settle(db, id, heard, source));
  return !heard.silent;
}

type Asked = {
  payment: AskedPayment;
  provider: PaymentProvider;
  /** What is to go back. */
  refunds: { id: string; amount: string }[];
};

/** Notes that the provider is being asked, before it is: whoever dies meanwhile leaves that to see. */
async function prepare(
  db: Db,
  providers: Providers,
  id: string,
  source: Source,
): Promise<Asked | null> {
  const payment = await holdPayment(db, id);
  if (!payment || (source === 'customer' && payment.fresh && payment.sessionId)) return null;
  // Whoever merely looks does not wait for a provider that has nothing to add.
  if (source === 'customer' && !isUnderWay(payment) && payment.state !== 'partly_paid') return null;
  if (payment.state === 'created' && payment.ending) {
    // Nobody was ever asked for it.
    await move(db, payment, 'cancelled', source, {});
    await expectOf(db, id, null);
    return null;
  }
  if (payment.isManual) {
    if (payment.ending || (await isCleared(db, id))) await endTransfer(db, payment);
    else await expectOf(db, id, null);
    return null;
  }
  if (!payment.sessionId && !isUnderWay(payment)) return null;
  const provider = await providers.of(db, payment.accountId);
  if (!provider) return null;
  if (payment.state === 'created') await move(db, payment, 'unknown', source, {});
  if (isUnderWay(payment) && !payment.ending) payment.ending = await isCleared(db, id);
  await db('payments').where({ id }).update({ asked_at: db.fn.now() });
  return { payment, provider, refunds: await askedRefunds(db, id) };
}

const isCleared = async (db: Db, id: string): Promise<boolean> =>
  (
    await rowOf<{ cleared: boolean }>(
      db,
      `select ${clearedElsewhere} as cleared from payments p where p.id = ?`,
      [id],
    )
  ).cleared;

async function listen({ provider, payment, refunds }: Asked, publicUrl: URL): Promise<Heard> {
  const heard: Heard = { refunds: [] };
  try {
    if (!payment.sessionId)
      heard.started = await provider.start({
        id: payment.id,
        number: payment.number,
        description: payment.number,
        amount: payment.amount,
        currency: payment.currency,
        method: payment.method,
        locale: payment.locale,
        createdAt: payment.createdAt,
        returnUrl: `${publicUrl.href.replace(/\/$/, '')}/pay/return/${payment.returnPath}`,
      });
    const ids = {
      sessionId: payment.sessionId ?? heard.started!.sessionId,
      paymentId: payment.providerPaymentId,
    };
    if (payment.ending) await provider.expire(ids);
    for (const refund of refunds) heard.refunds.push(await sendBack(provider, payment, refund));
    heard.truth = await provider.read(ids);
  } catch (error) {
    if (error instanceof ProviderRefusal) heard.refusal = error.code;
    else heard.silent = true;
  }
  return heard;
}

/** @throws Error where nobody knows whether it went back: the same is asked again, and returned once */
async function sendBack(
  provider: PaymentProvider,
  { providerPaymentId, currency }: AskedPayment,
  { id, amount }: { id: string; amount: string },
): Promise<RefundOutcome> {
  if (providerPaymentId === null) return { id, state: 'declined', failure: 'no_payment' };
  try {
    await provider.refund({ id, paymentId: providerPaymentId, amount, currency });
    return { id, state: 'returned', failure: null };
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    return { id, state: 'declined', failure: error.code };
  }
}

async function settle(db: Db, id: string, heard: Heard, source: Source): Promise<void> {
  const payment = await holdPayment(db, id);
  if (!payment) return;
  const { started, truth } = heard;
  for (const refund of heard.refunds) await noteRefund(db, refund);
  const more: Record<string, unknown> = {};
  if (started && !payment.sessionId)
    Object.assign(more, {
      session_id: started.sessionId,
      redirect_url: started.redirect,
      expires_at: started.expiresAt,
    });
  if (truth)
    Object.assign(more, {
      received: truth.received,
      refunded: truth.refunded,
      // One that has ended is told of no more there; here it says what was to be paid with.
      ...(truth.voucher && { voucher: jsonbOf(truth.voucher) }),
      ...(truth.voucher?.expiresAt && { expires_at: truth.voucher.expiresAt }),
      ...(truth.paymentId && { provider_payment_id: truth.paymentId }),
      ...(truth.paidAt && { paid_at: truth.paidAt }),
      ...(truth.fee && { fee: truth.fee }),
    });
  const state = await stateAfter(db, payment, heard);
  if (heard.refusal && state === 'failed') more.failure = heard.refusal;
  // What was declined on a page that is open says nothing of how it ends.
  if (truth) more.failure = state === 'started' && truth.declined ? 'declined' : null;
  await move(db, { ...payment, ...pick(truth) }, state, source, more);
  if (state !== payment.state) await consequences(db, payment.id, state);
  if (truth && compareDecimals(truth.refunded, payment.refunded) > 0)
    await noteReturned(db, id, sumOf([truth.refunded]));
  const tries = heard.silent ? payment.tries + 1 : 0;
  await db('payments').where({ id }).update({ tries });
  const isOwed = Boolean(heard.silent) && (await askedRefunds(db, id)).length > 0;
  await expectOf(db, id, pauseAfter(state, tries, payment.ending, isOwed));
}

const pick = (truth: ProviderTruth | undefined) =>
  truth ? { received: truth.received, refunded: truth.refunded } : {};

async function stateAfter(
  db: Db,
  payment: AskedPayment,
  { truth, refusal, started }: Heard,
): Promise<PaymentState> {
  if (truth) {
    const cleared =
      !isZero(truth.received) && isUnderWay(payment) && (await isCleared(db, payment.id));
    const stands = next(payment.state, truth, payment, cleared);
    // Whoever gave it up finds it given up, and not lapsed.
    return stands === 'expired' && payment.ending ? 'cancelled' : stands;
  }
  if (refusal && !payment.sessionId) return isUnderWay(payment) ? 'failed' : payment.state;
  return started && payment.state === 'unknown' ? 'started' : payment.state;
}

/** Seconds until it is asked again; null where nothing is expected. */
function pauseAfter(
  state: PaymentState,
  tries: number,
  ending: boolean,
  isOwed: boolean,
): number | null {
  if (tries > mostTries) return null;
  if (!isOwed && !(liveStates as readonly string[]).includes(state)) return null;
  if (tries > 0) return pauses[tries - 1] ?? pauses.at(-1)!;
  if (ending) return pauses[0]!;
  return state === 'pending' ? quietPending : quietStarted;
}

/** Takes a payment over into a state, and writes that down where anything changed. */
async function move(
  db: Db,
  payment: AskedPayment,
  state: PaymentState,
  source: Source,
  more: Record<string, unknown>,
): Promise<void> {
  const isNew = state !== payment.state;
  if (!isNew && Object.keys(more).length === 0) return;
  await db('payments')
    .where({ id: payment.id })
    .update({ state, ...more });
  if (isNew) await noteStep(db, payment, state, source);
}

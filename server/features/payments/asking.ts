import { isZero } from '#contract/decimal';
import { liveStates, type PaymentState } from '#contract/payment-words';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import type { InTenant } from '../../http/mount.ts';
import { jsonbOf } from '../../http/text.ts';
import {
  ProviderRefusal,
  type PaymentProvider,
  type ProviderTruth,
} from '../../output/payments/provider.ts';
import { addTask } from '../../records/erp-tasks.ts';
import type { Providers } from './accounts.ts';
import { dead, next } from './machine.ts';
import { clearedElsewhere } from './payable.queries.ts';
import { expectOf, holdPayment, isUnderWay, type AskedPayment } from './payments.queries.ts';

export type AskingDeps = { providers: Providers; publicUrl: URL };
export type Source = 'customer' | 'return' | 'webhook' | 'janitor';

/** Seconds until a provider that did not answer is asked again, and after so many times that without an end. */
const pauses = [30, 120, 600, 3600];
/** Seconds until a payment is looked at again that nobody says anything of. */
const [quietStarted, quietPending] = [600, 3600];

type Heard = {
  started?: { sessionId: string; redirect: string; expiresAt: string };
  truth?: ProviderTruth;
  refusal?: string;
  silent?: boolean;
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
  const heard = await listen(asked.provider, asked.payment, publicUrl);
  await inTenant((db) => settle(db, id, heard, source));
  return !heard.silent;
}

/** Notes that the provider is being asked, before it is: whoever dies meanwhile leaves that to see. */
async function prepare(
  db: Db,
  providers: Providers,
  id: string,
  source: Source,
): Promise<{ payment: AskedPayment; provider: PaymentProvider } | null> {
  const payment = await holdPayment(db, id);
  if (!payment || (source === 'customer' && payment.fresh && payment.sessionId)) return null;
  if (payment.state === 'created' && payment.ending) {
    // Nobody was ever asked for it.
    await move(db, payment, 'cancelled', source, {});
    await expectOf(db, id, null);
    return null;
  }
  if (!payment.sessionId && !isUnderWay(payment)) return null;
  const provider = await providers.of(db, payment.accountId);
  if (!provider) return null;
  if (payment.state === 'created') await move(db, payment, 'unknown', source, {});
  if (isUnderWay(payment) && !payment.ending) payment.ending = await isCleared(db, id);
  await db('payments').where({ id }).update({ asked_at: db.fn.now() });
  return { payment, provider };
}

const isCleared = async (db: Db, id: string): Promise<boolean> =>
  (
    await rowOf<{ cleared: boolean }>(
      db,
      `select ${clearedElsewhere} as cleared from payments p where p.id = ?`,
      [id],
    )
  ).cleared;

async function listen(
  provider: PaymentProvider,
  payment: AskedPayment,
  publicUrl: URL,
): Promise<Heard> {
  const heard: Heard = {};
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
        returnUrl: `${publicUrl.href.replace(/\/$/, '')}/pay/return/${payment.returnPath}`,
      });
    const sessionId = payment.sessionId ?? heard.started!.sessionId;
    if (payment.ending) await provider.expire({ sessionId });
    heard.truth = await provider.read({ sessionId });
  } catch (error) {
    if (error instanceof ProviderRefusal) heard.refusal = error.code;
    else heard.silent = true;
  }
  return heard;
}

async function settle(db: Db, id: string, heard: Heard, source: Source): Promise<void> {
  const payment = await holdPayment(db, id);
  if (!payment) return;
  const { started, truth } = heard;
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
      voucher: truth.voucher ? jsonbOf(truth.voucher) : null,
      ...(truth.paymentId && { provider_payment_id: truth.paymentId }),
      ...(truth.paidAt && { paid_at: truth.paidAt }),
    });
  const state = await stateAfter(db, payment, heard);
  if (heard.refusal && state === 'failed') more.failure = heard.refusal;
  await move(db, { ...payment, ...pick(truth) }, state, source, more);
  if (state !== payment.state) await consequences(db, payment, state);
  const tries = heard.silent ? payment.tries + 1 : 0;
  await db('payments').where({ id }).update({ tries });
  await expectOf(db, id, pauseAfter(state, tries, payment.ending));
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
function pauseAfter(state: PaymentState, tries: number, ending: boolean): number | null {
  if (!(liveStates as readonly string[]).includes(state)) return null;
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

export const noteStep = (
  db: Db,
  { id, received, refunded }: Pick<AskedPayment, 'id' | 'received' | 'refunded'>,
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

/** What a new state means to others: money is told to the ERP, and ends other payments of the same documents. */
async function consequences(db: Db, payment: AskedPayment, state: PaymentState): Promise<void> {
  if (dead.includes(state)) return;
  if (state !== 'paid' && state !== 'late') return;
  const others = await rowsOf<{ id: string }>(
    db,
    `update payments p set ending = true
     where p.id <> :id and p.state in ('created', 'started', 'unknown', 'pending') and exists (
       select from payment_items o join payment_items m on m.tenant_id = o.tenant_id and m.item_id = o.item_id
       where m.payment_id = :id and o.tenant_id = p.tenant_id and o.payment_id = p.id and o.amount > 0)
     returning p.id`,
    { id: payment.id },
  );
  for (const { id } of others) await expectOf(db, id, 0);
  await tellErp(db, payment, state);
}

async function tellErp(
  db: Db,
  { id, customerId }: AskedPayment,
  state: PaymentState,
): Promise<void> {
  const told = await rowOf<
    Record<string, unknown> & { tenantId: string; taskId: string | null; number: string }
  >(
    db,
    `select p.tenant_id as "tenantId", p.task_id as "taskId", p.number, c.code as company, k.number as customer, p.method,
       p.amount::text as amount, p.currency, p.received::text as received, p.paid_at as "paidAt", a.provider,
       a.mode, p.session_id as "providerSession", p.provider_payment_id as "providerPayment",
       (select json_agg(json_build_object('document', oi.external_id, 'amount', pi.amount::text)
          order by pi.amount desc)
        from payment_items pi join open_items oi on oi.tenant_id = pi.tenant_id and oi.id = pi.item_id
        where pi.tenant_id = p.tenant_id and pi.payment_id = p.id) as items
     from payments p
     join companies c on c.tenant_id = p.tenant_id and c.id = p.company_id
     join customers k on k.tenant_id = p.tenant_id and k.id = p.customer_id
     join payment_accounts a on a.tenant_id = p.tenant_id and a.id = p.account_id
     where p.id = ?`,
    [id],
  );
  const { tenantId, taskId, ...payload } = told;
  if (taskId !== null) return;
  const task = await addTask(db, tenantId, {
    kind: 'payment',
    customerId,
    key: told.number,
    heldSeconds: 0,
    // Money that came too late clears nothing by itself.
    payload: (reference) => ({ reference, ...payload, apply: state === 'paid' }),
  });
  await db('payments').where({ id }).update({ task_id: task.id });
}

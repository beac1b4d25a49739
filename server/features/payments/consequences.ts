import type { PaymentState } from '#contract/payment-words';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { addTask } from '../../records/erp-tasks.ts';
import { recordEvent } from '../../records/events.ts';
import { leftToPay } from '../../records/on-its-way.ts';
import { newCode } from '../../records/verification.ts';
import { queuePaymentMail, type PaymentNews } from './payments.mails.ts';
import { expectOf } from './payments.queries.ts';

/** What a payment is to others. */
type Told = {
  tenantId: string;
  number: string;
  customerId: string;
  companyId: string;
  isVoucher: boolean;
  /** A person has decided before what becomes of a part. */
  isSettled: boolean;
};

const toldOf = (db: Db, id: string): Promise<Told> =>
  rowOf<Told>(
    db,
    `select tenant_id as "tenantId", number, customer_id as "customerId", company_id as "companyId",
       voucher is not null as "isVoucher", settled is not null as "isSettled"
     from payments where id = ?`,
    [id],
  );

/** What people are told of a state; null where it is no news: a page that was merely closed ends in silence. */
function newsOf(state: PaymentState, { isVoucher }: Told): PaymentNews | null {
  switch (state) {
    case 'pending':
      return isVoucher ? 'voucher' : null;
    case 'expired':
      return isVoucher ? 'expired' : null;
    case 'failed':
    case 'paid':
    case 'partly_paid':
    case 'late':
    case 'mismatch':
    case 'refunded':
    case 'partly_refunded':
    case 'charged_back':
      return state;
    default:
      return null;
  }
}

/** What a new state means to others: people hear of it, the ERP is told of money, other payments of the same end. */
export async function consequences(db: Db, id: string, state: PaymentState): Promise<void> {
  const told = await toldOf(db, id);
  if (state === 'paid' || state === 'partly_paid' || state === 'late')
    await db('payments')
      .where({ id })
      .whereNull('receipt_code')
      .update({ receipt_code: newCode() });
  if (state === 'paid' || state === 'late') {
    await endOthers(db, id);
    await tellErp(db, id, { apply: state === 'paid', ...(told.isSettled && { decided: 'rest' }) });
  }
  if (state === 'charged_back') await tellErp(db, id, { apply: false, decided: state });
  const news = newsOf(state, told);
  if (news) await tellPeople(db, id, told, news);
}

/** Tells people once of each state. @param about what else tells one from another */
export async function tellPeople(
  db: Db,
  id: string,
  { tenantId, number, customerId, companyId }: Omit<Told, 'isVoucher' | 'isSettled'>,
  news: PaymentNews,
  about = '',
): Promise<void> {
  const isNew = await queuePaymentMail(db, tenantId, id, news, about);
  if (!isNew || news === 'voucher') return;
  await recordEvent(db, {
    kind: 'payment.changed',
    customerId,
    companyId,
    record: { kind: 'payment', id },
    data: { number, state: news },
    actor: { kind: 'public', id: null },
  });
}

/** Ends payments under way of the same documents, of which there is no longer as much to pay. */
async function endOthers(db: Db, id: string): Promise<void> {
  const others = await rowsOf<{ id: string }>(
    db,
    `update payments p set ending = true
     where p.id <> :id and p.state in ('created', 'started', 'unknown', 'pending') and exists (
       select from payment_items o join payment_items m on m.tenant_id = o.tenant_id and m.item_id = o.item_id
       where m.payment_id = :id and o.tenant_id = p.tenant_id and o.payment_id = p.id and o.amount > 0
         and o.amount > ${leftToPay('o')})
     returning p.id`,
    { id },
  );
  for (const other of others) await expectOf(db, other.id, 0);
}

type ErpTold = Record<string, unknown> & {
  tenantId: string;
  customerId: string;
  taskId: string | null;
  number: string;
};

/**
 * Tells the ERP of the money of a payment.
 * @param apply whether it clears the documents; money that nobody expected clears nothing by itself
 * @param key of the task, where it is not the first of the payment
 */
async function tellErp(
  db: Db,
  id: string,
  { apply, decided }: { apply: boolean; decided?: string },
): Promise<void> {
  const { tenantId, customerId, taskId, ...payload } = await rowOf<ErpTold>(
    db,
    `select p.tenant_id as "tenantId", p.customer_id as "customerId", p.task_id as "taskId", p.number, c.code as company,
       k.number as customer, p.method, p.amount::text as amount, p.currency, p.received::text as received,
       p.refunded::text as refunded, p.fee::text as fee, p.paid_at as "paidAt",
       (coalesce(p.paid_at, now()) at time zone c.time_zone)::date::text as "valueDate", a.provider, a.mode,
       p.session_id as "providerSession", p.provider_payment_id as "providerPayment",
       p.on_account::text as "onAccount",
       (select coalesce(json_agg(json_build_object('document', oi.external_id, 'amount', pi.amount::text)
          order by pi.amount desc), '[]')
        from payment_items pi join open_items oi on oi.tenant_id = pi.tenant_id and oi.id = pi.item_id
        where pi.tenant_id = p.tenant_id and pi.payment_id = p.id) as items
     from payments p
     join companies c on c.tenant_id = p.tenant_id and c.id = p.company_id
     join customers k on k.tenant_id = p.tenant_id and k.id = p.customer_id
     join payment_accounts a on a.tenant_id = p.tenant_id and a.id = p.account_id
     where p.id = ?`,
    [id],
  );
  // Once told, only what became of it since is news.
  if ((taskId !== null) !== (decided !== undefined)) {
    if (taskId !== null || !isDecision(decided)) return;
  }
  const task = await addTask(db, tenantId, {
    kind: 'payment',
    customerId,
    key: decided ? `${payload.number} ${decided}` : payload.number,
    heldSeconds: 0,
    payload: (reference) => ({ reference, ...payload, apply, ...(decided && { decided }) }),
  });
  if (taskId === null || isDecision(decided))
    await db('payments').where({ id }).update({ task_id: task.id });
}

/** Whether a person decided: of money that the ERP has not heard of. */
const isDecision = (decided: string | undefined): boolean =>
  decided === 'credit' || decided === 'applied';

/** Tells the ERP how much of a payment went back by now. */
export const noteReturned = (db: Db, id: string, refunded: string): Promise<void> =>
  tellErp(db, id, { apply: false, decided: `refunded ${refunded}` });

/** Tells the ERP what a person made of money that nobody expected. */
export const noteSettlement = (db: Db, id: string, decided: 'credit' | 'applied'): Promise<void> =>
  tellErp(db, id, { apply: decided === 'applied', decided });

/** Tells whoever paid what was decided of the proof of a transfer: once of each. */
export async function proofDecided(
  db: Db,
  id: string,
  proofId: string,
  decision: 'accepted' | 'refused',
): Promise<void> {
  // That money came is told by the payment itself.
  if (decision === 'accepted') return;
  await tellPeople(db, id, await toldOf(db, id), 'proof_refused', proofId);
}

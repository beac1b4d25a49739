import type { OpenItemKind } from '#contract/ledger-words';
import {
  liveStates,
  type PaymentMethod,
  type PaymentProviderName,
  type PaymentSettlement,
  type ProofState,
  type PaymentState,
  type paymentFilters,
} from '#contract/payment-words';
import type { Locale } from '#contract/primitives';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { withinCustomers, type Reach } from '../../http/caller.ts';
import type { Voucher } from '../../output/payments/provider.ts';
import { onAccountOnItsWay, onItsWay } from '../../records/on-its-way.ts';
import { documentOf } from './payable.queries.ts';

/** A payment as the provider is asked about it. */
export type AskedPayment = {
  id: string;
  number: string;
  accountId: string;
  customerId: string;
  method: PaymentMethod;
  amount: string;
  currency: string;
  received: string;
  refunded: string;
  state: PaymentState;
  sessionId: string | null;
  providerPaymentId: string | null;
  /** What the provider sends the browser back to: tenant and code. */
  returnPath: string;
  locale: Locale;
  ending: boolean;
  /** Whether only the company's people know what came. */
  isManual: boolean;
  tries: number;
  createdAt: string;
  /** Whether it was asked about a moment ago. */
  fresh: boolean;
};

const askedColumns = `p.id, p.number, p.account_id as "accountId", p.customer_id as "customerId", p.method, p.amount,
  p.currency, p.received, p.refunded, p.state, p.session_id as "sessionId", p.provider_payment_id as "providerPaymentId", (select slug from tenants t where t.id = p.tenant_id) || '/' || p.return_code as "returnPath", p.locale,
  p.ending, (select a.provider = 'manual' from payment_accounts a where a.tenant_id = p.tenant_id and a.id = p.account_id)
    as "isManual", p.tries, p.created_at as "createdAt", coalesce(p.asked_at > now() - interval '1500 milliseconds', false) as fresh`;

/** Locks a payment. */
export const holdPayment = async (db: Db, id: string): Promise<AskedPayment | null> =>
  (
    await rowsOf<AskedPayment>(
      db,
      `select ${askedColumns} from payments p where p.id = ? for update`,
      [id],
    )
  )[0] ?? null;

/** Whether a payment is under way. */
export const isUnderWay = ({ state }: { state: PaymentState }): boolean =>
  (liveStates as readonly string[]).includes(state);

/** The next number of a payment. */
export async function nextNumber(db: Db): Promise<string> {
  const { count } = await rowOf<{ count: string }>(
    db,
    `insert into payment_counters as c (tenant_id, payments) values (current_setting('app.tenant_id')::uuid, 1)
     on conflict (tenant_id) do update set payments = c.payments + 1 returning payments as count`,
  );
  return `PG-${count.padStart(6, '0')}`;
}

/** Has the provider asked about a payment. @param seconds from now */
export async function expectOf(db: Db, id: string, seconds: number | null): Promise<void> {
  await db('payments')
    .where({ id })
    .update({
      due_at:
        seconds === null
          ? null
          : db.raw('now() + make_interval(secs => cast(? as int))', [seconds]),
    });
  if (seconds !== null)
    await db.raw(
      `insert into payment_due (tenant_id, due_at)
       values (current_setting('app.tenant_id')::uuid, now() + make_interval(secs => cast(? as int)))`,
      [seconds],
    );
}

export type PaymentRecord = {
  id: string;
  number: string;
  customer: { number: string; name: string };
  company: { code: string; name: string };
  method: PaymentMethod;
  amount: string;
  currency: string;
  received: string;
  refunded: string;
  onAccount: string;
  state: PaymentState;
  onItsWay: string;
  documents: string[];
  createdAt: string;
  paidAt: string | null;
  expiresAt: string | null;
};
export type PaymentDetail = PaymentRecord & {
  ending: boolean;
  test: boolean;
  redirect: string | null;
  voucher: Partial<Voucher> | null;
  provider: PaymentProviderName;
  proofs: {
    id: string;
    file: string;
    amount: string;
    received: string | null;
    valueDate: string;
    bankReference: string | null;
    state: ProofState;
    reason: string | null;
    at: string;
  }[];
  failure: string | null;
  erpNumber: string | null;
  receipt: boolean;
  settled: PaymentSettlement | null;
  fee: string | null;
  unanswered: string | null;
  items: { id: string; kind: OpenItemKind; document: string | null; amount: string }[];
  history: { state: PaymentState; at: string }[];
};

const rowColumns = `p.id, p.number, json_build_object('number', k.number, 'name', k.name) as customer,
  json_build_object('code', c.code, 'name', c.legal_name) as company, p.method, p.amount::text as amount, p.currency,
  p.received::text as received, p.refunded::text as refunded, p.on_account::text as "onAccount", p.state, p.created_at as "createdAt",
  p.paid_at as "paidAt", p.expires_at as "expiresAt",
  ((select coalesce(sum(${onItsWay}), 0) from payment_items pi
    where pi.tenant_id = p.tenant_id and pi.payment_id = p.id) + ${onAccountOnItsWay})::text as "onItsWay",
  array(select ${documentOf} from payment_items pi
    join open_items oi on oi.tenant_id = pi.tenant_id and oi.id = pi.item_id
    left join open_item_versions v on v.tenant_id = pi.tenant_id and v.item_id = pi.item_id
      and v.superseded_at = 'infinity'
    where pi.tenant_id = p.tenant_id and pi.payment_id = p.id order by pi.amount desc, 1) as documents`;
/** Since when the ERP has not answered what it was told of a payment, where that is more than a day; SQL over `p`. */
const unanswered = `(select x.created_at from erp_tasks x
  where x.tenant_id = p.tenant_id and x.id = p.task_id and x.state in ('held', 'waiting', 'taken')
    and x.created_at < now() - interval '1 day')`;

/** Whether a payment waits for a person of the company; SQL over `p`. */
const waitsForPerson = `(p.settled is null and p.state in ('mismatch', 'late'))
  or (p.settled is null and p.state = 'partly_paid' and coalesce(p.expires_at, p.created_at + interval '1 day') < now())
  or p.state = 'charged_back' or (p.state = 'unknown' and p.due_at is null)
  or (p.state = 'paid' and ${unanswered} is not null)
  or exists (select from payment_refunds r where r.tenant_id = p.tenant_id and r.payment_id = p.id
    and r.state in ('waiting', 'declined'))
  or exists (select from payment_proofs f where f.tenant_id = p.tenant_id and f.payment_id = p.id
    and f.state = 'waiting')`;

const detailColumns = `${rowColumns}, p.ending, a.mode = 'test' as test, a.provider, p.redirect_url as redirect, p.voucher, p.failure,
  p.erp_number as "erpNumber", p.receipt_code is not null as receipt, p.settled, p.fee::text as fee,
  ${unanswered} as unanswered,
  (select coalesce(json_agg(json_build_object('id', pi.item_id, 'kind', coalesce(v.kind, 'invoice'),
      'document', ${documentOf}, 'amount', pi.amount::text) order by pi.amount desc), '[]')
    from payment_items pi
    join open_items oi on oi.tenant_id = pi.tenant_id and oi.id = pi.item_id
    left join open_item_versions v on v.tenant_id = pi.tenant_id and v.item_id = pi.item_id
      and v.superseded_at = 'infinity'
    where pi.tenant_id = p.tenant_id and pi.payment_id = p.id) as items,
  (select coalesce(json_agg(json_build_object('id', f.id, 'file', u.name, 'amount', f.amount::text,
      'received', f.received::text, 'valueDate', f.value_date, 'bankReference', f.bank_reference, 'state', f.state,
      'reason', f.reason, 'at', to_char(f.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by f.at), '[]')
    from payment_proofs f join files u on u.tenant_id = f.tenant_id and u.id = f.file_id
    where f.tenant_id = p.tenant_id and f.payment_id = p.id) as proofs,
  (select coalesce(json_agg(json_build_object('state', e.state, 'at', to_char(e.at at time zone 'UTC',
      'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by e.id), '[]')
    from payment_events e where e.tenant_id = p.tenant_id and e.payment_id = p.id) as history`;

const payments = (db: Db, reach: Reach) =>
  db('payments as p')
    .join('customers as k', (on) => on.on('k.tenant_id', 'p.tenant_id').on('k.id', 'p.customer_id'))
    .join('companies as c', (on) => on.on('c.tenant_id', 'p.tenant_id').on('c.id', 'p.company_id'))
    .modify((query) => {
      withinCustomers(query, 'p.customer_id', reach, 'p.company_id');
      if (reach.contactId) query.where('p.contact_id', reach.contactId);
    });

export type ListAsked = {
  status?: (typeof paymentFilters)[number] | undefined;
  companyKey?: string | undefined;
  customerId?: string | undefined;
  limit: number;
  after: { createdAt: string; id: string } | null;
};

export const listOf = (db: Db, reach: Reach, asked: ListAsked): Promise<PaymentRecord[]> =>
  payments(db, reach)
    .modify((query) => {
      if (asked.status === 'live') query.whereIn('p.state', [...liveStates]);
      if (asked.status === 'done') query.whereNotIn('p.state', [...liveStates]);
      if (asked.status === 'review') query.whereRaw(`(${waitsForPerson})`);
      if (asked.companyKey) query.where('c.code_key', asked.companyKey);
      if (asked.customerId) query.where('p.customer_id', asked.customerId);
      if (asked.after)
        query.whereRaw('(p.created_at, p.id) < (cast(? as timestamptz), cast(? as uuid))', [
          asked.after.createdAt,
          asked.after.id,
        ]);
    })
    .orderBy([
      { column: 'p.created_at', order: 'desc' },
      { column: 'p.id', order: 'desc' },
    ])
    .limit(asked.limit)
    .select(db.raw(rowColumns));

export const detailOf = (db: Db, reach: Reach, id: string): Promise<PaymentDetail | undefined> =>
  payments(db, reach)
    .join('payment_accounts as a', (on) =>
      on.on('a.tenant_id', 'p.tenant_id').on('a.id', 'p.account_id'),
    )
    .where('p.id', id)
    .first(db.raw(detailColumns));

/** How many payments are under way. */
export async function countLive(db: Db, reach: Reach): Promise<number> {
  const [row] = await payments(db, reach)
    .whereIn('p.state', [...liveStates])
    .count<{ count: string }[]>({ count: '*' });
  return Number(row?.count ?? 0);
}

import type { PaymentState } from '#contract/payment-words';
import type { DisputeReason, PromiseState } from '#contract/promise-words';
import type { SlipKind } from '#contract/payment-code-words';
import type { OpenItemKind } from '#contract/ledger-words';
import { isOneOf } from '../../db/keys.ts';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { clearedSql } from '../../records/balances.ts';
import {
  countedStates,
  onAccountOnItsWay,
  onItsWay,
  openNow,
  promiseState,
} from '../../records/on-its-way.ts';

/** Whether the ledger has a payment's documents cleared by something else, so that its money would be too much. */
export const clearedElsewhere = `exists (select from payment_items pi
  where pi.tenant_id = p.tenant_id and pi.payment_id = p.id and pi.amount > 0
    and coalesce(${openNow('pi')}, 0) < pi.amount)`;

export type PayableRecord = {
  id: string;
  kind: OpenItemKind;
  document: string;
  invoice: string | null;
  date: string;
  dueDate: string | null;
  daysOverdue: number | null;
  currency: string;
  open: string;
  onItsWay: string;
  payment: { id: string; number: string; state: PaymentState } | null;
  promise: { id: string; promisedOn: string; state: PromiseState } | null;
  dispute: { id: string; reason: DisputeReason } | null;
};

/** How a document is called. */
export const documentOf = 'coalesce(v.invoice_number, v.reference, v.order_number, oi.external_id)';

/** Open documents of an account, the oldest first; those of given ids alone where some are given. */
export const payableItems = (
  db: Db,
  account: { customerId: string; companyId: string; today: string },
  { limit, ids }: { limit: number; ids?: readonly string[] },
): Promise<PayableRecord[]> =>
  rowsOf<PayableRecord>(
    db,
    `select v.item_id as id, v.kind, ${documentOf} as document, v.invoice_number as invoice,
       v.document_date as date, v.due_date as "dueDate",
       case when v.due_date < :today and v.amount > 0 then cast(:today as date) - v.due_date end as "daysOverdue",
       v.currency, o.open::text as open, coalesce(w.amount, 0)::text as "onItsWay", w.payment,
       (select json_build_object('id', s.id, 'promisedOn', s.promised_on, 'state', ${promiseState('s')})
        from payment_promises s where s.tenant_id = v.tenant_id and s.item_id = v.item_id and s.ended is null) as promise,
       (select json_build_object('id', s.id, 'reason', s.reason)
        from payment_disputes s where s.tenant_id = v.tenant_id and s.item_id = v.item_id and s.state = 'open') as dispute
     from open_item_versions v
     join open_items oi on oi.tenant_id = v.tenant_id and oi.id = v.item_id and oi.deleted_at is null
     cross join lateral (select v.amount - ${clearedSql('v', ':today')} as open) o
     left join lateral (
       select sum(${onItsWay}) as amount,
         (array_agg(json_build_object('id', p.id, 'number', p.number, 'state', p.state)
           order by p.created_at desc))[1] as payment
       from payment_items pi
       join payments p on p.tenant_id = pi.tenant_id and p.id = pi.payment_id
       where pi.tenant_id = v.tenant_id and pi.item_id = v.item_id
         and p.state in (${countedStates}) and ${onItsWay} <> 0
     ) w on true
     where v.customer_id = :customerId and v.company_id = :companyId and v.superseded_at = 'infinity'
       and v.cleared_on > :today and v.posting_date <= :today and o.open <> 0
       ${ids ? `and ${isOneOf('v.item_id', 'uuid', ':ids')}` : ''}
     order by coalesce(v.due_date, v.document_date), v.item_id limit :limit`,
    { ...account, limit, ...(ids && { ids: [...ids] }) },
  );

export type OnItsWay = {
  id: string;
  invoice: string | null;
  company: string;
  currency: string;
  amount: string;
  payment: { id: string; number: string; state: PaymentState };
};

/** Documents of a customer of which something is on its way, the newest payment first; each by its newest payment. */
export const documentsOnTheirWay = (
  db: Db,
  { customerId, companyIds }: { customerId: string; companyIds: readonly string[] },
  limit: number,
): Promise<OnItsWay[]> =>
  rowsOf(
    db,
    `select pi.item_id as id, min(v.invoice_number) as invoice, min(c.code) as company, min(p.currency) as currency,
       sum(w.amount)::text as amount,
       (array_agg(json_build_object('id', p.id, 'number', p.number, 'state', p.state)
         order by p.created_at desc))[1] as payment
     from payments p
     join companies c on c.tenant_id = p.tenant_id and c.id = p.company_id
     join payment_items pi on pi.tenant_id = p.tenant_id and pi.payment_id = p.id
     left join open_item_versions v on v.tenant_id = pi.tenant_id and v.item_id = pi.item_id
       and v.superseded_at = 'infinity'
     cross join lateral (select ${onItsWay} as amount) w
     where p.customer_id = :customerId and ${isOneOf('p.company_id', 'uuid', ':companyIds')}
       and p.state in (${countedStates}) and w.amount <> 0
     group by pi.item_id order by max(p.created_at) desc, pi.item_id limit :limit`,
    { customerId, companyIds: [...companyIds], limit },
  );

/** What of a customer is on its way to companies, by currency. */
export const sumsOnTheirWay = (
  db: Db,
  { customerId, companyIds }: { customerId: string; companyIds: readonly string[] },
): Promise<{ currency: string; amount: string; count: number }[]> =>
  rowsOf(
    db,
    `select p.currency, sum(w.amount)::text as amount, count(distinct p.id)::int as count
     from payments p
     cross join lateral (
       select ${onItsWay} as amount from payment_items pi
       where pi.tenant_id = p.tenant_id and pi.payment_id = p.id
       union all select ${onAccountOnItsWay} where p.on_account > 0
     ) w
     where p.customer_id = :customerId and ${isOneOf('p.company_id', 'uuid', ':companyIds')}
       and p.state in (${countedStates}) and w.amount <> 0
     group by p.currency order by p.currency`,
    { customerId, companyIds: [...companyIds] },
  );

type Said = { id: string; item: string; amount: string; currency: string };

/** What a customer promised to pay companies, of documents that are open, and where that was broken. */
export const promisesOf = (
  db: Db,
  { customerId, companyIds }: { customerId: string; companyIds: readonly string[] },
  limit: number,
): Promise<(Said & { promisedOn: string; state: PromiseState })[]> =>
  rowsOf(
    db,
    `select x.* from (
       select s.id, s.item_id as item, s.amount::text as amount, s.currency, s.promised_on as "promisedOn",
         ${promiseState('s')} as state
       from payment_promises s
       where s.customer_id = :customerId and ${isOneOf('s.company_id', 'uuid', ':companyIds')} and s.ended is null
     ) x where x.state in ('open', 'broken') order by x."promisedOn", x.id limit :limit`,
    { customerId, companyIds: [...companyIds], limit },
  );

/** What a customer says is not right, as long as nobody has answered. */
export const disputesOf = (
  db: Db,
  { customerId, companyIds }: { customerId: string; companyIds: readonly string[] },
  limit: number,
): Promise<(Said & { reason: DisputeReason })[]> =>
  rowsOf(
    db,
    `select s.id, s.item_id as item, s.amount::text as amount, s.currency, s.reason
     from payment_disputes s
     where s.customer_id = :customerId and ${isOneOf('s.company_id', 'uuid', ':companyIds')} and s.state = 'open'
     order by s.at, s.id limit :limit`,
    { customerId, companyIds: [...companyIds], limit },
  );

export type SlipRecord = {
  id: string;
  kind: SlipKind;
  company: { code: string; name: string };
  document: string | null;
  content: string;
  bank: string | null;
  beneficiary: string | null;
  amount: string;
  currency: string;
  expiresOn: string | null;
  expired: boolean;
  open: string;
};

/** What the ERP had registered to pay what is open of a customer with; what ends first stands first. */
export const slipsOf = (
  db: Db,
  { customerId, companyIds }: { customerId: string; companyIds: readonly string[] },
  limit: number,
): Promise<SlipRecord[]> =>
  rowsOf(
    db,
    `select s.id, s.kind, json_build_object('code', c.code, 'name', c.legal_name) as company, ${documentOf} as document,
       s.content, s.bank, s.beneficiary, s.amount::text as amount, s.currency, s.expires_on as "expiresOn",
       coalesce(s.expires_on < (now() at time zone c.time_zone)::date, false) as expired, o.open::text as open
     from payment_slips s
     join companies c on c.tenant_id = s.tenant_id and c.id = s.company_id
     join open_items oi on oi.tenant_id = s.tenant_id and oi.company_id = s.company_id and oi.external_key = s.item_key
       and oi.deleted_at is null
     join open_item_versions v on v.tenant_id = oi.tenant_id and v.item_id = oi.id and v.superseded_at = 'infinity'
     cross join lateral (select v.amount - ${clearedSql('v', '(now() at time zone c.time_zone)::date')} as open) o
     where v.customer_id = :customerId and ${isOneOf('s.company_id', 'uuid', ':companyIds')}
       and s.deleted_at is null and o.open > 0
     order by 11, s.expires_on nulls last, s.id limit :limit`,
    { customerId, companyIds: [...companyIds], limit },
  );

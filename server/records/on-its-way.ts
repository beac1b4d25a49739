import { liveStates, moneyStates } from '#contract/payment-words';
import { clearedSql } from './balances.ts';

const listed = (states: readonly string[]) => states.map((state) => `'${state}'`).join(', ');

/** States of payments that count against what can be paid, as a list of SQL. */
export const countedStates = listed([...liveStates, ...moneyStates]);

/** What of a document is open now, where its company is; SQL over a row that has its `tenant_id` and `item_id`. */
export const openNow = (
  row: string,
): string => `(select v.amount - ${clearedSql('v', '(now() at time zone co.time_zone)::date')}
  from open_item_versions v join companies co on co.tenant_id = v.tenant_id and co.id = v.company_id
  where v.tenant_id = ${row}.tenant_id and v.item_id = ${row}.item_id and v.superseded_at = 'infinity')`;

/**
 * What of the money that is here, less what went back, is for an item: for credits all of theirs, and then the documents
 * one after the other. Money that nobody expected is taken for what was asked.
 */
const share = `case
  when p.state = 'mismatch' or p.received - p.refunded >= p.amount then pi.amount
  when p.received <= p.refunded then 0
  when pi.amount < 0 then pi.amount
  else greatest(0, least(pi.amount, p.received - p.refunded - (
    select coalesce(sum(o.amount) filter (where o.amount < 0 or o.item_id < pi.item_id), 0) from payment_items o
    where o.tenant_id = pi.tenant_id and o.payment_id = pi.payment_id and o.item_id <> pi.item_id))) end`;

/**
 * What of a payment's item is on its way, SQL over `payments p` and `payment_items pi`: all of it while the payment is
 * under way; once the money is here, so much of it as the ledger has not taken in.
 */
export const onItsWay = `case
  when p.state in (${listed(liveStates)}) then pi.amount
  when p.state not in (${listed(moneyStates)}) or p.settled = 'credit' then 0
  else (select case when h.amount > 0 then greatest(0, least(h.amount, h.over)) else least(0, greatest(h.amount, h.over)) end
    from (select s.amount, coalesce(${openNow('pi')}, 0) - (pi.open_at_creation - s.amount) as over
      from (select ${share} as amount) s) h) end`;

/** What of a document is left to pay once the ledger has taken in the money that is here; SQL over a row as `openNow`. */
export const leftToPay = (row: string): string => `(coalesce(${openNow(row)}, 0) - coalesce((
    select sum(${onItsWay}) from payment_items pi join payments p on p.tenant_id = pi.tenant_id and p.id = pi.payment_id
    where pi.tenant_id = ${row}.tenant_id and pi.item_id = ${row}.item_id and p.state in (${listed(moneyStates)})), 0))`;

/**
 * What of a payment's money for no document is on its way, SQL over `payments p`: all of it while the payment is under
 * way; once it is here, so much of it as came and did not go back, until the ERP has taken it, with a number of its own or without.
 */
export const onAccountOnItsWay = `case
  when p.state in (${listed(liveStates)}) then p.on_account
  when p.state not in (${listed(moneyStates)}) or p.settled = 'credit' then 0
  when exists (select from erp_tasks x where x.tenant_id = p.tenant_id and x.id = p.task_id and x.state = 'accepted')
    then 0
  else greatest(0, least(p.on_account, p.received - p.refunded)) end`;

/**
 * What became of a promise to pay, SQL over a row of `payment_promises`: held against what the ledger has cleared, and
 * payments whose money came, by its day and by now.
 */
export const promiseState = (row: string): string => `coalesce(${row}.ended, (select case
    when coalesce(o.by_day, 0) - coalesce(m.by_day, 0) <= ${row}.open_at - ${row}.amount then 'kept'
    when ${row}.promised_on >= d.today then 'open'
    when coalesce(o.by_now, 0) - coalesce(m.by_now, 0) <= ${row}.open_at - ${row}.amount then 'late'
    else 'broken' end
  from (select (now() at time zone time_zone)::date as today, time_zone from companies
    where tenant_id = ${row}.tenant_id and id = ${row}.company_id) d
  left join lateral (
    select v.amount - coalesce(sum(c.amount) filter (where c.cleared_on <= d.today), 0) as by_now,
      v.amount - coalesce(sum(c.amount) filter (where c.cleared_on <= least(d.today, ${row}.promised_on)), 0) as by_day
    from open_item_versions v
    left join open_item_clearings c on c.tenant_id = v.tenant_id and c.version_id = v.id
    where v.tenant_id = ${row}.tenant_id and v.item_id = ${row}.item_id and v.superseded_at = 'infinity'
    group by v.id, v.amount
  ) o on true
  left join lateral (
    select sum(${onItsWay}) as by_now,
      sum(${onItsWay}) filter (where (p.paid_at at time zone d.time_zone)::date <= ${row}.promised_on) as by_day
    from payment_items pi join payments p on p.tenant_id = pi.tenant_id and p.id = pi.payment_id
    where pi.tenant_id = ${row}.tenant_id and pi.item_id = ${row}.item_id and p.state in (${listed(moneyStates)})
  ) m on true))`;

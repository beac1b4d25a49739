import type { Db } from '../../db/scope.ts';
import { clearedSql } from '../../records/balances.ts';
import { alreadySentSql } from './mass-send.queries.ts';

/** Whom a run is prepared for. */
export type Selection = {
  tenantId: string;
  runId: string;
  companyId: string;
  cutOff: string;
  customerKey: string | null;
  /** Customers within reach of who prepares it; null: all. */
  customerIds: readonly string[] | null;
  /** Mailing lists: only these, and none of these. */
  only: readonly string[] | null;
  except: readonly string[];
  skipWithoutBalance: boolean;
  /** One language for all; null: each customer's own. */
  locale: string | null;
  /** The day that names the files, without signs. */
  stamp: string;
};

/**
 * Writes down who would get a statement, in one go: what each owes by currency at the cut-off, why some
 * get nothing, and what somebody should look at. A statement of any size of the ledger, read once.
 */
export async function fillRun(db: Db, selection: Selection): Promise<void> {
  await planForMany(db, true);
  await db.raw(recipientsSql, selection);
  await planForMany(db, false);
  await db.raw(
    `insert into mass_send_mails (tenant_id, recipient_id, position, address, address_key, role)
     select r.tenant_id, r.id, row_number() over (partition by r.id order by m.role desc, m.position),
       m.address, m.address_key, m.role
     from mass_send_recipients r
     join mailing_lists l
       on l.tenant_id = r.tenant_id and l.company_id = :companyId and l.customer_id = r.customer_id
     join mailing_list_mailboxes m on m.tenant_id = l.tenant_id and m.list_id = l.id
     where r.tenant_id = :tenantId and r.run_id = :runId`,
    selection,
  );
  // The plans for a run of many were made for tables that had few rows.
  for (const table of ['mass_send_recipients', 'mass_send_mails'])
    await db.raw('select portico_freshen(?)', [table]);
}

/**
 * What is picked looks like one row to the planner, which then compares everything with everything: 20
 * seconds for 5,000 customers. Here sets are compared as wholes.
 */
const planForMany = (db: Db, many: boolean) =>
  db.raw(`select set_config('enable_nestloop', ?, true)`, [many ? 'off' : 'on']);

/**
 * What each of `picked` (customer_id, currency) owes at `:cutOff`: `totals` by currency, `owing` who has
 * anything open at all, and `turned` whose balance has another sign than in the run before.
 */
const owedSql = `owed as materialized (
    select v.customer_id, v.currency, sum(o.open) as amount
    from picked p
    join open_item_versions v on v.tenant_id = :tenantId and v.customer_id = p.customer_id
      and v.company_id = :companyId and v.superseded_at = 'infinity'
      and v.cleared_on >= :cutOff and v.posting_date <= :cutOff
    join open_items i on i.tenant_id = v.tenant_id and i.id = v.item_id and i.deleted_at is null
    cross join lateral (select v.amount - ${clearedSql('v', ':cutOff')} as open offset 0) o
    group by v.customer_id, v.currency
    having bool_or(o.open <> 0)
  ), owing as (
    select distinct customer_id from owed
  ), sums as (
    -- The customer's own currency is there in any case, and first.
    select p.customer_id, p.currency, coalesce(o.amount, 0) as amount, 0 as place
    from picked p
    left join owed o on o.customer_id = p.customer_id and o.currency = p.currency
    union all
    select o.customer_id, o.currency, o.amount, 1
    from owed o join picked p on p.customer_id = o.customer_id and p.currency <> o.currency
  ), totals as (
    select customer_id,
      jsonb_agg(jsonb_build_object('currency', currency, 'amount', amount::text)
        order by place, currency) as totals
    from sums group by customer_id
  ), former as (
    select r.customer_id, x.currency, x.amount
    from mass_send_recipients r, jsonb_to_recordset(r.totals) as x(currency text, amount numeric)
    where r.tenant_id = :tenantId and r.run_id = (
      select id from mass_sends
      where tenant_id = :tenantId and company_id = :companyId and state = 'done'
      order by started_at desc limit 1)
  ), turned as (
    select distinct s.customer_id from sums s
    join former f on f.customer_id = s.customer_id and f.currency = s.currency
    where sign(f.amount) * sign(s.amount) < 0
  )`;

const recipientsSql = `
  with picked as materialized (
    select l.id as list_id, k.id as customer_id, k.number_key,
      coalesce(:locale, k.locale, t.locale) as locale, coalesce(a.currency, s.currency) as currency,
      row_number() over (order by length(k.number_key), k.number_key) as line
    from mailing_lists l
    join tenants t on t.id = l.tenant_id
    join companies s on s.tenant_id = l.tenant_id and s.id = l.company_id
    join customers k on k.tenant_id = l.tenant_id and k.id = l.customer_id and k.deleted_at is null
    join customer_companies a
      on a.tenant_id = l.tenant_id and a.customer_id = l.customer_id and a.company_id = l.company_id
    where l.tenant_id = :tenantId and l.company_id = :companyId
      and (cast(:customerKey as text) is null or k.number_key = :customerKey)
      and (cast(:customerIds as uuid[]) is null or k.id = any(:customerIds))
      and (cast(:only as uuid[]) is null or l.id = any(:only))
      and not l.id = any(cast(:except as uuid[]))
  ), ${owedSql}, boxes as (
    select p.customer_id, count(m.address_key) as boxes, count(b.address_key) as bounced
    from picked p
    left join mailing_list_mailboxes m on m.tenant_id = :tenantId and m.list_id = p.list_id
    left join bounced_mailboxes b on b.tenant_id = :tenantId and b.address_key = m.address_key
    group by p.customer_id
  ), known as materialized (
    -- All mailboxes of a customer, of whichever company.
    select distinct l.customer_id, m.address_key, substring(m.address_key from '@([^@]*)$') as domain
    from picked p
    join mailing_lists l on l.tenant_id = :tenantId and l.customer_id = p.customer_id
    join mailing_list_mailboxes m on m.tenant_id = l.tenant_id and m.list_id = l.id
  ), domains as (
    select customer_id, domain, count(address_key) as boxes,
      sum(count(address_key)) over (partition by customer_id) as all_boxes
    from known group by customer_id, domain
  ), strange as (
    select distinct p.customer_id from picked p
    join mailing_list_mailboxes m on m.tenant_id = :tenantId and m.list_id = p.list_id
    join domains d on d.customer_id = p.customer_id
      and d.domain = substring(m.address_key from '@([^@]*)$')
    where d.boxes = 1 and d.all_boxes > 1
  )
  insert into mass_send_recipients
    (tenant_id, run_id, customer_id, line, skipped, locale, totals, warnings, attachment)
  select cast(:tenantId as uuid), cast(:runId as uuid), p.customer_id, p.line,
    case when b.boxes = 0 then 'no_mailbox' when b.boxes = b.bounced then 'bounced'
      when :skipWithoutBalance and w.customer_id is null then 'no_balance' end,
    p.locale, t.totals,
    array_remove(array[
      case when b.bounced > 0 and b.bounced < b.boxes then 'some_bounced' end,
      case when g.customer_id is not null then 'other_domain' end,
      case when n.customer_id is not null then 'sign_changed' end], null),
    p.number_key || '_' || :stamp || '.pdf'
  from picked p
  join totals t on t.customer_id = p.customer_id
  join boxes b on b.customer_id = p.customer_id
  left join owing w on w.customer_id = p.customer_id
  left join strange g on g.customer_id = p.customer_id
  left join turned n on n.customer_id = p.customer_id`;

/** What a run is settled by when it starts. */
export type Settlement = Pick<
  Selection,
  'tenantId' | 'runId' | 'companyId' | 'cutOff' | 'customerIds' | 'skipWithoutBalance' | 'stamp'
> & {
  /** Whether those who got the same already are left out. */
  skipAlreadySent: boolean;
};

/**
 * Settles what a run sends, when it starts: the day, what each owes that day, and who gets something after
 * all that has happened since it was prepared. @returns how many get something
 */
export async function settleRun(db: Db, settlement: Settlement): Promise<number> {
  await planForMany(db, true);
  await db.raw(settleSql, settlement);
  await planForMany(db, false);
  const [{ count }] = (await db('mass_send_recipients')
    .where({ run_id: settlement.runId })
    .whereNull('skipped')
    .count({ count: 'id' })) as [{ count: string }];
  return Number(count);
}

const settleSql = `
  with picked as materialized (
    select r.id, r.customer_id, k.number_key, coalesce(a.currency, s.currency) as currency
    from mass_send_recipients r
    join companies s on s.tenant_id = r.tenant_id and s.id = :companyId
    join customers k on k.tenant_id = r.tenant_id and k.id = r.customer_id and k.deleted_at is null
    join customer_companies a
      on a.tenant_id = r.tenant_id and a.customer_id = r.customer_id and a.company_id = s.id
    where r.tenant_id = :tenantId and r.run_id = :runId
      and (cast(:customerIds as uuid[]) is null or r.customer_id = any(:customerIds))
  ), ${owedSql}, sendable as (
    select distinct r.id from mass_send_recipients r
    join mass_send_mails a on a.tenant_id = r.tenant_id and a.recipient_id = r.id
    left join bounced_mailboxes b on b.tenant_id = a.tenant_id and b.address_key = a.address_key
    where r.tenant_id = :tenantId and r.run_id = :runId and b.address_key is null
  ), already as (
    select customer_id from (${alreadySentSql('cast(:tenantId as uuid)', 'cast(:companyId as uuid)', 'cast(:cutOff as date)', 'cast(:runId as uuid)')}) x
  ), settled as (
    select r.id, p.number_key, t.totals, n.customer_id is not null as turned,
      case
        -- What is known of balances and of other runs may have changed both ways.
        when r.skipped not in ('no_balance', 'already_sent') then r.skipped
        when p.id is null then 'not_selected'
        when b.id is null then 'bounced'
        when :skipWithoutBalance and w.customer_id is null then 'no_balance'
        when :skipAlreadySent and y.customer_id is not null then 'already_sent'
      end as skipped
    from mass_send_recipients r
    left join picked p on p.id = r.id
    left join totals t on t.customer_id = p.customer_id
    left join owing w on w.customer_id = p.customer_id
    left join turned n on n.customer_id = p.customer_id
    left join sendable b on b.id = r.id
    left join already y on y.customer_id = r.customer_id
    where r.tenant_id = :tenantId and r.run_id = :runId
  )
  update mass_send_recipients r set
    skipped = s.skipped,
    totals = coalesce(s.totals, r.totals),
    attachment = coalesce(s.number_key || '_' || :stamp || '.pdf', r.attachment),
    warnings = case when s.turned then array_append(array_remove(r.warnings, 'sign_changed'), 'sign_changed')
      else array_remove(r.warnings, 'sign_changed') end
  from settled s
  where r.tenant_id = :tenantId and r.id = s.id`;

import type { PortfolioShow, PortfolioSort } from '#contract/portfolio-words';
import type { RecipientState } from '#contract/mass-send-words';
import { rowOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import type { Reach } from '../../http/caller.ts';
import { promiseState } from '../../records/on-its-way.ts';
import { accountsSql, daysBinding, daysSql, openSql, type Days } from '../../records/balances.ts';
import { recipientMails, recipientState } from '../../records/send-standing.ts';

/** What is open in one currency; decimals of the database. */
export type BalanceRecord = {
  currency: string;
  overdue: string;
  toFallDue: string;
  credit: string;
  total: string;
};

export type AccountRecord = {
  customerId: string;
  companyId: string;
  number: string;
  name: string;
  code: string;
  company: string;
  balances: BalanceRecord[];
  oldest: string | null;
  days: number | null;
  payment: { date: string; amount: string; currency: string; reference: string | null } | null;
  send: { run: string; by: string; at: string; cutOff: string; state: RecipientState } | null;
  list: { id: string; mailboxes: number; bounced: number } | null;
  promise: { date: string; broken: boolean } | null;
  disputes: number;
  sortValue: string;
};

export type PortfolioRecord = {
  found: number;
  totals: BalanceRecord[];
  currency: string | null;
  rows: AccountRecord[];
};

export type PortfolioAsk = {
  /** Each begins some word of the name or of the number. */
  words: readonly string[];
  days: Days;
  show: PortfolioShow | undefined;
  currency: string | null;
  sort: PortfolioSort;
  descending: boolean;
  after: After | null;
  limit: number;
};
/** Where a page ended: what its last row was sorted by, and whose it was. */
export type After = { value: string; customerId: string; companyId: string };

/** The figures of a statement, from its open documents. */
const figures = `
  coalesce(sum(v.open) filter (where v.debit and v.due_date < a.today), 0) as overdue,
  coalesce(sum(v.open) filter (where v.debit and (v.due_date is null or v.due_date >= a.today)), 0) as to_fall_due,
  coalesce(-sum(v.open) filter (where not v.debit), 0) as credit,
  coalesce(sum(v.open), 0) as total,
  min(v.due_date) filter (where v.debit and v.due_date < a.today) as oldest`;

/** The mailing list of an account as a row `list`, with how many of its mailboxes bounced. */
const listSql = (account: string) => `lateral (
    select l.id, n.mailboxes, n.bounced
    from mailing_lists l
    cross join lateral (
      select count(m.address_key)::int as mailboxes,
        (count(m.address_key) filter (where exists (
          select from bounced_mailboxes x where x.tenant_id = m.tenant_id and x.address_key = m.address_key)))::int as bounced
      from mailing_list_mailboxes m where m.tenant_id = l.tenant_id and m.list_id = l.id
    ) n
    where l.tenant_id = ${account}.tenant_id and l.company_id = ${account}.company_id
      and l.customer_id = ${account}.customer_id
    offset 0
  ) list on true`;

/** What the customer of an account said of its documents, as a row `said`; of promises the one that is broken goes first. */
const saidSql = (account: string) => `lateral (
    select (select count(x.id)::int from payment_disputes x
        where x.tenant_id = ${account}.tenant_id and x.customer_id = ${account}.customer_id
          and x.company_id = ${account}.company_id and x.state = 'open') as disputes,
      min(y.promised_on) filter (where y.state = 'broken') as broken,
      min(y.promised_on) filter (where y.state = 'open') as promised
    from (
      select s.promised_on, ${promiseState('s')} as state from payment_promises s
      where s.tenant_id = ${account}.tenant_id and s.customer_id = ${account}.customer_id
        and s.company_id = ${account}.company_id and s.ended is null
    ) y
  ) said on true`;

/** What an account paid last, as a row `paid`. */
const paidSql = (account: string) => `lateral (
    select y.posting_date as date, -y.amount as amount, y.currency, y.reference
    from open_item_versions y
    where y.tenant_id = ${account}.tenant_id and y.customer_id = ${account}.customer_id
      and y.company_id = ${account}.company_id and y.superseded_at = 'infinity' and y.kind = 'payment'
      and y.posting_date <= ${account}.today
    order by y.posting_date desc, y.id desc limit 1
  ) paid on true`;

/** What an account was mailed last, as a row `sent`. */
const sentSql = (account: string) => `lateral (
    select r.tenant_id, r.id, r.skipped, run.id as run, run.created_by, run.started_at, run.cut_off, run.state
    from mass_send_recipients r
    cross join lateral (
      select s.* from mass_sends s where s.tenant_id = r.tenant_id and s.id = r.run_id offset 0
    ) run
    where r.tenant_id = ${account}.tenant_id and r.customer_id = ${account}.customer_id and r.skipped is null
      and run.company_id = ${account}.company_id and run.started_at is not null
    order by run.started_at desc, r.id limit 1
  ) sent on true`;

/** What has to be looked up of each account before it is known which are left. */
const joinedFor = (show: PortfolioShow | undefined): string => {
  if (show === 'bounced' || show === 'no_mailbox') return `left join ${listSql('a')}`;
  const isSaid = show === 'promised' || show === 'broken' || show === 'disputed';
  return isSaid ? `left join ${saidSql('a')}` : '';
};

/** Which accounts are left, from what is known of each. */
const shown: Record<PortfolioShow, string> = {
  owing: 'a.currencies is not null',
  overdue: 'a.oldest is not null',
  over_30: 'a.today - a.oldest > 30',
  over_60: 'a.today - a.oldest > 60',
  over_90: 'a.today - a.oldest > 90',
  bounced: 'list.bounced > 0',
  no_mailbox: 'coalesce(list.mailboxes, 0) = 0',
  promised: 'said.promised is not null',
  broken: 'said.broken is not null',
  disputed: 'said.disputes > 0',
};

/** A figure of an account in the currency that is sorted by: an account has one for each of its currencies. */
const inSorted = (figure: string): string =>
  `coalesce(a.${figure}[array_position(a.currencies, s.currency)], 0)`;

/** What accounts are sorted by, none of it null, and its type; who owes nothing comes last either way. */
const keys: Record<PortfolioSort, (descending: boolean) => [sql: string, type: string]> = {
  oldest: (descending) => [`coalesce(a.oldest, '${descending ? '-' : ''}infinity')`, 'date'],
  overdue: () => [inSorted('overdue'), 'numeric'],
  to_fall_due: () => [inSorted('to_fall_due'), 'numeric'],
  total: () => [inSorted('total'), 'numeric'],
  payment: () => [`coalesce(paid.date, '-infinity')`, 'date'],
  name: () => ['left(a.sort_text, 120)', 'text'],
};

/** What is open of an account as rows `i`, one of each currency. */
const balancesSql = (account: string): string =>
  `unnest(${['currencies', 'overdue', 'to_fall_due', 'credit', 'total'].map((figure) => `${account}.${figure}`).join(', ')})
     as i(currency, overdue, to_fall_due, credit, total)`;

const balanceOf = (i: string) => `jsonb_build_object('currency', ${i}.currency,
    'overdue', ${i}.overdue::text, 'toFallDue', ${i}.to_fall_due::text, 'credit', ${i}.credit::text,
    'total', ${i}.total::text)`;

/**
 * A page of the accounts within reach with what is open of each today, and what all that match come to, in one
 * statement. Nothing in it joins two sets of unknown size, and nothing is sorted but the accounts: it goes through them
 * once, adds up each by itself, and looks up what rows show besides for those of the page alone.
 */
export function portfolioPage(
  db: Db,
  reach: Reach,
  { words, days, show, currency, sort, descending, after, limit }: PortfolioAsk,
): Promise<PortfolioRecord> {
  const [key, type] = keys[sort](descending);
  const [direction, behind] = descending ? ['desc', '<'] : ['asc', '>'];
  const named = words.map(
    (_, i) =>
      `and (position(:word${i} in search_text) > 0 or position(:bare${i} in search_text) > 0)`,
  );
  return rowOf<PortfolioRecord>(
    db,
    `with chosen as materialized (
       select l.tenant_id, l.customer_id, l.company_id, d.today, k.sort_text
       from ${accountsSql(reach)}
       join ${daysSql} on d."companyId" = l.company_id
       cross join lateral (
         select sort_text from customers
         where tenant_id = l.tenant_id and id = l.customer_id and deleted_at is null ${named.join(' ')}
         offset 0
       ) k
     ), accounts as materialized (
       select a.tenant_id, a.customer_id, a.company_id, a.today, a.sort_text, b.*
       from chosen a cross join lateral (
         select array_agg(c.currency) as currencies, array_agg(c.overdue) as overdue,
           array_agg(c.to_fall_due) as to_fall_due, array_agg(c.credit) as credit, array_agg(c.total) as total,
           min(c.oldest) as oldest
         from (
           select v.currency, ${figures} from ${openSql('a', 'a.today')} where v.open <> 0 group by v.currency offset 0
         ) c
       ) b
     ), matching as materialized (
       select a.* from accounts a ${joinedFor(show)}
       where ${show ? shown[show] : 'true'}
     ), sums as materialized (
       select i.currency, count(i.currency) as accounts, sum(i.overdue) as overdue, sum(i.to_fall_due) as to_fall_due,
         sum(i.credit) as credit, sum(i.total) as total
       from matching a cross join lateral ${balancesSql('a')} group by i.currency
     ), sorted as (
       select coalesce(:currency, (select currency from sums order by accounts desc, currency limit 1)) as currency
     ), page as (
       select a.*, s.currency as sorted, ${key} as key
       from matching a cross join sorted s ${sort === 'payment' ? `left join ${paidSql('a')}` : ''}
       where ${after ? `(${key}, a.customer_id, a.company_id) ${behind} (cast(:value as ${type}), cast(:customer as uuid), cast(:company as uuid))` : 'true'}
       order by key ${direction}, a.customer_id ${direction}, a.company_id ${direction} limit :limit
     ), whole as (
       select p.*, row_number() over (order by p.key ${direction}, p.customer_id ${direction}, p.company_id ${direction}) as place
       from page p
     )
     select
       (select count(customer_id)::int from matching) as found,
       (select currency from sorted) as currency,
       (select coalesce(jsonb_agg(${balanceOf('x')} order by x.currency), '[]') from sums x) as totals,
       (select coalesce(jsonb_agg(jsonb_build_object(
           'customerId', p.customer_id, 'companyId', p.company_id,
           'number', k.number, 'name', k.name, 'code', c.code, 'company', c.legal_name,
           'balances', (
             select coalesce(jsonb_agg(${balanceOf('i')} order by i.currency <> p.sorted, i.currency), '[]')
             from ${balancesSql('p')}),
           'oldest', p.oldest, 'days', p.today - p.oldest,
           'payment', case when paid.date is not null then jsonb_build_object('date', paid.date,
             'amount', paid.amount::text, 'currency', paid.currency, 'reference', paid.reference) end,
           'send', case when sent.run is not null then jsonb_build_object('run', sent.run, 'by', sent.created_by,
             'at', sent.started_at, 'cutOff', sent.cut_off, 'state', ${recipientState('sent', 'sent')}) end,
           'list', case when list.id is not null then jsonb_build_object('id', list.id,
             'mailboxes', list.mailboxes, 'bounced', list.bounced) end,
           'promise', case when coalesce(said.broken, said.promised) is not null then jsonb_build_object(
             'date', coalesce(said.broken, said.promised), 'broken', said.broken is not null) end,
           'disputes', said.disputes,
           'sortValue', p.key::text) order by p.place), '[]')
         from whole p
         join customers k on k.tenant_id = p.tenant_id and k.id = p.customer_id
         join companies c on c.tenant_id = p.tenant_id and c.id = p.company_id
         left join ${paidSql('p')}
         left join ${sentSql('p')}
         left join ${listSql('p')}
         left join ${saidSql('p')}
         left join ${recipientMails('sent')} on true) as rows`,
    {
      ids: reach.customerIds,
      days: daysBinding(days),
      currency,
      limit,
      ...Object.fromEntries(
        words.flatMap((word, i) => [
          [`word${i}`, ` ${word}`],
          [`bare${i}`, ` ${word.replace(/^0+(?=\d+$)/, '')}`],
        ]),
      ),
      ...(after && { value: after.value, customer: after.customerId, company: after.companyId }),
    },
  );
}

import { isZero, sumOf } from '#contract/decimal';
import { today } from '#contract/format';
import type { StatementFigure } from '#contract/home';
import { debitKinds } from '#contract/ledger-words';
import { rowsOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';
import type { PersonCaller, Reach } from '../http/caller.ts';
import { allCompanies, companiesOf, type CompanyName } from './companies.ts';
import { companiesIn, customersOf } from './customers.ts';

/** Which day it is at each company. */
export type Days = readonly { companyId: string; today: string }[];

export const daysOf = (companies: readonly CompanyName[]): Days =>
  companies.map(({ id, timeZone }) => ({ companyId: id, today: today(timeZone) }));

/** The days as rows `d ("companyId", today)`, of the binding `:days`. */
export const daysSql = `jsonb_to_recordset(cast(:days as jsonb)) as d("companyId" uuid, today date)`;
export const daysBinding = (days: Days): string => JSON.stringify(days);

/** Kinds whose documents are owed; the others are credits. */
const debits = debitKinds.map((kind) => `'${kind}'`).join(', ');

/**
 * Accounts within reach as rows `l (tenant_id, customer_id, company_id)`. Those of given customers, of the binding
 * `:ids`, are looked up one by one: no statistics make it read all of the others.
 */
export const accountsSql = ({ customerIds }: Reach): string =>
  customerIds === 'all'
    ? 'customer_companies l'
    : `unnest(cast(:ids as uuid[])) as w(id) cross join lateral (
         select a.tenant_id, a.customer_id, a.company_id from customer_companies a
         where a.customer_id = w.id offset 0
       ) l`;

/**
 * What was cleared of a version of a document until the end of a day, as SQL; of most that are open nothing was at any
 * time, and nothing is looked up.
 * @param version a row of `open_item_versions`
 * @param day a date
 */
export const clearedSql = (
  version: string,
  day: string,
): string => `case when ${version}.has_clearings then coalesce((
    select sum(cc.amount) from open_item_clearings cc
    where cc.tenant_id = ${version}.tenant_id and cc.version_id = ${version}.id and cc.cleared_on <= ${day}
  ), 0) else 0 end`;

/**
 * The open documents of one account at the end of one day as rows `v (currency, due_date, debit, open)`, by the rule
 * of the statement itself. Each account is looked up by itself, so that what was cleared long ago is never read.
 * @param account what has `tenant_id`, `customer_id` and `company_id`
 * @param day a date
 * @param where of the documents `v`: only these
 */
export const openSql = (account: string, day: string, where = 'true'): string => `lateral (
    select v.currency, v.due_date, v.kind in (${debits}) as debit, v.amount - ${clearedSql('v', day)} as open
    from open_item_versions v
    where v.tenant_id = ${account}.tenant_id and v.customer_id = ${account}.customer_id
      and v.company_id = ${account}.company_id and v.superseded_at = 'infinity'
      and v.cleared_on > ${day} and v.posting_date <= ${day} and ${where}
    offset 0
  ) v`;

/** Documents that are overdue on a day; what has no due date never is. */
export const overdueOn = (day: string): string => `v.kind in (${debits}) and v.due_date < ${day}`;

/** `companyId` and `currency` are null in the row of all of them. */
export type OverdueRecord = {
  companyId: string | null;
  currency: string | null;
  amount: string | null;
  customers: number;
};

/** What is overdue of customers, by company and currency; the row without a company says of how many customers. */
export const overdueOf = (db: Db, reach: Reach, days: Days): Promise<OverdueRecord[]> =>
  rowsOf<OverdueRecord>(
    db,
    `select l.company_id as "companyId", v.currency, sum(v.open) as amount,
       count(distinct l.customer_id) filter (where v.open > 0)::int as customers
     from ${accountsSql(reach)}
     join customers k on k.tenant_id = l.tenant_id and k.id = l.customer_id and k.deleted_at is null
     join ${daysSql} on d."companyId" = l.company_id
     cross join ${openSql('l', 'd.today', overdueOn('d.today'))}
     group by grouping sets ((l.company_id, v.currency), ())
     order by v.currency`,
    { ids: reach.customerIds, days: daysBinding(days) },
  );

/** Debtors that are named. */
const namedDebtors = 5;

/** What is overdue of each of some customers, by currency, the most first. */
const debtsOf = (
  db: Db,
  reach: Reach,
  days: Days,
): Promise<{ number: string; name: string; currency: string; amount: string }[]> =>
  rowsOf(
    db,
    `select k.number, k.name, v.currency, sum(v.open) as amount
     from ${accountsSql(reach)}
     join customers k on k.tenant_id = l.tenant_id and k.id = l.customer_id and k.deleted_at is null
     join ${daysSql} on d."companyId" = l.company_id
     cross join ${openSql('l', 'd.today', overdueOn('d.today'))}
     group by k.id, k.number, k.name, v.currency having sum(v.open) > 0
     order by sum(v.open) desc, k.number`,
    { ids: reach.customerIds, days: daysBinding(days) },
  );

async function debtorsOf(db: Db, reach: Reach, days: Days): Promise<StatementFigure['debtors']> {
  const debts = await debtsOf(db, reach, days);
  return [...Map.groupBy(debts, ({ number }) => number).values()]
    .slice(0, namedDebtors)
    .map((some) => ({
      number: some[0]!.number,
      name: some[0]!.name,
      amounts: amountsOf(some),
    }));
}

type Amount = { amount: string; currency: string };

/** Amounts by currency, without what is nothing. */
export const amountsOf = (rows: readonly { amount: string; currency: string }[]): Amount[] =>
  [...Map.groupBy(rows, ({ currency }) => currency)]
    .map(([currency, some]) => ({ currency, amount: sumOf(some.map(({ amount }) => amount)) }))
    .filter(({ amount }) => !isZero(amount));

/**
 * What is overdue today of all customers whose statements the caller may look at: in all, and by company. Null
 * where there is no such customer.
 */
export async function overdueFigure(db: Db, caller: PersonCaller): Promise<StatementFigure | null> {
  const reach = customersOf(caller, 'statement.view');
  const { customerIds } = reach;
  if (customerIds.length === 0) return null;
  const one = customerIds !== 'all' && customerIds.length === 1 ? customerIds[0] : undefined;
  const found: CompanyName[] = companiesIn(
    reach,
    one ? await companiesOf(db, one) : await allCompanies(db),
  );
  const days = daysOf(found);
  const rows = await overdueOf(db, reach, days);
  const owed = rows.flatMap(({ companyId, currency, amount }) =>
    companyId && currency && amount ? [{ companyId, currency, amount }] : [],
  );
  const several = caller.kind === 'staff' || one === undefined;
  const isHead = caller.kind === 'contact' && several && owed.length > 0;
  return {
    amounts: amountsOf(owed),
    companies: found.map(({ id, code, name }) => ({
      code,
      name,
      amounts: amountsOf(owed.filter(({ companyId }) => companyId === id)),
    })),
    customers: several ? (rows.find(({ companyId }) => companyId === null)?.customers ?? 0) : null,
    debtors: isHead ? await debtorsOf(db, reach, days) : [],
  };
}

import { isZero, sumOf } from '#contract/decimal';
import { today } from '#contract/format';
import type { StatementFigure } from '#contract/home';
import type { Db } from '../../db/scope.ts';
import type { PersonCaller } from '../../http/caller.ts';
import { companiesIn, customersOf } from '../../records/customers.ts';
import { createStatementQueries, type CompanyRecord } from './statement.queries.ts';

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
  const queries = createStatementQueries(db);
  const one = customerIds !== 'all' && customerIds.length === 1 ? customerIds[0] : undefined;
  const found: Pick<CompanyRecord, 'id' | 'code' | 'name' | 'timeZone'>[] = companiesIn(
    reach,
    one ? await queries.companies(one) : await queries.allCompanies(),
  );
  const rows = await queries.overdue(
    reach,
    found.map(({ id, timeZone }) => ({ companyId: id, today: today(timeZone) })),
  );
  const owed = rows.flatMap(({ companyId, currency, amount }) =>
    companyId && currency && amount ? [{ companyId, currency, amount }] : [],
  );
  const several = caller.kind === 'staff' || one === undefined;
  return {
    amounts: amountsOf(owed),
    companies: found.map(({ id, code, name }) => ({
      code,
      name,
      amounts: amountsOf(owed.filter(({ companyId }) => companyId === id)),
    })),
    customers: several ? (rows.find(({ companyId }) => companyId === null)?.customers ?? 0) : null,
  };
}

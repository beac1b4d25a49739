import { z } from 'zod';
import { sumOf } from '#contract/decimal';
import type { Query } from '#contract/endpoint';
import type { StatementFigure } from '#contract/home';
import { identifierKey, searchWords } from '#contract/identifiers';
import { limits } from '#contract/limits';
import type { PortfolioBalance, PortfolioRow, portfolio } from '#contract/portfolio';
import { portfolioSorts, type PortfolioSort } from '#contract/portfolio-words';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type PersonCaller, type Reach, type StaffCaller } from '../../http/caller.ts';
import { badCursor, createCursorForm, cursorText } from '../../http/cursor.ts';
import type { InTenant } from '../../http/mount.ts';
import { daysOf, overdueFigure } from '../../records/balances.ts';
import { allCompanies, type CompanyName } from '../../records/companies.ts';
import { customersOf } from '../../records/customers.ts';
import { nextRound } from '../../work/breath.ts';
import {
  portfolioPage,
  type AccountRecord,
  type After,
  type BalanceRecord,
  type PortfolioAsk,
} from './portfolio.queries.ts';

export type Asked = Query<(typeof portfolio)['GET /portfolio']>;
type Filter = Omit<Asked, 'limit' | 'cursor'>;

/** The customers whose statements the caller may look at. @throws AppError `forbidden` where that is nobody's right */
function reachFor(caller: StaffCaller): Reach {
  // What is owed is a statement's to say, whichever way it is asked for.
  if (!caller.grants.has('statement.view')) throw new AppError('forbidden');
  return customersOf(caller, 'statement.view');
}

/** What the home page says of a portfolio: what is overdue in it. */
export const portfolioFigure = async (
  db: Db,
  caller: PersonCaller,
): Promise<{ overdue: StatementFigure | null }> => ({
  overdue: caller.grants.has('statement.view') ? await overdueFigure(db, caller) : null,
});

/** A page of the portfolio, and what all of it that matches comes to. */
export async function portfolioOf(
  db: Db,
  caller: StaffCaller,
  { limit, cursor, ...filter }: Asked,
) {
  const reach = reachFor(caller);
  const companies = await allCompanies(db);
  const asked = askOf(filter, companies);
  const after = cursor ? readCursor(cursor, filter.sort) : null;
  const empty = { found: 0, totals: [], currency: null, rows: [] };
  const { rows, found, totals, currency } = asked
    ? await portfolioPage(db, reach, { ...asked, after, limit: limit + 1 })
    : empty;
  const last = rows.length > limit ? rows[limit - 1]! : null;
  return {
    items: rows.slice(0, limit).map((row) => show(row, caller)),
    nextCursor: last && form.write([filter.sort, last.sortValue, last.customerId, last.companyId]),
    found,
    totals: totals.map(exact),
    currency,
    companies: companies.map(({ code, name }) => ({ code, name })),
  };
}

/**
 * Rows of the filtered portfolio, chunk by chunk: no transaction stays open while the reader is slow.
 * @throws AppError `forbidden` where the caller may not take statements as files
 */
export function portfolioChunks(
  inTenant: InTenant,
  caller: StaffCaller,
  filter: Filter,
): AsyncGenerator<PortfolioRow[]> {
  const reach = reachFor(caller);
  if (!caller.grants.has('statement.export')) throw new AppError('forbidden');
  return chunksOf(inTenant, reach, filter, (row) => show(row, caller));
}

async function* chunksOf(
  inTenant: InTenant,
  reach: Reach,
  filter: Filter,
  look: (row: AccountRecord) => PortfolioRow,
): AsyncGenerator<PortfolioRow[]> {
  let after: After | null = null;
  for (let count = 0; count < limits.exportRows; count += chunkRows) {
    const rows: AccountRecord[] = await inTenant(async (db) => {
      const asked = askOf(filter, await allCompanies(db));
      if (!asked) return [];
      return (await portfolioPage(db, reach, { ...asked, after, limit: chunkRows })).rows;
    });
    await nextRound();
    yield rows.map(look);
    const last = rows.at(-1);
    if (!last || rows.length < chunkRows) return;
    after = { value: last.sortValue, customerId: last.customerId, companyId: last.companyId };
  }
}

const chunkRows = 2_000;

/** What is asked of the database; null where nothing can be found. */
function askOf(
  { search = '', company, show, currency, sort }: Filter,
  companies: readonly CompanyName[],
): Omit<PortfolioAsk, 'after' | 'limit'> | null {
  const words = searchWords(search);
  // Signs alone are nothing to search for, and must not list everything.
  if (search && words.length === 0) return null;
  const key = company === undefined ? null : identifierKey(company);
  const those = companies.filter(({ code }) => key === null || identifierKey(code) === key);
  if (those.length === 0) return null;
  return {
    words,
    days: daysOf(those),
    show,
    currency: currency ?? null,
    sort: fieldOf(sort),
    descending: sort.startsWith('-'),
  };
}

const form = createCursorForm(z.tuple([z.string(), cursorText(limits.name), z.uuid(), z.uuid()]));
const day = z.string().regex(/^(-?infinity|\d{4}-\d{2}-\d{2})$/);
const amount = z.string().regex(/^-?\d{1,19}(\.\d{1,4})?$/);
/** What values of a cursor look like, so that none but a value of its kind reaches the database. */
const shapes: Record<PortfolioSort, z.ZodType<string>> = {
  oldest: day,
  payment: day,
  overdue: amount,
  to_fall_due: amount,
  total: amount,
  name: cursorText(limits.name),
};
const fieldOf = (sort: string): PortfolioSort =>
  portfolioSorts.find((one) => one === sort.replace(/^-/, '')) ?? 'oldest';

/** @throws AppError `invalid_input` where it is not one of ours, or of another sort */
function readCursor(cursor: string, sort: string): After {
  const [of, value, customerId, companyId] = form.read(cursor);
  if (of !== sort || !shapes[fieldOf(sort)].safeParse(value).success) throw badCursor();
  return { value, customerId, companyId };
}

const exact = ({
  currency,
  overdue,
  toFallDue,
  credit,
  total,
}: BalanceRecord): PortfolioBalance => ({
  currency,
  overdue: sumOf([overdue]),
  toFallDue: sumOf([toFallDue]),
  unappliedCredit: sumOf([credit]),
  total: sumOf([total]),
});

function show(row: AccountRecord, caller: StaffCaller): PortfolioRow {
  const { number, name, code, company, oldest, days, payment, send, list, promise, disputes } = row;
  return {
    customer: { number, name },
    company: { code, name: company },
    balances: row.balances.map(exact),
    oldest: oldest !== null && days !== null ? { dueDate: oldest, days } : null,
    lastPayment: payment && { ...payment, amount: sumOf([payment.amount]) },
    lastSend: send && {
      run: opensRun(caller, send.by) ? send.run : null,
      at: new Date(send.at).toISOString(),
      cutOff: send.cutOff,
      state: send.state,
    },
    list,
    promise,
    disputes,
  };
}

/** Runs are for whoever sends: one's own, and of whoever has all customers those of others, too. */
const opensRun = (caller: StaffCaller, by: string): boolean =>
  caller.grants.has('statement.mass_send') &&
  (by === caller.identityId || reachOf(caller, 'statement.mass_send').customerIds === 'all');

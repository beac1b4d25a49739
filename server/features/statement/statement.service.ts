import { today } from '#contract/format';
import { searchWords } from '#contract/identifiers';
import { uuid, type Locale } from '#contract/primitives';
import type { Statement } from '#contract/statement';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { actorId, type PersonCaller } from '../../http/caller.ts';
import { inTurn } from '../../work/breath.ts';
import { readKeyCursor, writeKeyCursor } from '../../http/cursor.ts';
import { holdDay } from '../../http/cut-off.ts';
import { changesBetween } from './changes.ts';
import { sectionsAt, type LedgerItem } from './ledger.ts';
import { movementsBetween } from './movements.ts';
import type { InTenant } from '../../http/mount.ts';
import { writeSheets, type Sheet } from '../../output/sheet.ts';
import { ownTexts } from '../../records/branding.ts';
import { amountsOf, daysOf } from '../../records/balances.ts';
import { companiesOf } from '../../records/companies.ts';
import { companiesIn, customerInReach, customersOf } from '../../records/customers.ts';
import { accountOf, type Account } from './statement.access.ts';
import { createStatementFiles, type StatementFilesDeps } from './statement.files.ts';
import { createStatementQueries } from './statement.queries.ts';
import { contentAt, keepContent } from './statement.store.ts';
import { changeSheets, movementSheets, type PeriodWords } from './period.sheet.ts';
import { present, viewOf } from './statement.view.ts';

type Paging = { limit: number; cursor?: string };
type Page<T> = { items: T[]; nextCursor: string | null };

/** What customers owe, as their callers may see it. */
export function createStatementService(files: StatementFilesDeps) {
  return {
    customers,
    companies,
    generate,
    list,
    find,
    movements,
    changes,
    movementSheet: (inTenant: InTenant, caller: PersonCaller, query: Period & { locale: Locale }) =>
      periodSheet(files.texts, inTenant, caller, query, async (db, period, words) =>
        movementSheets((await movements(db, caller, period, 'statement.export')).sections, words),
      ),
    changeSheet: (inTenant: InTenant, caller: PersonCaller, query: Period & { locale: Locale }) =>
      periodSheet(files.texts, inTenant, caller, query, async (db, period, words) =>
        changeSheets((await changes(db, caller, period, 'statement.export')).sections, words),
      ),
    ...createStatementFiles(files),
  };
}

async function customers(
  db: Db,
  caller: PersonCaller,
  { area, search = '', recent, limit, cursor }: CustomerQuestion,
): Promise<Page<{ number: string; name: string }> & { total: number | null }> {
  const permission = areaPermissions[area].find((one) => caller.grants.has(one));
  if (!permission) throw new AppError('forbidden');
  const words = searchWords(search);
  // Signs alone are nothing to search for, and must not list everything.
  if (search && words.length === 0) return { items: [], nextCursor: null, total: 0 };
  const reach = customersOf(caller, permission);
  const queries = createStatementQueries(db);
  const show = ({ number, name }: { number: string; name: string }) => ({ number, name });
  if (recent) {
    const rows = await queries.recentCustomers(reach, words, limit, actorId(caller));
    return { ...pageOf(rows, limit, show), total: rows.length };
  }
  const after = cursor ? readIdCursor(cursor) : null;
  const rows = await queries.customers(reach, words, limit + 1, after);
  // All are on the first page, or they are counted.
  const total =
    !after && rows.length <= limit ? rows.length : await queries.countCustomers(reach, words);
  return { ...pageOf(rows, limit, show), total };
}

type CustomerQuestion = Paging & {
  area: 'statement' | 'prices' | 'mailing_lists';
  search?: string;
  recent?: 'true';
};

/** What opens the customers of an area; the first that the caller has says which of them. */
const areaPermissions = {
  statement: ['statement.view'],
  prices: ['prices.view'],
  mailing_lists: ['mailing_list.manage', 'statement.mass_send'],
} as const;

async function companies(db: Db, caller: PersonCaller, number?: string) {
  const customer = await customerInReach(db, caller, 'statement.view', number);
  const queries = createStatementQueries(db);
  const reach = customersOf(caller, 'statement.view');
  const found = companiesIn(reach, await companiesOf(db, customer.id));
  const days = daysOf(found);
  // Of one company alone, the statement says it all.
  const balances = found.length > 1 ? await queries.balances(customer.id, days) : [];
  const { customerIds } = reach;
  return {
    items: found.map(({ id, code, name, taxId }, i) => ({
      code,
      name,
      taxId,
      today: days[i]!.today,
      balances: amountsOf(balances.filter(({ companyId }) => companyId === id)),
    })),
    others: customerIds === 'all' || customerIds.some((other) => other !== customer.id),
  };
}

/** Works out a statement and keeps it. @returns it, and whose it is */
async function generate(
  db: Db,
  caller: PersonCaller,
  { cutOff, ...whose }: { company: string; cutOff?: string; customer?: string },
): Promise<{ statement: Statement; account: Account }> {
  const account = await accountOf(db, caller, whose);
  const day = today(account.company.timeZone);
  if (cutOff !== undefined) holdDay(cutOff, day, 'body.cutOff');
  const content = await contentAt(db, account, cutOff ?? day);
  const issuer = { tenantId: caller.tenant.id, identityId: caller.identityId };
  const kept = await keepContent(db, issuer, account, content);
  return { statement: await present(db, caller, kept), account };
}

async function list(
  db: Db,
  caller: PersonCaller,
  { customer: number, limit, cursor }: Paging & { customer?: string },
) {
  const after = cursor ? readIdCursor(cursor) : null;
  const { id } = await customerInReach(db, caller, 'statement.view', number);
  return pageOf(
    await createStatementQueries(db).list(
      { ...customersOf(caller, 'statement.view'), customerIds: [id] },
      limit + 1,
      after,
    ),
    limit,
    ({ id: statementId, code, name, taxId, cutOff, generatedAt }) => ({
      id: statementId,
      company: { code, name, taxId },
      cutOff,
      generatedAt,
    }),
  );
}

async function find(db: Db, caller: PersonCaller, id: string): Promise<Statement> {
  const stored = await createStatementQueries(db).find(customersOf(caller, 'statement.view'), id);
  if (!stored) throw new AppError('not_found');
  return present(db, caller, stored);
}

type Period = { company: string; from: string; to: string; customer?: string };
type Permission = 'statement.view' | 'statement.export';

async function movements(db: Db, caller: PersonCaller, period: Period, permission?: Permission) {
  const { from, to } = period;
  const { customer, company } = await accountIn(db, caller, period, permission);
  const ledger = await ledgerOf(db, { customer, company }, { from, to });
  return {
    sections: await inTurn(() => movementsBetween(ledger, from, to, company.currency)),
  };
}

async function changes(db: Db, caller: PersonCaller, period: Period, permission?: Permission) {
  const { from, to } = period;
  const { customer, company } = await accountIn(db, caller, period, permission);
  const ledger = await ledgerOf(db, { customer, company }, { from, to });
  const before = await sectionsAt(ledger, from, company);
  const after = await sectionsAt(ledger, to, company);
  const found = await inTurn(() => changesBetween(before, after));
  const items = found.flatMap((section) => section.items.map(({ item }) => item));
  const view = await viewOf(db, caller, { customerId: customer.id, companyId: company.id }, items);
  return {
    sections: found.map((section) => ({
      currency: section.currency,
      before: view.figures(section.before),
      after: view.figures(section.after),
      items: section.items.map((change) => ({ ...change, item: view.item(change.item) })),
    })),
  };
}

/** A file of what lies between two dates. Nothing holds a transaction while it is written. */
async function periodSheet(
  texts: StatementFilesDeps['texts'],
  inTenant: InTenant,
  caller: PersonCaller,
  { locale, ...period }: Period & { locale: Locale },
  draw: (db: Db, period: Period, words: PeriodWords) => Promise<Sheet[]>,
) {
  const sheets = await inTenant(async (db) => {
    const own = await ownTexts(db, caller.tenant.id, locale);
    const account = await accountOf(db, caller, period, 'statement.export');
    return draw(db, period, { t: texts(locale, own), account, period });
  });
  return writeSheets(caller.tenant.name, sheets);
}

/** The account a period is of, which does not begin before all figures nor end after today. */
async function accountIn(
  db: Db,
  caller: PersonCaller,
  { from, to, ...whose }: Period,
  permission?: Permission,
): Promise<Account> {
  const account = await accountOf(db, caller, whose, permission);
  const day = today(account.company.timeZone);
  holdDay(from, day, 'query.from');
  holdDay(to, day, 'query.to');
  return account;
}

const ledgerOf = (
  db: Db,
  { customer, company }: Account,
  period: { from: string; to: string },
): Promise<LedgerItem[]> =>
  createStatementQueries(db).ledger({ customerId: customer.id, companyId: company.id }, period);

/** The page out of one row more than it has, which tells that there are others. */
function pageOf<R extends { id: string }, T>(
  rows: R[],
  limit: number,
  show: (row: R) => T,
): Page<T> {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { items: page.map(show), nextCursor: last ? writeKeyCursor(last.id) : null };
}

/** @throws AppError `invalid_input` where the cursor is not one of ours */
function readIdCursor(cursor: string): string {
  const id = uuid.safeParse(readKeyCursor(cursor));
  if (id.success) return id.data;
  throw new AppError('invalid_input', { errors: [{ path: 'query.cursor', rule: 'cursor' }] });
}

import { compareDecimals, difference, sumOf } from '#contract/decimal';
import { today } from '#contract/format';
import { identifierKey } from '#contract/identifiers';
import type { OfferedMethod, PayableItem } from '#contract/payments';
import { methodCurrencies, type PaymentMethod } from '#contract/payment-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { PersonCaller } from '../../http/caller.ts';
import { providerLimits } from '../../output/payments/limits.ts';
import { qrRows } from '../../output/qr.ts';
import { companiesIn, customerInReach, customersOf } from '../../records/customers.ts';
import { accountsFor, type OfferedAccount } from './accounts.ts';
import {
  disputesOf,
  documentsOnTheirWay,
  payableItems,
  promisesOf,
  slipsOf,
  sumsOnTheirWay,
  type PayableRecord,
} from './payable.queries.ts';

type Company = { id: string; code: string; name: string; currency: string; timeZone: string };
type Whose = { customer?: string | undefined };

/** Documents that are listed at a time. */
const mostListed = 500;

const companiesOf = (db: Db, customerId: string): Promise<Company[]> =>
  rowsOf<Company>(
    db,
    `select c.id, c.code, c.legal_name as name, c.currency, c.time_zone as "timeZone"
     from customer_companies l join companies c on c.tenant_id = l.tenant_id and c.id = l.company_id
     where l.customer_id = ? and c.deleted_at is null order by c.code_key`,
    [customerId],
  );

/** @throws AppError `not_found` */
export async function accountIn(
  db: Db,
  caller: PersonCaller,
  permission: 'payments.view' | 'payments.pay' | 'disputes.create',
  { company, customer: number }: Whose & { company?: string | undefined },
) {
  const customer = await customerInReach(db, caller, permission, number);
  const companies = companiesIn(
    customersOf(caller, permission),
    await companiesOf(db, customer.id),
  );
  const key = company === undefined ? null : identifierKey(company);
  const found = companies.find(({ code }) => key === null || identifierKey(code) === key);
  if (key !== null && !found) throw new AppError('not_found');
  return { customer, companies, company: found };
}

export const accountOf = (customer: { id: string }, { id, timeZone }: Company) => ({
  customerId: customer.id,
  companyId: id,
  today: today(timeZone),
});

export const payableOf = ({ open, onItsWay }: PayableRecord): string => {
  const left = difference(open, onItsWay);
  // Never on the other side of zero.
  return compareDecimals(left, '0') * compareDecimals(open, '0') > 0 ? left : '0.00';
};

const shownItem = ({ onItsWay, ...item }: PayableRecord): PayableItem => ({
  ...item,
  open: sumOf([item.open]),
  payable: payableOf({ ...item, onItsWay }),
});

export async function listPayable(
  db: Db,
  caller: PersonCaller,
  asked: Whose & { company?: string | undefined },
) {
  const {
    customer,
    companies,
    company: first,
  } = await accountIn(db, caller, 'payments.view', asked);
  // Whoever names no company is shown the first one that something is open with.
  let company = first;
  let items: PayableRecord[] = [];
  for (const one of asked.company === undefined ? companies : first ? [first] : []) {
    items = await payableItems(db, accountOf(customer, one), { limit: mostListed + 1 });
    if (items.length === 0) continue;
    company = one;
    break;
  }
  let onAccount = await onAccountWith(db, company);
  // Where nothing is open with any, money may still be for no document.
  for (const one of company ? [] : companies) {
    onAccount = await onAccountWith(db, one);
    if (!onAccount) continue;
    company = one;
    break;
  }
  return {
    companies: companies.map(({ code, name }) => ({ code, name })),
    company: company?.code ?? null,
    items: items.slice(0, mostListed).map(shownItem),
    more: items.length > mostListed,
    onAccount,
  };
}

/** The currency in which a company takes money for no document; null where it takes none. */
async function onAccountWith(db: Db, company: Company | undefined): Promise<string | null> {
  if (!company) return null;
  const accounts = await accountsFor(db, company.id);
  return accounts.some(({ onAccount }) => onAccount) ? company.currency : null;
}

export async function onTheirWay(
  db: Db,
  caller: PersonCaller,
  asked: Whose & { company?: string | undefined },
) {
  const { customer, companies, company } = await accountIn(db, caller, 'payments.view', asked);
  const ones = asked.company === undefined ? companies : [company!];
  const whose = { customerId: customer.id, companyIds: ones.map(({ id }) => id) };
  const [items, documents, promises, disputes] = await Promise.all([
    sumsOnTheirWay(db, whose),
    documentsOnTheirWay(db, whose, mostListed),
    promisesOf(db, whose, mostListed),
    disputesOf(db, whose, mostListed),
  ]);
  const withAmount = <R extends { amount: string }>(row: R) => ({
    ...row,
    amount: sumOf([row.amount]),
  });
  return {
    items: items.map(withAmount),
    documents: documents.map(withAmount),
    promises: promises.map(withAmount),
    disputes: disputes.map(withAmount),
  };
}

/** Ways to pay in a currency, each once, by the first account that has it; within its limits and its provider's. */
export function offeredOf(
  accounts: readonly OfferedAccount[],
  currency: string,
  amount: string | undefined,
) {
  const offered = new Map<PaymentMethod, OfferedMethod & { account: OfferedAccount }>();
  for (const account of accounts) {
    const { mode, methods, provider } = account;
    for (const method of methods) {
      const only = methodCurrencies[method];
      if (offered.has(method) || (only && only !== currency)) continue;
      const theirs = providerLimits(provider, method, currency);
      const min = tighter(account.min, theirs.min, 1);
      const max = tighter(account.max, theirs.max, -1);
      const below = amount !== undefined && min !== null && compareDecimals(amount, min) < 0;
      const above = amount !== undefined && max !== null && compareDecimals(amount, max) > 0;
      const refusal = below ? ('below_min' as const) : above ? ('above_max' as const) : null;
      const limits = { min: min && sumOf([min]), max: max && sumOf([max]) };
      offered.set(method, { method, test: mode === 'test', ...limits, refusal, account });
    }
  }
  return [...offered.values()];
}

/** The limit that counts of two. @param sign 1 where the larger one does, -1 where the smaller */
const tighter = (own: string | null, theirs: string | null, sign: 1 | -1): string | null =>
  own !== null && (theirs === null || compareDecimals(own, theirs) * sign > 0) ? own : theirs;

export async function listMethods(
  db: Db,
  caller: PersonCaller,
  asked: {
    company: string;
    currency: string;
    amount?: string | undefined;
    onAccount?: 'true' | undefined;
  },
) {
  const { company } = await accountIn(db, caller, 'payments.pay', asked);
  const accounts = (await accountsFor(db, company!.id)).filter(
    (account) => account.onAccount || !asked.onAccount,
  );
  return { items: offeredOf(accounts, asked.currency, asked.amount) };
}

/** @throws AppError `not_found` */
export async function listSlips(
  db: Db,
  caller: PersonCaller,
  asked: Whose & { company?: string | undefined },
) {
  const { customer, companies, company } = await accountIn(db, caller, 'payments.view', asked);
  const ones = asked.company === undefined ? companies : [company!];
  const slips = await slipsOf(
    db,
    { customerId: customer.id, companyIds: ones.map(({ id }) => id) },
    mostListed + 1,
  );
  return {
    items: slips.slice(0, mostListed).map((slip) => ({
      ...slip,
      amount: sumOf([slip.amount]),
      open: sumOf([slip.open]),
      qr: slip.kind === 'pix' ? qrRows(slip.content) : null,
    })),
    more: slips.length > mostListed,
  };
}

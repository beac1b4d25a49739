import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { compareDecimals, difference, isZero, sumOf } from '#contract/decimal';
import { today } from '#contract/format';
import { identifierKey } from '#contract/identifiers';
import type { OfferedMethod, PayableItem } from '#contract/payments';
import { isLive, methodCurrencies, type PaymentMethod } from '#contract/payment-words';
import type { Locale } from '#contract/primitives';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type ContactCaller, type PersonCaller } from '../../http/caller.ts';
import { createCursorForm } from '../../http/cursor.ts';
import { companiesIn, customerInReach, customersOf } from '../../records/customers.ts';
import { toMinor } from '../../output/payments/minor.ts';
import { accountsFor, type OfferedAccount } from './accounts.ts';
import { noteStep } from './asking.ts';
import { payableItems, sumsOnTheirWay, type PayableRecord } from './payable.queries.ts';
import {
  detailOf,
  expectOf,
  isUnderWay,
  holdPayment,
  listOf,
  nextNumber,
  type ListAsked,
} from './payments.queries.ts';

type Company = { id: string; code: string; name: string; timeZone: string };
type Whose = { customer?: string | undefined };

/** Documents that are listed at a time. */
const mostListed = 500;

const companiesOf = (db: Db, customerId: string): Promise<Company[]> =>
  rowsOf<Company>(
    db,
    `select c.id, c.code, c.legal_name as name, c.time_zone as "timeZone"
     from customer_companies l join companies c on c.tenant_id = l.tenant_id and c.id = l.company_id
     where l.customer_id = ? and c.deleted_at is null order by c.code_key`,
    [customerId],
  );

/** @throws AppError `not_found` */
async function accountIn(
  db: Db,
  caller: PersonCaller,
  permission: 'payments.view' | 'payments.pay',
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

const accountOf = (customer: { id: string }, { id, timeZone }: Company) => ({
  customerId: customer.id,
  companyId: id,
  today: today(timeZone),
});

const payableOf = ({ open, onItsWay }: PayableRecord): string => {
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
  const { customer, companies, company } = await accountIn(db, caller, 'payments.view', asked);
  const items = company
    ? await payableItems(db, accountOf(customer, company), { limit: mostListed + 1 })
    : [];
  return {
    companies: companies.map(({ code, name }) => ({ code, name })),
    company: company?.code ?? null,
    items: items.slice(0, mostListed).map(shownItem),
    more: items.length > mostListed,
  };
}

export async function onTheirWay(db: Db, caller: PersonCaller, asked: Whose & { company: string }) {
  const { customer, company } = await accountIn(db, caller, 'payments.view', asked);
  const rows = await sumsOnTheirWay(db, accountOf(customer, company!));
  return { items: rows.map((row) => ({ ...row, amount: sumOf([row.amount]) })) };
}

/** Ways to pay in a currency, each once: by the first account that has it. */
function offeredOf(
  accounts: readonly OfferedAccount[],
  currency: string,
  amount: string | undefined,
) {
  const offered = new Map<PaymentMethod, OfferedMethod & { accountId: string }>();
  for (const { id, mode, methods, min, max } of accounts)
    for (const method of methods) {
      const only = methodCurrencies[method];
      if (offered.has(method) || (only && only !== currency)) continue;
      const below = amount !== undefined && min !== null && compareDecimals(amount, min) < 0;
      const above = amount !== undefined && max !== null && compareDecimals(amount, max) > 0;
      const refusal = below ? ('below_min' as const) : above ? ('above_max' as const) : null;
      const limits = { min: min && sumOf([min]), max: max && sumOf([max]) };
      offered.set(method, { method, test: mode === 'test', ...limits, refusal, accountId: id });
    }
  return [...offered.values()];
}

export async function listMethods(
  db: Db,
  caller: PersonCaller,
  asked: { company: string; currency: string; amount?: string | undefined },
) {
  const { company } = await accountIn(db, caller, 'payments.pay', asked);
  return { items: offeredOf(await accountsFor(db, company!.id), asked.currency, asked.amount) };
}

type Begun = {
  company: string;
  currency: string;
  method: PaymentMethod;
  items: readonly { id: string; amount: string }[];
  returnTo: string;
  locale: Locale;
  confirmations: readonly string[];
};

/**
 * Begins a payment. Its documents are looked at under a lock of the account: of two that pay the same at the same
 * moment, the second is told of the first.
 * @throws AppError `not_found`, `payment_return`, `payment_items_changed`, `payment_under_way`, `payment_amount`,
 *   `payment_method`
 */
export async function beginPayment(db: Db, caller: ContactCaller, asked: Begun) {
  const { customer, company } = await accountIn(db, caller, 'payments.pay', asked);
  const account = accountOf(customer, company!);
  await refusePage(db, asked.returnTo);
  await db.raw(
    'select from customer_companies where customer_id = ? and company_id = ? for update',
    [account.customerId, account.companyId],
  );
  const open = await payableItems(db, account, {
    ids: asked.items.map(({ id }) => id),
    limit: asked.items.length,
  });
  const items = asked.items.map((item) => ({
    ...item,
    held: open.find(({ id, currency }) => id === item.id && currency === asked.currency),
  }));
  const twice = new Set(asked.items.map(({ id }) => id)).size < asked.items.length;
  if (twice || items.some(({ held }) => !held)) throw new AppError('payment_items_changed');
  const live = items.find(({ held }) => held!.payment && isLive(held!.payment.state));
  if (live && !asked.confirmations.includes('again'))
    throw new AppError('payment_under_way', { current: { payment: live.held!.payment } });
  if (items.some(({ amount, held }) => !isWithin(amount, held!, Boolean(live))))
    throw new AppError('payment_items_changed');
  const amount = sumOf(asked.items.map((item) => item.amount));
  const offered = offeredOf(await accountsFor(db, account.companyId), asked.currency, amount).find(
    ({ method }) => method === asked.method,
  );
  if (!offered) throw new AppError('payment_method');
  if (offered.refusal || !isCountable(amount, asked.currency)) throw new AppError('payment_amount');
  const number = await nextNumber(db);
  const [made] = await db('payments')
    .insert({
      tenant_id: caller.tenant.id,
      number,
      account_id: offered.accountId,
      customer_id: account.customerId,
      company_id: account.companyId,
      contact_id: caller.contactId,
      method: asked.method,
      amount,
      currency: asked.currency,
      locale: asked.locale,
      return_to: asked.returnTo,
      return_code: randomBytes(24).toString('base64url'),
    })
    .returning<{ id: string }[]>('id');
  const { id } = made!;
  await db('payment_items').insert(
    items.map((item) => ({
      tenant_id: caller.tenant.id,
      payment_id: id,
      item_id: item.id,
      amount: item.amount,
      open_at_creation: live ? item.held!.open : payableOf(item.held!),
    })),
  );
  await noteStep(db, { id, received: '0', refunded: '0' }, 'created', 'customer');
  // The page that began it asks for it at once; where it does not, somebody else does.
  await expectOf(db, id, 30);
  return { id, number, state: 'created' as const };
}

/** Whether so much can be paid of a document: on its side of zero, and no more than there is. */
function isWithin(amount: string, held: PayableRecord, again: boolean): boolean {
  const most = again ? held.open : payableOf(held);
  const side = compareDecimals(held.open, '0');
  return compareDecimals(amount, '0') === side && compareDecimals(amount, most) * side <= 0;
}

/** Whether it is more than nothing, and no finer than the currency. */
function isCountable(amount: string, currency: string): boolean {
  if (isZero(amount) || amount.startsWith('-')) return false;
  try {
    return toMinor(amount, currency) > 0;
  } catch {
    return false;
  }
}

/** @throws AppError `payment_return` where a page is on no site of the tenant */
async function refusePage(db: Db, page: string): Promise<void> {
  const { origin } = new URL(page);
  const row = await db('tenant_origins')
    .whereRaw(`tenant_id = current_setting('app.tenant_id')::uuid`)
    .where({ origin })
    .first<object | undefined>('origin');
  if (!row) throw new AppError('payment_return');
}

const cursors = createCursorForm(z.tuple([z.iso.datetime({ offset: true }), z.uuid()]));

export async function listPayments(
  db: Db,
  caller: PersonCaller,
  {
    customer,
    company,
    cursor,
    ...asked
  }: Whose & Pick<ListAsked, 'status' | 'limit'> & { company?: string; cursor?: string },
) {
  const after = cursor ? cursors.read(cursor) : null;
  const whose =
    customer === undefined ? null : await customerInReach(db, caller, 'payments.view', customer);
  const rows = await listOf(db, reachOf(caller, 'payments.view'), {
    ...asked,
    limit: asked.limit + 1,
    companyKey: company && identifierKey(company),
    customerId: whose?.id,
    after: after && { createdAt: after[0], id: after[1] },
  });
  const last = rows[asked.limit - 1];
  return {
    items: rows.slice(0, asked.limit).map(withMoney),
    nextCursor:
      rows.length > asked.limit && last
        ? cursors.write([new Date(last.createdAt).toISOString(), last.id])
        : null,
  };
}

const withMoney = <R extends Record<'amount' | 'received' | 'refunded' | 'onItsWay', string>>(
  row: R,
): R => ({
  ...row,
  amount: sumOf([row.amount]),
  received: sumOf([row.received]),
  refunded: sumOf([row.refunded]),
  onItsWay: sumOf([row.onItsWay]),
});

/** @throws AppError `not_found` */
export async function showPayment(db: Db, caller: PersonCaller, id: string, unasked: boolean) {
  const found = await detailOf(db, reachOf(caller, 'payments.view'), id);
  if (!found) throw new AppError('not_found');
  const open = isLive(found.state) && caller.kind === 'contact';
  return {
    ...withMoney(found),
    items: found.items.map((item) => ({ ...item, amount: sumOf([item.amount]) })),
    // Nobody of the company pays in a customer's stead.
    redirect: open ? found.redirect : null,
    unasked: unasked && isLive(found.state),
  };
}

/**
 * Wants a payment ended.
 * @returns its number
 * @throws AppError `not_found`, `payment_over`
 */
export async function wantEnd(db: Db, caller: PersonCaller, id: string): Promise<string> {
  if (!(await detailOf(db, reachOf(caller, 'payments.pay'), id))) throw new AppError('not_found');
  const payment = await holdPayment(db, id);
  if (!payment || !isUnderWay(payment)) throw new AppError('payment_over');
  await db('payments').where({ id }).update({ ending: true, asked_at: null });
  await expectOf(db, id, 30);
  return payment.number;
}

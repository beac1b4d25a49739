import { randomBytes } from 'node:crypto';
import { compareDecimals, isZero, sumOf } from '#contract/decimal';
import { isLive, liveStates, type PaymentMethod, type PaymentState } from '#contract/payment-words';
import type { Locale } from '#contract/primitives';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { ContactCaller } from '../../http/caller.ts';
import { isCountable } from '../../output/payments/minor.ts';
import { accountsFor } from './accounts.ts';
import { payableItems, type PayableRecord } from './payable.queries.ts';
import { accountIn, accountOf, offeredOf, payableOf } from './payable.service.ts';
import { expectOf, nextNumber } from './payments.queries.ts';
import { noteStep } from './steps.ts';
import { awaitTransfer } from './transfers.ts';

type Begun = {
  company: string;
  currency: string;
  method: PaymentMethod;
  items: readonly { id: string; amount: string }[];
  onAccount: string;
  returnTo: string;
  locale: Locale;
  confirmations: readonly string[];
};

/**
 * Begins a payment. Its documents are looked at under a lock of the account: of two that pay the same at the same
 * moment, the second is told of the first.
 * @throws AppError `not_found`, `payment_return`, `payment_items_changed`, `payment_under_way`, `payment_amount`,
 *   `payment_method`, `payment_on_account`
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
  const isOnAccount = !isZero(asked.onAccount);
  const accounts = (await accountsFor(db, account.companyId)).filter(
    ({ onAccount }) => onAccount || !isOnAccount,
  );
  if (isOnAccount) {
    // Credits pay documents, not nothing.
    if (compareDecimals(sumOf(asked.items.map((item) => item.amount)), '0') < 0)
      throw new AppError('payment_amount');
    if (accounts.length === 0 || asked.currency !== company!.currency)
      throw new AppError('payment_on_account');
    const other = await underWayOnAccount(db, account, asked.currency);
    if (other && !asked.confirmations.includes('again'))
      throw new AppError('payment_under_way', { current: { payment: other } });
  }
  const amount = sumOf([...asked.items.map((item) => item.amount), asked.onAccount]);
  const offered = offeredOf(accounts, asked.currency, amount).find(
    ({ method }) => method === asked.method,
  );
  if (!offered) throw new AppError('payment_method');
  if (offered.refusal || !isCountable(amount, asked.currency)) throw new AppError('payment_amount');
  const number = await nextNumber(db);
  const [made] = await db('payments')
    .insert({
      tenant_id: caller.tenant.id,
      number,
      account_id: offered.account.id,
      customer_id: account.customerId,
      company_id: account.companyId,
      contact_id: caller.contactId,
      method: asked.method,
      amount,
      on_account: asked.onAccount,
      currency: asked.currency,
      locale: asked.locale,
      return_to: asked.returnTo,
      return_code: randomBytes(24).toString('base64url'),
    })
    .returning<{ id: string }[]>('id');
  const { id } = made!;
  if (items.length > 0)
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
  if (offered.account.provider === 'manual')
    return { id, number, state: await awaitTransfer(db, id, number, offered.account) };
  // The page that began it asks for it at once; where it does not, somebody else does.
  await expectOf(db, id, 30);
  return { id, number, state: 'created' as const };
}

/** The newest payment under way of money for no document. */
const underWayOnAccount = async (
  db: Db,
  account: { customerId: string; companyId: string },
  currency: string,
): Promise<{ id: string; number: string; state: PaymentState } | undefined> =>
  db('payments')
    .where({ customer_id: account.customerId, company_id: account.companyId, currency })
    .where('on_account', '>', 0)
    .whereIn('state', [...liveStates])
    .orderBy('created_at', 'desc')
    .first('id', 'number', 'state');

/** Whether so much can be paid of a document: on its side of zero, and no more than there is. */
function isWithin(amount: string, held: PayableRecord, again: boolean): boolean {
  const most = again ? held.open : payableOf(held);
  const side = compareDecimals(held.open, '0');
  return compareDecimals(amount, '0') === side && compareDecimals(amount, most) * side <= 0;
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

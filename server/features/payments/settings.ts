import { sumOf } from '#contract/decimal';
import type { Body } from '#contract/endpoint';
import type { PaymentAccount, paymentSettings } from '#contract/payment-settings';
import {
  liveStates,
  methodCurrencies,
  paymentMethods,
  type PaymentMethod,
} from '#contract/payment-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { StaffCaller } from '../../http/caller.ts';

type Row = Omit<PaymentAccount, 'hintUrl'>;
type Stored = Omit<Row, 'offerable'> & { currency: string };

const live = liveStates.map((state) => `'${state}'`).join(', ');

/** Ways to pay of an account: a transfer is confirmed by people, all else by its provider; some take one currency alone. */
const offerableBy = (provider: PaymentAccount['provider'], currency: string): PaymentMethod[] =>
  paymentMethods.filter(
    (method) =>
      (method === 'transfer') === (provider === 'manual') &&
      (methodCurrencies[method] ?? currency) === currency,
  );

async function rowsFor(db: Db, id?: string): Promise<Row[]> {
  const rows = await rowsOf<Stored>(
    db,
    `select a.id, a.version, json_build_object('code', c.code, 'name', c.legal_name) as company, c.currency,
       a.provider, a.mode, a.name, a.enabled, a.methods, a.min_amount::text as min, a.max_amount::text as max,
       a.second_above::text as "secondAbove", a.on_account as "onAccount", a.details as transfer,
       (select max(h.received_at) from payment_hints h where h.tenant_id = a.tenant_id and h.account_id = a.id) as "hintAt",
       (select count(*)::int from payments p where p.tenant_id = a.tenant_id and p.account_id = a.id
         and p.state in (${live})) as live
     from payment_accounts a join companies c on c.tenant_id = a.tenant_id and c.id = a.company_id
     where cast(:id as uuid) is null or a.id = :id
     order by not a.enabled, c.code_key, a.provider, a.created_at`,
    { id: id ?? null },
  );
  return rows.map(({ currency, ...row }) => ({
    ...row,
    offerable: offerableBy(row.provider, currency),
    min: row.min && sumOf([row.min]),
    max: row.max && sumOf([row.max]),
    secondAbove: sumOf([row.secondAbove]),
  }));
}

const shown =
  (publicUrl: URL, { tenant }: StaffCaller) =>
  (row: Row): PaymentAccount => ({
    ...row,
    hintUrl:
      row.provider === 'manual'
        ? null
        : `${publicUrl.href.replace(/\/$/, '')}/payment-hints/${tenant.slug}/${row.id}`,
  });

export const listAccounts = async (db: Db, publicUrl: URL, caller: StaffCaller) =>
  (await rowsFor(db)).map(shown(publicUrl, caller));

/** @throws AppError `not_found`, `record_changed`, `payment_method` */
export async function changeAccount(
  db: Db,
  publicUrl: URL,
  caller: StaffCaller,
  id: string,
  { version, ...change }: Body<(typeof paymentSettings)['PATCH /settings/payments/:id']>,
): Promise<PaymentAccount> {
  await db('payment_accounts').where({ id }).forUpdate().select('id');
  const [found] = await rowsFor(db, id);
  if (!found) throw new AppError('not_found');
  if (found.version !== version)
    throw new AppError('record_changed', { current: shown(publicUrl, caller)(found) });
  const { methods, min, max, secondAbove, onAccount, enabled } = change;
  // What it offers already may stay: a company may be paid in more currencies than its own.
  const known = [...found.offerable, ...found.methods];
  if (methods?.some((method) => !known.includes(method))) throw new AppError('payment_method');
  await db('payment_accounts')
    .where({ id })
    .update({
      ...(methods && { methods: [...new Set(methods)] }),
      ...(min !== undefined && { min_amount: min }),
      ...(max !== undefined && { max_amount: max }),
      ...(secondAbove !== undefined && { second_above: secondAbove }),
      ...(onAccount !== undefined && { on_account: onAccount }),
      ...(enabled !== undefined && { enabled }),
      version: db.raw('version + 1'),
    });
  const [changed] = await rowsFor(db, id);
  return shown(publicUrl, caller)(changed!);
}

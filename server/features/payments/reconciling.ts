import { compareDecimals, difference, sumOf } from '#contract/decimal';
import { reconciliationLists, type ReconciliationList } from '#contract/payment-words';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import type { InTenant } from '../../http/mount.ts';
import { jsonbOf } from '../../http/text.ts';
import type { ListedMoney } from '../../output/payments/provider.ts';
import type { Providers } from './accounts.ts';
import { expectOf } from './payments.queries.ts';

/** Days before the last reconciliation that are gone over again. */
const overlapDays = 3;
/** Pages of the provider's list that are read at most. */
const mostPages = 500;

/** A payment as it is known here. */
export type Known = {
  id: string;
  paymentId: string | null;
  currency: string;
  received: string;
  refunded: string;
  disputed: boolean;
};
export type Line = {
  list: ReconciliationList;
  payment_id: string | null;
  provider_payment: string | null;
  currency: string;
  received_here: string | null;
  received_there: string | null;
  refunded_here: string | null;
  refunded_there: string | null;
  fee: string | null;
};

/**
 * Holds what the provider of an account says it took against what is known here, and keeps that. Whatever differs is
 * asked for again, so that the next time finds it mended.
 * @param askedBy the person who asked; null for the clock
 * @returns its id; null where there is nobody to ask
 * @throws Error where the provider does not answer
 */
export async function reconcile(
  providers: Providers,
  inTenant: InTenant,
  accountId: string,
  askedBy: string | null,
): Promise<string | null> {
  const begun = await inTenant(async (db) => ({
    provider: await providers.of(db, accountId),
    since: await sinceOf(db, accountId),
  }));
  if (!begun.provider) return null;
  const there: ListedMoney[] = [];
  let cursor: string | null = null;
  for (let page = 0; page === 0 || (cursor && page < mostPages); page++) {
    const part = await begun.provider.list({ since: begun.since, cursor });
    there.push(...part.money);
    cursor = part.cursor;
  }
  return inTenant(async (db) => {
    const here = await knownOf(db, accountId, begun.since, there);
    const lines = linesOf(here, there);
    for (const { list, payment_id: id } of lines)
      if (list !== 'matched' && id) await expectOf(db, id, 0);
    return keepReconciliation(db, { accountId, askedBy, since: begun.since, lines, there });
  });
}

/** From when on the provider is asked: its last reconciliation less some days, else all there is. */
async function sinceOf(db: Db, accountId: string): Promise<Date> {
  const { since } = await rowOf<{ since: string }>(
    db,
    `select coalesce((select max(at) - make_interval(days => ${overlapDays}) from payment_reconciliations
         where account_id = :accountId and source = 'provider'),
       (select created_at - interval '1 day' from payment_accounts where id = :accountId)) as since`,
    { accountId },
  );
  return new Date(since);
}

/**
 * Payments with money that are known here: those of the provider's list, and those that began in its time. A day in
 * which a payment is made and not yet paid makes no difference: the provider lists it from when it was made.
 */
const knownOf = (
  db: Db,
  accountId: string,
  since: Date,
  there: readonly ListedMoney[],
): Promise<Known[]> =>
  rowsOf<Known>(
    db,
    `select p.id, p.provider_payment_id as "paymentId", p.currency, p.received::text as received,
       p.refunded::text as refunded, p.state = 'charged_back' as disputed
     from payments p
     where p.account_id = :accountId and (
       (p.received > 0 and p.state <> 'partly_paid' and p.created_at >= cast(:since as timestamptz) + interval '1 minute')
       or p.provider_payment_id = any(cast(:ids as text[]))
       or p.id::text = any(cast(:references as text[])))`,
    {
      accountId,
      since: since.toISOString(),
      ids: there.map(({ paymentId }) => paymentId),
      references: there.flatMap(({ reference }) => reference ?? []),
    },
  );

const same = (a: string, b: string): boolean => compareDecimals(a, b) === 0;

/** Each payment of either side, on its list. */
export function linesOf(here: readonly Known[], there: readonly ListedMoney[]): Line[] {
  const left = new Set(here);
  const byPayment = new Map(here.map((known) => [known.paymentId, known]));
  const byId = new Map(here.map((known) => [known.id, known]));
  const lines = there.map((money): Line => {
    const known = byPayment.get(money.paymentId) ?? byId.get(money.reference ?? '');
    if (known) left.delete(known);
    return lineOf(known, money);
  });
  const alone = [...left].filter(({ received }) => !same(received, '0'));
  return [...lines, ...alone.map((known) => lineOf(known, undefined))];
}

function lineOf(known: Known | undefined, money: ListedMoney | undefined): Line {
  const line = {
    payment_id: known?.id ?? null,
    provider_payment: money?.paymentId ?? known?.paymentId ?? null,
    currency: (money ?? known)!.currency,
    received_here: known?.received ?? null,
    received_there: money?.received ?? null,
    refunded_here: known?.refunded ?? null,
    refunded_there: money?.refunded ?? null,
    fee: money?.fee ?? null,
  };
  return { list: listOf(known, money), ...line };
}

function listOf(known: Known | undefined, money: ListedMoney | undefined): ReconciliationList {
  if (!known) return 'only_there';
  if (!money) return 'only_here';
  if (known.currency !== money.currency || !same(known.received, money.received))
    return same(known.received, '0') ? 'state_differs' : 'amount_differs';
  if (!same(known.refunded, money.refunded)) return 'amount_differs';
  return known.disputed === money.disputed ? 'matched' : 'state_differs';
}

type Kept = {
  accountId: string;
  askedBy: string | null;
  since: Date;
  lines: Line[];
  there: readonly ListedMoney[];
  /** The file that it was held against, where it was not the provider itself. */
  file?: string;
};

/** Keeps a reconciliation. @returns its id */
export async function keepReconciliation(
  db: Db,
  { accountId, askedBy, since, lines, there, file }: Kept,
): Promise<string> {
  const counts = Object.fromEntries(
    reconciliationLists.map((list) => [list, lines.filter((one) => one.list === list).length]),
  );
  const [made] = await db('payment_reconciliations')
    .insert({
      tenant_id: db.raw(`current_setting('app.tenant_id')::uuid`),
      account_id: accountId,
      asked_by: askedBy,
      since: since.toISOString(),
      counts: jsonbOf(counts),
      sums: jsonbOf(sumsOf(there)),
      source: file === undefined ? 'provider' : 'file',
      file_name: file ?? null,
    })
    .returning<{ id: string }[]>('id');
  const { id } = made!;
  // What agrees is counted; of the rest each one is kept.
  await db.raw(
    `insert into payment_reconciliation_lines (tenant_id, reconciliation_id, line, list, payment_id, provider_payment,
       currency, received_here, received_there, refunded_here, refunded_there, fee)
     select current_setting('app.tenant_id')::uuid, ?, row_number() over (), r.*
     from jsonb_to_recordset(cast(? as jsonb)) as r(list text, payment_id uuid, provider_payment text, currency text,
       received_here numeric, received_there numeric, refunded_here numeric, refunded_there numeric, fee numeric)`,
    [id, jsonbOf(lines)],
  );
  return id;
}

/** What came, went back and was kept there, by currency. */
export function sumsOf(there: readonly ListedMoney[]) {
  return [...Map.groupBy(there, ({ currency }) => currency)].map(([currency, some]) => {
    const received = sumOf(some.map((one) => one.received));
    const refunded = sumOf(some.map((one) => one.refunded));
    const fee = sumOf(some.flatMap((one) => one.fee ?? []));
    const net = difference(difference(received, refunded), fee);
    return { currency, received, refunded, fee, net };
  });
}

/** Accounts of companies that have a provider to ask. */
export const accountsToReconcile = (db: Db, companyIds: readonly string[]): Promise<string[]> =>
  db('payment_accounts')
    .whereNot('provider', 'manual')
    .whereIn('company_id', [...companyIds])
    .orderBy('created_at')
    .pluck('id');

/** Accounts that have a provider to ask, and that no server reconciled in the last hour. */
const accountsDue = async (db: Db): Promise<string[]> =>
  (
    await rowsOf<{ id: string }>(
      db,
      `select a.id from payment_accounts a
       where a.provider <> 'manual' and exists (
           select from payments p where p.tenant_id = a.tenant_id and p.account_id = a.id)
         and not exists (select from payment_reconciliations r
           where r.tenant_id = a.tenant_id and r.account_id = a.id and r.source = 'provider' and r.at > now() - interval '55 minutes')`,
    )
  ).map(({ id }) => id);

/** Reconciles every account that is due; what fails for one keeps no other from its own. */
export async function reconcileDue(
  providers: Providers,
  inTenant: InTenant,
  failed: (error: unknown) => void,
): Promise<void> {
  for (const id of await inTenant(accountsDue))
    await reconcile(providers, inTenant, id, null).catch(failed);
}

/** Reconciliations are kept for a year; the clock's for so many days where nothing differed. */
export const sweepReconciliations = (db: Db): Promise<unknown> =>
  db.raw(
    `delete from payment_reconciliations
     where at < now() - interval '1 year' or (asked_by is null and at < now() - interval '7 days'
       and (counts ->> 'only_here')::int + (counts ->> 'only_there')::int + (counts ->> 'amount_differs')::int
         + (counts ->> 'state_differs')::int = 0)`,
  );

import { z } from 'zod';
import { compareDecimals, sumOf } from '#contract/decimal';
import { identifierKey } from '#contract/identifiers';
import type { PaymentPromise } from '#contract/promises';
import { mostPromisedDays, type PromiseFilter } from '#contract/promise-words';
import { addDays } from '#contract/format';
import { isOneOf } from '../../db/keys.ts';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import {
  reachOf,
  withinCustomers,
  type ContactCaller,
  type PersonCaller,
  type Reach,
} from '../../http/caller.ts';
import { createCursorForm } from '../../http/cursor.ts';
import { customerInReach } from '../../records/customers.ts';
import { recordEvent } from '../../records/events.ts';
import { openNow, promiseState } from '../../records/on-its-way.ts';
import { documentOf, payableItems } from './payable.queries.ts';
import { accountIn, accountOf } from './payable.service.ts';
import { tellOfPromises } from './said-tasks.ts';

// When customers say they pay. The ledger says whether they did.

export const saidCursors = createCursorForm(z.tuple([z.iso.datetime({ offset: true }), z.uuid()]));

/** What is asked of a list of what customers said. */
export type SaidAsked<Status> = {
  status?: Status | undefined;
  company?: string | undefined;
  customer?: string | undefined;
  limit: number;
  cursor?: string | undefined;
};

/** What a row of what a customer said has besides its own: whose it is, and how its document stands. */
export const saidColumns = `s.id, json_build_object('number', k.number, 'name', k.name) as customer,
  json_build_object('code', co.code, 'name', co.legal_name) as company, s.item_id as item,
  (select ${documentOf} from open_items oi
    left join open_item_versions v on v.tenant_id = oi.tenant_id and v.item_id = oi.id and v.superseded_at = 'infinity'
    where oi.tenant_id = s.tenant_id and oi.id = s.item_id) as document,
  s.amount::text as amount, s.currency, coalesce(${openNow('s')}, 0)::text as open, s.at, y.name as by`;

/** What customers within reach said, of a table whose rows are `s`. */
export const saidIn = (db: Db, table: string, reach: Reach) =>
  db(`${table} as s`)
    .join('customers as k', (on) => on.on('k.tenant_id', 's.tenant_id').on('k.id', 's.customer_id'))
    .join('companies as co', (on) =>
      on.on('co.tenant_id', 's.tenant_id').on('co.id', 's.company_id'),
    )
    .join('contacts as y', (on) => on.on('y.tenant_id', 's.tenant_id').on('y.id', 's.contact_id'))
    .modify((query) => {
      withinCustomers(query, 's.customer_id', reach, 's.company_id');
      if (reach.contactId) query.where('s.contact_id', reach.contactId);
    });

type Said = { id: string; at: string; amount: string; open: string };
const shown = <R extends Said>(row: R): R => ({
  ...row,
  at: new Date(row.at).toISOString(),
  amount: sumOf([row.amount]),
  open: sumOf([row.open]),
});

/**
 * A page of what customers within reach said, the newest first.
 * @param read asks for the rows that `narrow` leaves
 */
export async function saidPage<R extends Said>(
  db: Db,
  caller: PersonCaller,
  { company, customer, limit, cursor }: SaidAsked<string>,
  read: (reach: Reach, narrow: (query: ReturnType<typeof saidIn>) => void) => PromiseLike<R[]>,
): Promise<{ items: R[]; nextCursor: string | null }> {
  const after = cursor ? saidCursors.read(cursor) : null;
  const whose =
    customer === undefined ? null : await customerInReach(db, caller, 'payments.view', customer);
  const found = await read(reachOf(caller, 'payments.view'), (query) => {
    if (company) query.where('co.code_key', identifierKey(company));
    if (whose) query.where('s.customer_id', whose.id);
    if (after)
      query.whereRaw('(s.at, s.id) < (cast(? as timestamptz), cast(? as uuid))', [...after]);
    query
      .orderBy([
        { column: 's.at', order: 'desc' },
        { column: 's.id', order: 'desc' },
      ])
      .limit(limit + 1);
  });
  const last = found[limit - 1];
  return {
    items: found.slice(0, limit).map(shown),
    nextCursor:
      found.length > limit && last
        ? saidCursors.write([new Date(last.at).toISOString(), last.id])
        : null,
  };
}

/** One of what customers said. @throws AppError `not_found` */
export function saidOne<R extends Said>(found: R | undefined): R {
  if (!found) throw new AppError('not_found');
  return shown(found);
}

const table = 'payment_promises';
const columns = `${saidColumns}, s.promised_on as "promisedOn", s.note, ${promiseState('s')} as state`;

/** @throws AppError `not_found` */
export const listPromises = (db: Db, caller: PersonCaller, asked: SaidAsked<PromiseFilter>) =>
  saidPage<PaymentPromise>(db, caller, asked, (reach, narrow) =>
    saidIn(db, table, reach)
      .modify((query) => {
        if (asked.status)
          query.whereNull('s.ended').whereRaw(`(${promiseState('s')}) = ?`, [asked.status]);
      })
      .modify(narrow)
      .select<PaymentPromise[]>(db.raw(columns)),
  );

const find = async (db: Db, reach: Reach, id: string): Promise<PaymentPromise> =>
  saidOne(
    await saidIn(db, table, reach)
      .where('s.id', id)
      .first<PaymentPromise | undefined>(db.raw(columns)),
  );

/**
 * Takes a customer's word of when it pays documents.
 * @returns what was promised, one of each document
 * @throws AppError `not_found`, `payment_items_changed`, `promise_date`
 */
export async function promise(
  db: Db,
  caller: ContactCaller,
  asked: {
    company: string;
    items: readonly { id: string; amount: string }[];
    date: string;
    note?: string | undefined;
  },
): Promise<PaymentPromise[]> {
  const { customer, company } = await accountIn(db, caller, 'payments.pay', asked);
  const account = accountOf(customer, company!);
  if (asked.date < account.today || asked.date > addDays(account.today, mostPromisedDays))
    throw new AppError('promise_date');
  // Of two who promise the same at the same moment, the second has the last word.
  await db.raw(
    'select from customer_companies where customer_id = ? and company_id = ? for update',
    [account.customerId, account.companyId],
  );
  const ids = asked.items.map(({ id }) => id);
  const held = await payableItems(db, account, { ids, limit: ids.length });
  const open = new Map(held.map((item) => [item.id, item]));
  const fits = ({ id, amount }: { id: string; amount: string }) =>
    compareDecimals(amount, '0') > 0 && compareDecimals(amount, open.get(id)?.open ?? '0') <= 0;
  if (new Set(ids).size < ids.length || !asked.items.every(fits))
    throw new AppError('payment_items_changed');
  await end(db, ids);
  const made = await db(table)
    .insert(
      asked.items.map(({ id, amount }) => ({
        tenant_id: caller.tenant.id,
        item_id: id,
        customer_id: account.customerId,
        company_id: account.companyId,
        contact_id: caller.contactId,
        amount,
        currency: open.get(id)!.currency,
        open_at: open.get(id)!.open,
        promised_on: asked.date,
        note: asked.note ?? null,
      })),
    )
    .returning<{ id: string }[]>('id');
  const madeIds = made.map(({ id }) => id);
  await tellOfPromises(db, madeIds, { withdrawn: false });
  const found = await saidIn(db, table, { customerIds: [account.customerId] })
    .whereRaw(isOneOf('s.id', 'uuid'), [madeIds])
    .select<PaymentPromise[]>(db.raw(columns));
  const byItem = new Map(found.map((row) => [row.item, shown(row)]));
  const promises = ids.map((id) => byItem.get(id)!);
  await recordEvent(db, {
    kind: 'payment.promised',
    customerId: account.customerId,
    companyId: account.companyId,
    data: { date: asked.date, documents: promises.map(({ document }) => document).slice(0, 20) },
    actor: { kind: caller.kind, id: caller.identityId },
  });
  return promises;
}

/** Ends the words that were given before, each as what became of it. */
const end = (db: Db, itemIds: readonly string[]) =>
  db.raw(
    `update payment_promises s set ended_at = now(),
       ended = case ${promiseState('s')} when 'open' then 'replaced' else ${promiseState('s')} end
     where s.ended is null and s.item_id = any(cast(? as uuid[]))`,
    [[...itemIds]],
  );

/** @throws AppError `not_found`, `promise_over` where its day is past, or it was kept */
export async function withdrawPromise(
  db: Db,
  caller: ContactCaller,
  id: string,
): Promise<PaymentPromise> {
  const reach = reachOf(caller, 'payments.pay');
  await find(db, reach, id);
  const ended = await rowsOf(
    db,
    `update payment_promises s set ended = 'withdrawn', ended_at = now()
     where s.id = ? and s.ended is null and ${promiseState('s')} = 'open' returning s.id`,
    [id],
  );
  if (ended.length === 0) throw new AppError('promise_over');
  await tellOfPromises(db, [id], { withdrawn: true });
  return find(db, reach, id);
}

/** Writes down what became of promises that were paid, so that nobody reads that from the ledger again. */
export const settlePromises = (db: Db): Promise<unknown> =>
  db.raw(
    `update payment_promises s set ended = ${promiseState('s')}, ended_at = now()
     where s.ended is null and s.promised_on < current_date - 1 and ${promiseState('s')} in ('kept', 'late')`,
  );

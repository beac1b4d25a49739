import { z } from 'zod';
import { identifierKey } from '#contract/identifiers';
import type { Reconciliation, ReconciliationLine } from '#contract/payment-desk';
import type { Locale } from '#contract/primitives';
import { sumOf } from '#contract/decimal';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type Reach, type StaffCaller } from '../../http/caller.ts';
import { createCursorForm } from '../../http/cursor.ts';
import { csvLine, csvStart, type CsvCell } from '#contract/csv';
import type { Translate } from '../../output/texts.ts';

/** Lines of a reconciliation that are shown; all of them are in its file. */
const mostLines = 200;
const cursors = createCursorForm(z.tuple([z.iso.datetime({ offset: true }), z.uuid()]));

/** What a company's payments are reconciled is seen by whoever sees all its customers. */
export function companiesOf(caller: StaffCaller): Reach['companyIds'] {
  const { customerIds, companyIds } = reachOf(caller, 'payments.review');
  if (customerIds !== 'all') throw new AppError('not_found');
  return companyIds;
}

const columns = `r.id, json_build_object('code', c.code, 'name', c.legal_name) as company, a.provider, r.file_name as file, r.at, r.since,
  r.counts, r.sums`;

const reconciliations = (db: Db, companyIds: Reach['companyIds']) =>
  db('payment_reconciliations as r')
    .join('payment_accounts as a', (on) =>
      on.on('a.tenant_id', 'r.tenant_id').on('a.id', 'r.account_id'),
    )
    .join('companies as c', (on) => on.on('c.tenant_id', 'a.tenant_id').on('c.id', 'a.company_id'))
    .modify((query) => companyIds && query.whereIn('a.company_id', [...companyIds]));

export async function listReconciliations(
  db: Db,
  caller: StaffCaller,
  { company, limit, cursor }: { company?: string; limit: number; cursor?: string },
) {
  const { customerIds, companyIds } = reachOf(caller, 'payments.review');
  if (customerIds !== 'all') return { items: [], nextCursor: null };
  const after = cursor ? cursors.read(cursor) : null;
  const rows = await reconciliations(db, companyIds)
    .modify((query) => {
      if (company) query.where('c.code_key', identifierKey(company));
      if (after)
        query.whereRaw('(r.at, r.id) < (cast(? as timestamptz), cast(? as uuid))', [...after]);
    })
    .orderBy([
      { column: 'r.at', order: 'desc' },
      { column: 'r.id', order: 'desc' },
    ])
    .limit(limit + 1)
    .select<Reconciliation[]>(db.raw(columns));
  const last = rows[limit - 1];
  return {
    items: rows.slice(0, limit),
    nextCursor:
      rows.length > limit && last
        ? cursors.write([new Date(last.at).toISOString(), last.id])
        : null,
  };
}

/** The companies whose accounts are to be reconciled: one, or all within reach. @throws AppError `not_found` */
export async function companiesToReconcile(
  db: Db,
  caller: StaffCaller,
  code: string | undefined,
): Promise<string[]> {
  const companyIds = companiesOf(caller);
  const found = await db('companies')
    .whereNull('deleted_at')
    .modify((query) => {
      if (code !== undefined) query.where({ code_key: identifierKey(code) });
      if (companyIds) query.whereIn('id', [...companyIds]);
    })
    .pluck<string[]>('id');
  if (code !== undefined && found.length === 0) throw new AppError('not_found');
  return found;
}

/** @throws AppError `not_found` */
export async function findReconciliation(db: Db, caller: StaffCaller, id: string) {
  const found = await reconciliations(db, companiesOf(caller))
    .where('r.id', id)
    .first<Reconciliation | undefined>(db.raw(columns));
  if (!found) throw new AppError('not_found');
  const lines = await linesOf(db, id, mostLines + 1);
  return { ...found, lines: lines.slice(0, mostLines), more: lines.length > mostLines };
}

type Row = Omit<ReconciliationLine, 'payment'> & { payment: ReconciliationLine['payment'] };

async function linesOf(db: Db, id: string, limit: number | null): Promise<Row[]> {
  const rows = await rowsOf<Row>(
    db,
    `select l.list, l.provider_payment as "providerPayment", l.currency,
       l.received_here::text as "receivedHere", l.received_there::text as "receivedThere",
       l.refunded_here::text as "refundedHere", l.refunded_there::text as "refundedThere", l.fee::text as fee,
       case when p.id is not null then json_build_object('id', p.id, 'number', p.number, 'state', p.state) end as payment
     from payment_reconciliation_lines l
     left join payments p on p.tenant_id = l.tenant_id and p.id = l.payment_id
     where l.reconciliation_id = :id order by l.list = 'matched', l.list, l.line limit :limit`,
    { id, limit },
  );
  const plain = (amount: string | null) => amount && sumOf([amount]);
  return rows.map((row) => ({
    ...row,
    receivedHere: plain(row.receivedHere),
    receivedThere: plain(row.receivedThere),
    refundedHere: plain(row.refundedHere),
    refundedThere: plain(row.refundedThere),
    fee: plain(row.fee),
  }));
}

/** All lines as CSV. @throws AppError `not_found` */
export async function reconciliationCsv(
  db: Db,
  caller: StaffCaller,
  id: string,
  { locale, t }: { locale: Locale; t: Translate },
): Promise<string> {
  const { provider } = await findReconciliation(db, caller, id);
  // What is no provider's is held against the file of the bank.
  const there = provider === 'manual' ? 'bank' : 'there';
  const heads = [
    'list',
    'number',
    `payment_${there}`,
    'currency',
    'received_here',
    `received_${there}`,
    'refunded_here',
    `refunded_${there}`,
    'fee',
  ] as const;
  const decimal = (amount: string | null): CsvCell => amount && { decimal: amount };
  const rows = (await linesOf(db, id, null)).map((line) => [
    t(line.list === 'only_there' ? `payments.list_only_${there}` : `payments.list_${line.list}`),
    line.payment?.number ?? null,
    line.providerPayment,
    line.currency,
    decimal(line.receivedHere),
    decimal(line.receivedThere),
    decimal(line.refundedHere),
    decimal(line.refundedThere),
    decimal(line.fee),
  ]);
  return (
    csvStart +
    [heads.map((head) => t(`payments.csv_${head}`)), ...rows]
      .map((cells) => csvLine(cells, locale))
      .join('')
  );
}

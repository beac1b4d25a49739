import { createHash } from 'node:crypto';
import { compareDecimals, difference, sumOf } from '#contract/decimal';
import type { PaymentFile } from '#contract/payment-files';
import {
  mostBankRows,
  reconciliationLists,
  type PaymentProviderName,
  type PaymentState,
} from '#contract/payment-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { workKeysOf, type StaffCaller } from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import { jsonbOf } from '../../http/text.ts';
import { readSource, type ImportSource } from '../../output/foreign/read-source.ts';
import type { ForeignReader } from '../../output/foreign/reader.ts';
import type { ListedMoney } from '../../output/payments/provider.ts';
import type { BankFault, BankRead, BankRow } from './bank-rows.ts';
import type { BankLook } from './bank-source.job.ts';
import { companiesOf } from './desk.service.ts';
import { holdPayment } from './payments.queries.ts';
import { keepReconciliation, linesOf, sumsOf, type Known, type Line } from './reconciling.ts';
import { takeMoney } from './transfers.ts';

// What a bank or a provider says in a file, held against what is known here. Each line of a bank counts once.

const job = new URL('bank-source.job.ts', import.meta.url);
/** Lines, and faults, that a preview shows. */
const [mostShown, mostFaults] = [200, 50];

type Account = {
  id: string;
  provider: PaymentProviderName;
  companyId: string;
  company: { code: string; name: string };
  currency: string;
};

type Listed = Account & { mode: 'test' | 'live' };

/** Accounts of the companies within reach. */
export const listPaymentAccounts = (db: Db, caller: StaffCaller): Promise<Listed[]> =>
  accounts(db, caller).orderBy([{ column: 'c.code' }, { column: 'a.created_at' }]);

const accounts = (db: Db, caller: StaffCaller) => {
  const companyIds = companiesOf(caller);
  return db('payment_accounts as a')
    .join('companies as c', (on) => on.on('c.tenant_id', 'a.tenant_id').on('c.id', 'a.company_id'))
    .modify((query) => companyIds && query.whereIn('a.company_id', [...companyIds]))
    .select<Listed[]>(
      'a.id',
      'a.provider',
      'a.mode',
      { companyId: 'a.company_id' },
      'c.currency',
      db.raw(`json_build_object('code', c.code, 'name', c.legal_name) as company`),
    );
};

/** @throws AppError `not_found` */
async function accountOf(db: Db, caller: StaffCaller, id: string): Promise<Account> {
  const [found] = await accounts(db, caller).where('a.id', id);
  if (!found) throw new AppError('not_found');
  return found;
}

/**
 * Reads a file and says what it would do.
 * @throws AppError `not_found`, `file_unreadable`
 */
export async function readFile(
  reader: ForeignReader,
  { inTenant, caller }: { inTenant: InTenant; caller: StaffCaller },
  { account, file }: { account: string; file: NonNullable<ImportSource['file']> },
): Promise<PaymentFile> {
  await inTenant((db) => accountOf(db, caller, account));
  const { rows } = await readSource<BankLook>(
    reader,
    workKeysOf(caller),
    job,
    { file },
    mostBankRows,
  );
  if (rows.some((row) => 'headless' in row))
    throw new AppError('file_unreadable', { errors: [{ path: 'body.file', rule: 'file_heads' }] });
  return inTenant(async (db) => {
    const [made] = await db('payment_files')
      .insert({
        tenant_id: caller.tenant.id,
        account_id: account,
        name: file.name,
        rows: jsonbOf(rows),
        created_by: caller.identityId,
      })
      .returning<{ id: string }[]>('id');
    const kept = await accountOf(db, caller, account);
    return shown(made!.id, kept, await compare(db, kept, rows as BankRead[]));
  });
}

/** What of a file is shown before it is applied. */
function shown(id: string, { company, provider }: Account, found: Compared): PaymentFile {
  const { lines, known, rows, faults, bookings } = found;
  const numbers = new Map(found.here.map((one) => [one.id, one]));
  const differing = lines.toSorted(
    (a, b) => Number(a.list === 'matched') - Number(b.list === 'matched'),
  );
  return {
    id,
    company,
    provider,
    rows: rows.length,
    known,
    faults: faults.slice(0, mostFaults),
    counts: countsOf(lines),
    sums: sumsOf(found.there),
    lines: differing.slice(0, mostShown).map((line) => {
      const payment = numbers.get(line.payment_id ?? '');
      return {
        list: line.list,
        payment: payment ? { id: payment.id, number: payment.number, state: payment.state } : null,
        providerPayment: line.provider_payment,
        currency: line.currency,
        receivedHere: line.received_here && sumOf([line.received_here]),
        receivedThere: line.received_there && sumOf([line.received_there]),
        refundedHere: line.refunded_here && sumOf([line.refunded_here]),
        refundedThere: line.refunded_there && sumOf([line.refunded_there]),
        fee: line.fee && sumOf([line.fee]),
      };
    }),
    more: lines.length > mostShown,
    books: [...Map.groupBy(bookings, ({ currency }) => currency)].map(([currency, some]) => ({
      currency,
      count: some.length,
      amount: sumOf(some.map(({ amount }) => amount)),
    })),
  };
}

/**
 * Applies a file: books what its lines say came of transfers, and keeps the reconciliation.
 * @returns the id of the reconciliation
 * @throws AppError `not_found`, also where it was applied already
 */
export async function applyFile(db: Db, caller: StaffCaller, id: string) {
  const [file] = await db('payment_files')
    .where({ id, created_by: caller.identityId })
    .whereNull('applied_at')
    .whereRaw(`created_at > now() - interval '1 day'`)
    .forUpdate()
    .select<{ accountId: string; name: string; rows: BankRead[] }[]>({
      accountId: 'account_id',
      name: 'name',
      rows: 'rows',
    });
  if (!file) throw new AppError('not_found');
  const account = await accountOf(db, caller, file.accountId);
  // Two files of one account are applied one after the other.
  await db('payment_accounts').where({ id: account.id }).forUpdate().select('id');
  const found = await compare(db, account, file.rows);
  const reconciliation = await keepReconciliation(db, {
    accountId: account.id,
    askedBy: caller.identityId,
    since: new Date(`${found.from}T00:00:00Z`),
    lines: found.lines,
    there: found.there,
    file: file.name,
  });
  await keepLines(db, account, found, reconciliation);
  for (const { paymentId, amount, day } of found.bookings) {
    const payment = await holdPayment(db, paymentId);
    if (payment) await takeMoney(db, payment, amount, 'reconciliation', day);
  }
  await db('payment_files').where({ id }).update({ applied_at: db.fn.now() });
  return { reconciliation, booked: found.bookings.length, rows: found.rows.length };
}

type Here = Known & { number: string; state: PaymentState };
/** `day`: the last on which some of it came. */
type Sum = { paymentId: string; amount: string; currency: string; day: string | null };
type Keyed = BankRow & { key: string; currency: string; payment: Here | null };
type Compared = {
  rows: Keyed[];
  /** Lines that were uploaded before. */
  known: number;
  faults: BankFault[];
  here: Here[];
  there: ListedMoney[];
  lines: Line[];
  /** What applying it books of transfers. */
  bookings: Sum[];
  from: string;
};

async function compare(db: Db, account: Account, read: readonly BankRead[]): Promise<Compared> {
  const faults = read.filter((row): row is BankFault => 'what' in row);
  const sound = read.filter((row): row is BankRow => 'day' in row);
  const days = sound.map(({ day }) => day).toSorted();
  const [from = '1970-01-01', until = from] = [days[0], days.at(-1)];
  const here = await paymentsOf(db, account, sound, { from, until });
  const find = finderOf(here);
  const rows = keyed(sound, account).map((row) => ({ ...row, payment: find(row.text) }));
  const kept = await keptOf(db, account, rows);
  const known = rows.filter(({ key }) => kept.keys.has(key)).length;
  const there = [...sumsThere(rows, kept.others)];
  const lines = linesOf(here, there);
  const received = new Map(here.map((one) => [one.id, one]));
  const dayOf = new Map(
    rows.toSorted((a, b) => (a.day < b.day ? -1 : 1)).map(({ payment, day }) => [payment?.id, day]),
  );
  const bookings =
    account.provider === 'manual'
      ? there.flatMap((money): Sum[] => {
          const payment = received.get(money.reference ?? '');
          if (!payment || payment.currency !== money.currency) return [];
          // Money that goes back is nobody's to book.
          const amount = difference(money.received, payment.received);
          return compareDecimals(amount, '0') > 0
            ? [
                {
                  paymentId: payment.id,
                  amount,
                  currency: payment.currency,
                  day: dayOf.get(payment.id) ?? null,
                },
              ]
            : [];
        })
      : [];
  return { rows, known, faults, here, there, lines, bookings, from };
}

/** Each line with what it is known by: what it says, and which of those that say the same it is. */
function keyed(rows: readonly BankRow[], { currency }: Account): Omit<Keyed, 'payment'>[] {
  const alike = new Map<string, number>();
  return rows.map((row) => {
    const said = JSON.stringify([
      row.day,
      sumOf([row.amount]),
      row.currency ?? currency,
      row.text.toLowerCase(),
    ]);
    const nth = (alike.get(said) ?? 0) + 1;
    alike.set(said, nth);
    const key = createHash('sha256').update(`${said} ${nth}`).digest('base64url');
    return { ...row, key, currency: row.currency ?? currency };
  });
}

const numbersIn = (text: string): string[] =>
  [...text.matchAll(/PG[-\s]?(\d{6,9})(?!\d)/gi)].map(([, digits]) => `PG-${digits}`);
/** What of a text may be the id of a provider, or a reference of a bank. */
const wordsIn = (text: string): string[] => text.match(/[\w-]{6,80}/g) ?? [];

/** Payments of an account that lines name, and those with money of the days they are of. */
const paymentsOf = (
  db: Db,
  { id }: Account,
  rows: readonly BankRow[],
  { from, until }: { from: string; until: string },
): Promise<Here[]> =>
  rowsOf<Here>(
    db,
    `select p.id, p.number, p.state, p.provider_payment_id as "paymentId", p.currency, p.received::text as received,
       p.refunded::text as refunded, p.state = 'charged_back' as disputed,
       array(select f.bank_reference from payment_proofs f where f.tenant_id = p.tenant_id and f.payment_id = p.id
         and f.bank_reference is not null and f.state <> 'refused') as references
     from payments p join companies c on c.tenant_id = p.tenant_id and c.id = p.company_id
     where p.account_id = :id and (p.number = any(cast(:numbers as text[]))
       or p.provider_payment_id = any(cast(:words as text[]))
       or exists (select from payment_proofs f where f.tenant_id = p.tenant_id and f.payment_id = p.id
         and f.state <> 'refused' and f.bank_reference = any(cast(:words as text[])))
       or (p.received > 0 and (p.paid_at at time zone c.time_zone)::date between :from and :until))`,
    {
      id,
      from,
      until,
      numbers: [...new Set(rows.flatMap(({ text }) => numbersIn(text)))],
      words: [...new Set(rows.flatMap(({ text }) => wordsIn(text)))],
    },
  );

/** Finds the one payment that a text names: by our number, the provider's id, or the reference on its proof. */
function finderOf(here: readonly Here[]): (text: string) => Here | null {
  const byWord = new Map<string, Set<Here>>();
  const put = (word: string | null, one: Here) => {
    if (word) byWord.set(word, (byWord.get(word) ?? new Set()).add(one));
  };
  for (const one of here) {
    put(one.number, one);
    put(one.paymentId, one);
    for (const reference of (one as Here & { references: string[] }).references)
      put(reference, one);
  }
  return (text) => {
    for (const words of [numbersIn(text), wordsIn(text)]) {
      const found = new Set(words.flatMap((word) => [...(byWord.get(word) ?? [])]));
      if (found.size === 1) return [...found][0]!;
    }
    return null;
  };
}

/** Which lines were uploaded before, and what other lines say came of the same payments. */
async function keptOf(
  db: Db,
  { id }: Account,
  rows: readonly Keyed[],
): Promise<{ keys: ReadonlySet<string>; others: readonly Sum[] }> {
  const keys = rows.map(({ key }) => key);
  const payments = rows.flatMap(({ payment }) => payment?.id ?? []);
  const found = await rowsOf<{ key: string; isOther: boolean } & Sum>(
    db,
    `select key, payment_id as "paymentId", amount::text as amount, currency,
       key <> all(cast(:keys as text[])) as "isOther"
     from payment_bank_lines
     where account_id = :id and (key = any(cast(:keys as text[])) or payment_id = any(cast(:payments as uuid[])))`,
    { id, keys, payments: [...new Set(payments)] },
  );
  return {
    keys: new Set(found.flatMap(({ key, isOther }) => (isOther ? [] : [key]))),
    others: found.filter(({ isOther }) => isOther),
  };
}

/** What came, one of each payment and currency; what belongs to none stands by itself. */
function* sumsThere(rows: readonly Keyed[], others: readonly Sum[]): Generator<ListedMoney> {
  const named = Map.groupBy(rows, ({ payment, currency, key }) =>
    payment ? `${payment.id} ${currency}` : key,
  );
  for (const some of named.values()) {
    const { payment, currency, text } = some[0]!;
    const before = others.filter(
      (one) => one.paymentId === payment?.id && one.currency === currency,
    );
    const fees = some.flatMap(({ fee }) => fee ?? []);
    yield {
      paymentId: payment?.paymentId ?? payment?.number ?? text.slice(0, 120),
      reference: payment?.id ?? null,
      currency,
      received: sumOf([...some, ...before].map(({ amount }) => amount)),
      // A statement of what came says nothing of what went back.
      refunded: payment?.refunded ?? '0',
      disputed: payment?.disputed ?? false,
      fee: fees.length > 0 ? sumOf(fees) : null,
    };
  }
}

const keepLines = (
  db: Db,
  { id }: Account,
  { rows }: Compared,
  reconciliation: string,
): Promise<unknown> =>
  db.raw(
    `insert into payment_bank_lines (tenant_id, account_id, key, payment_id, amount, currency, booked_on, reconciliation_id)
     select current_setting('app.tenant_id')::uuid, ?, r.key, r.payment, r.amount, r.currency, r.day, ?
     from jsonb_to_recordset(cast(? as jsonb)) as r(key text, payment uuid, amount numeric, currency text, day date)
     on conflict (tenant_id, account_id, key) do update
       set payment_id = coalesce(payment_bank_lines.payment_id, excluded.payment_id)`,
    [
      id,
      reconciliation,
      jsonbOf(
        rows.map(({ key, payment, amount, currency, day }) => ({
          key,
          payment: payment?.id ?? null,
          amount,
          currency,
          day,
        })),
      ),
    ],
  );

const countsOf = (lines: readonly Line[]): PaymentFile['counts'] =>
  Object.fromEntries(
    reconciliationLists.map((list) => [list, lines.filter((one) => one.list === list).length]),
  ) as PaymentFile['counts'];

/** Forgets what was read a day ago. */
export const sweepPaymentFiles = (db: Db): Promise<unknown> =>
  db.raw(`delete from payment_files where created_at < now() - interval '1 day'`);

// The statements of a real wholesaler's customers against a calculation of its own, straight from the file.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { ageingBuckets } from '#contract/ledger-words';
import type { Statement } from '#contract/statement';
import type { SyncInput } from '#contract/sync';
import { retailLines } from '../../demo/retail/lines.ts';
import { retailRecords } from '../../demo/retail/map.ts';
import { createApi, visitor, type Api } from '../support/api.ts';
import { tablesAlone } from '../support/database-image.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

/** Days of the file's documents, thirty and more later, so that each limit of an age is hit from both sides. */
const cutOffs = ['2011-01-07', '2011-02-07', '2011-04-07'];
const customersTried = 55;
const limit = 50_000_000n;
/** Sides of the limits of ages, and of falling due itself. */
const edges = [1, 30, 31, 60, 61, 90, 91];

// The calculation. It shares nothing with the server and the demo: ten-thousandths of a pound, days as numbers.

type Paper = { number: string; day: number; amount: bigint; cleared: Part[] };
type Part = { day: number; amount: bigint };
type Payment = {
  number: string;
  day: number;
  amount: bigint;
  parts: { paper: Paper; amount: bigint }[];
};
type Account = { customer: string; papers: Paper[]; payments: Payment[] };

const dayOf = (date: string) => Date.UTC(...ymd(date)) / 86_400_000;
const ymd = (date: string): [number, number, number] => {
  const [year, month, day] = date.split('-').map(Number);
  return [year!, month! - 1, day!];
};
const dateOf = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);
const total = (amounts: bigint[]) => amounts.reduce((a, b) => a + b, 0n);

/** Ten-thousandths of a decimal; more decimals than four are none of this file's. */
function units(text: string): bigint {
  const [, sign, whole, part = ''] = /^(-?)(\d+)(?:\.(\d{1,4})0*)?$/.exec(text)!;
  return BigInt(`${sign}${whole}${part.padEnd(4, '0')}`);
}
function decimal(amount: bigint): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(5, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

/** The documents of the customers who have most, from the lines of the file. */
function accountsOf(text: string): Account[] {
  const found = new Map<string, Map<string, Paper>>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^(C?\d+),.*,(-?\d+),(\d{4}-\d\d-\d\d)T[^,]*,(\d+(?:\.\d+)?),(\d+)(?:\.0)?$/.exec(
      line,
    );
    if (!match) continue;
    const [, number = '', quantity = '', date = '', price = '', customer = ''] = match;
    if (number.startsWith('C') !== quantity.startsWith('-') || quantity === '0') continue;
    const papers = found.get(customer) ?? new Map<string, Paper>();
    found.set(customer, papers);
    const paper = papers.get(number) ?? { number, day: dayOf(date), amount: 0n, cleared: [] };
    papers.set(number, paper);
    paper.amount += BigInt(quantity) * units(price);
  }
  return [...found]
    .map(([customer, papers]) => ({ customer, papers: [...papers.values()], payments: [] }))
    .toSorted((a, b) => b.papers.length - a.papers.length)
    .slice(0, customersTried);
}

const openAt = (amount: bigint, parts: Part[], day: number) =>
  amount - total(parts.filter((one) => one.day <= day).map((one) => one.amount));

/**
 * Pays what is oldest: a third of it whole and half of the next, three times; the second time with the credit
 * notes there are. Every fourth customer pays ten pounds too much, every third nothing.
 */
function pay({ customer, papers, payments }: Account, at: number): void {
  if (at % 3 === 1) return;
  const days = [
    dayOf('2011-01-05') + (at % 3),
    dayOf('2011-01-25') + (at % 5),
    dayOf('2011-03-01'),
  ];
  for (const [round, day] of days.entries()) {
    const open = papers
      .filter((paper) => paper.day <= day && openAt(paper.amount, paper.cleared, day) > 0n)
      .toSorted((a, b) => a.day - b.day);
    const whole = Math.ceil(open.length / 3);
    const parts = open.slice(0, whole + 1).map((paper, i) => {
      const left = openAt(paper.amount, paper.cleared, day);
      return { paper, amount: i < whole ? left : (left / 20_000n) * 10_000n };
    });
    for (const paper of papers) {
      const left = openAt(paper.amount, paper.cleared, day);
      const paid = total(parts.map(({ amount }) => amount));
      if (round === 1 && paper.day <= day && left < 0n && paid + left > 0n)
        parts.push({ paper, amount: left });
    }
    const paid = total(parts.map(({ amount }) => amount));
    if (paid <= 0n) continue;
    for (const { paper, amount } of parts) paper.cleared.push({ day, amount });
    const extra = at % 4 === 0 && round > 0 ? 100_000n : 0n;
    payments.push({ number: `P${customer}-${round}`, day, amount: paid + extra, parts });
  }
}

type Row = [
  kind: string,
  number: string,
  due: string | null,
  days: number | null,
  amount: bigint,
  open: bigint,
];
type Expected = { rows: Row[]; figures: Record<string, bigint>; ageing: Record<string, bigint> };

function expected({ papers, payments }: Account, cutOff: string): Expected {
  const today = dayOf(cutOff);
  const rows: Row[] = [];
  for (const { number, day, amount, cleared } of papers) {
    const open = openAt(amount, cleared, today);
    if (day > today || open === 0n) continue;
    if (number.startsWith('C')) rows.push(['credit_note', number, null, null, amount, open]);
    else {
      const due = day + 30;
      const late = today > due ? today - due : null;
      rows.push(['invoice', number, dateOf(due), late, amount, open]);
    }
  }
  for (const { number, day, amount, parts } of payments) {
    const open = total(parts.map((part) => part.amount)) - amount;
    if (day <= today && open !== 0n) rows.push(['payment', number, null, null, -amount, open]);
  }
  const of = (holds: (days: number | null, kind: string) => boolean) =>
    total(rows.filter(([kind, , , days]) => holds(days, kind)).map((row) => row[5]));
  const invoice = (kind: string) => kind === 'invoice';
  const between = (low: number, high: number) =>
    of((days) => days !== null && days >= low && days <= high);
  const sum = total(rows.map((row) => row[5]));
  return {
    rows,
    figures: {
      limit,
      overdue: of((days) => days !== null),
      toFallDue: of((days, kind) => days === null && invoice(kind)),
      unappliedCredit: -of((_, kind) => !invoice(kind)),
      total: sum,
      available: limit - sum,
    },
    ageing: {
      current: of((days, kind) => days === null && invoice(kind)),
      days_1_30: between(1, 30),
      days_31_60: between(31, 60),
      days_61_90: between(61, 90),
      over_90: between(91, Infinity),
      credit: of((_, kind) => !invoice(kind)),
    },
  };
}

// What the ERP sends: the documents as the demo reads the file, with the same payments.

function ledgerOf(accounts: Account[], text: string): SyncInput<'open-items'>[] {
  const { invoices } = retailRecords(retailLines(text));
  const papers = new Map(
    accounts.flatMap((account) => account.papers).map((one) => [one.number, one]),
  );
  const base = { company: 'UK01', currency: 'GBP' };
  const documents = invoices.flatMap(({ number, customer, date, kind, total: amount }) => {
    const cleared = papers.get(number)?.cleared;
    if (!cleared) return [];
    const clearings = cleared.map((one) => ({
      date: dateOf(one.day),
      amount: decimal(one.amount),
    }));
    const dueDate = kind === 'invoice' ? dateOf(dayOf(date) + 30) : null;
    return {
      ...base,
      id: number,
      invoice: number,
      customer,
      kind: kind!,
      date,
      dueDate,
      amount,
      clearings,
    };
  });
  const payments = accounts.flatMap(({ customer, payments: all }) =>
    all.map(({ number, day, amount, parts }) => ({
      ...base,
      id: number,
      invoice: number,
      customer,
      kind: 'payment' as const,
      date: dateOf(day),
      amount: decimal(-amount),
      clearings: [{ date: dateOf(day), amount: decimal(-total(parts.map((part) => part.amount))) }],
    })),
  );
  return [...documents, ...payments];
}

let running: TestPortal | undefined;
after(() => running?.close());

async function load(
  { portal, url }: TestPortal,
  accounts: Account[],
  text: string,
): Promise<Api[]> {
  const { admin, sync } = portal;
  await admin.createTenant({
    slug: 'norte',
    name: 'Wholesaler',
    locale: 'en',
    timeZone: 'Europe/London',
    origins: ['http://norte.localhost:9001'],
  });
  const send = async (...[slug, entity, records]: Parameters<typeof sync>) => {
    for (let start = 0; start < records.length; start += 500) {
      const { results } = await sync(slug, entity, records.slice(start, start + 500));
      assert.deepEqual(
        results.find(({ status }) => status !== 'created'),
        undefined,
      );
    }
  };
  await send('norte', 'companies', [
    { code: 'UK01', legalName: 'Wholesaler', currency: 'GBP', timeZone: 'Europe/London' },
  ]);
  const companies = [{ company: 'UK01', creditLimit: decimal(limit) }];
  const customers = accounts.map(({ customer: number }) => ({ number, name: number, companies }));
  await send('norte', 'customers', customers);
  await send('norte', 'open-items', ledgerOf(accounts, text));
  // One person is allowed so many statements in one go, so several ask for them.
  return Promise.all(
    cutOffs.map(async (cutOff) => {
      const [login, password] = [`ledger-${cutOff}`, 'every-pound-twice'];
      await admin.createStaff('norte', {
        name: 'Ledger',
        logins: [login],
        password,
        permissions: ['statement.view', 'credit.view'],
        customers: 'all',
      });
      const body = { login, password, delivery: 'bearer' };
      const answer = await visitor(url)<{ token: string }>('POST /sessions', { body });
      const bearer = `Bearer ${answer.body.token}`;
      return createApi(url, { 'Portal-Tenant': 'norte', Authorization: bearer });
    }),
  );
}

const inUnits = (texts: Record<string, string | null>) =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, units(text!)]));
const inOrder = (rows: Row[]) => rows.toSorted((a, b) => (a[1] < b[1] ? -1 : 1));

test('the statements of a real ledger are those of an independent calculation', async (t) => {
  const path = new URL('../../../shared/data/online-retail.csv', import.meta.url);
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return t.skip('../shared/data/online-retail.csv is not here');
  const accounts = accountsOf(text);
  accounts.forEach(pay);
  running = await startPortal({ content: tablesAlone });
  const apis = await load(running, accounts, text);
  const seen: Expected[] = [];
  for (const account of accounts)
    for (const [i, cutOff] of cutOffs.entries()) {
      const { customer } = account;
      const api = apis[i]!;
      const { status, body } = await api<Statement>('POST /statements', {
        body: { company: 'UK01', customer, cutOff },
      });
      const name = `${customer} at ${cutOff}`;
      assert.equal(status, 201, name);
      assert.deepEqual(
        body.sections.map(({ currency }) => currency),
        ['GBP'],
        name,
      );
      const [{ figures, ageing, items }] = body.sections as [Statement['sections'][number]];
      const wanted = expected(account, cutOff);
      seen.push(wanted);
      assert.deepEqual(inUnits(figures), wanted.figures, name);
      assert.deepEqual(inUnits(ageing), wanted.ageing, name);
      const rows = items.map((item): Row => [
        item.kind,
        item.invoice!,
        item.dueDate,
        item.daysOverdue,
        units(item.amount),
        units(item.open),
      ]);
      assert.deepEqual(inOrder(rows), inOrder(wanted.rows), name);
      for (const { status: stands, daysOverdue, kind } of items) {
        const late = daysOverdue === null ? 'to_fall_due' : 'overdue';
        assert.equal(stands, kind === 'invoice' ? late : 'credit', name);
      }
    }
  holdsEnough(accounts, seen);
});

/** That the comparison was of something: every age from both sides of its limits, parts, and money too much. */
function holdsEnough(accounts: Account[], seen: Expected[]): void {
  assert.equal(seen.length, customersTried * cutOffs.length);
  const rows = seen.flatMap((one) => one.rows);
  assert.ok(rows.length > 500, `${rows.length} rows`);
  const ages = new Set(rows.map((row) => row[3]));
  assert.deepEqual(
    edges.filter((days) => !ages.has(days)),
    [],
  );
  assert.ok(
    rows.some(([kind, , due]) => kind === 'invoice' && due === cutOffs[0]),
    'due that day',
  );
  for (const bucket of ageingBuckets)
    assert.ok(
      seen.some(({ ageing }) => ageing[bucket] !== 0n),
      bucket,
    );
  assert.ok(rows.some(([kind, , , , amount, open]) => kind === 'invoice' && open < amount));
  assert.ok(rows.some(([kind]) => kind === 'payment'));
  const paid = accounts.flatMap(({ payments }) => payments);
  assert.ok(
    paid.some(({ parts }) => parts.some(({ amount }) => amount < 0n)),
    'credits applied',
  );
}

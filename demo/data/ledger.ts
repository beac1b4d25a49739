import { debitKinds } from '#contract/ledger-words';
import type { SyncInput } from '#contract/sync';
import { addDays, daysBetween, later, runDayFrom, runDayUntil } from './dates.ts';
import { fromUnits, sum, toUnits } from './decimal.ts';
import { dueDay } from './due.ts';
import { fiscalId } from './fiscal.ts';
import { places } from './orders.ts';
import { seededRandom, type Random } from './random.ts';
import type { Source } from './source.ts';

type Item = SyncInput<'open-items'>;
type Invoice = SyncInput<'invoices'>;

/** A document of the ledger before it is paid: in cents, with its age in days. */
type Doc = { item: Item; cents: bigint; age: number; counter: boolean };
/** What of a document was paid, and how many days ago that was due to happen. */
type Paid = { doc: Doc; cents: bigint; ago: number };

/** How many days later than agreed an account pays. */
const lateness = {
  prompt: [0, 0, 0, 3, 7, 14],
  late: [5, 20, 35, 50, 80, 400],
} as const;

/**
 * The receivables ledger: each invoice and credit note, what was sold over the counter, payments that clear
 * them in whole or in part, and what is left of payments. What is paid hangs on a document's age alone and a
 * payment is named by its week, so that a later `today` moves the dates and nothing else.
 */
export function openItems(
  source: Source,
  today: string,
  invoices: readonly Invoice[],
  orders: readonly SyncInput<'orders'>[],
): Item[] {
  const bought = new Map(orders.map(({ number, purchaseOrder }) => [number, purchaseOrder]));
  const random = seededRandom(`${source.slug} ledger`);
  const docs = [
    ...invoices.map((invoice) => invoiced(source, today, invoice, bought, random)),
    ...counterSales(source, today),
    ...inForeignMoney(source, today),
  ];
  const accounts = Map.groupBy(docs, ({ item }) =>
    [item.customer, item.company, item.currency].join(' '),
  );
  return [...accounts].flatMap(([name, account], at) =>
    settled(source, today, account, at, seededRandom(`${source.slug} ${name}`)),
  );
}

/** Now and then a number is missing, as it is in every ledger. */
function invoiced(
  source: Source,
  today: string,
  invoice: Invoice,
  bought: ReadonlyMap<string, string | null | undefined>,
  random: Random,
): Doc {
  const { company, customer, date, currency, total, number } = invoice;
  const order = invoice.orders?.[0] ?? null;
  const item: Item = {
    company,
    id: `${number}-1`,
    customer,
    kind: invoice.kind ?? 'invoice',
    order: random.chance(7) ? null : order,
    purchaseOrder: order && bought.get(order),
    invoice: random.chance(5) ? null : number,
    fiscalId: random.chance(6) ? null : fiscalId(source, company, number, date),
    date,
    dueDate: invoice.dueDate,
    currency,
    amount: total,
  };
  return docOf(item, today, false);
}

/** Many small invoices of one customer, none of which was ordered. */
function counterSales(source: Source, today: string): Doc[] {
  const { customer, company, count, most, numberOf } = source.receivables.counter;
  const random = seededRandom(`${source.slug} counter`);
  const currency = currencyOf(source, company);
  const span = source.receivables.days + 15;
  return Array.from({ length: count }, (_, i) => {
    const date = addDays(today, -Math.floor(((count - i) * span) / count));
    const number = numberOf(i);
    const item: Item = {
      company,
      id: `${number}-1`,
      customer,
      kind: 'invoice',
      purchaseOrder: random.chance(30) ? source.purchaseOrder(5_000 + i) : null,
      invoice: number,
      fiscalId: fiscalId(source, company, number, date),
      date,
      dueDate: dueDay(source, date),
      currency,
      amount: fromUnits(BigInt(random.int(4_000, most * 100)), places.money),
    };
    return docOf(item, today, true);
  });
}

/** One customer owes in a second currency too. */
function inForeignMoney(source: Source, today: string): Doc[] {
  const { customer, company, currency } = source.receivables.foreign;
  const base = { company, customer, currency };
  const ages = [130, 78, 40, 9];
  const invoices = ages.map((age, i): Item => {
    const date = addDays(today, -age);
    const number = source.receivables.counter.numberOf(9_000 + i);
    const dueDate = dueDay(source, date);
    const amount = `${1_250 + 735 * i}.${40 + i}`;
    return { ...base, id: `${number}-1`, kind: 'invoice', invoice: number, date, dueDate, amount };
  });
  return invoices.map((item) => docOf(item, today, false));
}

const docOf = (item: Item, today: string, counter: boolean): Doc => ({
  item,
  cents: toUnits(item.amount, places.money),
  age: daysBetween(item.date, today),
  counter,
});

/** The documents of one account with what was paid of them, the payments, and what it otherwise has. */
function settled(
  source: Source,
  today: string,
  docs: readonly Doc[],
  at: number,
  random: Random,
): Item[] {
  const paid = docs.flatMap((doc) => paidOf(doc, source, random) ?? []);
  const weeks = Map.groupBy(paid, ({ ago }) => Math.floor(ago / 7));
  const clearings = new Map<Item, NonNullable<Item['clearings']>>();
  let waiting: Paid[] = [];
  const payments = [...weeks.keys()]
    .toSorted((a, b) => b - a)
    .flatMap((week) => {
      const group = [...waiting, ...weeks.get(week)!];
      // Credits that outweigh what is paid with them wait for the next payment.
      waiting = sum(group.map((one) => one.cents)) > 0n ? [] : group;
      if (waiting.length > 0) return [];
      const payment = paymentOf(source, today, { group, week, at, random });
      const { date, reference } = payment;
      for (const { doc, cents: part } of group)
        clearings.set(doc.item, [{ date, reference, amount: fromUnits(part, places.money) }]);
      return payment;
    });
  const items = docs.map(({ item }) => ({ ...item, clearings: clearings.get(item) ?? [] }));
  return [...items, ...payments, ...others(source, today, docs, at)];
}

/** What of a document was paid so far: all, a part, or nothing. */
function paidOf(doc: Doc, source: Source, random: Random): Paid | null {
  const { days, prompt, late } = source.receivables;
  const { cents, age, item } = doc;
  if (prompt.includes(item.customer)) return { doc, cents, ago: age };
  if (!debitKinds.includes(item.kind))
    return age >= 20 && random.chance(60) ? { doc, cents, ago: age - 20 } : null;
  const habit = late.includes(item.customer) ? lateness.late : lateness.prompt;
  const ago = age - days - random.pick(habit) - (doc.counter ? 20 : 0);
  if (ago >= 0) return { doc, cents, ago };
  if (age < 30 || !random.chance(14)) return null;
  return { doc, cents: (cents * BigInt(random.int(20, 60))) / 100n, ago: age - 30 };
}

/** One payment a week, on a day of payment runs; some are too high, and the rest stays unapplied. */
function paymentOf(
  source: Source,
  today: string,
  { group, week, at, random }: { group: readonly Paid[]; week: number; at: number; random: Random },
): Item & { reference: string } {
  const { weekdays, transfer, prompt } = source.receivables;
  const { company, customer, currency } = group[0]!.doc.item;
  const run = runDayUntil(addDays(today, -7 * week), weekdays);
  const date = group.map(({ doc }) => doc.item.date).reduce(later, run);
  const cents = sum(group.map((one) => one.cents));
  const tooHigh = week < 12 && !prompt.includes(customer) && random.chance(12);
  const extra = tooHigh ? cents / 50n : 0n;
  const number = String(1_400_000_000 + at * 1_000 + week);
  const reference = `${transfer} ${number}`;
  return {
    company,
    id: `${number}-1`,
    customer,
    kind: 'payment',
    reference,
    date,
    currency,
    amount: fromUnits(-cents - extra, places.money),
    clearings: [{ date, reference, amount: fromUnits(-cents, places.money) }],
  };
}

/** What is no invoice: interest of who pays late, and money that came without saying what for. */
function others(source: Source, today: string, docs: readonly Doc[], at: number): Item[] {
  const { late, prompt } = source.receivables;
  const { company, customer, currency } = docs[0]!.item;
  if (prompt.includes(customer)) return [];
  const most = docs.reduce((a, { cents }) => (cents > a ? cents : a), 0n);
  const share = (percent: bigint) => (most * percent) / 10_000n;
  const base = { company, customer, currency };
  const found: Item[] = [];
  if (late.includes(customer)) {
    const date = addDays(today, -24);
    found.push({
      ...base,
      id: `${1_600_000_000 + at}-1`,
      kind: 'debit_note',
      invoice: String(1_600_000_000 + at),
      date,
      dueDate: runDayFrom(addDays(date, 15), source.receivables.weekdays),
      amount: fromUnits(share(135n), places.money),
    });
  }
  if (at % 3 === 0)
    found.push({
      ...base,
      id: `${1_700_000_000 + at}-1`,
      kind: 'unapplied_credit',
      reference: `${source.receivables.transfer} ${1_700_000_000 + at}`,
      date: addDays(today, -11),
      amount: fromUnits(-share(1_250n), places.money),
    });
  return found;
}

const currencyOf = ({ companies }: Source, company: string): string =>
  companies.find(({ code }) => code === company)?.currency ?? '';

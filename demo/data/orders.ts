import type { OrderStatus } from '#contract/order-words';
import type { SyncInput } from '#contract/sync';
import { addDays, earlier } from './dates.ts';
import { divideRounded, fromUnits, shortest, sum, toUnits } from './decimal.ts';
import type { Random } from './random.ts';
import type { Buyer, Source } from './source.ts';

/** Places behind the point that the demo reckons with. */
export const places = { quantity: 3, price: 6, money: 2 } as const;

/** An order line before it becomes a record: exact numbers. */
export type Line = {
  position: string;
  material: string | null;
  descriptions: { es?: string; pt?: string };
  unit: string;
  quantity: bigint;
  delivered: bigint;
  price: bigint;
  priceUnit: bigint;
  amount: bigint;
  status: OrderStatus;
};

/** An order before it becomes a record. */
export type Draft = {
  index: number;
  /** Days before today. */
  age: number;
  date: string;
  buyer: Buyer;
  company: string;
  currency: string;
  status: OrderStatus;
  lines: Line[];
};

/** What a quantity costs, in hundredths. */
export function costOf(quantity: bigint, price: bigint, priceUnit: bigint): bigint {
  const scale = 10n ** BigInt(places.quantity + places.price - places.money);
  return divideRounded(quantity * price, scale * priceUnit);
}

/** How far orders of an age have come: up to so many days, which statuses, the likely ones repeated. */
const progress: readonly (readonly [days: number, statuses: readonly OrderStatus[]])[] = [
  [3, ['verify', 'verify', 'pending', 'pending', 'on_hold', 'released']],
  [
    14,
    [
      'verify',
      'pending',
      'on_hold',
      'released',
      'released',
      'in_process',
      'in_process',
      'cancelled',
    ],
  ],
  [
    45,
    [
      'on_hold',
      'released',
      'in_process',
      'partially_invoiced',
      'partially_invoiced',
      'concluded',
      'cancelled',
    ],
  ],
  [
    120,
    [
      'in_process',
      'partially_invoiced',
      'concluded',
      'concluded',
      'concluded',
      'completed',
      'cancelled',
    ],
  ],
  [
    Infinity,
    [
      'concluded',
      'concluded',
      'completed',
      'completed',
      'completed',
      'completed',
      'completed',
      'cancelled',
    ],
  ],
];

function statusesAt(age: number): readonly OrderStatus[] {
  return progress.find(([days]) => age <= days)?.[1] ?? ['completed'];
}

/** Drafts `count` orders over the last `days` days, more of them the nearer to today; the last ones are of today. */
export function draftOrders(
  source: Source,
  today: string,
  random: Random,
  { count, days }: { count: number; days: number },
): Draft[] {
  return Array.from({ length: count }, (_, index) => {
    const past = (count - 1 - index) / (count - 1);
    const age = Math.floor(days * past ** 1.6);
    const buyer = random.pick(source.buyers);
    const company = random.pick(buyer.record.companies).company;
    const currency = source.companies.find(({ code }) => code === company)?.currency ?? '';
    const status = random.pick(statusesAt(age));
    const lines = draftLines(source, random, currency);
    for (const [at, line] of lines.entries()) advance(line, status, at, random);
    if (status === 'partially_invoiced') leaveSomethingOpen(lines);
    return { index, age, date: addDays(today, -age), buyer, company, currency, status, lines };
  });
}

function draftLines(source: Source, random: Random, currency: string): Line[] {
  const count = random.chance(20) ? 1 : random.int(2, 12);
  const lines = Array.from({ length: count }, (_, at): Line => {
    const product = random.pick(source.products);
    const price = toUnits(product.price, places.price) / (source.rates[currency] ?? 1n);
    // Goods by length or weight also go out in halves.
    const half = ['M', 'KG'].includes(product.record.unit) && random.chance(30) ? 500n : 0n;
    const quantity = BigInt(random.int(1, product.most)) * 1000n + half;
    const priceUnit = BigInt(product.priceUnit);
    return {
      position: positionOf(at),
      material: product.record.number,
      descriptions: product.record.descriptions,
      unit: product.record.unit,
      quantity,
      delivered: 0n,
      price,
      priceUnit,
      amount: costOf(quantity, price, priceUnit),
      status: 'pending',
    };
  });
  if (random.chance(15)) lines.push(freightLine(source, random, lines.length));
  return lines;
}

/** A service has no material: the line carries its text alone. */
function freightLine(source: Source, random: Random, at: number): Line {
  const price = BigInt(random.int(350, 4200)) * 10n ** BigInt(places.price);
  return {
    position: positionOf(at),
    material: null,
    descriptions: source.freight,
    unit: 'SRV',
    quantity: 1000n,
    delivered: 0n,
    price,
    priceUnit: 1n,
    amount: costOf(1000n, price, 1n),
    status: 'pending',
  };
}

const positionOf = (at: number) => String((at + 1) * 10).padStart(6, '0');

/** Brings a line to where its order stands. */
function advance(line: Line, order: OrderStatus, at: number, random: Random): void {
  line.status = order;
  if (order === 'concluded' || order === 'completed') line.delivered = line.quantity;
  if (order === 'in_process' && random.chance(40)) line.delivered = part(line.quantity, random);
  if (order !== 'partially_invoiced') return;
  // The first line is always under way, so that there is something to invoice.
  const share = at === 0 ? random.int(1, 2) : random.int(0, 2);
  line.delivered = [0n, part(line.quantity, random), line.quantity][share] ?? 0n;
  line.status = share === 2 ? 'concluded' : share === 1 ? 'partially_invoiced' : 'in_process';
}

/** Whole units, at least one where there is one, less than all where there are two. */
function part(quantity: bigint, random: Random): bigint {
  const whole = quantity / 1000n;
  const share = (whole * BigInt(random.int(20, 80))) / 100n;
  return (share < 1n ? 1n : share) * 1000n;
}

/** Where chance delivered everything, the last line waits again. */
function leaveSomethingOpen(lines: Line[]): void {
  const last = lines.at(-1);
  if (!last || lines.some((line) => line.delivered < line.quantity)) return;
  if (lines.length > 1) Object.assign(last, { delivered: 0n, status: 'in_process' });
  else {
    last.quantity *= 2n;
    last.amount = costOf(last.quantity, last.price, last.priceUnit);
    last.status = 'partially_invoiced';
  }
}

/** Statuses in which nobody has promised a delivery yet. */
const undated: readonly OrderStatus[] = ['verify', 'on_hold'];

export function orderRecord(
  draft: Draft,
  source: Source,
  today: string,
  random: Random,
): SyncInput<'orders'> {
  const { addresses, contacts, record } = draft.buyer;
  const delivery = addDays(draft.date, random.int(5, 20));
  return {
    number: source.orderNumber(draft.index),
    company: draft.company,
    customer: record.number,
    purchaseOrder: random.chance(88) ? source.purchaseOrder(draft.index) : null,
    shipTo: random.chance(92) ? random.pick(addresses).code : null,
    date: draft.date,
    currency: draft.currency,
    amount: fromUnits(sum(draft.lines.map((line) => line.amount)), places.money),
    status: source.statusCodes[draft.status],
    requestedBy: random.chance(75) ? random.pick(contacts).id : null,
    items: draft.lines.map((line, at) => ({
      position: line.position,
      material: line.material,
      descriptions: line.descriptions,
      quantity: shortest(line.quantity, places.quantity),
      delivered: shortest(line.delivered, places.quantity),
      unit: line.unit,
      unitPrice: fromUnits(line.price, places.price),
      priceUnit: String(line.priceUnit),
      amount: fromUnits(line.amount, places.money),
      deliveryDate: deliveryDate(draft, line, addDays(delivery, at % 3), today),
      status: source.statusCodes[line.status],
    })),
  };
}

/** When a line arrives; what has arrived did so by today. */
function deliveryDate(draft: Draft, line: Line, planned: string, today: string): string | null {
  if (undated.includes(draft.status)) return null;
  return line.delivered === line.quantity ? earlier(planned, today) : planned;
}

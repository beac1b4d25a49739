import type { SyncInput } from '#contract/sync';
import { addDays, earlier } from './dates.ts';
import { divideRounded, fromUnits, shortest, sum } from './decimal.ts';
import { dueDay } from './due.ts';
import { costOf, places, type Draft, type Line } from './orders.ts';
import type { Random } from './random.ts';
import type { Source } from './source.ts';

/** Part of an order line on one invoice: exact numbers. */
type Billed = { line: Line; quantity: bigint; amount: bigint };
type Numbering = () => string;

const invoiced: readonly Draft['status'][] = ['partially_invoiced', 'concluded', 'completed'];

/** The invoices of all orders, and a credit note here and there, numbered in the order they were written. */
export function invoiceRecords(
  drafts: readonly Draft[],
  source: Source,
  today: string,
  random: Random,
): SyncInput<'invoices'>[] {
  let count = 0;
  const numbering: Numbering = () => source.invoiceNumber(count++);
  return drafts
    .filter((draft) => invoiced.includes(draft.status))
    .flatMap((draft) => {
      const shipments = split(draft.lines, random.pick([1, 1, 2, 3]), random);
      const base = { draft, source, today, numbering };
      const invoices = shipments.map((billed, at) =>
        record({ ...base, billed, kind: 'invoice', days: 4 + at * random.int(3, 9) }),
      );
      const first = shipments[0]?.[0];
      if (draft.status === 'partially_invoiced' || !first || !random.chance(8)) return invoices;
      const billed = [returned(first, random)];
      return [...invoices, record({ ...base, billed, kind: 'credit_note', days: 32 })];
    });
}

/**
 * Spreads what was delivered over so many invoices. Each part is rounded by itself and the last one
 * of a line takes what is left, so that the invoices of a line add up to its amount to the cent.
 */
function split(lines: readonly Line[], count: number, random: Random): Billed[][] {
  const shipments: Billed[][] = Array.from({ length: count }, () => []);
  for (const line of lines) {
    if (line.delivered === 0n) continue;
    const at = random.int(0, count - 1);
    const early = at > 0 && line.delivered >= 4000n ? (line.delivered / 2000n) * 1000n : 0n;
    const before = early > 0n ? costOf(early, line.price, line.priceUnit) : 0n;
    if (early > 0n) shipments[at - 1]?.push({ line, quantity: early, amount: before });
    const total =
      line.delivered === line.quantity
        ? line.amount
        : costOf(line.delivered, line.price, line.priceUnit);
    shipments[at]?.push({ line, quantity: line.delivered - early, amount: total - before });
  }
  return shipments.filter((shipment) => shipment.length > 0);
}

/** Goods sent back. On a credit note quantities and amounts are negative, so that documents simply add up. */
function returned({ line, quantity, amount }: Billed, random: Random): Billed {
  if (quantity < 2000n) return { line, quantity: -quantity, amount: -amount };
  const back = ((quantity / 1000n + 1n) / BigInt(random.int(2, 5)) || 1n) * 1000n;
  return { line, quantity: -back, amount: -costOf(back, line.price, line.priceUnit) };
}

function record(input: {
  draft: Draft;
  source: Source;
  today: string;
  numbering: Numbering;
  billed: readonly Billed[];
  kind: 'invoice' | 'credit_note';
  days: number;
}): SyncInput<'invoices'> {
  const { draft, source, billed } = input;
  const date = earlier(addDays(draft.date, input.days), input.today);
  const taxes = billed.map(({ amount }) => divideRounded(amount * source.tax, 100n));
  const net = sum(billed.map(({ amount }) => amount));
  const tax = sum(taxes);
  return {
    number: input.numbering(),
    company: draft.company,
    customer: draft.buyer.record.number,
    kind: input.kind,
    date,
    dueDate: input.kind === 'invoice' ? dueDay(source, date) : null,
    currency: draft.currency,
    net: fromUnits(net, places.money),
    tax: fromUnits(tax, places.money),
    total: fromUnits(net + tax, places.money),
    orders: [source.orderNumber(draft.index)],
    items: billed.map(({ line, quantity, amount }, at) => ({
      position: line.position,
      material: line.material,
      descriptions: line.descriptions,
      quantity: shortest(quantity, places.quantity),
      unit: line.unit,
      amount: fromUnits(amount, places.money),
      tax: fromUnits(taxes[at] ?? 0n, places.money),
    })),
  };
}

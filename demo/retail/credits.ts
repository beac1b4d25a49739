import type { Document } from './lines.ts';

/** Goods that an order sold and nobody has given back yet. */
type Sold = { order: string; left: bigint };

/**
 * Which orders each credit note takes goods back from. The file does not say, so this looks: the
 * customer's latest order before it with the same goods at the same price and enough of them left.
 * Credit notes without such an order (sold before the file begins, discounts) are not in the answer.
 */
export function originsOf(documents: readonly Document[]): Map<string, string[]> {
  const sold = new Map<string, Sold[]>();
  const origins = new Map<string, string[]>();
  const inTime = documents.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  for (const document of inTime) {
    for (const line of document.lines) {
      const key = `${document.customer} ${line.price} ${line.stockCode.toUpperCase()}`;
      if (!document.isCredit) {
        const entry = { order: document.number, left: line.quantity };
        sold.set(key, [...(sold.get(key) ?? []), entry]);
        continue;
      }
      const source = sold.get(key)?.findLast(({ left }) => left + line.quantity >= 0n);
      if (!source) continue;
      source.left += line.quantity;
      const orders = origins.get(document.number) ?? [];
      if (!orders.includes(source.order)) origins.set(document.number, [...orders, source.order]);
    }
  }
  return origins;
}

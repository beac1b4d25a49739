import type { RetailRecords } from './map.ts';
import { toUnits } from '../data/decimal.ts';

/** A customer whose total in the records is not the one of the file; in pounds. */
export type Difference = { customer: string; file: string; records: string };

/** Ten-thousandths of a pound per customer. */
export type Totals = Map<string, number>;

/**
 * Totals per customer straight from the text of the file. On purpose it shares nothing with the
 * mapper: no CSV parser (the numbers are the last columns and never quoted), no BigInt, no grouping
 * by document. Whole ten-thousandths stay far below where a number stops being exact.
 * @param only leaves the credit notes out
 */
export function totalsOfFile(text: string, only?: 'sales'): Totals {
  const totals: Totals = new Map();
  for (const line of text.split(/\r?\n/)) {
    if (only === 'sales' && line.startsWith('C')) continue;
    const match = /^C?\d+,.*,(-?\d+),[^,]*,(\d+(?:\.\d+)?),(\d+)(?:\.0)?$/.exec(line);
    if (!match) continue;
    const [, quantity, price, customer = ''] = match;
    const amount = Number(quantity) * Math.round(Number(price) * 10_000);
    totals.set(customer, (totals.get(customer) ?? 0) + amount);
  }
  return totals;
}

/** Totals per customer from the records: orders, less what credit notes took back. */
export function totalsOfRecords({
  orders,
  invoices,
}: Pick<RetailRecords, 'orders' | 'invoices'>): Totals {
  const totals: Totals = new Map();
  const add = (customer: string, amount: string) =>
    totals.set(customer, (totals.get(customer) ?? 0) + Number(toUnits(amount, 4)));
  for (const { customer, amount } of orders) add(customer, amount);
  for (const { customer, kind, total } of invoices)
    if (kind === 'credit_note') add(customer, total);
  return totals;
}

/** Where two sets of totals differ. */
export function differences(file: Totals, records: Totals): Difference[] {
  return [...new Set([...file.keys(), ...records.keys()])]
    .map((customer) => ({ customer, file: file.get(customer), records: records.get(customer) }))
    .filter((pair) => pair.file !== pair.records)
    .map(({ customer, file, records }) => ({
      customer,
      file: pounds(file),
      records: pounds(records),
    }));
}

/** Ten-thousandths as pounds, to read. */
export const pounds = (amount: number | undefined): string =>
  amount === undefined ? 'none' : (amount / 10_000).toFixed(2);

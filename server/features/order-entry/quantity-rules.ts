import { canonical, toMillionths } from '#contract/decimal';
import type { LineFault } from '#contract/order-entry';
import type { Ratio } from '#contract/order-sums';

/** How much of a material can be ordered at a time, in its own unit. */
export type QuantityRules = {
  minQuantity: string | null;
  multiple: string | null;
  maxQuantity: string | null;
};

const [one, longest, tries] = [1_000_000n, 1_000_000_000_000n * 1_000_000n, 1_000n];

/**
 * What is wrong with a quantity, and the nearest ones below and above that would do.
 * @param ratio how many of the material's own unit one of the ordered unit is
 */
export function quantityFault(
  quantity: string,
  ratio: Ratio,
  { minQuantity, multiple, maxQuantity }: QuantityRules,
): LineFault | null {
  const [least, step, most] = [minQuantity, multiple, maxQuantity].map((text) =>
    text === null ? null : toMillionths(text),
  ) as [bigint | null, bigint | null, bigint | null];
  // All of it in millionths of the own unit, times the denominator, so that nothing is rounded.
  const amount = toMillionths(quantity) * ratio.numerator;
  const scaled = (value: bigint) => value * ratio.denominator;
  const code =
    least !== null && amount < scaled(least)
      ? 'below_minimum'
      : most !== null && amount > scaled(most)
        ? 'above_maximum'
        : step !== null && amount % scaled(step) !== 0n
          ? 'not_multiple'
          : null;
  if (code === null) return null;
  return { code, values: nearest(amount, ratio, { least, step, most }) };
}

type Bounds = { least: bigint | null; step: bigint | null; most: bigint | null };

function nearest(amount: bigint, ratio: Ratio, { least, step, most }: Bounds): string[] {
  const by = step ?? 1n;
  const floor = up(least ?? by, by);
  const ceiling = most === null ? longest : most - (most % by);
  if (floor > ceiling) return [];
  const own = amount / ratio.denominator;
  const below = min(own - (own % by), ceiling);
  const above = max(up(own, by), floor);
  const found = [
    firstWritten(below, -by, ratio, floor, ceiling),
    firstWritten(above, by, ratio, floor, ceiling),
  ].filter((value) => value !== null);
  return [...new Set(found)];
}

/** The first of these that can be written in the ordered unit with six digits behind the point. */
function firstWritten(
  from: bigint,
  by: bigint,
  { numerator, denominator }: Ratio,
  floor: bigint,
  ceiling: bigint,
): string | null {
  // Steps of a millionth are looked through for no longer than it takes to meet a whole unit.
  for (let at = from, n = 0n; n < tries; at += by, n++) {
    if (at < floor || at > ceiling || at <= 0n) return null;
    const over = at * denominator;
    if (over % numerator === 0n) return written(over / numerator);
  }
  return null;
}

const written = (millionths: bigint): string =>
  canonical(`${millionths / one}.${String(millionths % one).padStart(6, '0')}`, 0);
const up = (value: bigint, by: bigint): bigint => ((value + by - 1n) / by) * by;
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Sums of orders, exactly: no float is on the way. Plain functions: this file may travel to the browser. */
import { currencyOf } from './currencies.ts';
import { toMillionths, toText } from './decimal.ts';

/** A rational number above zero. */
export type Ratio = { numerator: bigint; denominator: bigint };

/**
 * What a line comes to: quantity × price ÷ price unit, rounded half up to the digits of the currency.
 * @param ratio how many of the unit of the price one of the quantity is
 */
export function lineAmount(
  quantity: string,
  { price, priceUnit }: { price: string; priceUnit: string },
  currency: string,
  { numerator, denominator }: Ratio = { numerator: 1n, denominator: 1n },
): string {
  // In the smallest unit of the currency: millionths cancel but for those of one factor.
  const minor = 10n ** BigInt(currencyOf(currency).places);
  const over = toMillionths(quantity) * toMillionths(price) * numerator * minor;
  const under = toMillionths(priceUnit) * denominator * 1_000_000n;
  const rounded = (over * 2n + under) / (under * 2n);
  return toText((rounded * 1_000_000n) / minor);
}

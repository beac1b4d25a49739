import { canonical } from '#contract/decimal';
import { currencyOf } from '#contract/currencies';

/** Currencies whose smallest unit a provider counts otherwise than ISO 4217. */
export type UnitExceptions = Readonly<Record<string, number>>;

/**
 * An amount in the smallest unit of its currency, as providers count.
 * @throws Error where it is finer than that, or too large to be counted
 */
export function toMinor(amount: string, currency: string, exceptions: UnitExceptions = {}): number {
  const places = exceptions[currency] ?? currencyOf(currency).places;
  const [whole = '', part = ''] = canonical(amount, 0).split('.');
  if (part.length > places) throw new Error(`${amount} is finer than ${currency}`);
  const units = Number(whole + part.padEnd(places, '0'));
  if (!Number.isSafeInteger(units)) throw new Error(`${amount} ${currency} cannot be counted`);
  return units;
}

/** Whether an amount is more than nothing, and no finer than its currency is counted. */
export function isCountable(amount: string, currency: string): boolean {
  try {
    return toMinor(amount, currency) > 0;
  } catch {
    return false;
  }
}

/** The amount that so many of the smallest unit are. */
export function fromMinor(
  units: number,
  currency: string,
  exceptions: UnitExceptions = {},
): string {
  const places = exceptions[currency] ?? currencyOf(currency).places;
  const digits = String(Math.abs(units)).padStart(places + 1, '0');
  const at = digits.length - places;
  return canonical(`${units < 0 ? '-' : ''}${digits.slice(0, at)}.${digits.slice(at)}`, 2);
}

/**
 * Exact decimals as whole units of a power of ten: `12.50` with two places is `1250n`. Money never
 * passes through a float, in the demo neither.
 */

/** Reads a decimal text; more decimals than `places` are refused, not rounded. */
export function toUnits(text: string, places: number): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  const decimals = match?.[3] ?? '';
  const excess = decimals.slice(places);
  if (!match || /[1-9]/.test(excess))
    throw new RangeError(`Not a decimal of ${places} places: ${text}`);
  const units = BigInt(`${match[2]}${decimals.slice(0, places).padEnd(places, '0')}`);
  return match[1] ? -units : units;
}

/** Writes units as decimal text with exactly `places` decimals. */
export function fromUnits(units: bigint, places: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const sign = units < 0n ? '-' : '';
  if (places === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** Writes units as the shortest decimal text: `12.5`, `40`. */
export function shortest(units: bigint, places: number): string {
  const text = fromUnits(units, places);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Divides and rounds half away from zero, as invoices do. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const top = dividend < 0n ? -dividend : dividend;
  const bottom = divisor < 0n ? -divisor : divisor;
  const quotient = (2n * top + bottom) / (2n * bottom);
  return negative ? -quotient : quotient;
}

export const sum = (amounts: Iterable<bigint>): bigint => {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
};

/**
 * Sums of decimals as text, exactly: no float is on the way. Plain functions: this file may travel to the
 * browser.
 */

/** Digits behind the point that any column has at most. */
const places = 6;

/** A decimal in millionths. */
export function toMillionths(text: string): bigint {
  const [whole = '0', part = ''] = text.replace('-', '').split('.');
  const size = BigInt(whole + part.padEnd(places, '0').slice(0, places));
  return text.startsWith('-') ? -size : size;
}

/** Millionths as a decimal, with two digits behind the point or as many as say something. */
export function toText(millionths: bigint): string {
  const size = millionths < 0n ? -millionths : millionths;
  const digits = String(size).padStart(places + 1, '0');
  const part = digits.slice(-places).replace(/0{1,4}$/, '');
  return `${millionths < 0n ? '-' : ''}${digits.slice(0, -places)}.${part}`;
}

/**
 * A decimal as it is written here: no idle zeros but so many behind the point, and no sign of zero.
 * @param text digits with a point and a sign at most, as the schemas let in
 */
export function canonical(text: string, least: number): string {
  const [whole = '', part = ''] = text.replace('-', '').split('.');
  const behind = part.replace(/0+$/, '').padEnd(least, '0');
  const size = whole.replace(/^0+(?=\d)/, '') + (behind && `.${behind}`);
  return text.startsWith('-') && /[1-9]/.test(size) ? `-${size}` : size;
}

/** The sum of decimals; `0.00` of none. */
export const sumOf = (values: readonly string[]): string =>
  toText(values.reduce((sum, value) => sum + toMillionths(value), 0n));

/** One decimal less another. */
export const difference = (a: string, b: string): string =>
  toText(toMillionths(a) - toMillionths(b));

/** The same amount on the other side. */
export const negated = (value: string): string => toText(-toMillionths(value));

/** Below zero where the first is smaller, above where it is greater. */
export function compareDecimals(a: string, b: string): number {
  const gap = toMillionths(a) - toMillionths(b);
  return gap < 0n ? -1 : Number(gap > 0n);
}

export const isZero = (value: string): boolean => toMillionths(value) === 0n;

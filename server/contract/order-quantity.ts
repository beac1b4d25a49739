/** Quantities as people write them. Plain functions: this file may travel to the browser. */
import { canonical } from './decimal.ts';

/** A quantity that was read, and whether it may have been meant otherwise. */
export type ReadQuantity = { quantity: string; ambiguous: boolean };

const fractions: Readonly<Record<string, string>> = {
  '½': '0.5',
  '¼': '0.25',
  '¾': '0.75',
};
const most = /^\d{1,12}(\.\d{1,6})?$/;

/**
 * Reads `1,500`, `1.500,5`, `1 1/2`, `½`, `10 pzas`, `x10`, `10x`. One mark before three digits may part thousands or
 * be the point: the language decides, and the answer says so.
 * @param point the sign before decimals in the reader's language
 * @returns null where it is no quantity above zero
 */
export function readQuantity(text: string, point: '.' | ','): ReadQuantity | null {
  const bare = text
    .trim()
    .replace(/^x\s*(?=\d)/i, '')
    .replace(/^(\d[\d.,\s/½¼¾]*?)\s*(?:x|\p{L}[\p{L}.²³]{0,11})$/iu, '$1')
    .trim();
  const mixed = /^(\d+)?\s*([½¼¾])$/.exec(bare);
  if (mixed) return sound(`${mixed[1] ?? '0'}${fractions[mixed[2]!]!.slice(1)}`, false);
  const parts = /^(?:(\d{1,6}) )?(\d{1,6})\/(\d{1,6})$/.exec(bare);
  if (parts) return ofFraction(parts[1] ?? '0', parts[2]!, parts[3]!);
  const digits = bare.replaceAll(/(?<=\d)[\s\u00a0\u202f'](?=\d{3}(?!\d))/g, '');
  if (!/^\d[\d.,]*$/.test(digits)) return null;
  return ofMarks(digits, point);
}

function ofFraction(whole: string, numerator: string, denominator: string): ReadQuantity | null {
  const by = BigInt(denominator);
  if (by === 0n) return null;
  const millionths = (BigInt(whole) * by + BigInt(numerator)) * 1_000_000n;
  if (millionths % by !== 0n) return null;
  const text = String(millionths / by).padStart(7, '0');
  return sound(`${text.slice(0, -6)}.${text.slice(-6)}`, false);
}

function ofMarks(digits: string, point: '.' | ','): ReadQuantity | null {
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
  if (last < 0) return sound(digits, false);
  const mark = digits[last]!;
  const other = mark === '.' ? ',' : '.';
  const grouped = (sign: string) => new RegExp(`^\\d{1,3}(\\${sign}\\d{3})+$`);
  const times = digits.split(mark).length - 1;
  if (digits.includes(other)) {
    // Both marks: the last is the point, and the other parts thousands.
    const [whole = '', part = ''] = [digits.slice(0, last), digits.slice(last + 1)];
    if (times > 1 || !grouped(other).test(whole)) return null;
    return sound(`${whole.replaceAll(other, '')}.${part}`, false);
  }
  if (times > 1)
    return grouped(mark).test(digits) ? sound(digits.replaceAll(mark, ''), false) : null;
  const either = grouped(mark).test(digits) && !digits.startsWith('0');
  if (either && mark !== point) return sound(digits.replace(mark, ''), true);
  return sound(digits.replace(mark, '.'), either);
}

function sound(text: string, ambiguous: boolean): ReadQuantity | null {
  if (!most.test(text)) return null;
  const quantity = canonical(text, 0);
  return quantity === '0' ? null : { quantity, ambiguous };
}

/** The sign before decimals in a language. */
export const pointOf = (locale: string): '.' | ',' => (locale.startsWith('pt') ? ',' : '.');

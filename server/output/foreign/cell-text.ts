/** `_x000D_` is how a workbook writes a sign that XML has no place for; `_x005F_` is a plain underscore before such. */
export const decodeEscapes = (text: string): string =>
  text.includes('_x')
    ? text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      )
    : text;

/** Formats that every workbook has without saying so, of dates and times (ECMA-376 18.8.30, East Asian ones included). */
const isBuiltIn = (id: number) =>
  (id >= 14 && id <= 22) ||
  (id >= 27 && id <= 36) ||
  (id >= 45 && id <= 47) ||
  (id >= 50 && id <= 58);

/** Whether a number format shows a date or a time: it has letters of them outside of quotes, brackets and escapes. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return isBuiltIn(id);
  const [first = ''] = code.slice(0, 255).split(';');
  const plain = first.replaceAll(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  return /[dmyhs]/i.test(plain) && !/general/i.test(plain);
}

// As a spreadsheet shows it: what a float adds behind the fifteenth digit was never typed, and an
// account number is not a power of ten.
const digits = new Intl.NumberFormat('en', { useGrouping: false, maximumSignificantDigits: 15 });

/** A number as digits; what is none stays as it is written. */
export function numberText(written: string): string {
  const value = Number(written);
  return written.trim() === '' || !Number.isFinite(value) ? written : digits.format(value);
}

const dayMs = 86_400_000;
/** Day 0 of either way of counting. The common one has a 29 February 1900 that never was. */
const dayZero = { common: Date.UTC(1899, 11, 30), from1904: Date.UTC(1904, 0, 1) };

/** A day as a workbook counts it, as `yyyy-mm-dd`; the time of day is left out. */
export function dateText(written: string, from1904: boolean): string {
  const value = Number(written);
  if (written.trim() === '' || !Number.isFinite(value)) return written;
  const day = Math.floor(value) + (!from1904 && value < 60 ? 1 : 0);
  const at = new Date((from1904 ? dayZero.from1904 : dayZero.common) + day * dayMs);
  return Number.isNaN(at.getTime()) ? written : at.toISOString().slice(0, 10);
}

/** CSV files as spreadsheets open them. Plain functions: this file may travel to the browser. */
import type { Locale } from './primitives.ts';

/** What a CSV file starts with: without the mark, spreadsheets take UTF-8 for something older. */
export const csvStart = '\uFEFF';

/** `places`: decimals that stay even where they are zeros, two unless said. */
export type CsvCell = string | null | { decimal: string; places?: number };

/** Spreadsheets of a region take its decimal mark, and the separator that is not it. */
const regional: Record<Locale, { separator: string; mark: string }> = {
  es: { separator: ',', mark: '.' },
  en: { separator: ',', mark: '.' },
  pt: { separator: ';', mark: ',' },
};

/** One line of RFC 4180, in the number format of a language. */
export function csvLine(cells: CsvCell[], locale: Locale): string {
  const { separator, mark } = regional[locale];
  return `${cells.map((cell) => csvCell(cell, mark)).join(separator)}\r\n`;
}

function csvCell(cell: CsvCell, mark: string): string {
  if (cell === null) return '';
  const text = typeof cell === 'string' ? defuseFormula(cell) : plain(cell).replace('.', mark);
  return /[",;\r\n\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A decimal without the zeros its column fills it up with, but with its cents. */
function plain({ decimal, places = 2 }: { decimal: string; places?: number }): string {
  const [whole = '', part = ''] = decimal.split('.');
  const least = Math.max(part.replace(/0+$/, '').length, places);
  return least > 0 && part ? `${whole}.${part.slice(0, least)}` : whole;
}

// What a spreadsheet takes for the start of a formula (OWASP, CSV injection), the full-width signs of East Asian
// keyboards included: Excel reads them as the plain ones.
const formula = /^[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\t\r\n\0]/;

/** Text for a cell of a CSV or tab-separated file: what a spreadsheet would run as a formula gets an apostrophe. */
export const defuseFormula = (text: string): string => (formula.test(text) ? `'${text}` : text);

import type { SheetRow } from '../../output/sheet-reader.ts';

/** A row of text as it was parted into cells; `quoted`: quotes around some of them were taken off. */
export type TextRow = SheetRow & { quoted: boolean };

/**
 * Parts text into rows and cells: tabs, as the clipboard of a spreadsheet has them, else whichever of
 * semicolon and comma comes first. Cells in quotes hold separators and line breaks, and quotes twice; a
 * quote that is not closed where a cell may end is a sign like others.
 * @returns rows that are not empty, numbered as they stand, from 1 on
 */
export function partText(text: string): TextRow[] {
  const separator = separatorOf(text);
  const rows: TextRow[] = [];
  let number = 0;
  let at = 0;
  while (at < text.length) {
    const row: TextRow = { row: ++number, cells: [], quoted: false };
    at = readRow(text, at, separator, row);
    if (row.cells.some((cell) => cell.trim() !== '')) rows.push(row);
  }
  return rows;
}

/** Tabs anywhere decide: nothing but a copy of cells has them. */
function separatorOf(text: string): string {
  if (text.includes('\t')) return '\t';
  return /[;,]/.exec(text)?.[0] ?? ';';
}

/** Reads one row into `row`. @returns where the next begins */
function readRow(text: string, from: number, separator: string, row: TextRow): number {
  let at = from;
  for (;;) {
    const cell = quotedCell(text, at, separator) ?? plainCell(text, at, separator);
    row.cells.push(cell.value);
    row.quoted ||= cell.quoted;
    at = cell.end;
    if (text[at] !== separator) break;
    at++;
  }
  return text.startsWith('\r\n', at) ? at + 2 : at + 1;
}

type Cell = { value: string; end: number; quoted: boolean };

function plainCell(text: string, at: number, separator: string): Cell {
  let end = at;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r')
    end++;
  return { value: text.slice(at, end), end, quoted: false };
}

function quotedCell(text: string, at: number, separator: string): Cell | null {
  if (text[at] !== '"') return null;
  let end = at + 1;
  for (;;) {
    end = text.indexOf('"', end);
    if (end < 0) return null;
    if (text[end + 1] !== '"') break;
    end += 2;
  }
  const next = text[end + 1];
  if (next !== undefined && next !== separator && next !== '\n' && next !== '\r') return null;
  return { value: text.slice(at + 1, end).replaceAll('""', '"'), end: end + 1, quoted: true };
}

import { ForeignFileError } from './file-fault.ts';
import { dateText, decodeEscapes, numberText } from './cell-text.ts';
import { readXml, type Tag } from './xml-stream.ts';
import {
  createTextReader,
  isTrue,
  openWorkbook,
  type SheetPart,
  type Workbook,
} from './workbook.ts';
import { openZip, type Package, type ZipLimits } from './zip.ts';

/** A row of a sheet: its number, from 1 on, and its cells as text. */
export type SheetRow = { row: number; cells: string[] };

export type SheetLimits = ZipLimits & {
  /** Rows with anything in them. */
  rows: number;
  /** Cells of one row; those further right are not read. */
  columns: number;
  /** Characters of one cell, what is longer is cut; of all cells; and of all shared strings. */
  cell: number;
  text: number;
  strings: number;
};

export type ForeignSheet = {
  name: string;
  /** Rows that show anything, in their order; filtered and hidden ones are counted alone. */
  rows: SheetRow[];
  /** Which limit ended the rows. */
  over: 'rows' | 'text' | null;
  hiddenRows: number;
  hiddenColumns: number;
};

export type WorkbookSheets = {
  /** Visible sheets with anything in them. */
  sheets: ForeignSheet[];
  /** Sheets that are hidden, whatever is in them. */
  hiddenSheets: number;
};

/**
 * Reads an XLSX file as Excel shows it: parts found by their relations, tags with any prefix, rows and cells with
 * or without their place. What is hidden is left out and counted.
 * @throws ForeignFileError where it is another kind of file, or holds far too much text
 * @throws Error where it is damaged
 */
export async function readSheets(bytes: Buffer, limits: SheetLimits): Promise<WorkbookSheets> {
  const zip = await openZip(bytes, limits);
  const book = await openWorkbook(zip, limits);
  const visible = book.sheets.filter(({ hidden }) => !hidden);
  const sheets: ForeignSheet[] = [];
  let left = limits.text * 4;
  for (const part of visible) {
    const { sheet, characters } = await readSheet(zip, part, book, limits);
    left -= characters;
    if (left < 0) throw new ForeignFileError('file_heavy');
    if (sheet.rows.length > 0 || sheet.hiddenRows > 0) sheets.push(sheet);
  }
  return { sheets, hiddenSheets: book.sheets.length - visible.length };
}

/** The row and the cell that are being read. */
type Place = {
  row: number;
  hidden: boolean;
  cells: string[];
  column: number;
  type: string;
  style: number;
  value: string;
};

async function readSheet(
  zip: Package,
  { name, part }: SheetPart,
  book: Workbook,
  limits: SheetLimits,
): Promise<{ sheet: ForeignSheet; characters: number }> {
  const sheet: ForeignSheet = { name, rows: [], over: null, hiddenRows: 0, hiddenColumns: 0 };
  const hiddenColumns = new Set<number>();
  const inline = createTextReader(limits.cell);
  const at: Place = { row: 0, hidden: false, cells: [], column: -1, type: '', style: 0, value: '' };
  let inRows = false;
  let inValue = false;
  let characters = 0;
  const endCell = () => {
    if (at.column >= limits.columns) return;
    const text = at.type === 'inlineStr' ? inline.end() : textOf(at, book);
    at.cells[at.column] = text.slice(0, limits.cell);
  };
  const endRow = () => {
    const cells = Array.from(at.cells, (cell) => cell ?? '');
    if (cells.every((cell) => cell.trim() === '')) return;
    if (at.hidden) return void sheet.hiddenRows++;
    const shown = cells.filter((_, column) => !hiddenColumns.has(column));
    sheet.hiddenColumns ||= cells.length - shown.length;
    characters += shown.reduce((sum, cell) => sum + cell.length + 1, 0);
    if (characters > limits.text) sheet.over ??= 'text';
    else if (sheet.rows.length > limits.rows) sheet.over ??= 'rows';
    else sheet.rows.push({ row: at.row, cells: shown });
  };
  const open = (tag: Tag) => {
    const { name: is, attributes } = tag;
    if (is === 'col') noteHidden(attributes, limits.columns, hiddenColumns);
    if (is === 'sheetData') inRows = true;
    if (!inRows) return;
    if (is === 'row') {
      const { r, hidden } = attributes;
      Object.assign(at, {
        row: Number(r) || at.row + 1,
        hidden: isTrue(hidden),
        cells: [],
        column: -1,
      });
    } else if (is === 'c') {
      const { r, t = 'n', s } = attributes;
      const column = r === undefined ? at.column + 1 : columnOf(r);
      Object.assign(at, { column, type: t, style: Number(s ?? 0), value: '' });
      inline.start();
    } else if (is === 'v') inValue = true;
    else inline.open(tag);
  };
  await readXml(zip.read(part), {
    open,
    close: (is) => {
      if (is === 'sheetData') inRows = false;
      if (!inRows) return;
      if (is === 'v') inValue = false;
      else if (is === 'c') endCell();
      else if (is === 'row') endRow();
      else inline.close(is);
    },
    text: (piece) => {
      if (!inRows) return;
      if (!inValue) inline.text(piece);
      else if (at.value.length < limits.cell)
        at.value += piece.slice(0, limits.cell - at.value.length);
    },
  });
  return { sheet, characters: Math.min(characters, limits.text) };
}

/** What a cell shows, by its type (ECMA-376 18.18.11). */
function textOf(
  { type, value, style }: Place,
  { strings, dateStyles, from1904 }: Workbook,
): string {
  if (value === '') return '';
  switch (type) {
    case 's':
      return strings[Number(value)] ?? '';
    case 'b':
      return value === '1' ? 'TRUE' : 'FALSE';
    case 'd':
      return value.slice(0, 10);
    case 'n':
      return dateStyles[style] ? dateText(value, from1904) : numberText(value);
    // A text that a formula came to, or an error by its name.
    default:
      return decodeEscapes(value);
  }
}

/** The column of a reference such as `AB12`, from 0 on. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference.slice(0, 3).toUpperCase()) {
    if (letter < 'A' || letter > 'Z') break;
    column = column * 26 + letter.charCodeAt(0) - 64;
  }
  return column - 1;
}

function noteHidden(
  { min, max, hidden }: Record<string, string>,
  most: number,
  columns: Set<number>,
): void {
  if (!isTrue(hidden)) return;
  for (let one = Number(min); one <= Math.min(Number(max), most); one++) columns.add(one - 1);
}

import { once, type EventEmitter } from 'node:events';
import { PassThrough, type Writable } from 'node:stream';
import type ExcelJS from 'exceljs';
import { breathe, nextRound } from '../work/breath.ts';

/**
 * What a cell holds; `places`: decimals that are shown even where they are zeros. `most`: room that is kept for so many,
 * by one format, so that the points of a column stand below each other.
 */
export type CellKind =
  | { kind: 'text' | 'date' }
  | { kind: 'decimal'; places: number; most?: number };

/** A column and what its cells hold; `width` in characters. */
export type SheetColumn = { header: string; width: number } & CellKind;

/** Texts as they are, decimals as `-12.50`, dates as `yyyy-mm-dd`. */
export type SheetCell = string | null;

/** A line above the heading: one bold text, or cells of their own kinds. */
export type SheetTitle = string | readonly (TitleCell | null)[];
export type TitleCell = { value: SheetCell; bold?: boolean } & CellKind;

export type SheetRow = readonly (SheetCell | TitleCell)[];

export type Sheet = {
  name: string;
  titles?: readonly SheetTitle[];
  columns: readonly SheetColumn[];
  /** Cells are of their column's kind, or say their own. */
  rows: AsyncIterable<SheetRow> | Iterable<SheetRow>;
  /** Stands below the rows, and is not filtered with them. */
  total?: readonly (TitleCell | null)[];
};

/** Writes a file of one sheet. @param author who the file says it is from */
export const writeSheet = ({
  author,
  ...sheet
}: Sheet & { author: string }): AsyncGenerator<Uint8Array> => writeSheets(author, [sheet]);

/**
 * Writes sheets as XLSX, row by row: no more of it is in memory than the reader is behind. Where the reader
 * goes away, `rows` is closed; where `rows` fails, so does the file.
 * @param author who the file says it is from
 */
export async function* writeSheets(
  author: string,
  sheets: Iterable<Sheet>,
): AsyncGenerator<Uint8Array> {
  const out = new PassThrough();
  const gone = new AbortController();
  const written = write(author, sheets, out, gone.signal).catch((error: unknown) => {
    out.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    for await (const chunk of out) yield chunk as Uint8Array;
  } finally {
    gone.abort();
    await written;
  }
}

// What waits for the reader, compressed: a megabyte at several places unless told.
const zip: object = { highWaterMark: 65_536 };

/** Loads what writes sheets, which takes a while: a server does so before it listens, a command only where it has one to write. */
export const loadSheets = () => import('exceljs');

async function write(
  author: string,
  sheets: Iterable<Sheet>,
  out: Writable,
  gone: AbortSignal,
): Promise<void> {
  const { default: library } = await loadSheets();
  // A workbook begins and ends with work of some milliseconds that has no parts.
  await nextRound();
  const book = new library.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true, zip });
  book.creator = author;
  book.lastModifiedBy = author;
  for (const sheet of sheets) await addSheet(book, sheet, gone);
  await nextRound();
  await book.commit();
}

async function addSheet(
  book: ExcelJS.stream.xlsx.WorkbookWriter,
  { name, titles = [], columns, rows, total }: Sheet,
  gone: AbortSignal,
): Promise<void> {
  const heading = titles.length + 1;
  const page = book.addWorksheet(nameOf(name), {
    views: [{ state: 'frozen', ySplit: heading }],
    pageSetup: {
      orientation: widthOf(columns) > portraitWidth ? 'landscape' : 'portrait',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: `${heading}:${heading}`,
    },
  });
  page.columns = columns.map(({ width }) => ({ width }));
  for (const title of titles) addTitle(page, title);
  addTitle(
    page,
    columns.map(({ header }) => ({ kind: 'text', value: header, bold: true })),
  );
  let last = heading;
  for await (const row of rows) {
    addRow(
      page,
      columns.map((column, i) => {
        const cell = row[i] ?? null;
        return typeof cell === 'object' ? cell : { ...column, value: cell };
      }),
    );
    last += 1;
    await drained(page, gone);
    await breathe();
  }
  if (total) addRow(page, total);
  page.autoFilter = {
    from: { row: heading, column: 1 },
    to: { row: last, column: columns.length },
  };
  page.commit();
}

/** Characters that an upright sheet of paper holds side by side. */
const portraitWidth = 90;
const widthOf = (columns: readonly SheetColumn[]): number =>
  columns.reduce((sum, { width }) => sum + width, 0);

const addTitle = (page: ExcelJS.Worksheet, title: SheetTitle): void =>
  addRow(page, typeof title === 'string' ? [{ kind: 'text', value: title, bold: true }] : title);

function addRow(page: ExcelJS.Worksheet, cells: readonly (TitleCell | null)[]): void {
  const row = page.addRow([]);
  for (const [i, given] of cells.entries()) {
    if (!given || given.value === null) continue;
    const cell = row.getCell(i + 1);
    const { value, format } = typed(given, given.value);
    cell.value = value;
    if (format) cell.style = styleOf(format);
    // A style of its own: the one of the format is shared.
    if (given.bold) cell.style = { ...cell.style, font: { bold: true } };
  }
  row.commit();
}

// One object a format: exceljs knows a style it has seen by its identity.
const styles = new Map<string, Partial<ExcelJS.Style>>();
function styleOf(format: string): Partial<ExcelJS.Style> {
  const known = styles.get(format) ?? { numFmt: format };
  styles.set(format, known);
  return known;
}

/** What exceljs keeps behind a sheet; it has no public way to tell that rows outrun the compression. */
type Backlog = { stream: { pipes: (EventEmitter & { _writableState: { needDrain: boolean } })[] } };

/** Waits until what was written of the sheet is compressed: exceljs takes whatever it is given. */
async function drained(page: ExcelJS.Worksheet, gone: AbortSignal): Promise<void> {
  gone.throwIfAborted();
  for (const pipe of (page as unknown as Backlog).stream.pipes)
    // oxlint-disable-next-line no-underscore-dangle -- of an older stream, which tells nobody else
    if (pipe._writableState.needDrain) await once(pipe, 'drain', { signal: gone });
}

type Typed = { value: string | number | Date; format?: string };

function typed(cell: CellKind, text: string): Typed {
  if (cell.kind === 'decimal') return decimal(text, cell);
  if (cell.kind === 'date') return date(text);
  return { value: plain(text) };
}

/** What a float holds exactly becomes a number, which shows all of its decimals; the rest stays text. */
function decimal(text: string, { places, most = 0 }: { places: number; most?: number }): Typed {
  const [whole = '', part = ''] = text.replace('-', '').split('.');
  const decimals = part.replace(/0+$/, '');
  const digits = (whole + decimals).replace(/^0+/, '').length;
  if (digits > 15) return { value: text };
  if (most >= decimals.length && most > places)
    return {
      value: Number(text),
      format: `#,##0.${'0'.repeat(places)}${'?'.repeat(most - places)}`,
    };
  const shown = Math.max(decimals.length, places);
  return { value: Number(text), format: shown > 0 ? `#,##0.${'0'.repeat(shown)}` : '#,##0' };
}

/** Number format 14: spreadsheets write the date as their region does. */
const regionalDate = 'mm-dd-yy';
/** Spreadsheets count days from here on alike; some take 1900 for a leap year. */
const firstDay = '1900-03-01';

function date(text: string): Typed {
  if (text < firstDay) return { value: text };
  return { value: new Date(`${text}T00:00:00Z`), format: regionalDate };
}

const longestText = 32_767;

/** Text without what XML cannot hold, in lines as spreadsheets part them. */
const plain = (text: string) =>
  text
    .toWellFormed()
    .replaceAll(/[\uFFFE\uFFFF]/g, '')
    .replaceAll(/\r\n?/g, '\n')
    .slice(0, longestText);

/** A name that spreadsheets take: at most 31 characters, none of those that part addresses. */
const nameOf = (name: string) => name.replaceAll(/[[\]:*?/\\']/g, ' ').slice(0, 31);

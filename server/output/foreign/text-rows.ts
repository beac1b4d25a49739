import { CsvError, parse, type Options } from 'csv-parse/sync';
import { ForeignFileError } from './file-fault.ts';
import type { SheetRow } from './xlsx.ts';

export type TextLimits = {
  /** Rows with anything in them; one more is read, so that too many can be told. */
  rows: number;
  /** Cells of one row; those further right are not read. */
  columns: number;
  /** Characters of one cell; what is longer is cut. */
  cell: number;
};

const separators = ['\t', ';', ',', '|'] as const;
type Separator = (typeof separators)[number];

/**
 * Parts text into rows and cells. Cells in quotes hold separators and line breaks, and quotes twice; a quote
 * elsewhere is a sign like others. A first line `sep=;` names the separator, as Excel has it.
 * @returns rows that are not empty, numbered as they stand, from 1 on
 * @throws ForeignFileError where there is next to nothing but empty rows, or a row wider than a spreadsheet has any
 */
export function partText(text: string, limits: TextLimits): SheetRow[] {
  const [line = '', named] = /^sep=([^\r\n])?[ \t]*(?:\r\n?|\n|$)/i.exec(text) ?? [];
  const separator = named ?? separatorOf(text);
  refuseWideRows(text, separator);
  return read(text.slice(line.length), separator, line ? 1 : 0, limits);
}

/** Lines that are looked at for the separator. */
const mostLines = 200;

/**
 * The separator that most lines have first, for the second time: three columns have two of them, and what stands in
 * the third does not count any more. Where no line has two, one is enough.
 */
function separatorOf(text: string): Separator {
  const votes = { twice: new Map<Separator, number>(), once: new Map<Separator, number>() };
  const vote = (of: Map<Separator, number>, one: Separator | undefined) =>
    one !== undefined && of.set(one, (of.get(one) ?? 0) + 1);
  for (const { twice, once } of firstSeparators(text)) {
    vote(votes.twice, twice);
    vote(votes.once, once);
  }
  const won = votes.twice.size > 0 ? votes.twice : votes.once;
  const most = (one: Separator) => won.get(one) ?? 0;
  return separators.toSorted((a, b) => most(b) - most(a))[0]!;
}

/** Of each of the first lines, which separator stands outside of quotes first, and which first twice. */
function* firstSeparators(text: string): Generator<{ once?: Separator; twice?: Separator }> {
  let seen = new Set<string>();
  let found: { once?: Separator; twice?: Separator } = {};
  let lines = 0;
  let starts = true;
  for (let at = 0; at < text.length && lines < mostLines; at++) {
    if (starts) at = afterQuotes(text, at);
    const sign = text[at];
    starts = isEnd(sign);
    if (sign === '\n' || sign === '\r') {
      lines++;
      yield found;
      [seen, found] = [new Set(), {}];
    } else if (starts && sign !== undefined && !found.twice) {
      if (seen.has(sign)) found.twice = sign as Separator;
      found.once ??= sign as Separator;
      seen.add(sign);
    }
  }
  yield found;
}

/** Columns of an Excel sheet. */
const mostColumns = 16_384;

/** Millions of cells side by side are no list, and take the memory of as many objects. @throws ForeignFileError */
function refuseWideRows(text: string, separator: string): void {
  const separators = new RegExp(`[${separator.replace(/\W/, String.raw`\$&`)}\r\n]`, 'g');
  let columns = 0;
  for (let at = afterQuotes(text, 0); ; at = afterQuotes(text, separators.lastIndex)) {
    separators.lastIndex = at;
    const sign = separators.exec(text)?.[0];
    if (sign === undefined) return;
    columns = sign === separator ? columns + 1 : 0;
    if (columns > mostColumns) throw new ForeignFileError('file_heavy');
  }
}

/** Where a cell may end. */
const isEnd = (sign: string | undefined): boolean =>
  sign === undefined || '\t;,|\r\n'.includes(sign);

/** The end of a cell in quotes that begins here; here, where none does. */
function afterQuotes(text: string, at: number): number {
  if (text[at] !== '"') return at;
  let end = at + 1;
  for (;;) {
    end = text.indexOf('"', end);
    if (end < 0) return at;
    if (text[end + 1] !== '"') return isEnd(text[end + 1]) ? end + 1 : at;
    end += 2;
  }
}

/** How many rows there may be for one that has anything in it. */
const emptyRows = 10;

function read(text: string, delimiter: string, before: number, limits: TextLimits): SheetRow[] {
  const rows: SheetRow[] = [];
  let row = before;
  const options: Options = {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    on_record: (record: string[]) => {
      if (++row > limits.rows * emptyRows) throw new ForeignFileError('file_heavy');
      if (rows.length > limits.rows) return null;
      const cells = record.slice(0, limits.columns).map((cell) => cell.slice(0, limits.cell));
      if (cells.some((cell) => cell.trim() !== '')) rows.push({ row, cells });
      return null;
    },
  };
  withoutTraces(() => parseAll(Buffer.from(text), options));
  return rows;
}

function parseAll(bytes: Buffer, options: Options): void {
  try {
    parse(bytes, options);
  } catch (error) {
    if (!(error instanceof CsvError) || error.code !== 'CSV_QUOTE_NOT_CLOSED') throw error;
    // From the row on in which a quote is not closed, quotes are signs like others; `bytes` is where it begins.
    parse(bytes.subarray(Number(error['bytes'])), { ...options, quote: null });
  }
}

/** The library makes an error of each row that has other columns than the first, and its trace takes all the time. */
function withoutTraces(work: () => void): void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

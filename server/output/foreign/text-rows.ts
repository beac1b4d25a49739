import { CsvError, parse, type Options } from 'csv-parse/sync';
import type { SheetRow } from './xlsx.ts';

/** A row of text as it was parted into cells; `quoted`: quotes around some of them were taken off. */
export type TextRow = SheetRow & { quoted: boolean };

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
 */
export function partText(text: string, limits: TextLimits): TextRow[] {
  const [line = '', named] = /^sep=([^\r\n])?[ \t]*(?:\r\n?|\n|$)/i.exec(text) ?? [];
  const separator = named ?? separatorOf(text);
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
  let quoted = false;
  let lines = 0;
  for (let at = 0; at < text.length && lines < mostLines; at++) {
    const sign = text[at]!;
    if (sign === '"') quoted = !quoted;
    // A quote that is never closed must not swallow all the lines: a blank line ends it.
    if ((sign === '\n' || sign === '\r') && (!quoted || /^[\r\n]+[ \t]*[\r\n]/.test(text.slice(at, at + 8)))) {
      lines++;
      yield found;
      [seen, found, quoted] = [new Set(), {}, false];
    } else if (!quoted && !found.twice && (separators as readonly string[]).includes(sign)) {
      const separator = sign as Separator;
      if (seen.has(sign)) found.twice = separator;
      found.once ??= separator;
      seen.add(sign);
    }
  }
  yield found;
}

function read(text: string, delimiter: string, before: number, limits: TextLimits): TextRow[] {
  let quoted = false;
  const rows: TextRow[] = [];
  let number = before;
  const options: Options = {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: false,
    cast: (value, { quoting }) => {
      quoted ||= quoting;
      return value.slice(0, limits.cell);
    },
    on_record: (record: string[]) => {
      number++;
      const cells = record.slice(0, limits.columns);
      if (rows.length <= limits.rows && cells.some((cell) => cell.trim() !== ''))
        rows.push({ row: number, cells, quoted });
      quoted = false;
      return null;
    },
  };
  const bytes = Buffer.from(text);
  try {
    parse(bytes, options);
  } catch (error) {
    if (!(error instanceof CsvError) || error.code !== 'CSV_QUOTE_NOT_CLOSED') throw error;
    // From a quote on that nothing closes, quotes are signs like others.
    const read = Number(error['bytes_records'] ?? 0);
    parse(bytes.subarray(read), { ...options, quote: null });
  }
  return rows;
}

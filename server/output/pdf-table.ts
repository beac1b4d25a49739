import { linesOf } from './pdf-fonts.ts';
import type { Pdf, PdfStyle } from './pdf.ts';

export type PdfColumn = {
  header: string;
  align?: 'right';
  /** Where its texts may be broken: nowhere, between words (long ones anywhere), or once in the middle. */
  breaks: 'never' | 'words' | 'middle';
};

/** What it says, and how it looks where that is not as all the others. */
export type PdfCell = { text: string; color?: string; weight?: 'strong' };

/** How wide the columns of a table are, and how large its text is. */
export type PdfColumns = { columns: readonly PdfColumn[]; widths: number[]; size: number };

export type PdfTableLook = { text: string; muted: string; line: string; strongLine: string };

export type PdfTable = {
  columns: PdfColumns;
  rows: readonly (readonly PdfCell[])[];
  /** The last line, which stays with the row above it. Its first cell is its heading. */
  total: readonly PdfCell[];
  look: PdfTableLook;
  left: number;
  /** Where the first page's part begins, and where each page's ends. */
  top: number;
  bottom: number;
  /** Opens the next page. @returns where the table goes on */
  nextPage: () => number;
};

/** Sizes that are tried until all columns fit; the last one is taken as it is. */
const sizes = [8, 7.5, 7, 6.5, 6, 5.5] as const;
const gap = 10;
/** What a broken column gives its texts at least, and what any has at most, in points at the first size. */
const narrow = 46;
const wide = 130;
const mostLines = 8;

const headerSize = (size: number) => Math.min(size, 7.5);

/** Gives each column what its texts need, from all rows that stand below each other. */
export function fitColumns(
  pdf: Pdf,
  columns: readonly PdfColumn[],
  rows: readonly (readonly PdfCell[])[],
  width: number,
): PdfColumns {
  const [largest] = sizes;
  const needs = columns.map((column, i) => {
    const need = { least: 0, most: 0 };
    for (const row of rows) widen(need, pdf, column, row[i]!, largest);
    return need;
  });
  const headers = columns.map(({ header }) => longestWord(pdf, header));
  for (const size of sizes) {
    const scale = size / largest;
    const room = width - gap * scale * (columns.length - 1);
    const least = needs.map((need, i) =>
      Math.max(need.least * scale, (headers[i]! * headerSize(size)) / largest),
    );
    const spare = room - sum(least);
    if (spare < 0 && size !== sizes.at(-1)) continue;
    // Texts of the last size that do not fit even so are broken where the column ends.
    if (spare < 0) return { columns, size, widths: least.map((one) => (one * room) / sum(least)) };
    const wanted = needs.map((need, i) => Math.max(0, need.most * scale - least[i]!));
    const given = Math.min(1, spare / Math.max(sum(wanted), 0.01));
    const rest = (spare - given * sum(wanted)) / columns.length;
    return { columns, size, widths: least.map((one, i) => one + given * wanted[i]! + rest) };
  }
  throw new Error('A table needs a size');
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

function longestWord(pdf: Pdf, text: string): number {
  const style = { size: sizes[0], weight: 'strong' } as const;
  return Math.max(...text.split(' ').map((word) => pdf.widthOf(word, style)));
}

function widen(
  need: { least: number; most: number },
  pdf: Pdf,
  { breaks }: PdfColumn,
  { text, weight }: PdfCell,
  size: number,
): void {
  if (!text) return;
  const width = Math.min(pdf.widthOf(text, { size, weight }), wide * 2);
  need.most = Math.max(need.most, width);
  if (width <= need.least) return;
  const least = {
    never: () => Math.min(width, wide),
    words: () => Math.min(width, narrow),
    middle: () => {
      const wider = Math.max(...halves(text).map((half) => pdf.widthOf(half, { size, weight })));
      return Math.min(wider, wide);
    },
  }[breaks]();
  need.least = Math.max(need.least, least);
}

/** A number in two: after the hyphen next to its middle, else there. */
function halves(text: string): [string, string] {
  const middle = text.length / 2;
  const hyphens = [...text.matchAll(/-/g)].map(({ index }) => index + 1);
  const near = hyphens.filter((at) => Math.abs(at - middle) <= text.length / 6);
  const at = near.toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0];
  return [text.slice(0, at ?? Math.ceil(middle)), text.slice(at ?? Math.ceil(middle))];
}

/** Draws a table over as many pages as it needs. No row is torn; each page begins with the headings. */
export function drawTable(pdf: Pdf, table: PdfTable): number {
  return new TablePainter(pdf, table).draw();
}

class TablePainter {
  readonly #pdf: Pdf;
  readonly #table: PdfTable;
  readonly #lefts: number[] = [];
  readonly #leading: number;
  readonly #padding: number;
  #y: number;
  /** Where rows of the page end, for the lines between them. */
  #rules: number[] = [];

  constructor(pdf: Pdf, table: PdfTable) {
    this.#pdf = pdf;
    this.#table = table;
    this.#y = table.top;
    const { widths, size } = table.columns;
    this.#leading = size * 1.3;
    this.#padding = size * 0.45;
    const between = (gap * size) / sizes[0];
    let left = table.left;
    for (const width of widths) {
      this.#lefts.push(left);
      left += width + between;
    }
  }

  draw(): number {
    const { rows, total } = this.#table;
    const pdf = this.#pdf;
    pdf.group('Table', () => {
      pdf.group('THead', () => pdf.group('TR', () => this.#header('TH')));
      pdf.group('TBody', () => {
        for (const [i, row] of rows.entries()) {
          const cells = this.#broken(row);
          const height = this.#heightOf(cells);
          const below = i === rows.length - 1 ? this.#heightOf(this.#broken(total)) : 0;
          if (this.#y + height + below > this.#table.bottom) this.#turn();
          pdf.group('TR', () => this.#row(row, cells, 'TD'));
          this.#y += height;
          this.#rules.push(this.#y);
        }
      });
      this.#rules.pop();
      this.#rule();
      pdf.group('TFoot', () => pdf.group('TR', () => this.#total()));
    });
    return this.#y;
  }

  #turn(): void {
    this.#rules.pop();
    this.#rule();
    this.#y = this.#table.nextPage();
    this.#pdf.artifact(() => this.#header(null), 'Pagination');
  }

  /** The headings; `null` where they are only seen again. */
  #header(tag: 'TH' | null): void {
    const { columns, widths, size } = this.#table.columns;
    const { muted } = this.#table.look;
    const style: PdfStyle = { size: headerSize(size), color: muted, weight: 'strong' };
    const leading = style.size * 1.2;
    const texts = columns.map(({ header }, i) => this.#lines(header, widths[i]!, style));
    const height = Math.max(...texts.map(({ length }) => length)) * leading;
    for (const [i, lines] of texts.entries()) {
      // They stand on one line: the shorter ones begin further down.
      const top = this.#y + height - lines.length * leading;
      const draw = () => this.#text(lines, i, top, leading, style);
      if (tag) this.#pdf.leaf(tag, draw, { scope: 'Column' });
      else draw();
    }
    this.#y += height + this.#padding;
    this.#stroke([this.#y], this.#table.look.strongLine, 0.75, tag !== null);
  }

  #row(row: readonly PdfCell[], cells: string[][], tag: 'TD'): void {
    for (const [i, lines] of cells.entries()) {
      const top = this.#y + this.#padding;
      const draw = () => this.#text(lines, i, top, this.#leading, this.#styleOf(row[i]!));
      this.#pdf.leaf(tag, lines[0] ? draw : null);
    }
  }

  #total(): void {
    const { total, look } = this.#table;
    this.#stroke([this.#y], look.strongLine, 0.75, true);
    const top = this.#y + this.#padding;
    const cells = this.#broken(total);
    for (const [i, lines] of cells.entries()) {
      const draw = () => this.#text(lines, i, top, this.#leading, this.#styleOf(total[i]!));
      if (i === 0) this.#pdf.leaf('TH', draw, { scope: 'Row' });
      else this.#pdf.leaf('TD', lines[0] ? draw : null);
    }
    this.#y += this.#heightOf(cells);
  }

  #styleOf({ color, weight }: PdfCell): PdfStyle {
    const { columns, look } = this.#table;
    return { size: columns.size, color: color ?? look.text, weight };
  }

  #text(lines: string[], column: number, top: number, leading: number, style: PdfStyle): void {
    const { columns, widths } = this.#table.columns;
    const right = columns[column]!.align === 'right';
    const x = this.#lefts[column]! + (right ? widths[column]! : 0);
    for (const [i, line] of lines.entries())
      this.#pdf.text(line, x, top + leading * (i + 0.77), style, right ? 'right' : 'left');
  }

  #broken(row: readonly PdfCell[]): string[][] {
    const { columns, widths } = this.#table.columns;
    return row.map((cell, i) => {
      const style = this.#styleOf(cell);
      const whole = this.#pdf.widthOf(cell.text, style) <= widths[i]! + 0.01;
      if (whole) return [cell.text];
      const parts = columns[i]!.breaks === 'middle' ? halves(cell.text) : [cell.text];
      return parts.flatMap((part) => this.#lines(part, widths[i]!, style));
    });
  }

  #lines(text: string, width: number, style: PdfStyle): string[] {
    const lines = linesOf(text, width + 0.01, (part) => this.#pdf.widthOf(part, style));
    if (lines.length <= mostLines) return lines;
    return [...lines.slice(0, mostLines - 1), `${lines[mostLines - 1]!.slice(0, -1)}…`];
  }

  #heightOf(cells: string[][]): number {
    return Math.max(...cells.map(({ length }) => length)) * this.#leading + 2 * this.#padding;
  }

  /** The lines between the rows of the page. */
  #rule(): void {
    this.#stroke(this.#rules, this.#table.look.line, 0.5, true);
    this.#rules = [];
  }

  #stroke(ys: readonly number[], stroke: string, width: number, ornament: boolean): void {
    const { left } = this.#table;
    const right = this.#lefts.at(-1)! + this.#table.columns.widths.at(-1)!;
    const draw = () => {
      for (const y of ys) this.#pdf.line(left, y, right, y, { stroke, width });
    };
    if (ornament) this.#pdf.artifact(draw);
    else draw();
  }
}

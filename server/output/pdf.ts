import PDFDocument from 'pdfkit';
import { encode } from 'uqr';
import { pdfFont, printable, type PdfWeight } from './pdf-fonts.ts';
import type { Picture } from './picture.ts';

/** Lengths are in points, a 72nd of an inch; `y` grows downwards, and of a text it is the base line. */
export type PdfStyle = {
  size: number;
  /** `#rrggbb` */
  color: string;
  weight?: PdfWeight;
};

export type PdfOptions = {
  title: string;
  /** Who the file is from. */
  author: string;
  /** BCP 47. */
  language: string;
  /** Nothing else of the file depends on when it is drawn, so that equal input gives equal bytes. */
  createdAt: Date;
  paper: readonly [width: number, height: number];
};

/** Where nothing is asked of a group but that it is one. */
type Tag = 'L' | 'LI' | 'Table' | 'THead' | 'TBody' | 'TFoot' | 'TR' | 'Sect' | 'P';
type Leaf = 'H1' | 'H2' | 'H3' | 'P' | 'Lbl' | 'LBody' | 'TH' | 'TD' | 'Figure' | 'Caption';
type LeafOptions = {
  /** Of a figure: what it shows, in words. */
  alt?: string;
  scope?: 'Column' | 'Row';
  /** Of a figure: left, top, right, bottom. */
  bbox?: [number, number, number, number];
};
type Paint = { fill: string } | { stroke: string; width: number };

/**
 * A PDF as PDF/UA has it: what is drawn belongs to the structure that screen readers follow (`group`,
 * `leaf`, `link`), or is said to be an ornament of the page (`artifact`). Fonts are embedded, as far as used.
 */
export class Pdf {
  readonly width: number;
  readonly height: number;
  readonly #doc: PDFKit.PDFDocument;
  /** The element that is open, below all that it lies in. */
  #parent: PDFKit.PDFStructureElement;
  /** The colour the page paints with; a new page begins with none. */
  #fill = '';

  constructor({ title, author, language, createdAt, paper }: PdfOptions) {
    [this.width, this.height] = paper;
    const doc = new PDFDocument({
      ...ownTypes,
      size: [...paper],
      margin: 0,
      pdfVersion: '1.7',
      tagged: true,
      lang: language,
      displayTitle: true,
      // All pages stay open: how many there are stands on each.
      bufferPages: true,
      autoFirstPage: false,
      info: {
        Title: asMetadata(title),
        Author: asMetadata(author),
        Creator: 'Pórtico',
        Producer: 'pdfkit',
        CreationDate: createdAt,
      },
    });
    for (const weight of ['regular', 'strong'] as const)
      doc.registerFont(weight, pdfFont(weight).font as unknown as PDFKit.Mixins.PDFFontSource);
    this.#doc = doc;
    this.#parent = doc.struct('Document');
    doc.addStructure(this.#parent);
    this.addPage();
  }

  addPage(): void {
    this.#doc.addPage();
    this.#fill = '';
  }

  get pages(): number {
    return this.#doc.bufferedPageRange().count;
  }

  /** An element of the structure and what `work` puts into it; it may go over pages. */
  group(tag: Tag, work: () => void): void {
    const outer = this.#parent;
    const element = this.#doc.struct(tag);
    outer.add(element);
    this.#parent = element;
    work();
    this.#parent = outer;
    element.end();
  }

  /** An element that is what `draw` draws, on the page that is open; nothing where it is missing. */
  leaf(tag: Leaf, draw: (() => void) | null, options: LeafOptions = {}): void {
    const element = this.#doc.struct(tag, options);
    this.#parent.add(element);
    if (draw) element.add(draw);
    element.end();
  }

  /** An address in one line or more, which leads there. */
  link(lines: readonly string[], x: number, y: number, style: PdfStyle, url: string): void {
    const leading = style.size * 1.27;
    const element = this.#doc.struct('Link');
    this.#parent.add(element);
    element.add(() => {
      for (const [i, line] of lines.entries()) this.text(line, x, y + i * leading, style);
    });
    const width = Math.max(...lines.map((line) => this.widthOf(line, style)));
    const more = { structParent: element, Contents: new String(url) };
    this.#doc.link(x, y - style.size, width, leading * lines.length, url, more as object);
    element.end();
  }

  /** What screen readers pass over: lines, grounds, and with `pagination` what each page repeats. */
  artifact(draw: () => void, kind: 'Layout' | 'Pagination' = 'Layout'): void {
    this.#doc.markContent('Artifact', { type: kind });
    draw();
    this.#doc.endMarkedContent();
  }

  /** Draws one line of text, at its left end unless told otherwise. What the font lacks becomes a box. */
  text(
    text: string,
    x: number,
    y: number,
    style: PdfStyle,
    align: 'left' | 'right' = 'left',
  ): void {
    // One glyph serves both blanks, and is read as the one that came first: lines are broken by now.
    const shown = printable(text).replaceAll('\u00A0', ' ');
    if (!shown) return;
    const { size, color, weight = 'regular' } = style;
    if (this.#fill !== color) this.#doc.fillColor(color);
    this.#fill = color;
    const left = align === 'left' ? x : x - this.widthOf(shown.trimEnd(), style);
    this.#doc.font(weight, size).text(shown, left, y, { lineBreak: false, baseline: 'alphabetic' });
  }

  /** How wide a text is. */
  widthOf(text: string, { size, weight = 'regular' }: Omit<PdfStyle, 'color'>): number {
    return (pdfFont(weight).widthOf(printable(text)) * size) / 1000;
  }

  /** A text, cut off where it is too wide. */
  clipped(text: string, width: number, style: Omit<PdfStyle, 'color'>): string {
    if (this.widthOf(text, style) <= width) return text;
    let kept = '';
    for (const character of printable(text)) {
      if (this.widthOf(`${kept}${character}…`, style) > width) break;
      kept += character;
    }
    return `${kept.trimEnd()}…`;
  }

  rect(x: number, y: number, width: number, height: number, paint: Paint): void {
    this.#paint(this.#doc.rect(x, y, width, height), paint);
  }

  line(x1: number, y1: number, x2: number, y2: number, paint: Paint): void {
    this.#paint(this.#doc.moveTo(x1, y1).lineTo(x2, y2), paint);
  }

  /** A QR code as one shape. */
  qr(text: string, x: number, y: number, size: number, fill: string): void {
    const { data } = encode(text, { ecc: 'M', border: 0 });
    const side = size / data.length;
    for (const [down, row] of data.entries()) {
      for (let from = 0; from < row.length; from++) {
        if (!row[from]) continue;
        // Neighbours are one rectangle: between two, some viewers would show a hair of light.
        let to = from;
        while (row[to + 1]) to += 1;
        this.#doc.rect(x + from * side, y + down * side, (to - from + 1) * side, side);
        from = to;
      }
    }
    this.#paint(this.#doc, { fill });
  }

  picture({ content }: Picture, x: number, y: number, width: number, height: number): void {
    this.#doc.image(content, x, y, { width, height });
  }

  /** Goes over all pages, for what stands on each. */
  eachPage(draw: (page: number, pages: number) => void): void {
    const pages = this.pages;
    for (let page = 0; page < pages; page++) {
      this.#doc.switchToPage(page);
      this.#fill = '';
      draw(page + 1, pages);
    }
  }

  /** The file. Nothing can be drawn from here on. */
  finish(): Uint8Array {
    this.#parent.end();
    this.#doc.end();
    // All of it lies in the stream by now: nothing is read while it is written.
    return this.#doc.read() as unknown as Uint8Array;
  }

  #paint(shape: PDFKit.PDFDocument, paint: Paint): void {
    if ('fill' in paint) {
      shape.fill(paint.fill);
      this.#fill = paint.fill;
    } else shape.lineWidth(paint.width).stroke(paint.stroke);
  }
}

/** Options that the types of pdfkit do not know yet: no standard font at all, and the mark of PDF/UA. */
const ownTypes: PDFKit.PDFDocumentOptions = {
  font: null,
  subset: 'PDF/UA',
} as object;

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * A text for the properties of the file. pdfkit writes them twice, as the value of this object and, by its
 * `toString`, into XML, which it does not escape.
 */
function asMetadata(text: string): string {
  const plain = printable(text);
  const escaped = plain.replaceAll(/[&<>]/g, (sign) => entities[sign]!);
  return Object.assign(new String(plain), { toString: () => escaped }) as unknown as string;
}

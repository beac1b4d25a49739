import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font, type Glyph, type GlyphRun } from 'fontkit';

/** The two weights of our documents. */
export type PdfWeight = 'regular' | 'strong';

/** A font, and how wide it sets things. Widths are in thousandths of the size. */
export type PdfFont = {
  readonly font: Font;
  /** Of the line from its top, and of a capital letter. */
  readonly ascent: number;
  readonly capHeight: number;
  widthOf(text: string): number;
};

// Source Sans 3: narrow, figures all of one width, every accent of Latin script. As a family of static
// files it needs no variation tables in the document.
const files: Record<PdfWeight, string> = {
  regular: '400Regular/SourceSans3_400Regular.ttf',
  strong: '600SemiBold/SourceSans3_600SemiBold.ttf',
};

const fonts = new Map<PdfWeight, PdfFont>();

/** A font, read once a thread: reading one takes longer than drawing a page with it. */
export function pdfFont(weight: PdfWeight): PdfFont {
  let font = fonts.get(weight);
  if (!font) {
    const path = `@expo-google-fonts/source-sans-3/${files[weight]}`;
    font = prepare(readFileSync(createRequire(import.meta.url).resolve(path)));
    fonts.set(weight, font);
  }
  return font;
}

/**
 * Replaces the layout of a font by one that remembers glyphs and pairs of them. fontkit looks up every
 * feature of the script for each text anew, which takes most of the time of a document; Latin text of
 * whole characters needs glyphs and kerning only.
 */
function prepare(bytes: Buffer): PdfFont {
  const font = create(bytes) as Font;
  const shape = font.layout.bind(font);
  const glyphs = new Map<string, Glyph>();
  const pairs = new Map<string, number>();
  const glyphOf = (character: string): Glyph => {
    let glyph = glyphs.get(character);
    if (!glyph) {
      const code = character.codePointAt(0)!;
      // An object of its own, which says what it stands for when text is copied. The font's own glyph does not
      // do: the font keeps one for all documents, and an accented letter that is embedded before brings its
      // base letter into the font without saying which letter that is.
      glyph = Object.create(font.glyphForCodePoint(code), {
        codePoints: { value: [code], enumerable: true },
      }) as Glyph;
      glyphs.set(character, glyph);
    }
    return glyph;
  };
  const kerning = (left: string, right: string): number => {
    const pair = left + right;
    let gap = pairs.get(pair);
    if (gap === undefined) {
      const run = shape(pair, { liga: false });
      gap = run.advanceWidth - glyphOf(left).advanceWidth - glyphOf(right).advanceWidth;
      pairs.set(pair, gap);
    }
    return gap;
  };
  font.layout = (text) => layOut(text, glyphOf, kerning);
  const scale = 1000 / font.unitsPerEm;
  return {
    font,
    ascent: font.ascent * scale,
    capHeight: font.capHeight * scale,
    widthOf: (text) => {
      let width = 0;
      let left = '';
      for (const character of text) {
        width += glyphOf(character).advanceWidth + (left ? kerning(left, character) : 0);
        left = character;
      }
      return width * scale;
    },
  };
}

function layOut(
  text: string,
  glyphOf: (character: string) => Glyph,
  kerning: (left: string, right: string) => number,
): GlyphRun {
  const glyphs: Glyph[] = [];
  const positions: GlyphRun['positions'] = [];
  let advanceWidth = 0;
  let left = '';
  for (const character of text) {
    const glyph = glyphOf(character);
    const last = positions.at(-1);
    if (last) {
      const gap = kerning(left, character);
      last.xAdvance += gap;
      advanceWidth += gap;
    }
    glyphs.push(glyph);
    // New each time: pdfkit scales what it gets in place.
    positions.push({ xAdvance: glyph.advanceWidth, yAdvance: 0, xOffset: 0, yOffset: 0 });
    advanceWidth += glyph.advanceWidth;
    left = character;
  }
  return { glyphs, positions, advanceWidth } as GlyphRun;
}

/** What stands for a character that the fonts lack. */
const unknown = '\u25A1';

/**
 * Text as the fonts can show it: composed, on one line, without controls and marks that turn or hide what
 * follows. A character without a glyph becomes a box, so that it is seen that there was one.
 */
export function printable(text: string): string {
  if (/^[\x20-\x7E]*$/.test(text)) return text;
  const { font } = pdfFont('regular');
  const plain = text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\p{Cf}\p{M}]/gu, '')
    .replaceAll(/[\s\p{Cc}]+/gu, (gap) => (gap === '\u00A0' ? gap : ' '));
  let shown = '';
  for (const character of plain)
    shown += font.hasGlyphForCodePoint(character.codePointAt(0)!) ? character : unknown;
  return shown;
}

/** Where a line may end, the best first: between words, behind the sign of a mailbox, in numbers, in addresses, anywhere. */
const breaks = [/(?<= )/, /(?<=@)/, /(?<=[-/])/, /(?<=[._;])/, /(?:)/u] as const;

/**
 * Breaks text into lines of at most a width; a word is broken where it has no line of its own. A line keeps
 * the space it ends with, which nobody sees and readers of the text need.
 */
export function linesOf(
  text: string,
  width: number,
  widthOf: (text: string) => number,
  level = 0,
): string[] {
  const fits = (line: string) => widthOf(line.trimEnd()) <= width;
  const at = breaks[level];
  if (!at || fits(text)) return [text];
  const lines: string[] = [];
  let line = '';
  for (const piece of text.split(at)) {
    if (fits(line + piece)) line += piece;
    else {
      if (line) lines.push(line);
      const parts = linesOf(piece, width, widthOf, level + 1);
      line = parts.pop() ?? '';
      lines.push(...parts);
    }
  }
  return line ? [...lines, line] : lines;
}

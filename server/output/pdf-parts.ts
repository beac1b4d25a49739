import type { Picture } from './picture.ts';
import { linesOf } from './pdf-fonts.ts';
import type { inksOf } from './pdf-ink.ts';
import type { Pdf, PdfStyle } from './pdf.ts';
import type { Translate } from './texts.ts';

// What documents of every kind are drawn of. Lengths in points.

/** A sheet that is drawn on, and where on it what is drawn may stand. */
export type PdfSheet = {
  pdf: Pdf;
  t: Translate;
  ink: ReturnType<typeof inksOf>;
  left: number;
  right: number;
  bottom: number;
};

export const margin = { side: 40, top: 36, bottom: 48 } as const;

/** Of the sheet's width, what the brand may take at most, and where the proof begins. */
const [brandShare, proofAt] = [0.42, 0.7];
const logoBox = { width: 180, height: 34 };
const qrSize = 56;

/** Draws what is said on one line, cut off where it would leave its place. */
export function drawLine(
  { pdf }: Pick<PdfSheet, 'pdf'>,
  tag: 'H1' | 'H2' | 'P' | 'Caption',
  text: string,
  [x, y, width]: readonly [x: number, y: number, width: number],
  style: PdfStyle,
): void {
  pdf.leaf(tag, () => pdf.text(pdf.clipped(text, width, style), x, y, style));
}

/** A label above its values, read as one. The first value is the strong one where `lead` is given. */
export type Fact = { label: string; value: string; style: PdfStyle };

/**
 * Draws a label and below it a value, in as many lines as it needs; at most four.
 * @returns where the next one may begin
 */
export function drawFact(
  { pdf, ink }: Pick<PdfSheet, 'pdf' | 'ink'>,
  { label, value, style }: Fact,
  [x, y, width]: readonly [x: number, y: number, width: number],
): number {
  const small = { size: 7.5, color: ink['color-muted'] };
  const leading = style.size * 1.25;
  const lines = linesOf(value, width, (text) => pdf.widthOf(text, style)).slice(0, 4);
  pdf.group('LI', () => {
    pdf.leaf('Lbl', () => pdf.text(pdf.clipped(label, width, small), x, y + 7, small));
    pdf.leaf('LBody', () => {
      for (const [i, line] of lines.entries())
        pdf.text(line, x, y + 8 + style.size + i * leading, style);
    });
  });
  return y + 8 + lines.length * leading + 6;
}

/** The tenant's logo as large as on its site, or its name. */
export function drawBrand(
  { pdf, ink, right, left }: PdfSheet,
  name: string,
  logo: Picture | null,
): void {
  const top = margin.top - 6;
  if (!logo) {
    const width = (right - left) * brandShare;
    const look = { color: ink['color-primary'], weight: 'strong' } as const;
    const fits = (size: number) => pdf.widthOf(name, { ...look, size }) <= width;
    const style = { ...look, size: [14, 12, 10].find(fits) ?? 9 };
    const shown = pdf.clipped(name, width, style);
    pdf.leaf('P', () => pdf.text(shown, right, margin.top + 19, style, 'right'));
    return;
  }
  const scale = Math.min(0.5, logoBox.width / logo.width, logoBox.height / logo.height);
  const [width, height] = [logo.width * scale, logo.height * scale];
  const x = right - width;
  const y = top + (logoBox.height - height) / 2;
  pdf.leaf('Figure', () => pdf.picture(logo, x, y, width, height), {
    alt: name,
    bbox: [x, y, x + width, y + height],
  });
}

/**
 * Draws the address that tells whether a document is genuine, to read and as a QR code, at the right of the sheet.
 * @param words what is said of the address, and of the code to whom it is read
 * @returns where it ends
 */
export function drawProof(
  { pdf, ink, right, left }: PdfSheet,
  url: string,
  words: { verify: string; qr: string },
  top: number,
): number {
  const qr = { x: right - qrSize, y: top };
  const x = left + proofAt * (right - left);
  const width = qr.x - x - 10;
  const small = { size: 7.5, color: ink['color-muted'] };
  const style = { size: 7.5, color: ink['color-link'] };
  const measured = (text: string) => pdf.widthOf(text, small);
  const said = linesOf(words.verify, width, measured).slice(0, 3);
  pdf.leaf('P', () => {
    for (const [i, line] of said.entries()) pdf.text(line, x, top + 7 + i * 9.5, small);
  });
  const address = linesOf(url, width, measured);
  const below = top + said.length * 9.5 + 1;
  pdf.group('P', () => pdf.link(address, x, below + 7, style, url));
  pdf.leaf('Figure', () => pdf.qr(url, qr.x, qr.y, qrSize, ink['color-text']), {
    alt: words.qr,
    bbox: [qr.x, qr.y, right, qr.y + qrSize],
  });
  return Math.max(qr.y + qrSize, below + address.length * 9.5);
}

/** A label and its value; what is not known is left out. */
export type Pair = readonly [label: string, value: string | null];

/** Draws labels with their values in columns as wide as each other; the first value of each is strong. @returns where they end */
export function drawColumns(
  sheet: Pick<PdfSheet, 'pdf' | 'ink' | 'left'>,
  top: number,
  width: number,
  columns: readonly (readonly Pair[])[],
): number {
  const color = sheet.ink['color-text'];
  let bottom = top;
  sheet.pdf.group('L', () => {
    for (const [i, pairs] of columns.entries()) {
      const each = width / columns.length;
      let y = top;
      for (const [label, value] of pairs) {
        if (!value) continue;
        const style: Fact['style'] =
          y === top ? { size: 10, color, weight: 'strong' } : { size: 8.5, color };
        y = drawFact(sheet, { label, value, style }, [sheet.left + i * each, y, each - 14]);
      }
      bottom = Math.max(bottom, y);
    }
  });
  return bottom;
}

/** Whose it is and the number of the page, at the foot of each. */
export function drawFooter({ pdf, t, ink, left, right }: PdfSheet, name: string): void {
  const style = { size: 7.5, color: ink['color-muted'] };
  const y = pdf.height - 26;
  pdf.eachPage((page, pages) =>
    pdf.artifact(() => {
      pdf.text(pdf.clipped(name, 400, style), left, y, style);
      pdf.text(t('statement.page', { page, pages }), right, y, style, 'right');
    }, 'Pagination'),
  );
}

import type { FormatContext } from '#contract/format';
import { linesOf } from '../../output/pdf-fonts.ts';
import type { inksOf } from '../../output/pdf-ink.ts';
import type { Pdf, PdfStyle } from '../../output/pdf.ts';
import type { Translate } from '../../output/texts.ts';

/** What all parts of the drawing share. Lengths in points. */
export type PdfPage = {
  pdf: Pdf;
  t: Translate;
  format: FormatContext;
  ink: ReturnType<typeof inksOf>;
  /** As they are written. */
  cutOff: string;
  consultedAt: string;
  /** Where what is drawn may stand. */
  left: number;
  right: number;
  bottom: number;
};

export const margin = { side: 40, top: 36, bottom: 48 } as const;

/** Draws what is said on one line, cut off where it would leave its place. */
export function drawLine(
  { pdf }: PdfPage,
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
  { pdf, ink }: PdfPage,
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

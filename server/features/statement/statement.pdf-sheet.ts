import type { FormatContext } from '#contract/format';
import type { PdfSheet } from '../../output/pdf-parts.ts';

/** What all parts of the drawing share. Lengths in points. */
export type PdfPage = PdfSheet & {
  format: FormatContext;
  /** As they are written. */
  cutOff: string;
  consultedAt: string;
};

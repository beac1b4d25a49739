import type { FormatContext } from '#contract/format';
import type { PdfSheet } from '../../output/pdf-parts.ts';

/** A sheet on which amounts and days are written as a region does. */
export type PaperSheet = PdfSheet & { format: FormatContext };

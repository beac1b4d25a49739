import { defaultRegions, type FormatContext } from '#contract/format';
import type { Locale } from '#contract/primitives';
import type { ThemeTokens } from '#contract/portal';
import { inksOf } from './pdf-ink.ts';
import { pdfLogo } from './pdf-logo.ts';
import { paperOf } from './pdf-paper.ts';
import { drawBrand, drawLine, margin, type PdfSheet } from './pdf-parts.ts';
import { Pdf } from './pdf.ts';
import { loadTexts, type Texts, type Translate } from './texts.ts';

/** How a document speaks and looks, and whose it is. */
export type PaperHead = {
  locale: Locale;
  /** The language with its regional formats, as `es-MX`. */
  region: string;
  tenantName: string;
  theme: ThemeTokens;
  logo: { png: Uint8Array } | null;
  /** The tenant's own texts in the document's language. */
  strings: Record<string, string>;
};

/** A sheet on which amounts and days are written as a region does. */
export type PaperSheet = PdfSheet & { format: FormatContext };

// Read once a thread.
let texts: Texts | undefined;

/**
 * Opens a document with its title and the brand at the top of its first page.
 * @param title in the document's words
 * @param company whose document it is, for the properties of the file
 * @returns the sheet, and where below its head the first page begins
 * @throws RangeError for a region there is none of
 */
export async function openPaper(
  { locale, region: asked, tenantName, theme, logo, strings }: PaperHead,
  title: (t: Translate) => string,
  { company, createdAt }: { company: string; createdAt: Date },
): Promise<{ sheet: PaperSheet; top: number }> {
  texts ??= loadTexts();
  const t = texts(locale, strings);
  const region = asked.includes('-') ? asked : defaultRegions[locale];
  const named = title(t);
  const pdf = new Pdf({
    title: `${named} – ${company}`,
    author: tenantName,
    language: region,
    createdAt,
    paper: paperOf(region),
  });
  const sheet: PaperSheet = {
    pdf,
    t,
    format: { language: locale, region },
    ink: inksOf(theme),
    left: margin.side,
    right: pdf.width - margin.side,
    bottom: pdf.height - margin.bottom,
  };
  const { ink, left, right } = sheet;
  const picture = logo && (await pdfLogo(logo.png));
  pdf.artifact(() => pdf.rect(0, 0, pdf.width, 4, { fill: ink['color-primary'] }));
  const strong = { size: 17, color: ink['color-text'], weight: 'strong' } as const;
  drawLine(sheet, 'H1', named, [left, margin.top + 21, (right - left) * 0.57], strong);
  drawBrand(sheet, tenantName, picture);
  return { sheet, top: margin.top + 48 };
}

import { defaultRegions, formatDate, formatInstant, type FormatContext } from '#contract/format';
import { pdfLogo } from '../../output/pdf-logo.ts';
import { inksOf } from '../../output/pdf-ink.ts';
import { paperOf } from '../../output/pdf-paper.ts';
import { Pdf } from '../../output/pdf.ts';
import { loadTexts, type Texts } from '../../output/texts.ts';
import type { StatementDocument } from './statement.document.ts';
import { drawHead } from './statement.pdf-head.ts';
import { columnsOf, drawSection } from './statement.pdf-section.ts';
import { drawLine, margin } from '../../output/pdf-parts.ts';
import type { PdfPage } from './statement.pdf-sheet.ts';

// Read once a thread.
let texts: Texts | undefined;

/**
 * Draws a statement as PDF, tagged, with its fonts. The same document gives the same bytes.
 * @throws RangeError for a time zone or region there is none of
 */
export async function renderStatement(document: StatementDocument): Promise<Uint8Array> {
  const { content, locale } = document;
  texts ??= loadTexts();
  const t = texts(locale, document.strings);
  const format = formatOf(document);
  const cutOff = formatDate(content.cutOff, format);
  const pdf = new Pdf({
    // No customer in it: properties of files are read by machines that have no business with it.
    title: `${t('statement.title')} – ${content.company.name} – ${cutOff}`,
    author: document.tenantName,
    language: format.region,
    createdAt: new Date(document.generatedAt),
    paper: paperOf(format.region),
  });
  const sheet: PdfPage = {
    pdf,
    t,
    format,
    ink: inksOf(document.theme),
    cutOff,
    consultedAt: formatInstant(document.generatedAt, format, content.timeZone),
    left: margin.side,
    right: pdf.width - margin.side,
    bottom: pdf.height - margin.bottom,
  };
  const logo = document.logo && (await pdfLogo(document.logo.png));
  let y = drawHead(sheet, document, logo);
  const nextPage = (): number => {
    pdf.addPage();
    return runningHead(sheet, document);
  };
  const columns = columnsOf(sheet, content.sections);
  for (const section of content.sections)
    y = drawSection(sheet, { section, columns, showCredit: document.showCredit, top: y, nextPage });
  if (content.sections.length === 0) {
    const style = { size: 9, color: sheet.ink['color-muted'] };
    const place = [sheet.left, y + 16, sheet.right - sheet.left] as const;
    drawLine(sheet, 'P', t('documents.statement.none'), place, style);
  }
  footer(sheet, document.tenantName);
  return pdf.finish();
}

/** A language alone has no formats: `es` is written as in Mexico (design 7). */
function formatOf({ locale, region }: StatementDocument): FormatContext {
  return { language: locale, region: region.includes('-') ? region : defaultRegions[locale] };
}

/** What the sheets after the first say of themselves, so that one that got loose finds back. */
function runningHead({ pdf, t, cutOff, ink, left, right }: PdfPage, document: StatementDocument) {
  const { customer } = document.content;
  const style = { size: 7.5, color: ink['color-muted'] };
  const when = `${t('statement.cut_off')}: ${cutOff}`;
  const room = right - left - pdf.widthOf(when, style) - 20;
  const who = `${t('statement.title')}  ·  ${customer.number}  ·  ${customer.name}`;
  pdf.artifact(() => {
    pdf.text(pdf.clipped(who, room, style), left, margin.top, style);
    pdf.text(when, right, margin.top, style, 'right');
  }, 'Pagination');
  return margin.top + 16;
}

function footer({ pdf, t, ink, left, right }: PdfPage, tenantName: string): void {
  const style = { size: 7.5, color: ink['color-muted'] };
  const y = pdf.height - 26;
  pdf.eachPage((page, pages) =>
    pdf.artifact(() => {
      pdf.text(pdf.clipped(tenantName, 400, style), left, y, style);
      const count = pdf.clipped(t('statement.page', { page, pages }), 250, style);
      pdf.text(count, right, y, style, 'right');
    }, 'Pagination'),
  );
}

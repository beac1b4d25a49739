import { isZero } from '#contract/decimal';
import { defaultRegions, formatAmount } from '#contract/format';
import { inksOf } from '../../output/pdf-ink.ts';
import { pdfLogo } from '../../output/pdf-logo.ts';
import { paperOf } from '../../output/pdf-paper.ts';
import { drawBrand, drawFooter, drawLine, margin } from '../../output/pdf-parts.ts';
import { drawTable, fitColumns, type PdfCell, type PdfColumn } from '../../output/pdf-table.ts';
import { Pdf } from '../../output/pdf.ts';
import { loadTexts, type Texts } from '../../output/texts.ts';
import type { PaymentPaper } from './paper.document.ts';
import type { PaperSheet } from './paper-sheet.ts';
import { drawReceipt } from './receipt.pdf.ts';
import { drawVoucher } from './voucher.pdf.ts';

// Read once a thread.
let texts: Texts | undefined;

/**
 * Draws the voucher or the receipt of a payment as PDF, tagged, with its fonts.
 * @throws RangeError for a time zone or region there is none of
 */
export async function renderPaper(paper: PaymentPaper): Promise<Uint8Array> {
  const { locale } = paper;
  texts ??= loadTexts();
  const t = texts(locale, paper.strings);
  const region = paper.region.includes('-') ? paper.region : defaultRegions[locale];
  const title = t(`payments.${paper.kind}_title`, { number: paper.number });
  const pdf = new Pdf({
    title: `${title} – ${paper.company.name}`,
    author: paper.tenantName,
    language: region,
    createdAt: new Date(paper.kind === 'receipt' ? paper.paidAt : paper.createdAt),
    paper: paperOf(region),
  });
  const sheet: PaperSheet = {
    pdf,
    t,
    format: { language: locale, region },
    ink: inksOf(paper.theme),
    left: margin.side,
    right: pdf.width - margin.side,
    bottom: pdf.height - margin.bottom,
  };
  const logo = paper.logo && (await pdfLogo(paper.logo.png));
  pdf.artifact(() => pdf.rect(0, 0, pdf.width, 4, { fill: sheet.ink['color-primary'] }));
  const strong = { size: 17, color: sheet.ink['color-text'], weight: 'strong' } as const;
  const width = sheet.right - sheet.left;
  drawLine(sheet, 'H1', title, [sheet.left, margin.top + 21, width * 0.57], strong);
  drawBrand(sheet, paper.tenantName, logo);
  const top = margin.top + 48;
  const head =
    paper.kind === 'receipt' ? drawReceipt(sheet, paper, top) : drawVoucher(sheet, paper, top);
  drawDocuments(sheet, paper, paper.test ? drawTest(sheet, head) : head);
  drawFooter(sheet, paper.tenantName);
  return pdf.finish();
}

/** That no money moves. @returns where it ends */
function drawTest(sheet: PaperSheet, top: number): number {
  const style = { size: 9, color: sheet.ink['color-text'], weight: 'strong' } as const;
  const width = (sheet.right - sheet.left) * 0.76;
  drawLine(sheet, 'P', sheet.t('payments.test'), [sheet.left, top + 12, width], style);
  return top + 20;
}

/** The documents it is for, and what of each. */
function drawDocuments(sheet: PaperSheet, paper: PaymentPaper, top: number): void {
  const { pdf, t, ink, left, right, bottom, format } = sheet;
  const amount = (value: string) => formatAmount(value, paper.currency, format);
  const columns: PdfColumn[] = [
    { header: t('payments.document'), breaks: 'words' },
    {
      header: `${t('payments.amount_short')} ${paper.currency}`,
      breaks: 'never',
      align: 'right',
    },
  ];
  const rows: PdfCell[][] = paper.items.map((item) => [
    { text: item.document ?? '–' },
    { text: amount(item.amount) },
  ]);
  if (!isZero(paper.onAccount))
    rows.push([{ text: t('payments.on_account') }, { text: amount(paper.onAccount) }]);
  const total: PdfCell[] = [
    { text: t('payments.total'), weight: 'strong' },
    { text: amount(paper.amount), weight: 'strong' },
  ];
  drawTable(pdf, {
    columns: fitColumns(pdf, columns, [...rows, total], right - left),
    rows,
    total,
    look: {
      text: ink['color-text'],
      muted: ink['color-muted'],
      line: ink['color-border'],
      strongLine: ink['color-border-strong'],
    },
    left,
    top: top + 16,
    bottom,
    nextPage: () => {
      pdf.addPage();
      return margin.top;
    },
  });
}

import { isZero } from '#contract/decimal';
import { formatAmount } from '#contract/format';
import { drawFooter, drawLine, margin } from '../../output/pdf-parts.ts';
import { openPaper, type PaperSheet } from '../../output/pdf-sheet.ts';
import { drawTable, fitColumns, type PdfCell, type PdfColumn } from '../../output/pdf-table.ts';
import type { PaymentPaper } from './paper.document.ts';
import { drawReceipt } from './receipt.pdf.ts';
import { drawVoucher } from './voucher.pdf.ts';

/**
 * Draws the voucher or the receipt of a payment as PDF, tagged, with its fonts.
 * @throws RangeError for a time zone or region there is none of
 */
export async function renderPaper(paper: PaymentPaper): Promise<Uint8Array> {
  const { sheet, top } = await openPaper(
    paper,
    (t) => t(`payments.${paper.kind}_title`, { number: paper.number }),
    {
      company: paper.company.name,
      createdAt: new Date(paper.kind === 'receipt' ? paper.paidAt : paper.createdAt),
    },
  );
  const head =
    paper.kind === 'receipt' ? drawReceipt(sheet, paper, top) : drawVoucher(sheet, paper, top);
  drawDocuments(sheet, paper, paper.test ? drawTest(sheet, head) : head);
  drawFooter(sheet, paper.tenantName);
  return sheet.pdf.finish();
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

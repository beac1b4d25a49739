import { zoneName } from '#contract/zone-words';
import { formatInstant, formatMoney } from '#contract/format';
import { barsOf, interleaved } from '#contract/payment-code-words';
import { linesOf } from '../../output/pdf-fonts.ts';
import { drawColumns, type Pair } from '../../output/pdf-parts.ts';
import type { VoucherPaper } from './paper.document.ts';
import type { PaperSheet } from '../../output/pdf-sheet.ts';

// Lengths in points. A scanner wants bars of 13 mm, and white beside them.
const [qrSize, barsWidth, barsHeight] = [140, 292, 37];
/** Where a code and its number begin below what stands above. */
const gap = 18;

/** Who pays whom, how much, until when, and with what. @returns where it ends */
export function drawVoucher(sheet: PaperSheet, paper: VoucherPaper, top: number): number {
  const { t, format } = sheet;
  const { company, customer, voucher, expiresAt, timeZone } = paper;
  const columns: Pair[][] = [
    [
      [t('payments.amount_short'), formatMoney(paper.amount, paper.currency, format)],
      [
        t('payments.expires'),
        expiresAt &&
          `${formatInstant(expiresAt, format, timeZone)} (${zoneName(timeZone, format)})`,
      ],
      [t('payments.method'), t(`payments.method_${paper.method}`)],
    ],
    [
      [t('payments.beneficiary'), voucher.beneficiary ?? company.name],
      [t('statement.tax_id'), company.taxId],
      [t('payments.bank'), voucher.bank],
    ],
    [
      [t('payments.customer'), `${customer.name} (${customer.number})`],
      [t('payments.reference_label'), voucher.content === null ? null : voucher.reference],
    ],
  ];
  const bottom = drawColumns(sheet, top, sheet.right - sheet.left, columns);
  return drawCode(sheet, voucher, bottom + gap);
}

/** The code to type, in groups of five, and as a picture where machines read it. @returns where it ends */
function drawCode(sheet: PaperSheet, voucher: VoucherPaper['voucher'], top: number): number {
  const { pdf, t, ink, left, right } = sheet;
  const content = voucher.content ?? voucher.reference ?? '';
  const small = { size: 8.5, color: ink['color-muted'] };
  const width = right - left;
  const strong = { color: ink['color-text'], weight: 'strong' } as const;
  const label = t(`payments.content_${voucher.kind === 'link' ? 'reference' : voucher.kind}`);
  // What is copied out of the file must not have blanks in it, nor break: a Pix code stands on one line where it can.
  const shown = /^[\dA-Z]+$/.test(content) ? content.replaceAll(/(\S{5})(?=\S)/g, '$1 ') : content;
  const fits = (size: number) => pdf.widthOf(shown, { ...strong, size }) <= width;
  const style = { ...strong, size: [13, 11, 9, 8].find(fits) ?? 8 };
  const lines = linesOf(shown, width, (text) => pdf.widthOf(text, style));
  pdf.leaf('P', () => {
    pdf.text(label, left, top, small);
    for (const [i, line] of lines.entries()) pdf.text(line, left, top + 18 + i * 17, style);
  });
  const below = top + 18 + lines.length * 17;
  if (voucher.kind === 'pix') {
    const bbox = [left, below, left + qrSize, below + qrSize] as const;
    pdf.leaf('Figure', () => pdf.qr(content, left, below, qrSize, '#000000'), {
      alt: t('payments.qr'),
      bbox: [...bbox],
    });
    return below + qrSize + 6;
  }
  if (voucher.kind !== 'boleto' || content.length !== 47) return below;
  const bbox = [left, below, left + barsWidth, below + barsHeight] as const;
  pdf.leaf('Figure', () => drawBars(sheet, content, below), {
    alt: t('payments.bars'),
    bbox: [...bbox],
  });
  return below + barsHeight + 6;
}

/** The bar code of a boleto: interleaved 2 of 5. */
function drawBars({ pdf, left }: PaperSheet, line: string, top: number): void {
  const widths = interleaved(barsOf(line));
  const unit = barsWidth / widths.reduce((sum, width) => sum + width, 0);
  let at = left;
  for (const [i, width] of widths.entries()) {
    if (i % 2 === 0) pdf.rect(at, top, width * unit, barsHeight, { fill: '#000000' });
    at += width * unit;
  }
}

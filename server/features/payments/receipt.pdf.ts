import { zoneName } from '#contract/zone-words';
import { isZero } from '#contract/decimal';
import { formatInstant, formatMoney } from '#contract/format';
import { drawColumns, drawProof, type Pair } from '../../output/pdf-parts.ts';
import type { ReceiptPaper } from './paper.document.ts';
import type { PaperSheet } from '../../output/pdf-sheet.ts';

/** Who paid whom, how much, and how that can be checked. @returns where it ends */
export function drawReceipt(sheet: PaperSheet, paper: ReceiptPaper, top: number): number {
  const { t, format } = sheet;
  const { company, customer, currency, paidAt, timeZone } = paper;
  const money = (amount: string) => formatMoney(amount, currency, format);
  const columns: Pair[][] = [
    [
      [t('payments.receipt_from'), customer.name],
      [t('payments.customer'), customer.number],
      [t('statement.tax_id'), customer.taxId],
    ],
    [
      [t('payments.receipt_to'), company.name],
      [t('statement.tax_id'), company.taxId],
    ],
    [
      [t('payments.received'), money(paper.received)],
      [t('payments.amount_short'), paper.received === paper.amount ? null : money(paper.amount)],
      [t('payments.refunded'), isZero(paper.refunded) ? null : money(paper.refunded)],
      [t('payments.method'), t(`payments.method_${paper.method}`)],
      [
        t('payments.paid_at'),
        `${formatInstant(paidAt, format, timeZone)} (${zoneName(timeZone, format)})`,
      ],
      [t('payments.provider_payment'), paper.providerPayment],
      [t('payments.erp_number'), paper.erpNumber],
    ],
  ];
  const width = (sheet.right - sheet.left) * 0.68;
  const bottom = drawColumns(sheet, top, width, columns);
  const words = { verify: t('documents.statement.verify'), qr: t('documents.statement.qr') };
  return Math.max(bottom, drawProof(sheet, paper.verifyUrl, words, top));
}

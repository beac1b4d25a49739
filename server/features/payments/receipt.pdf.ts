import { isZero } from '#contract/decimal';
import { defaultRegions, formatAmount, formatInstant, formatMoney } from '#contract/format';
import { inksOf } from '../../output/pdf-ink.ts';
import { pdfLogo } from '../../output/pdf-logo.ts';
import { paperOf } from '../../output/pdf-paper.ts';
import {
  drawBrand,
  drawColumns,
  drawFooter,
  drawLine,
  drawProof,
  margin,
  type Pair,
  type PdfSheet,
} from '../../output/pdf-parts.ts';
import { drawTable, fitColumns, type PdfCell, type PdfColumn } from '../../output/pdf-table.ts';
import { Pdf } from '../../output/pdf.ts';
import { loadTexts, type Texts } from '../../output/texts.ts';
import type { ReceiptDocument } from './receipt.document.ts';

// Read once a thread.
let texts: Texts | undefined;

type Page = PdfSheet & { document: ReceiptDocument; region: string };

/**
 * Draws the receipt of a payment as PDF, tagged, with its fonts.
 * @throws RangeError for a time zone or region there is none of
 */
export async function renderReceipt(document: ReceiptDocument): Promise<Uint8Array> {
  const { locale } = document;
  texts ??= loadTexts();
  const t = texts(locale, document.strings);
  const region = document.region.includes('-') ? document.region : defaultRegions[locale];
  const title = t('payments.receipt_title', { number: document.number });
  const pdf = new Pdf({
    title: `${title} – ${document.company.name}`,
    author: document.tenantName,
    language: region,
    createdAt: new Date(document.paidAt),
    paper: paperOf(region),
  });
  const sheet: Page = {
    pdf,
    t,
    document,
    region,
    ink: inksOf(document.theme),
    left: margin.side,
    right: pdf.width - margin.side,
    bottom: pdf.height - margin.bottom,
  };
  const logo = document.logo && (await pdfLogo(document.logo.png));
  pdf.artifact(() => pdf.rect(0, 0, pdf.width, 4, { fill: sheet.ink['color-primary'] }));
  const strong = { size: 17, color: sheet.ink['color-text'], weight: 'strong' } as const;
  const width = sheet.right - sheet.left;
  drawLine(sheet, 'H1', title, [sheet.left, margin.top + 21, width * 0.57], strong);
  drawBrand(sheet, document.tenantName, logo);
  drawDocuments(sheet, drawHead(sheet, margin.top + 48));
  drawFooter(sheet, document.tenantName);
  return pdf.finish();
}

/** Who paid whom, how much, and how that can be checked. @returns where it ends */
function drawHead(sheet: Page, top: number): number {
  const { t, document, region } = sheet;
  const format = { language: document.locale, region };
  const { company, customer, currency, paidAt, timeZone } = document;
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
      [t('payments.received'), money(document.received)],
      [
        t('payments.amount_short'),
        document.received === document.amount ? null : money(document.amount),
      ],
      [t('payments.refunded'), isZero(document.refunded) ? null : money(document.refunded)],
      [t('payments.method'), t(`payments.method_${document.method}`)],
      [t('payments.paid_at'), `${formatInstant(paidAt, format, timeZone)} (${timeZone})`],
      [t('payments.provider_payment'), document.providerPayment],
      [t('payments.erp_number'), document.erpNumber],
    ],
  ];
  const width = (sheet.right - sheet.left) * 0.76;
  const bottom = drawColumns(sheet, top, width, columns);
  const words = { verify: t('documents.statement.verify'), qr: t('documents.statement.qr') };
  const below = Math.max(bottom, drawProof(sheet, document.verifyUrl, words, top));
  if (!document.test) return below;
  const style = { size: 9, color: sheet.ink['color-text'], weight: 'strong' } as const;
  drawLine(sheet, 'P', t('payments.test'), [sheet.left, below + 12, width], style);
  return below + 20;
}

/** The documents it is for, and what of each. */
function drawDocuments(sheet: Page, top: number): void {
  const { pdf, t, ink, left, right, bottom, document, region } = sheet;
  const format = { language: document.locale, region };
  const amount = (value: string) => formatAmount(value, document.currency, format);
  const columns: PdfColumn[] = [
    { header: t('payments.document'), breaks: 'words' },
    {
      header: `${t('payments.amount_short')} ${document.currency}`,
      breaks: 'never',
      align: 'right',
    },
  ];
  const rows: PdfCell[][] = document.items.map((item) => [
    { text: item.document ?? '–' },
    { text: amount(item.amount) },
  ]);
  const total: PdfCell[] = [
    { text: t('payments.total'), weight: 'strong' },
    { text: amount(document.amount), weight: 'strong' },
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

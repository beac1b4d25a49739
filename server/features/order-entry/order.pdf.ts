import { formatAmount, formatDate, formatMoney, formatQuantity } from '#contract/format';
import { drawColumns, drawFooter, drawLine, margin } from '../../output/pdf-parts.ts';
import { openPaper, type PaperSheet } from '../../output/pdf-sheet.ts';
import { drawTable, fitColumns, type PdfCell, type PdfColumn } from '../../output/pdf-table.ts';
import type { OrderDocument } from './order.document.ts';

type Page = PaperSheet & { document: OrderDocument };

/**
 * Draws an order as it was sent as PDF, tagged, with its fonts.
 * @throws RangeError for a region there is none of
 */
export async function renderOrder(document: OrderDocument): Promise<Uint8Array> {
  const { sheet: opened, top } = await openPaper(
    document,
    (t) => t('documents.order.title', { number: document.captureNumber }),
    { company: document.company.name, createdAt: new Date(`${document.date}T00:00:00Z`) },
  );
  const sheet: Page = { ...opened, document };
  drawLines(sheet, drawHead(sheet, top));
  drawFooter(sheet, document.tenantName);
  return sheet.pdf.finish();
}

/** Who orders of whom, where it goes and when. @returns where it ends */
function drawHead(sheet: Page, top: number): number {
  const { t, document, format, left, right } = sheet;
  const { customer, company, requestedDate, note } = document;
  const bottom = drawColumns(sheet, top, right - left, [
    [
      [t('orders.customer'), customer.name],
      [t('documents.order.customer_number'), customer.number],
      [t('statement.tax_id'), customer.taxId],
      [t('documents.order.author'), document.author],
    ],
    [
      [t('documents.order.company'), company.name],
      [t('statement.tax_id'), company.taxId],
      [t('documents.order.ship_to'), document.shipTo],
    ],
    [
      [t('documents.order.sent'), formatDate(document.date, format)],
      [t('orders.purchase_order'), document.purchaseOrder],
      [t('documents.order.requested'), requestedDate && formatDate(requestedDate, format)],
    ],
  ]);
  return note === null
    ? bottom
    : drawColumns(sheet, bottom, right - left, [[[t('documents.order.note'), note]]]);
}

function drawLines(sheet: Page, top: number): void {
  const { pdf, t, ink, left, right, bottom, document, format } = sheet;
  const { amounts, currency } = document;
  const figures = { breaks: 'never', align: 'right' } as const;
  const columns: PdfColumn[] = [
    { header: t('orders.position'), breaks: 'words' },
    { header: t('orders.material'), breaks: 'middle' },
    { header: t('orders.description'), breaks: 'words' },
    { header: t('orders.quantity'), ...figures },
    ...(amounts
      ? [
          { header: t('orders.unit_price'), ...figures },
          { header: `${t('orders.amount')} ${currency}`, ...figures },
        ]
      : []),
  ];
  const rows = document.lines.map((line) => rowOf(sheet, line));
  const count = t('documents.order.lines', { count: rows.length });
  const strong = (text: string): PdfCell => ({ text, weight: 'strong' });
  const total: PdfCell[] = [
    strong(amounts ? t('documents.order.subtotal') : count),
    ...columns.slice(1, -1).map(() => strong('')),
    strong(amounts ? formatMoney(document.amount, currency, format) : ''),
  ];
  const end = drawTable(pdf, {
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
    bottom: bottom - 20,
    nextPage: () => {
      pdf.addPage();
      return margin.top;
    },
  });
  const style = { size: 8, color: ink['color-muted'] };
  const said = t(amounts ? 'documents.order.confirmed_by' : 'documents.order.confirmed_by_order');
  drawLine(sheet, 'P', said, [left, end + 14, right - left], style);
}

function rowOf({ t, document, format }: Page, line: OrderDocument['lines'][number]): PdfCell[] {
  const { locale, currency, amounts } = document;
  const { descriptions, unit, priceUnit, date } = line;
  const words = descriptions[locale] ?? descriptions.es ?? descriptions.pt ?? descriptions.en ?? '';
  const wanted = date === null ? '' : t('documents.order.for', { date: formatDate(date, format) });
  const per = Number(priceUnit) === 1 ? '' : ` / ${formatQuantity(priceUnit, format)} ${unit}`;
  return [
    { text: line.position },
    { text: line.material },
    { text: [words, wanted].filter(Boolean).join('\n') },
    { text: `${formatQuantity(line.quantity, format)} ${unit}` },
    ...(amounts
      ? [
          { text: `${formatMoney(line.unitPrice, currency, format)}${per}` },
          { text: formatAmount(line.amount, currency, format) },
        ]
      : []),
  ];
}

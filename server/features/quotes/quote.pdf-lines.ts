import { formatAmount, formatMoney, formatQuantity } from '#contract/format';
import type { QuoteLine } from '#contract/quotes';
import { isChoice } from '#contract/quote-sums';
import { sumOf } from '#contract/decimal';
import { drawLine } from '../../output/pdf-parts.ts';
import type { PaperSheet } from '../../output/pdf-sheet.ts';
import { drawTable, fitColumns, type PdfCell, type PdfColumn } from '../../output/pdf-table.ts';
import type { QuoteDocument } from './quote.document.ts';

export type QuoteSheet = PaperSheet & { nextPage: () => number };

/** A heading, the headings of its columns and two rows: no section begins with less on a page. */
const leastHeight = 90;

/** Draws the lines of a quote, section by section. @returns where they end */
export function drawLines(sheet: QuoteSheet, document: QuoteDocument, top: number): number {
  const { pdf, ink, left, right, bottom } = sheet;
  const { lines } = document.text;
  if (lines.length === 0) return top;
  const rows = lines.map((line) => rowOf(sheet, document, line));
  const sections = [...Map.groupBy(lines, ({ section }) => section)];
  const totals = sections.map(([, some]) => totalOf(sheet, document, some));
  const columns = fitColumns(pdf, columnsOf(sheet), [...rows, ...totals], right - left);
  let y = top;
  for (const [i, [section, some]] of sections.entries()) {
    if (y + leastHeight > bottom) y = sheet.nextPage();
    if (section) {
      const style = { size: 10, color: ink['color-text'], weight: 'strong' } as const;
      drawLine(sheet, 'H2', section, [left, y + 14, right - left], style);
      y += 18;
    }
    y =
      drawTable(pdf, {
        columns,
        rows: some.map((line) => rows[lines.indexOf(line)]!),
        total: totals[i]!,
        look: {
          text: ink['color-text'],
          muted: ink['color-muted'],
          line: ink['color-border'],
          strongLine: ink['color-border-strong'],
        },
        left,
        top: y + 10,
        bottom,
        nextPage: sheet.nextPage,
      }) + 8;
  }
  return y;
}

const columnsOf = ({ t }: QuoteSheet): PdfColumn[] => [
  { header: t('quotes.position'), breaks: 'words' },
  { header: t('quotes.description'), breaks: 'words' },
  { header: t('quotes.quantity'), breaks: 'never', align: 'right' },
  { header: t('quotes.unit_price'), breaks: 'never', align: 'right' },
  { header: t('quotes.amount'), breaks: 'never', align: 'right' },
  { header: t('quotes.tax'), breaks: 'never', align: 'right' },
];

function rowOf(
  { t, format }: QuoteSheet,
  { text: { currency }, decision, locale }: QuoteDocument,
  line: QuoteLine,
): PdfCell[] {
  const { descriptions, material, group, note, unit, priceUnit } = line;
  const words = descriptions[locale] ?? descriptions.es ?? descriptions.pt ?? descriptions.en;
  const option = group === null ? (line.optional ? t('quotes.optional') : '') : group;
  const chosen =
    decision?.decision === 'accepted' && isChoice(line)
      ? t(decision.options.includes(line.position) ? 'quotes.chosen' : 'quotes.not_chosen')
      : '';
  const marks = [option, chosen].filter(Boolean).join(': ');
  const per = Number(priceUnit) === 1 ? '' : ` / ${formatQuantity(priceUnit, format)} ${unit}`;
  return [
    { text: line.position },
    {
      text: [material, words, marks && `(${marks})`, note].filter(Boolean).join(' · '),
    },
    { text: `${formatQuantity(line.quantity, format)} ${unit}` },
    { text: formatMoney(line.unitPrice, currency, format) + per },
    { text: formatAmount(line.amount, currency, format) },
    { text: formatAmount(line.tax, currency, format) },
  ];
}

/** The sums of what nobody has to choose in a section. */
function totalOf(
  { t, format }: QuoteSheet,
  { text: { currency } }: QuoteDocument,
  lines: readonly QuoteLine[],
): PdfCell[] {
  const firm = lines.filter((line) => !isChoice(line));
  const sum = (name: 'amount' | 'tax'): PdfCell => ({
    text:
      firm.length === 0
        ? ''
        : formatAmount(sumOf(firm.map((line) => line[name])), currency, format),
    weight: 'strong',
  });
  const blank: PdfCell = { text: '' };
  return [
    { text: firm.length === 0 ? '' : t('quotes.subtotal'), weight: 'strong' },
    blank,
    blank,
    blank,
    sum('amount'),
    sum('tax'),
  ];
}

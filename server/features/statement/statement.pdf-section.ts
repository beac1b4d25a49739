import { isZero, sumOf } from '#contract/decimal';
import { formatAmount, formatDate } from '#contract/format';
import { ageingBuckets } from '#contract/ledger-words';
import type { StatementContent } from '#contract/statement';
import { drawLine } from '../../output/pdf-parts.ts';
import {
  drawTable,
  fitColumns,
  type PdfCell,
  type PdfColumn,
  type PdfColumns,
} from '../../output/pdf-table.ts';
import { drawAgeing, drawFigures } from './statement.pdf-figures.ts';
import type { PdfPage } from './statement.pdf-sheet.ts';

type Section = StatementContent['sections'][number];
type Item = Section['items'][number];

export type SectionOptions = {
  section: Section;
  columns: PdfColumns;
  showCredit: boolean;
  top: number;
  /** @returns where the next page begins */
  nextPage: () => number;
};

/** Title, figures, ageing, the headings and two rows: no section begins with less on a page. */
const leastHeight = 180;

/** The columns of all sections, which stand below each other. */
export function columnsOf(sheet: PdfPage, sections: readonly Section[]): PdfColumns {
  const { pdf, t, left, right } = sheet;
  const rows = sections.flatMap((section) => [
    ...section.items.map((item) => rowOf(sheet, section.currency, item)),
    totalOf(sheet, section),
  ]);
  const column = (name: string, more: Omit<PdfColumn, 'header'>): PdfColumn => ({
    header: t(`statement.${name}`),
    ...more,
  });
  const columns = [
    column('kind', { breaks: 'words' }),
    column('order', { breaks: 'words' }),
    column('purchase_order', { breaks: 'words' }),
    column('invoice', { breaks: 'words' }),
    column('fiscal_id', { breaks: 'middle' }),
    column('date', { breaks: 'never' }),
    column('due_date', { breaks: 'never' }),
    column('days', { breaks: 'never', align: 'right' }),
    column('amount', { breaks: 'never', align: 'right' }),
    column('open', { breaks: 'never', align: 'right' }),
    column('status', { breaks: 'words' }),
  ];
  return fitColumns(pdf, columns, rows, right - left);
}

/** Draws what is owed in one currency. @returns where it ends */
export function drawSection(sheet: PdfPage, options: SectionOptions): number {
  const { pdf, t, ink, format, left, right, bottom } = sheet;
  const { section, nextPage } = options;
  let y = options.top + leastHeight > bottom ? nextPage() : options.top;
  const name = new Intl.DisplayNames(format.language, { type: 'currency' }).of(section.currency);
  // As each language writes it within a line: languages of capitals keep theirs.
  const written = format.language === 'en' ? name : name?.toLocaleLowerCase(format.language);
  const currency =
    written && name !== section.currency ? `${section.currency} · ${written}` : section.currency;
  const heading = { size: 11, color: ink['color-text'], weight: 'strong' } as const;
  const title = t('documents.statement.currency', { currency });
  drawLine(sheet, 'H2', title, [left, y + 14, right - left], heading);
  y = drawFigures(sheet, section, options.showCredit, y + 24);
  const owes = ageingBuckets.some((bucket) => !isZero(section.ageing[bucket] ?? '0'));
  if (owes) y = drawAgeing(sheet, section, y + 6);
  if (section.items.length === 0) {
    const style = { size: 9, color: ink['color-muted'] };
    const none = t('documents.statement.none');
    drawLine(sheet, 'P', none, [left, y + 16, right - left], style);
    return y + 34;
  }
  const end = drawTable(pdf, {
    columns: options.columns,
    rows: section.items.map((item) => rowOf(sheet, section.currency, item)),
    total: totalOf(sheet, section),
    look: {
      text: ink['color-text'],
      muted: ink['color-muted'],
      line: ink['color-border'],
      strongLine: ink['color-border-strong'],
    },
    left,
    top: y + 14,
    bottom,
    nextPage,
  });
  return end + 22;
}

const rowOf = ({ t, format, ink }: PdfPage, currency: string, item: Item): PdfCell[] => [
  { text: t(`statement.kind_${item.kind}`) },
  { text: item.order ?? '' },
  { text: item.purchaseOrder ?? '' },
  { text: item.invoice ?? '' },
  { text: item.fiscalId ?? '' },
  { text: formatDate(item.date, format) },
  { text: item.dueDate ? formatDate(item.dueDate, format) : '' },
  { text: item.daysOverdue === null ? '' : String(item.daysOverdue) },
  { text: formatAmount(item.amount, currency, format) },
  { text: formatAmount(item.open, currency, format) },
  {
    text: t(`statement.status_${item.status}`),
    ...(item.status === 'overdue' && { color: ink['color-danger'] }),
  },
];

/** The sums of what is listed; exact, as they are sums of decimals. */
function totalOf({ t, format }: PdfPage, { currency, items }: Section): PdfCell[] {
  const sum = (name: 'amount' | 'open'): PdfCell => ({
    text: formatAmount(sumOf(items.map((item) => item[name])), currency, format),
    weight: 'strong',
  });
  const blank: PdfCell = { text: '' };
  return [
    { text: t('documents.statement.sum'), weight: 'strong' },
    ...Array.from({ length: 7 }, () => blank),
    sum('amount'),
    sum('open'),
    blank,
  ];
}

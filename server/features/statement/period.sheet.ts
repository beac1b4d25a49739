import { currencyOf } from '#contract/currencies';
import type { CallResult } from '#contract/endpoint';
import type { statement } from '#contract/statement';
import type { CellKind, Sheet, SheetCell, TitleCell } from '../../output/sheet.ts';
import type { Translate } from '../../output/texts.ts';
import type { Account } from './statement.access.ts';

type Movements = CallResult<(typeof statement)['GET /movements']>['sections'];
type Changes = CallResult<(typeof statement)['GET /statement-changes']>['sections'];

/** Of whom and when a sheet is, and the words it is in. */
export type PeriodWords = {
  t: Translate;
  account: Account;
  period: { from: string; to: string };
};

const label = (value: string): TitleCell => ({ kind: 'text', value, bold: true });
const text = (value: string): TitleCell => ({ kind: 'text', value });
const date = (value: string): TitleCell => ({ kind: 'date', value });

/** Whose books, and the two days. */
const heads = (
  title: string,
  currency: string,
  { t, account: { company, customer }, period }: PeriodWords,
): (string | TitleCell[])[] => [
  title,
  [label(t('statement.company')), text(company.code), text(company.name)],
  [label(t('statement.customer')), text(customer.number), text(customer.name)],
  [label(t('statement.from')), date(period.from), label(t('statement.to')), date(period.to)],
  [label(t('documents.currency')), text(currency)],
];

type Column<R> = CellKind & { key: string; width: number; cell: (row: R) => SheetCell };

function sheetOf<R>(
  name: string,
  titles: (string | TitleCell[])[],
  columns: readonly Column<R>[],
  rows: readonly R[],
  t: Translate,
): Sheet {
  return {
    name,
    titles: [...titles, []],
    columns: columns.map((column) => ({ ...column, header: t(`statement.${column.key}`) })),
    rows: rows.map((row) => columns.map(({ cell }) => cell(row))),
  };
}

/** What moved the balance, a sheet a currency. */
export const movementSheets = (sections: Movements, words: PeriodWords): Sheet[] =>
  sections.map(({ currency, opening, closing, items }) => {
    const { t } = words;
    const { places } = currencyOf(currency);
    const amount = (value: string): TitleCell => ({ kind: 'decimal', places, value });
    const title = t('statement.view_movements');
    return sheetOf<Movements[number]['items'][number]>(
      `${title} ${currency}`,
      [
        ...heads(title, currency, words),
        [label(t('statement.opening_sum')), amount(opening)],
        [label(t('statement.closing_sum')), amount(closing)],
      ],
      [
        { key: 'date', kind: 'date', width: 14, cell: (row) => row.date },
        { key: 'kind', kind: 'text', width: 18, cell: ({ kind }) => t(`statement.kind_${kind}`) },
        { key: 'document', kind: 'text', width: 38, cell: (row) => row.document },
        { key: 'reference', kind: 'text', width: 24, cell: ({ reference }) => reference },
        { key: 'amount', kind: 'decimal', places, width: 18, cell: (row) => row.amount },
        { key: 'running', kind: 'decimal', places, width: 18, cell: ({ balance }) => balance },
      ],
      items,
      t,
    );
  });

/** What became of the documents, a sheet a currency. */
export const changeSheets = (sections: Changes, words: PeriodWords): Sheet[] =>
  sections.map(({ currency, before, after, items }) => {
    const { t } = words;
    const { places } = currencyOf(currency);
    const amount = (value: string): TitleCell => ({ kind: 'decimal', places, value });
    const title = t('statement.view_changes');
    return sheetOf<Changes[number]['items'][number]>(
      `${title} ${currency}`,
      [
        ...heads(title, currency, words),
        [label(t('statement.total')), amount(before.total), amount(after.total)],
        [label(t('statement.overdue')), amount(before.overdue), amount(after.overdue)],
      ],
      [
        {
          key: 'kind',
          kind: 'text',
          width: 18,
          cell: ({ item }) => t(`statement.kind_${item.kind}`),
        },
        { key: 'order', kind: 'text', width: 18, cell: ({ item }) => item.order },
        { key: 'purchase_order', kind: 'text', width: 18, cell: ({ item }) => item.purchaseOrder },
        { key: 'invoice', kind: 'text', width: 18, cell: ({ item }) => item.invoice },
        { key: 'fiscal_id', kind: 'text', width: 38, cell: ({ item }) => item.fiscalId },
        { key: 'due_date', kind: 'date', width: 14, cell: ({ item }) => item.dueDate },
        { key: 'what', kind: 'text', width: 14, cell: ({ what }) => t(`statement.what_${what}`) },
        { key: 'before', kind: 'decimal', places, width: 18, cell: (row) => row.before },
        { key: 'after', kind: 'decimal', places, width: 18, cell: (row) => row.after },
      ],
      items,
      t,
    );
  });

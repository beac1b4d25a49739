import { zoneName } from '#contract/zone-words';
import { currencyOf } from '#contract/currencies';
import { negated } from '#contract/decimal';
import { formatInstant } from '#contract/format';
import { ageingBuckets } from '#contract/ledger-words';
import type { StatementContent, StatementFigures } from '#contract/statement';
import {
  writeSheets,
  type CellKind,
  type Sheet,
  type SheetCell,
  type TitleCell,
} from '../../output/sheet.ts';
import type { Translate } from '../../output/texts.ts';
import type { StatementDocument } from './statement.document.ts';

type Section = StatementContent['sections'][number];
type Column = CellKind & {
  key: string;
  width: number;
  cell: (item: Section['items'][number]) => SheetCell;
};

/** Draws a statement as XLSX: a sheet per currency, its figures above its documents. */
export function statementSheet(
  document: StatementDocument,
  t: Translate,
): AsyncGenerator<Uint8Array> {
  const { content, tenantName } = document;
  return writeSheets(
    tenantName,
    content.sections.map((section) => sheetOf(section, document, t)),
  );
}

function sheetOf(section: Section, document: StatementDocument, t: Translate): Sheet {
  const word = (key: string) => t(`statement.${key}`);
  const { places } = currencyOf(section.currency);
  const columns = columnsOf(word, places);
  return {
    name: `${word('title')} ${section.currency}`,
    titles: [
      word('title'),
      ...holders(document, t),
      ...figureLines(section, document, places, t),
      ...ageingLines(section, places, word),
      [],
    ],
    columns: columns.map((column) => ({
      ...column,
      header: word(column.key),
    })),
    rows: rowsOf(section, columns),
    total: columns.map(({ key }) => {
      if (key === 'kind') return label(word('total'));
      if (key !== 'open') return null;
      return { kind: 'decimal', places, value: section.figures.total, bold: true };
    }),
  };
}

function* rowsOf({ items }: Section, columns: readonly Column[]): Generator<SheetCell[]> {
  for (const item of items) yield columns.map(({ cell }) => cell(item));
}

type Word = (key: string) => string;

const columnsOf = (word: Word, places: number): Column[] => [
  { key: 'kind', kind: 'text', width: 18, cell: ({ kind }) => word(`kind_${kind}`) },
  { key: 'order', kind: 'text', width: 18, cell: ({ order }) => order },
  { key: 'purchase_order', kind: 'text', width: 18, cell: (item) => item.purchaseOrder },
  { key: 'invoice', kind: 'text', width: 18, cell: ({ invoice }) => invoice },
  { key: 'fiscal_id', kind: 'text', width: 38, cell: ({ fiscalId }) => fiscalId },
  { key: 'date', kind: 'date', width: 16, cell: ({ date }) => date },
  { key: 'due_date', kind: 'date', width: 16, cell: ({ dueDate }) => dueDate },
  {
    key: 'days',
    kind: 'decimal',
    places: 0,
    width: 12,
    cell: ({ daysOverdue: days }) => (days === null ? null : String(days)),
  },
  { key: 'amount', kind: 'decimal', places, width: 18, cell: ({ amount }) => amount },
  { key: 'open', kind: 'decimal', places, width: 18, cell: ({ open }) => open },
  { key: 'status', kind: 'text', width: 14, cell: ({ status }) => word(`status_${status}`) },
];

const label = (value: string): TitleCell => ({ kind: 'text', value, bold: true });
const text = (value: string): TitleCell => ({ kind: 'text', value });

/** Who owes whom, and when. */
function holders(
  { content, generatedAt, verifyUrl, locale, region }: StatementDocument,
  t: Translate,
): TitleCell[][] {
  const { company, customer, cutOff, timeZone } = content;
  // The joiners that hold a date together on a page are only in the way of who searches a sheet.
  const asked = formatInstant(generatedAt, { language: locale, region }, timeZone).replaceAll(
    '\u2060',
    '',
  );
  return [
    [label(t('statement.company')), ...known([company.code, company.name, company.taxId])],
    [
      label(t('statement.customer')),
      ...known([customer.number, customer.name, customer.taxId, customer.phone, customer.email]),
    ],
    [label(t('statement.cut_off')), { kind: 'date', value: cutOff }],
    [
      label(t('statement.made_at')),
      text(`${asked} (${zoneName(timeZone, { language: locale, region })})`),
    ],
    [label(t('documents.statement.verify')), text(verifyUrl)],
  ];
}

const known = (values: (string | null)[]): TitleCell[] =>
  values.flatMap((value) => (value === null ? [] : [text(value)]));

const figureKeys = {
  limit: 'limit',
  overdue: 'overdue',
  toFallDue: 'to_fall_due',
  unappliedCredit: 'unapplied_credit',
  total: 'total',
  available: 'available',
} as const satisfies Record<keyof StatementFigures, string>;

/** The figures, each under its name; what the reader may not see has no name either. */
function figureLines(
  { currency, figures }: Section,
  { showCredit }: StatementDocument,
  places: number,
  t: Translate,
): TitleCell[][] {
  const shown = (Object.keys(figureKeys) as (keyof StatementFigures)[]).filter(
    (name) => showCredit || (name !== 'limit' && name !== 'available'),
  );
  return [
    [
      label(t('documents.currency')),
      ...shown.map((name) => label(t(`statement.${figureKeys[name]}`))),
    ],
    [
      text(currency),
      ...shown.map((name): TitleCell => ({
        kind: 'decimal',
        places,
        value: signed(name, figures[name]),
      })),
    ],
  ];
}

/** What is taken off is negative, as it is among the ages: the figures add up to the total. */
const signed = (name: keyof StatementFigures, value: string | null): string | null =>
  name === 'unappliedCredit' && value !== null ? negated(value) : value;

const ageingLines = ({ ageing }: Section, places: number, word: Word): TitleCell[][] => [
  ageingBuckets.map((bucket) => label(word(`ageing_${bucket}`))),
  ageingBuckets.map((bucket) => ({ kind: 'decimal', places, value: ageing[bucket] })),
];

import { html, nothing, type TemplateResult } from 'lit';
import type { StatementItem } from '#contract/statement';
import { button } from '../../kit/button.ts';
import { table, type Column, type SortState } from '../../kit/table.ts';
import type { Sort } from './rows.ts';
import { pickColumn } from '../../records/pick-column.ts';
import { dash, day, type View } from '../../records/view.ts';
import { figureOf, nameOf, spokenName, statusBadge } from '../statement-view.ts';

export type FileKind = 'xml' | 'pdf';

export type ItemsTableOptions = {
  view: View;
  currency: string;
  rows: readonly StatementItem[];
  /** All that was found, also on other pages. */
  found: readonly StatementItem[];
  sort: string;
  stale: boolean;
  /** Ids of the rows that are ticked; undefined where the caller may not have several files at once. */
  picked: ReadonlySet<string> | undefined;
  /** Whether rows are ticked to be paid as well, not for their files alone. */
  pays: boolean;
  /** The payment under way for a document. */
  underWay: (item: StatementItem) => unknown;
  /** Which files the caller may have. */
  files: readonly FileKind[];
  /** Name of the file that is under way. */
  downloading: string;
  onSort: (sort: string) => void;
  onPick: (items: readonly StatementItem[], on: boolean) => void;
  onFile: (item: StatementItem, kind: FileKind) => void;
  /** A button that copies a text, and shows it shortened. */
  copyButton: (text: string, short: string, name: string) => TemplateResult;
};

export const hasFiles = ({ xml, pdf }: StatementItem): boolean => xml !== null || pdf !== null;
/** Whether a row can be ticked. */
const isPickable = (item: StatementItem, { pays }: ItemsTableOptions): boolean =>
  pays || hasFiles(item);

/** The documents of one currency. */
export function itemsTable(options: ItemsTableOptions): TemplateResult {
  const { view, currency, rows, stale, picked, found, files } = options;
  const { t } = view;
  return table({
    caption: `${t('statement.documents')} ${currency}`,
    columns: [
      ...(picked && found.some((item) => isPickable(item, options))
        ? [
            pickColumn({
              label: t('statement.pick'),
              all: t(options.pays ? 'paying.pick_all' : 'statement.pick_all'),
              name: (item) => t('statement.pick_row', { name: spokenName(item, view) }),
              rows: found,
              pickable: (item) => isPickable(item, options),
              has: ({ id }) => picked.has(id),
              onPick: options.onPick,
              without: html`<span class="file"></span>`,
              card: null,
            }),
          ]
        : []),
      ...numberColumns(options),
      ...(files.some((kind) => found.some((item) => item[kind] !== null))
        ? [filesColumn(options)]
        : []),
      ...sumColumns(options),
    ],
    rows,
    // By place, not by document: what is on screen is written over, which is quicker than drawn anew.
    key: (row) => String(rows.indexOf(row)),
    wide: 'large',
    stale,
  });
}

function sorted(by: Sort, { sort, onSort }: ItemsTableOptions): Column<StatementItem>['sort'] {
  // As it comes, it is by due date.
  const now = sort || 'due_date';
  const state: SortState = now === by ? 'ascending' : now === `-${by}` ? 'descending' : 'none';
  return { state, onSort: () => onSort(state === 'ascending' ? `-${by}` : by) };
}

function numberColumns(options: ItemsTableOptions): Column<StatementItem>[] {
  const { view } = options;
  const { t } = view;
  return [
    {
      label: t('statement.kind'),
      card: 'heading',
      cell: ({ kind }) => t(`statement.kind_${kind}`),
      sort: sorted('kind', options),
    },
    // Two numbers one above the other: a line has room for what is owed.
    {
      label: t('statement.order'),
      kind: 'wide',
      cell: ({ order, purchaseOrder }) => both(order, purchaseOrder),
      sort: sorted('order', options),
      second: {
        label: t('statement.purchase_order'),
        sort: sorted('purchase_order', options),
      },
    },
    {
      label: t('statement.invoice'),
      kind: 'short',
      cell: ({ invoice, fiscalId }) => both(invoice, fiscalId && fiscal(fiscalId, options)),
      sort: sorted('invoice', options),
      second: { label: t('statement.fiscal_id'), sort: sorted('fiscal_id', options) },
    },
  ];
}

const both = (first: string | null, second: unknown): TemplateResult =>
  html`${first ?? (second ? nothing : dash)}${second ? html`<small class="second">${second}</small>` : nothing}`;

function sumColumns(options: ItemsTableOptions): Column<StatementItem>[] {
  const { view, currency } = options;
  const { t } = view;
  const date = (
    label: string,
    by: 'date' | 'due_date',
    of: (item: StatementItem) => string | null,
  ) => ({
    label,
    // What is open, and until when, stands in the head of a card.
    ...(by === 'due_date' && { card: 'figure' as const }),
    cell: (item: StatementItem) => html`<span class="figures">${day(of(item), view)}</span>`,
    sort: sorted(by, options),
  });
  const sum = (label: string, by: 'amount' | 'open') => ({
    label: `${label} ${currency}`,
    kind: 'number' as const,
    ...(by === 'open' && { card: 'figure' as const }),
    cell: (item: StatementItem) => figureOf(item[by], currency, view),
    sort: sorted(by, options),
  });
  return [
    date(t('statement.date'), 'date', (item) => item.date),
    date(t('statement.due_date'), 'due_date', (item) => item.dueDate),
    {
      label: t('statement.days'),
      kind: 'number',
      cell: ({ daysOverdue }) => daysOverdue ?? dash,
      sort: sorted('days', options),
    },
    sum(t('statement.amount'), 'amount'),
    sum(t('statement.open'), 'open'),
    {
      label: t('statement.status'),
      card: 'trail',
      cell: (item) => html`${statusBadge(item.status, view)}${options.underWay(item)}`,
      sort: sorted('status', options),
    },
  ];
}

/** A button for each file of a document. */
function filesColumn({
  view,
  files,
  downloading,
  onFile,
}: ItemsTableOptions): Column<StatementItem> {
  const { t } = view;
  const file = (item: StatementItem, kind: FileKind) => {
    const label = kind.toUpperCase();
    return button({
      kind: 'quiet',
      label: downloading === `${nameOf(item)}.${kind}` ? '…' : label,
      name: t('statement.file', { kind: label, name: spokenName(item, view) }),
      off: downloading !== '',
      onClick: () => onFile(item, kind),
    });
  };
  return {
    label: t('statement.files'),
    kind: 'short',
    screenOnly: true,
    cell: (item) => {
      const there = files.filter((kind) => item[kind] !== null);
      return html`<span class="file"
        >${there.length > 0 ? there.map((kind) => file(item, kind)) : dash}</span
      >`;
    },
  };
}

/** Characters of a fiscal number that are shown at either end. */
const ends = 4;

/** A fiscal number, shortened in the middle; a press copies all of it. */
function fiscal(id: string, { view: { t }, copyButton }: ItemsTableOptions): TemplateResult {
  if (id.length <= 16) return html`${id}`;
  const short = `${id.slice(0, 2 * ends)}…${id.slice(-ends)}`;
  return copyButton(id, short, `${short} ${t('statement.copy', { id })}`);
}

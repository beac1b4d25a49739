import { html, nothing, type TemplateResult } from 'lit';
import { stateWord, type InvoiceSort, type InvoiceSortField } from '#contract/invoice-words';
import type { InvoiceRow } from '#contract/invoices';
import type { Translate } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import type { Column } from '../kit/table.ts';
import { columnsOf, sorting } from '../records/columns.ts';
import type { ListTable } from '../records/listing.ts';
import { pickColumn } from '../records/pick-column.ts';
import { dash, type View } from '../records/view.ts';

export const fileKinds = ['xml', 'pdf'] as const;
export type FileKind = (typeof fileKinds)[number];
export const hasFiles = (row: InvoiceRow): boolean => fileKinds.some((kind) => row[kind]);

export type InvoicesTableOptions = {
  view: View;
  sort: string;
  /** Show the customer column. */
  customers: boolean;
  /** Ids of those that are picked; null where there is nothing to be done with several. */
  picked: ReadonlyMap<string, InvoiceRow> | null;
  /** Whether a row can be picked. */
  pickable: (row: InvoiceRow) => boolean;
  /** The payment under way for one. */
  underWay: (row: InvoiceRow) => unknown;
  rows: readonly InvoiceRow[];
  /** Name of the file being fetched. */
  busy: string;
  /** The number of an invoice as a link, and what opens it. */
  link: (row: InvoiceRow) => TemplateResult;
  opener: (row: InvoiceRow) => TemplateResult;
  onOpen: (row: InvoiceRow, event: MouseEvent) => void;
  onSort: (sort: InvoiceSort) => void;
  onPick: (rows: readonly InvoiceRow[], on: boolean) => void;
  onFile: (row: InvoiceRow, kind: FileKind) => void;
};

/** The invoices that were found, one a row. */
export function invoicesTable(options: InvoicesTableOptions): ListTable<InvoiceRow> {
  const { view, picked, rows } = options;
  const { t } = view;
  const c = columnsOf<InvoiceRow, InvoiceSortField>(
    view,
    sorting<InvoiceSortField>(options.sort, options.onSort),
  );
  return {
    caption: t('invoices.title'),
    columns: [
      picked !== null &&
        rows.some(options.pickable) &&
        pickColumn({
          label: t('invoices.pick'),
          all: t('invoices.pick_all'),
          name: ({ number }) => t('invoices.pick_row', { number }),
          rows,
          pickable: options.pickable,
          has: ({ id }) => picked.has(id),
          onPick: options.onPick,
          without: '',
        }),
      c.short('invoices.number', (row) => identity(row, options), {
        card: 'heading',
        sort: 'number',
      }),
      options.customers &&
        c.wide(
          'invoices.customer',
          ({ customer }) => html`${customer.name} <small>${customer.number}</small>`,
        ),
      c.date('invoices.date', (row) => row.date, { sort: 'date' }),
      c.date('invoices.due_date', (row) => row.dueDate, { card: 'figure', sort: 'due_date' }),
      c.money('invoices.total', (row) => [row.total, row.currency], { sort: 'total' }),
      c.money('invoices.balance', (row) => [row.balance, row.currency], { card: 'figure' }),
      c.text(
        'invoices.state',
        (row) => html`<span class="states">${stateBadges(row, t)}${options.underWay(row)}</span>`,
        {
          card: 'trail',
        },
      ),
      rows.some(hasFiles) && fileColumn(options),
      c.action('invoices.view', options.opener),
    ],
    key: (row) => row.id,
    wide: 'large',
    onRow: options.onOpen,
  };
}

/** The number, of what kind it is unless it is an invoice, and its fiscal id, the middle left out. */
function identity(row: InvoiceRow, { link, view: { t } }: InvoicesTableOptions): TemplateResult {
  const { kind, fiscalId } = row;
  const short =
    fiscalId && fiscalId.length > 16 ? `${fiscalId.slice(0, 8)}…${fiscalId.slice(-4)}` : fiscalId;
  return html`<span>
    ${link(row)}${kind === 'invoice' ? nothing : html`<small>${t(`invoices.kind_${kind}`)}</small>`}
    ${fiscalId ? html`<small title=${fiscalId}>${short}</small>` : nothing}
  </span>`;
}

/** How it stands with an invoice in the ledger and, where that is not as it should be, with its fiscal document. */
export const stateBadges = (row: InvoiceRow, t: Translate): TemplateResult => {
  const { fiscalState: fiscal } = row;
  return html`${fiscal === 'cancelled' || fiscal === 'denied' ? nothing : stateBadge(row, t)}
  ${
    fiscal === null || fiscal === 'valid'
      ? nothing
      : badge(
          fiscalLooks[fiscal][0],
          fiscalLooks[fiscal][1],
          t(`invoices.fiscal_${fiscal}`),
          `badge-fiscal-${fiscal}`,
        )
  }
  ${row.complementMissing ? badge('warning', 'alert', t('invoices.complement_missing'), 'badge-missing') : nothing}`;
};

const fiscalLooks = {
  cancelled: ['danger', 'cross'],
  denied: ['danger', 'alert'],
  unauthorised: ['neutral', 'info'],
  test: ['neutral', 'info'],
} as const;

function stateBadge({ kind, state }: InvoiceRow, t: Translate): TemplateResult {
  const [tone, icon] = (
    {
      open: ['info', 'clock'],
      overdue: ['danger', 'alert'],
      paid: ['success', 'check'],
      unknown: ['neutral', 'info'],
    } as const
  )[state];
  return badge(tone, icon, t(`invoices.${stateWord(kind, state)}`), `badge-${state}`);
}

/** A box for each row that has files, and one above for all on the page. */
/** Files of the fiscal document, one by one. */
const fileColumn = ({ view: { t }, busy, onFile }: InvoicesTableOptions): Column<InvoiceRow> => ({
  label: t('invoices.files'),
  screenOnly: true,
  id: 'files',
  kind: 'short',
  cell: (row) =>
    hasFiles(row)
      ? html`<span class="files">
          ${fileKinds.map((kind) =>
            row[kind] === null
              ? nothing
              : button({
                  kind: 'quiet',
                  label: busy === `${row.number}.${kind}` ? '…' : kind.toUpperCase(),
                  name: t('invoices.file', { kind: kind.toUpperCase(), number: row.number }),
                  off: busy !== '',
                  onClick: () => onFile(row, kind),
                }),
          )}
        </span>`
      : dash,
});

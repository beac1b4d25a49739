import { html, nothing, type TemplateResult } from 'lit';
import type { Invoice } from '#contract/orders';
import { formatQuantity } from '../core/index.ts';
import { textIn } from '../records/view.ts';
import { badge } from '../kit/badge.ts';
import { icon } from '../kit/icon.ts';
import { table, type Column } from '../kit/table.ts';
import { day, money, orDash, type View } from './orders-view.ts';

export type InvoicesOptions = {
  view: View;
  invoices: readonly Invoice[];
  /** Ids of those whose lines are shown. */
  expanded: ReadonlySet<string>;
  onToggle: (id: string) => void;
};

/** The invoices of an order; each opens to its lines. */
export function orderInvoices(options: InvoicesOptions): TemplateResult {
  const { view, invoices, expanded } = options;
  const { t } = view;
  if (invoices.length === 0) return html`<p class="quiet-text">${t('orders.no_invoices')}</p>`;
  const amount = (label: string, of: (invoice: Invoice) => string): Column<Invoice> => ({
    label,
    kind: 'number',
    cell: (invoice) => money(of(invoice), invoice.currency, view),
  });
  const date = (label: string, of: (invoice: Invoice) => string | null): Column<Invoice> => ({
    label,
    cell: (invoice) => html`<span class="figures">${day(of(invoice), view)}</span>`,
  });
  return table({
    caption: t('orders.invoices'),
    columns: [
      {
        label: t('orders.invoice'),
        kind: 'short',
        card: 'heading',
        cell: (invoice) => heading(invoice, options),
      },
      date(t('orders.invoice_date'), (invoice) => invoice.date),
      date(t('orders.due_date'), (invoice) => invoice.dueDate),
      amount(t('orders.net'), (invoice) => invoice.net),
      amount(t('orders.tax'), (invoice) => invoice.tax),
      amount(t('orders.total'), (invoice) => invoice.total),
    ],
    rows: invoices,
    key: (invoice) => invoice.id,
    below: (invoice) => (expanded.has(invoice.id) ? lines(invoice, view) : nothing),
  });
}

function heading(invoice: Invoice, { view, expanded, onToggle }: InvoicesOptions): TemplateResult {
  const { t } = view;
  const open = expanded.has(invoice.id);
  return html`<span class="invoice">
    <button
      class="expander ${open ? 'open' : ''} no-print"
      type="button"
      aria-expanded=${open ? 'true' : 'false'}
      aria-controls="lines-${invoice.id}"
      aria-label=${t('orders.show_lines', { number: invoice.number })}
      @click=${() => onToggle(invoice.id)}
    >
      ${icon('chevron')}
    </button>
    <span class="invoice-name">
      ${invoice.number}
      ${invoice.kind === 'invoice' ? nothing : badge('neutral', 'invoice', t(`orders.${invoice.kind}`))}
    </span>
  </span>`;
}

type Line = Invoice['lines'][number];

function lines(invoice: Invoice, view: View): TemplateResult {
  const { t, format } = view;
  const columns: Column<Line>[] = [
    {
      label: t('orders.line_position'),
      kind: 'short',
      card: 'lead',
      cell: (line) => line.position,
    },
    {
      label: t('orders.line_material'),
      kind: 'short',
      card: 'lead',
      cell: (line) => orDash(line.material),
    },
    {
      label: t('orders.description'),
      kind: 'wide',
      card: 'heading',
      cell: (line) => textIn(line.descriptions, format),
    },
    {
      label: t('orders.line_quantity'),
      kind: 'number',
      cell: (line) => formatQuantity(line.quantity, format),
    },
    { label: t('orders.unit'), kind: 'short', cell: (line) => line.unit },
    {
      label: t('orders.amount'),
      kind: 'number',
      cell: (line) => money(line.amount, invoice.currency, view),
    },
    {
      label: t('orders.tax'),
      kind: 'number',
      cell: (line) => money(line.tax, invoice.currency, view),
    },
  ];
  return html`<tr class="lines" role="row" id="lines-${invoice.id}">
    <td class="inner" role="cell" colspan="6">
      ${table({
        caption: t('orders.invoice_lines', { number: invoice.number }),
        columns,
        rows: invoice.lines,
        key: (line) => line.position,
      })}
    </td>
  </tr>`;
}

import { html, nothing, type TemplateResult } from 'lit';
import type { Invoice } from '#contract/orders';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { icon } from '../kit/icons.ts';
import { table } from '../kit/table.ts';
import { columnsOf } from '../records/columns.ts';
import { described, type View } from '../records/view.ts';

export type InvoicesOptions = {
  view: View;
  invoices: readonly Invoice[];
  /** Ids of those whose lines are shown. */
  expanded: ReadonlySet<string>;
  onToggle: (id: string) => void;
  /** Name of the file that is under way. */
  busy: string;
  /** A button that copies a fiscal id. */
  copy: (fiscalId: string) => TemplateResult;
  onFile: (invoice: Invoice, kind: FileKind) => void;
};

const fileKinds = ['xml', 'pdf'] as const;
export type FileKind = (typeof fileKinds)[number];

/** A button for each file of the fiscal document. */
const files = (invoice: Invoice, { view: { t }, busy, onFile }: InvoicesOptions): TemplateResult =>
  html`<span class="files"
    >${fileKinds.map((kind) => {
      const label = kind.toUpperCase();
      return invoice[kind]
        ? button({
            kind: 'quiet',
            label,
            name: t('orders.file', { kind: label, number: invoice.number }),
            off: busy !== '',
            onClick: () => onFile(invoice, kind),
          })
        : nothing;
    })}</span
  >`;

/** The invoices of an order; each opens to its lines. */
export function orderInvoices(options: InvoicesOptions): TemplateResult {
  const { view, invoices, expanded } = options;
  const { t } = view;
  if (invoices.length === 0) return html`<p class="quiet-text">${t('orders.no_invoices')}</p>`;
  const c = columnsOf<Invoice>(view);
  return table({
    caption: t('orders.invoices'),
    columns: [
      c.short('orders.invoice', (invoice) => heading(invoice, options), { card: 'heading' }),
      c.date('orders.invoice_date', (invoice) => invoice.date),
      c.date('orders.due_date', (invoice) => invoice.dueDate),
      c.money('orders.net', (invoice) => [invoice.net, invoice.currency]),
      c.money('orders.tax', (invoice) => [invoice.tax, invoice.currency]),
      c.money('orders.total', (invoice) => [invoice.total, invoice.currency]),
      invoices.some(({ fiscalId }) => fiscalId !== null) &&
        c.short('orders.fiscal_id', ({ fiscalId }) => fiscalId && options.copy(fiscalId)),
      invoices.some(({ xml, pdf }) => xml ?? pdf) &&
        c.action('orders.files', (invoice) => files(invoice, options)),
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

function lines(invoice: Invoice, view: View): TemplateResult {
  const { t } = view;
  const { currency } = invoice;
  const c = columnsOf<Invoice['lines'][number]>(view);
  return html`<tr class="lines" role="row" id="lines-${invoice.id}">
    <td class="inner" role="cell" colspan="8">
      ${table({
        caption: t('orders.invoice_lines', { number: invoice.number }),
        columns: [
          c.short('orders.line_position', (line) => line.position, { card: 'lead' }),
          c.short('orders.line_material', (line) => line.material, { card: 'lead' }),
          c.wide('orders.description', (line) => described(line, view), { card: 'heading' }),
          c.quantity('orders.line_quantity', (line) => line.quantity),
          c.short('orders.unit', (line) => line.unit),
          c.money('orders.net', (line) => [line.amount, currency]),
          c.money('orders.tax', (line) => [line.tax, currency]),
        ],
        rows: invoice.lines,
        key: (line) => line.position,
      })}
    </td>
  </tr>`;
}

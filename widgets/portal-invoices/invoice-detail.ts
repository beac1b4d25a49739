import { html, nothing, type TemplateResult } from 'lit';
import type { InvoiceDetail } from '#contract/invoices';
import type { TextKey } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { bones } from '../kit/skeleton.ts';
import { table } from '../kit/table.ts';
import { columnsOf } from '../records/columns.ts';
import { helpButton } from '../records/help.ts';
import { listSkeleton } from '../records/listing.ts';
import { dash, day, described, money, type View } from '../records/view.ts';
import { fileKinds, stateBadges, type FileKind } from './invoices-list.ts';

export type DetailOptions = {
  view: View;
  /** What the list already knows, until the invoice has come. */
  number: string | undefined;
  invoice: InvoiceDetail | undefined;
  /** Shown instead of the invoice where it did not come. */
  fault: TemplateResult | undefined;
  stale: boolean;
  /** Number of the session's customer; others are named. */
  own: string | undefined;
  busy: string;
  /** A button that copies a fiscal id. */
  copy: (fiscalId: string) => TemplateResult;
  opener: (id: string, number: string) => TemplateResult;
  /** Its fiscal document, and what has to do with it. */
  fiscal: (invoice: InvoiceDetail) => unknown;
  /** The way to pay it, and the payment under way. */
  paying: TemplateResult | undefined;
  /** The conversations on it, or the way to them; nothing where they may not be shown. */
  messages: TemplateResult | typeof nothing;
  /** Leads to a request for help with it; undefined where nobody may ask. */
  onHelp: (() => void) | undefined;
  onBack: () => void;
  onFile: (row: InvoiceDetail, kind: FileKind) => void;
};

/** One invoice: its head, its lines, what was paid of it and what belongs to it. */
export function invoiceDetail(options: DetailOptions): TemplateResult {
  const { view, invoice, fault, stale, onBack } = options;
  const { t } = view;
  const number = invoice?.number ?? options.number;
  return html`
    ${button({ kind: 'quiet', label: t('invoices.back'), icon: 'back', onClick: onBack })}
    <h2 class="title record-title" part="title" tabindex="-1">
      ${
        number === undefined
          ? t(fault ? 'invoices.title' : 'common.loading')
          : `${t(`invoices.kind_${invoice?.kind ?? 'invoice'}`)} ${number}`
      }
    </h2>
    ${
      fault ??
      (invoice
        ? html`<div class="record ${stale ? 'stale' : ''}">
            ${head(invoice, options)} ${options.paying ?? nothing} ${lines(invoice, view)}
            ${clearings(invoice, view)} ${options.fiscal(invoice)} ${belonging(invoice, options)}
            ${options.messages} ${helpButton(t('invoices.help'), options.onHelp)}
          </div>`
        : html`<div class="record" aria-hidden="true">
            <div class="facts">${bones(6, 'control')}</div>
            ${listSkeleton(4)}
          </div>`)
    }
  `;
}

function head(invoice: InvoiceDetail, options: DetailOptions): TemplateResult {
  const { view, own, busy, copy, onFile } = options;
  const { t } = view;
  const { currency, customer } = invoice;
  const fact = (label: TextKey, value: unknown, kind = '') =>
    html`<div class="fact ${kind}">
      <dt>${t(label)}</dt>
      <dd>${value}</dd>
    </div>`;
  const amount = (label: TextKey, value: string | null) =>
    fact(label, money(value, currency, view), 'figures');
  const files = fileKinds.filter((kind) => invoice[kind]);
  return html`<dl class="facts" aria-label=${t('invoices.details')}>
      ${fact('invoices.state', html`<span class="states">${stateBadges(invoice, t)}</span>`)}
      ${fact('invoices.date', day(invoice.date, view), 'figures')}
      ${fact('invoices.due_date', day(invoice.dueDate, view), 'figures')}
      ${amount('invoices.net', invoice.net)} ${amount('invoices.tax', invoice.tax)}
      ${amount('invoices.total', invoice.total)} ${amount('invoices.balance', invoice.balance)}
      ${fact('invoices.company', invoice.company.name, 'broad')}
      ${customer.number === own ? nothing : fact('invoices.customer', html`${customer.name} <small>${customer.number}</small>`, 'broad')}
      ${fact('invoices.fiscal_id', invoice.fiscalId === null ? dash : copy(invoice.fiscalId), 'broad')}
    </dl>
    ${
      files.length > 0
        ? html`<div class="files no-print">
            ${files.map((kind) =>
              button({
                icon: 'download',
                label: kind.toUpperCase(),
                name: t('invoices.file', { kind: kind.toUpperCase(), number: invoice.number }),
                off: busy !== '',
                onClick: () => onFile(invoice, kind),
              }),
            )}
          </div>`
        : nothing
    }`;
}

function lines(invoice: InvoiceDetail, view: View): TemplateResult {
  const { t } = view;
  const c = columnsOf<InvoiceDetail['lines'][number]>(view);
  return html`<h3 class="subtitle">${t('invoices.lines')}</h3>
    ${
      invoice.lines.length === 0
        ? html`<p class="quiet-text">${t('invoices.no_lines')}</p>`
        : table({
            caption: t('invoices.lines'),
            columns: [
              c.short('invoices.position', (line) => line.position, { card: 'lead' }),
              c.short('invoices.material', (line) => line.material, { card: 'lead' }),
              c.wide('invoices.description', (line) => described(line, view), { card: 'heading' }),
              c.quantity('invoices.quantity', (line) => line.quantity),
              c.short('invoices.unit', (line) => line.unit),
              c.money('invoices.net', (line) => [line.amount, invoice.currency]),
              c.money('invoices.tax', (line) => [line.tax, invoice.currency]),
            ],
            rows: invoice.lines,
            key: (line) => line.position,
          })
    }`;
}

function clearings({ clearings, currency }: InvoiceDetail, view: View): unknown {
  if (clearings.length === 0) return nothing;
  const { t } = view;
  const c = columnsOf<InvoiceDetail['clearings'][number]>(view);
  return html`<h3 class="subtitle">${t('invoices.clearings')}</h3>
    ${table({
      caption: t('invoices.clearings'),
      columns: [
        c.date('invoices.date', (one) => one.date, { card: 'heading' }),
        c.short('invoices.reference', (one) => one.reference),
        c.money('invoices.amount', (one) => [one.amount, currency]),
      ],
      rows: clearings,
      key: (one) => JSON.stringify(one),
      wide: 'small',
    })}`;
}

function belonging({ orders, related }: InvoiceDetail, options: DetailOptions): unknown {
  const { view, opener } = options;
  const { t } = view;
  const c = columnsOf<InvoiceDetail['related'][number]>(view);
  return html`${
    orders.length > 0
      ? html`<p class="belongs">
          <strong>${t('invoices.orders')}</strong>
          ${orders.map(({ number, purchaseOrder }) => (purchaseOrder ? `${number} (${purchaseOrder})` : number)).join(', ')}
        </p>`
      : nothing
  }${
    related.length > 0
      ? html`<h3 class="subtitle">${t('invoices.related')}</h3>
          ${table({
            caption: t('invoices.related'),
            columns: [
              c.short('invoices.number', (one) => one.number, { card: 'heading' }),
              c.text('invoices.kind', (one) => t(`invoices.kind_${one.kind}`)),
              c.date('invoices.date', (one) => one.date),
              c.money('invoices.total', (one) => [one.total, one.currency]),
              c.action('invoices.view', (one) => opener(one.id, one.number)),
            ],
            rows: related,
            key: (one) => one.id,
            wide: 'small',
          })}`
      : nothing
  }`;
}

import { html, nothing, type TemplateResult } from 'lit';
import { closedStatuses, orderSteps } from '#contract/order-words';
import type { Invoice, Order } from '#contract/orders';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import { bone, bones } from '../kit/skeleton.ts';
import { stepper } from '../kit/stepper.ts';
import { tabs } from '../kit/tabs.ts';
import { orderInvoices, type FileKind } from './order-invoices.ts';
import { orderItems } from './order-items.ts';
import { helpButton } from '../records/help.ts';
import { listSkeleton } from '../records/listing.ts';
import { dash, day, money, type View } from '../records/view.ts';
import { customerName, destinationText, statusBadge } from './orders-view.ts';

export const orderTabs = ['items', 'invoices', 'messages', 'requests', 'again'] as const;
export type OrderTab = (typeof orderTabs)[number];

export type DetailOptions = {
  view: View;
  /** What the list already knows, until the order has come. */
  number: string | undefined;
  order: Order | undefined;
  /** What to show instead of the order, where it did not come. */
  fault: TemplateResult | undefined;
  stale: boolean;
  /** Number of the session's customer; the others are named. */
  own: string | undefined;
  tab: OrderTab;
  /** Undefined while they load. */
  invoices: readonly Invoice[] | undefined;
  invoicesFault: TemplateResult | undefined;
  /** The caller may see invoices. */
  mayInvoices: boolean;
  /** The conversations on it, where they may be shown. */
  messages: ((order: Order) => TemplateResult) | undefined;
  /** What was asked about it, likewise. */
  requests: ((order: Order) => TemplateResult) | undefined;
  /** What is asked to be changed of it; undefined where nothing was and nobody asks. */
  changes: ((order: Order) => TemplateResult) | undefined;
  /** Opens the form that asks; undefined where the reader may not, or it is open. */
  onChange: ((order: Order) => void) | undefined;
  /** Where it is ordered again. */
  again: ((order: Order) => TemplateResult) | undefined;
  expanded: ReadonlySet<string>;
  /** Name of the file that is under way, and why the last one did not come. */
  busy: string;
  downloadFault: TemplateResult | typeof nothing;
  /** A button that copies a fiscal id. */
  copy: (fiscalId: string) => TemplateResult;
  onFile: (invoice: Invoice, kind: FileKind) => void;
  /** Leads to a request for help with it; undefined where nobody may ask. */
  onHelp: (() => void) | undefined;
  onBack: () => void;
  onTab: (tab: OrderTab) => void;
  onToggle: (id: string) => void;
};

/** One order: how far it is, its head, its items and invoices. */
export function orderDetail(options: DetailOptions): TemplateResult {
  const { view, order, fault, onBack, stale } = options;
  const { t } = view;
  const number = order?.number ?? options.number;
  return html`
    ${button({ kind: 'quiet', label: t('orders.back'), icon: 'back', onClick: onBack })}
    <h2 class="title record-title" part="title" tabindex="-1">
      ${number === undefined ? t(fault ? 'orders.title' : 'common.loading') : t('orders.order', { number })}
    </h2>
    ${
      fault ??
      (order
        ? html`<div class="record ${stale ? 'stale' : ''}">
            ${progress(order, view)} ${head(order, options)} ${options.changes?.(order) ?? nothing}
            ${changeButton(order, options)} ${documents(order, options)}
            ${helpButton(t('orders.help'), options.onHelp)}
          </div>`
        : detailSkeleton())
    }
  `;
}

/** Leads to the form that asks for a change, as long as there is something to change; a subsidiary asks for its own. */
function changeButton(order: Order, { view, own, onChange }: DetailOptions): unknown {
  const { t } = view;
  if (!onChange || (closedStatuses as readonly string[]).includes(order.status)) return nothing;
  const { number, name } = order.customer;
  return number === own
    ? html`<div class="ask-change no-print">
        ${button({ label: t('orders.change'), onClick: () => onChange(order) })}
      </div>`
    : html`<p class="note no-print">${t('orders.change_elsewhere', { customer: name })}</p>`;
}

function progress({ status }: Order, { t }: View): TemplateResult {
  // One that is held waits for its release.
  const blocked = status === 'verify' || status === 'on_hold';
  const early = blocked || status === 'received';
  const current = early ? 0 : orderSteps.findIndex((step) => step === status);
  const steps = orderSteps.map((step, index) =>
    t(`status.${early && index === 0 ? status : step}`),
  );
  const position = t('orders.step', { step: current + 1, steps: steps.length });
  return html`
    ${stepper({
      label: t('orders.progress'),
      steps,
      current,
      blocked,
      finished: status === 'completed',
      position: `${position}: ${steps[current] ?? ''}`,
    })}
    ${status === 'on_hold' ? statusNotice('danger', status, t) : nothing}
    ${status === 'cancelled' ? statusNotice('neutral', status, t) : nothing}
    ${status === 'verify' ? statusNotice('warning', status, t) : nothing}
  `;
}

const statusNotice = (
  tone: 'danger' | 'neutral' | 'warning',
  status: 'on_hold' | 'cancelled' | 'verify',
  t: View['t'],
): TemplateResult =>
  notice(
    tone,
    t(`orders.${status}`),
    status === 'on_hold' ? 'pause' : status === 'cancelled' ? 'cross' : 'alert',
  );

function head(order: Order, { view, own }: DetailOptions): TemplateResult {
  const { t } = view;
  const { customer } = order;
  const fact = (label: string, value: unknown, kind = '') =>
    html`<div class="fact ${kind}">
      <dt>${label}</dt>
      <dd>${value}</dd>
    </div>`;
  return html`<dl class="facts" aria-label=${t('orders.details')}>
    ${fact(t('orders.number'), order.number)}
    ${order.captureNumber && order.captureNumber !== order.number ? fact(t('orders.capture_number'), order.captureNumber) : nothing}
    ${fact(t('orders.purchase_order'), order.purchaseOrder ?? dash)}
    ${fact(t('orders.created'), day(order.date, view), 'figures')}
    ${
      order.amount === null
        ? nothing
        : fact(t('orders.amount'), money(order.amount, order.currency, view), 'figures')
    }
    ${fact(t('orders.status'), statusBadge(order.status, t))}
    ${customer.number === own ? nothing : fact(t('orders.customer'), customerName(order), 'broad')}
    ${fact(t('orders.destination'), destinationText(order.destination), 'broad')}
  </dl>`;
}

function documents(order: Order, options: DetailOptions): TemplateResult {
  const { view, own, mayInvoices, messages, requests, onTab } = options;
  const { t } = view;
  // Ordered for whom one is, and for nobody else.
  const again = order.customer.number === own ? options.again : undefined;
  const inner = { messages, requests, again };
  const offers = { items: true, invoices: mayInvoices, ...inner };
  const offered = orderTabs.filter((id) => offers[id]);
  if (offered.length === 1) {
    return html`<h3 class="subtitle">${t('orders.items')}</h3>
      ${orderItems(order, view)}`;
  }
  const tab = offered.find((id) => id === options.tab) ?? 'items';
  return html`
    ${tabs({
      label: t('orders.details'),
      tabs: offered.map((id) => [id, t(`orders.${id}`)] as const),
      selected: tab,
      onSelect: onTab,
    })}
    <div class="tab-panel" role="tabpanel" id="panel" aria-labelledby="tab-${tab}" tabindex="0">
      ${
        tab === 'items'
          ? orderItems(order, view)
          : tab === 'invoices'
            ? invoicesPanel(options)
            : inner[tab]?.(order)
      }
    </div>
  `;
}

function invoicesPanel(options: DetailOptions): TemplateResult {
  const { invoices, invoicesFault, downloadFault } = options;
  if (invoicesFault) return invoicesFault;
  if (!invoices) return listSkeleton(3);
  return html`${downloadFault} ${orderInvoices({ ...options, invoices })}`;
}

const detailSkeleton = (): TemplateResult => html`
  <div class="record" aria-hidden="true">
    ${bone('control')}
    <div class="facts">${bones(6, 'control')}</div>
    ${listSkeleton(5)}
  </div>
`;

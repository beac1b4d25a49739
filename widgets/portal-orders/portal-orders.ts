import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { orderSorts } from '#contract/order-words';
import { emit, PortalElement, type ClientError, type PortalState } from '../core/index.ts';
import { askedOrders } from '../core/places.ts';
import { Download } from '../records/download.ts';
import { viewState } from '../records/view.ts';
import { badgeStyles } from '../kit/badge.ts';
import { cardStyles } from '../kit/cards.styles.ts';
import { fieldStyles } from '../kit/field.ts';
import { filterStyles } from '../kit/filter.ts';
import { pagerStyles } from '../kit/pager.ts';
import { bone } from '../kit/skeleton.ts';
import { stepperStyles } from '../kit/stepper.ts';
import { tableStyles } from '../kit/table.ts';
import { tabsStyles } from '../kit/tabs.ts';
import { Address, type RecordRouter } from './address.ts';
import { orderDetail, orderTabs } from './order-detail.ts';
import { filterForm, filterProblem, widerDates, type Filter } from './orders-filter.ts';
import { listSkeleton } from './orders-list.ts';
import { OrdersData } from './orders-data.ts';
import { ordersResults } from './orders-results.ts';
import type { View } from './orders-view.ts';
import { ordersStyles } from './portal-orders.styles.ts';

const filterNames = ['status', 'date', 'from', 'to', 'by', 'q'] as const;
/** Those that, set by the page, ask for the list at once. */
const asking = ['auto', 'status', 'date', 'from', 'to', 'q'] as const;

/**
 * Finds the customer's orders and shows one with its items and invoices.
 *
 * @slot title - Instead of the heading of the list.
 * @slot toolbar - Beside the heading.
 * @slot empty - Instead of what is shown when nothing was found.
 * @slot error - Instead of what is shown when loading failed.
 * @slot forbidden - Instead of what is shown without permission.
 * @slot signed-out - Instead of what is shown when nobody is signed in.
 * @slot footer - Below everything.
 * @fires portal-navigate - Before an order opens or closes; `preventDefault()` leaves it to the page.
 * @fires portal-order-opened - An order is on screen.
 * @csspart root - The element's inside.
 * @csspart header - The row of the heading.
 * @csspart title - A heading.
 * @csspart search - The filter bar.
 * @csspart label - A label.
 * @csspart input - An input or list of choices.
 * @csspart button - Any button.
 * @csspart button-primary - The button that searches.
 * @csspart table - A table.
 * @csspart row - A row.
 * @csspart cell - A cell.
 * @csspart badge - A status; also `badge-<status>`.
 * @csspart progress - The progress bar.
 * @csspart notice - A sentence that stands out.
 * @csspart panel - What stands in place of the content.
 * @csspart pagination - Back and forward.
 * @csspart skeleton - A grey bar while loading.
 */
export class PortalOrders extends PortalElement {
  static override readonly tag = 'orders';
  static override styles = [
    ...PortalElement.styles,
    fieldStyles,
    filterStyles,
    badgeStyles,
    tableStyles,
    cardStyles,
    pagerStyles,
    stepperStyles,
    tabsStyles,
    ordersStyles,
  ];

  /** Status to find; `open` finds all in which something is still to be done, empty finds all. */
  @property(viewState) status = '';
  /** `today`, `7d`, `30d`, `90d`, `all`, `day` (the one in `from`) or `period` (`from` to `to`). */
  @property(viewState) date = 'today';
  /** First day, `yyyy-mm-dd`. */
  @property(viewState) from = '';
  /** Last day, `yyyy-mm-dd`. */
  @property(viewState) to = '';
  /** What `q` is: `purchase_order` or `number`. */
  @property(viewState) by = 'purchase_order';
  /** Text to find. */
  @property(viewState) q = '';
  /** Field to sort by, with a minus for descending: `-date`. */
  @property(viewState) sort = '-date';
  /** Id of the open order; empty shows the list. */
  @property(viewState) open = '';
  /** Tab of the open order: `items` or `invoices`. */
  @property(viewState) tab = 'items';
  /** Searches without being asked. */
  @property({ type: Boolean }) auto = false;
  /** Query parameter of the page's address that names the open order. */
  @property() address = '';
  /** Keeps the open order in the page's address, in place of `address`. */
  @property({ attribute: false }) router: RecordRouter | undefined;

  readonly #data = new OrdersData(this, {
    portal: () => this.portal,
    mayList: () => this.allows('orders.view'),
    mayInvoices: () => this.allows('invoices.view'),
    filter: () => this.#filter,
    onList: (count) => this.announce(this.t('orders.found', { count })),
    onOrder: ({ id, number }) => emit(this, 'portal-order-opened', { id, number }),
  });
  readonly #address = new Address(this);
  readonly #download = new Download(this, {
    portal: () => this.portal,
    onDone: () => this.announce(this.t('orders.exported')),
    onFault: (error) => emit(this, 'portal-error', { error }),
  });

  @state() private draft: Filter = this.#filter;
  @state() private problem: ReturnType<typeof filterProblem>;
  @state() private expanded: ReadonlySet<string> = new Set();
  /** What takes the focus once it is there. */
  #focusNext = '';
  /** The reader pressed something that goes away; not every browser focuses what is pressed. */
  #leaves = false;

  protected override get vocabulary() {
    return 'records' as const;
  }

  protected override get permission() {
    return 'orders.view' as const;
  }

  protected override get contentState(): PortalState {
    return this.open ? this.#data.orderState : this.#data.listState;
  }

  protected override get fault(): ClientError | undefined {
    return super.fault ?? (this.open ? this.#data.orderFault : this.#data.listFault);
  }

  get #filter(): Filter {
    const { status, date, from, to, by, q } = this;
    return { status, date, from, to, by, q };
  }

  get #view(): View {
    return { t: this.t, format: this.format };
  }

  override connectedCallback(): void {
    // A link of another page may say what to find.
    if (!this.hasUpdated) Object.assign(this, askedOrders());
    super.connectedCallback();
  }

  /** Asks again for what is on screen. */
  override async refresh(): Promise<void> {
    await super.refresh();
    this.#data.reload();
  }

  /** Downloads the list that was found as a CSV file. */
  async exportCsv(): Promise<void> {
    const query = { ...this.#data.query, locale: this.format.language };
    await this.#download.save(`${this.t('orders.export_file')}.csv`, () =>
      this.portal.client.call('GET /exports/orders', { query }),
    );
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (filterNames.some((name) => changed.has(name))) this.draft = this.#filter;
    if (this.#mustAsk(changed)) this.#data.ask(this.sort);
    if (changed.has('open')) {
      this.expanded = new Set();
      this.#data.open(this.open);
      // What has the focus goes away, whoever changed the view: the reader or the back button.
      if (this.#leaves || this.shadowRoot?.activeElement) {
        this.#focusNext = this.#landing(changed.get('open') ?? '');
      }
      this.#leaves = false;
    }
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const target = this.#focusNext && this.renderRoot.querySelector<HTMLElement>(this.#focusNext);
    if (!target) return;
    this.#focusNext = '';
    target.focus();
  }

  protected override renderSkeleton(): TemplateResult {
    const field = html`<div class="field"><label>${bone()}</label>${bone('control')}</div>`;
    return html`
      <div class="header">${bone('title')}</div>
      <div class="filter">
        ${field} ${field}
        <div class="find">${field} ${field} ${bone('control')}</div>
      </div>
      <div class="results">${this.auto ? listSkeleton() : nothing}</div>
    `;
  }

  protected override renderContent(): TemplateResult {
    return this.open ? this.#renderOrder() : this.#renderSearch();
  }

  #renderSearch(): TemplateResult {
    return html`
      ${this.renderHeader(this.t('orders.title'))}
      ${filterForm({
        view: this.#view,
        draft: this.draft,
        problem: this.problem,
        onChange: this.#onChange,
        onSubmit: this.#onSubmit,
      })}
      <div class="results">${this.#renderResults()}</div>
    `;
  }

  #renderResults(): TemplateResult {
    return ordersResults({
      view: this.#view,
      data: this.#data,
      fault: this.#data.listFault && this.renderFault(),
      sort: this.sort,
      amounts: this.allows('orders.amounts'),
      staff: !this.session?.customer,
      onExport: this.allows('orders.export') ? () => void this.exportCsv() : undefined,
      exporting: this.#download.busy !== '',
      exportFault: this.#download.fault,
      widerDates: widerDates(this.#filter),
      onDates: this.#onDates,
      href: (id) => this.#address.href(id),
      onOpen: this.#onOpen,
      onSort: (sort) => (this.sort = sort),
    });
  }

  #renderOrder(): TemplateResult {
    const { order, orderFault, orderState, invoices, invoicesFault, page } = this.#data;
    return orderDetail({
      view: this.#view,
      number: page?.items.find(({ id }) => id === this.open)?.number,
      order,
      fault: orderFault && this.renderFault(orderFault),
      stale: orderState === 'stale',
      own: this.session?.customer?.number,
      tab: orderTabs.find((tab) => tab === this.tab) ?? 'items',
      invoices,
      invoicesFault: invoicesFault && this.renderFault(invoicesFault),
      mayInvoices: this.allows('invoices.view'),
      expanded: this.expanded,
      onBack: this.#onBack,
      onTab: (tab) => (this.tab = tab),
      onToggle: this.#onToggle,
    });
  }

  /** Whether the page, or a press on a column, changed the question. The form asks by itself. */
  #mustAsk(changed: PropertyValues<this>): boolean {
    if (!this.hasUpdated)
      return asking.some((name) => this.hasAttribute(name) || !this.#isDefault(name));
    if (changed.has('sort') && this.#data.asked) return !this.#data.isAsked(this.sort);
    return asking.some((name) => changed.has(name)) && !this.#data.isAsked(this.sort);
  }

  #isDefault(name: (typeof asking)[number]): boolean {
    return name === 'auto' ? !this.auto : this[name] === (name === 'date' ? 'today' : '');
  }

  /** Where the focus goes when an order opens, or when the one that was open closes. */
  #landing(before: string): string {
    if (this.open) return '.order-title';
    return this.#data.asked ? `[data-order="${CSS.escape(before)}"]` : '#status';
  }

  #onChange = (change: Partial<Filter>): void => {
    this.draft = { ...this.draft, ...change };
    this.problem = undefined;
  };

  #onSubmit = (): void => {
    this.problem = filterProblem(this.draft);
    if (this.problem) {
      this.announce(this.t(this.problem.text));
      this.#focusNext = `#${this.problem.field}`;
      return;
    }
    Object.assign(this, this.draft);
    if (!(orderSorts as readonly string[]).includes(this.sort)) this.sort = '-date';
    this.#data.ask(this.sort);
  };

  #onDates = (date: string): void => {
    this.#onChange({ date, from: '', to: '' });
    this.#onSubmit();
    this.#focusNext = '#date';
  };

  #onOpen = (id: string, event: MouseEvent): void => {
    // A new tab or window is the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0) return;
    event.preventDefault();
    if (!emit(this, 'portal-navigate', { to: 'order', id, href: this.#address.href(id) })) return;
    this.tab = 'items';
    this.#leaves = true;
    this.open = id;
    this.#address.push(id);
  };

  #onBack = (): void => {
    const href = this.#address.href(null);
    if (!emit(this, 'portal-navigate', { to: 'orders', id: null, href })) return;
    this.#leaves = true;
    this.open = '';
    this.#address.push(null);
  };

  #onToggle = (id: string): void => {
    const expanded = new Set(this.expanded);
    if (!expanded.delete(id)) expanded.add(id);
    this.expanded = expanded;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-orders': PortalOrders;
  }
}

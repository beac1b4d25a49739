import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Invoice, Order } from '#contract/orders';
import { emit } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { askedOrders } from '../core/places.ts';
import { button } from '../kit/button.ts';
import { bones } from '../kit/skeleton.ts';
import { stepperStyles } from '../kit/stepper.ts';
import { tabsStyles } from '../kit/tabs.ts';
import { exportButtons, exportFault, listing } from '../records/listing.ts';
import { helpWith } from '../records/help.ts';
import { InnerTab } from '../records/inner-tab.ts';
import { MessagesTab } from '../records/messages-tab.ts';
import { requestsTab } from '../records/requests-tab.ts';
import { Copier, copierStyles } from '../records/copier.ts';
import { RecordElement } from '../records/record-element.ts';
import { viewState } from '../records/view.ts';
import { orderDetail, orderTabs } from './order-detail.ts';
import type { FileKind } from './order-invoices.ts';
import { OrdersData, sortOf, type OrdersQuery } from './orders-data.ts';
import { filterProblem, ordersForm, widerDates, type Filter } from './orders-filter.ts';
import { ordersTable } from './orders-list.ts';
import { ordersStyles } from './portal-orders.styles.ts';

/** Attributes that load the list when the page sets them. */
const loading = ['status', 'date', 'from', 'to', 'q'] as const;

/**
 * Finds the customer's orders and shows one with its items and invoices.
 *
 * @fires portal-navigate - Before an order opens or closes; `preventDefault()` leaves it to the page.
 * @fires portal-order-opened - An order is on screen.
 * @csspart changes - What was asked to be changed of an order.
 * @csspart change - A change that was asked for.
 * @csspart change-form - The form that asks for one.
 * @csspart badge - A status; also `badge-<status>`.
 * @csspart progress - The progress bar.
 * @csspart tabs - The row of tabs.
 * @csspart tab - A tab; the open one is also `tab-current`.
 * @csspart step - A step of the progress; also `step-done` or `step-current`.
 */
export class PortalOrders extends RecordElement<Filter, OrdersQuery> {
  static override readonly tag = 'orders';
  static override styles = [
    ...RecordElement.styles,
    stepperStyles,
    tabsStyles,
    copierStyles,
    ordersStyles,
  ];

  /**
   * Status to find; `open` finds all in which something is still to be done, `change_asked` those of which a change was
   * asked for that nobody has answered, empty finds all.
   */
  @property(viewState) status = '';
  /** `today`, `7d`, `30d`, `90d`, `all`, `day` (the one in `from`) or `period` (`from` to `to`). */
  @property(viewState) date = 'today';
  /** First day, `yyyy-mm-dd`. */
  @property(viewState) from = '';
  /** Last day, `yyyy-mm-dd`. */
  @property(viewState) to = '';
  /** What `q` is: `purchase_order`, `number`, or `any` of them. */
  @property(viewState) by = 'any';
  /** Text to find. */
  @property(viewState) q = '';
  /**
   * Field to sort by, with a minus for descending: `-date`. Without one the newest come first, and of those with a
   * change that waits the one that waits longest.
   */
  @property(viewState) sort = '';
  /** Tab of the open order: `items`, `invoices`, `messages`, `requests` or `again`. */
  @property(viewState) tab = 'items';
  /** Searches without being asked. */
  @property({ type: Boolean }) auto = false;

  protected readonly defaults: Filter = {
    status: '',
    date: 'today',
    from: '',
    to: '',
    by: 'any',
    q: '',
  };
  protected readonly targets = { record: 'order', list: 'orders' } as const;
  readonly #data = new OrdersData(this, {
    portal: () => this.portal,
    may: (permission) => this.allows(permission),
    onList: (count) => this.announce(this.t('orders.found', { count })),
    onOrder: ({ id, number }) => emit(this, 'portal-order-opened', { id, number }),
  });

  readonly #messages = new MessagesTab(this);
  readonly #requests = requestsTab<{ order: string }>(this);
  readonly #copier = new Copier(this, {
    view: () => this.view,
    onCopied: () => this.announce(this.t('list.copied')),
    onRefused: (text) => this.announce(text),
  });
  readonly #entry = new InnerTab<{ order: string }>(
    this,
    () => import('../portal-order-entry/embed.ts'),
  );
  /** What was asked to be changed of an order, and the form, with their words. */
  readonly #changes = new Lazy(this, async () => {
    const [{ Changes }] = await Promise.all([import('./changes.ts'), this.learn('ordering')]);
    return new Changes({
      host: this,
      portal: () => this.portal,
      view: () => this.view,
      zone: () => this.tenantInfo?.timeZone,
      answers: () => this.allows('orders.manage'),
      fault: (fault) => this.renderFault(fault),
      report: (fault) => emit(this, 'portal-error', { error: fault }),
      announce: (text) => this.announce(text),
      onDone: ({ words, change }) => {
        this.asking = false;
        this.announce(words);
        this.focusNext(`[data-change="${change}"]`);
        this.#data.order.reload();
      },
      onClose: () => {
        this.asking = false;
        this.focusNext('.ask-change .button');
      },
    });
  });
  /** On paper a narrow list is cards, which show all columns. */
  readonly #paper = matchMedia('print');

  /** The form that asks for a change is open. */
  @state() private asking = false;
  @state() private problem: ReturnType<typeof filterProblem>;
  @state() private expanded: ReadonlySet<string> = new Set();

  protected override get permission() {
    return 'orders.view' as const;
  }
  protected get list() {
    return this.#data.list;
  }
  protected get record() {
    return this.#data.order;
  }
  protected queryOf(filter: Filter): OrdersQuery {
    return { filter, sort: sortOf(this.sort, filter) };
  }
  protected get loadsAlone(): boolean {
    const set = (name: (typeof loading)[number]) =>
      this[name] !== this.defaults[name] || (!this.hasUpdated && this.hasAttribute(name));
    return this.auto || loading.some(set);
  }
  protected override get viewProperties() {
    return { ...super.viewProperties, sort: 'sort', tab: 'tab' };
  }
  protected override get recordNames() {
    return ['tab'];
  }
  protected override get downloadedText(): string {
    return this.t('orders.exported');
  }
  protected override reload(): void {
    this.#messages.retry();
    this.#requests.retry();
    this.#entry.retry();
    this.#changes.retry();
    this.#data.reload();
  }

  override connectedCallback(): void {
    // A link of another page may say what to find.
    if (!this.hasUpdated && !this.searched) Object.assign(this, askedOrders());
    super.connectedCallback();
    this.#paper.addEventListener('change', this.#onPaper);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#paper.removeEventListener('change', this.#onPaper);
  }

  /** Downloads the list that was found as a CSV file. */
  async exportCsv(): Promise<void> {
    await this.#export('csv', 'GET /exports/orders');
  }

  /** Downloads the list that was found as an XLSX file. */
  async exportXlsx(): Promise<void> {
    await this.#export('xlsx', 'GET /exports/orders/xlsx');
  }

  async #export(ending: string, endpoint: `GET /exports/orders${'' | '/xlsx'}`): Promise<void> {
    const asked = this.list.asked ?? this.query;
    const query = { ...this.#data.sent(asked), locale: this.format.language };
    await this.saveList(this.t('orders.export_file'), ending, () =>
      this.portal.client.call(endpoint, { query }),
    );
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('open')) {
      this.expanded = new Set();
      this.asking = false;
    }
  }

  protected override renderSkeleton(): TemplateResult {
    return this.renderSearchSkeleton(2, 2, this.auto ? 8 : 0);
  }

  protected override renderContent(): TemplateResult {
    return this.open ? this.#renderOrder() : this.#renderSearch();
  }

  #renderSearch(): TemplateResult {
    return html`
      ${this.renderHeader(this.t('orders.title'))}
      ${ordersForm({
        view: this.view,
        draft: this.draft,
        problem: this.problem,
        changes: this.allows('orders.manage') || this.allows('orders.change_request'),
        onChange: this.#onChange,
        onSubmit: this.#onSubmit,
      })}
      ${this.renderResults(this.#renderList())}
    `;
  }

  #renderList(): TemplateResult {
    const { t, view, list } = this;
    const own = this.session?.customer?.number;
    return listing({
      view,
      list,
      fault: list.fault && this.renderFault(),
      start: { icon: 'search', title: t('orders.start_title'), text: t('orders.start') },
      empty: {
        icon: 'search',
        title: t('orders.empty_title'),
        text: t('orders.empty'),
        action: html`${widerDates(this.filter).map((date) =>
          button({ label: t(`orders.date_${date}`), onClick: () => this.#onDates(date) }),
        )}`,
      },
      choice: this.columnChoice,
      found: (count) => t('orders.found', { count }),
      tools: exportButtons(
        this.download,
        (['xlsx', 'csv'] as const).map((format) => ({
          format,
          label: t(`orders.export_${format}`),
          busy: t('orders.exporting'),
        })),
        this.allows('orders.export')
          ? (format) => void (format === 'csv' ? this.exportCsv() : this.exportXlsx())
          : undefined,
      ),
      above: exportFault(this.download, view),
      table: ordersTable({
        view,
        sort: sortOf(this.sort, this.filter),
        asked: this.filter.status === 'change_asked',
        amounts: this.allows('orders.amounts'),
        customers: list.items.some(({ customer }) => customer.number !== own),
        cards: this.#paper.matches,
        link: ({ id, number }) => this.recordLink(id, number),
        onOpen: ({ id }, event) => this.openRecord(id, event),
        opener: ({ id, number }) =>
          this.opener(id, t('orders.view'), t('orders.view_order', { number })),
        onSort: (sort) => (this.sort = sort),
      }),
    });
  }

  #renderOrder(): TemplateResult {
    const { order, invoices, list } = this.#data;
    return orderDetail({
      view: this.view,
      number: list.items.find(({ id }) => id === this.open)?.number,
      order: order.value?.id === this.open ? order.value : undefined,
      fault: order.fault && this.renderFault(order.fault),
      stale: order.state === 'stale',
      own: this.session?.customer?.number,
      tab: orderTabs.find((tab) => tab === this.tab) ?? 'items',
      invoices: invoices.loaded,
      invoicesFault: invoices.fault && this.renderFault(invoices.fault),
      mayInvoices: this.allows('invoices.view'),
      messages: this.allows('messages.view')
        ? ({ id }) => this.#messages.render(`order:${id}`, (fault) => this.renderFault(fault))
        : undefined,
      requests: this.allows('service.view')
        ? ({ id }) => this.#requests.render({ order: id }, (fault) => this.renderFault(fault))
        : undefined,
      again: this.allows('orders.create')
        ? ({ id }) => this.#entry.render({ order: id }, (fault) => this.renderFault(fault))
        : undefined,
      changes: this.#renderChanges,
      onChange:
        this.allows('orders.change_request') && !this.asking
          ? () => {
              this.#changes.value?.begin();
              this.asking = true;
              this.focusNext('.act-title');
            }
          : undefined,
      expanded: this.expanded,
      busy: this.download.busy,
      downloadFault: exportFault(this.download, this.view),
      copy: (id) =>
        this.#copier.button(
          id,
          id.length > 16 ? `${id.slice(0, 8)}…${id.slice(-4)}` : id,
          this.t('orders.copy', { id }),
        ),
      onFile: this.#onFile,
      onHelp: helpWith(this, this.allows('service.create'), `order:${this.open}`),
      onBack: this.onBack,
      onTab: (tab) => (this.tab = tab),
      onToggle: this.#onToggle,
    });
  }

  #renderChanges = (order: Order): TemplateResult => {
    if (order.changes.length === 0 && !this.asking) return html``;
    this.#changes.need();
    const { value, fault } = this.#changes;
    if (fault) return this.renderFault(fault);
    return value
      ? value.render(order, this.asking)
      : html`<div aria-hidden="true">${bones(3)}</div>`;
  };

  protected override onOpening(): void {
    this.tab = 'items';
  }

  #onPaper = (): void => this.requestUpdate();

  #onChange = (change: Partial<Filter>): void => {
    this.change(change);
    this.problem = undefined;
  };

  #onSubmit = (): void => {
    this.problem = filterProblem(this.draft);
    if (this.problem) {
      this.announce(this.t(this.problem.text));
      this.focusNext(`#${this.problem.field}`);
      return;
    }
    if (this.draft.status !== this.filter.status && this.sort.endsWith('asked')) this.sort = '';
    this.search();
  };

  #onDates = (date: string): void => {
    this.#onChange({ date, from: '', to: '' });
    this.#onSubmit();
    this.focusNext('#date');
  };

  #onFile = (invoice: Invoice, kind: FileKind): void => {
    const id = invoice[kind];
    if (!id) return;
    void this.download.save(`${invoice.number}.${kind}`, () =>
      this.portal.client.call(`GET /fiscal-files/:id/${kind}`, { params: { id } }),
    );
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

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ShipmentGroup } from '#contract/shipment-words';
import { emit } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { periodProblem } from '../kit/day-field.ts';
import { disclosureStyles } from '../kit/disclosure.styles.ts';
import { stepperStyles } from '../kit/stepper.ts';
import { tabsStyles } from '../kit/tabs.ts';
import { exportButtons, exportFault, listing } from '../records/listing.ts';
import { RecordElement } from '../records/record-element.ts';
import { viewState } from '../records/view.ts';
import { shipmentsStyles } from './portal-shipments.styles.ts';
import { boxPage, shipmentDetail, shipmentTabs, type ShipmentTab } from './shipment-detail.ts';
import { queryOf, ShipmentsData, type Filter, type ShipmentsQuery } from './shipments-data.ts';
import { helpWith } from '../records/help.ts';
import { MessagesTab } from '../records/messages-tab.ts';
import { requestsTab } from '../records/requests-tab.ts';
import { InnerTab } from '../records/inner-tab.ts';
import { periodText, shipmentsForm } from './shipments-form.ts';
import { figureBar, shipmentsTable } from './shipments-list.ts';

/**
 * Finds the customer's shipments, says where each is and what happened to it, and how many free days are left.
 *
 * @fires portal-navigate - Before a shipment opens or closes; `preventDefault()` leaves it to the page.
 * @fires portal-shipment-opened - A shipment is on screen.
 * @fires portal-share-created - A link to the open shipment was made.
 * @csspart badge - A status; also `badge-<status>`.
 * @csspart progress - The bar that says how far it has come.
 * @csspart route - From where to where.
 * @csspart stepper - The line of what happened.
 * @csspart stop - A place on that line.
 * @csspart milestone - A point on that line.
 * @csspart container - A container.
 * @csspart clock - Free days.
 * @csspart position - Where it was last.
 * @csspart dialog - What is asked before a shipment is shared.
 * @csspart share - The address of a link or a calendar that was made.
 * @csspart tabs - The row of tabs.
 * @csspart tab - A tab; the open one is also `tab-current`.
 * @csspart step - A step of the progress; also `step-done` or `step-current`.
 */
export class PortalShipments extends RecordElement<Filter, ShipmentsQuery> {
  static override readonly tag = 'shipments';
  static override styles = [
    ...RecordElement.styles,
    stepperStyles,
    tabsStyles,
    disclosureStyles,
    shipmentsStyles,
  ];

  /** `in_transit`, `in_customs`, `released`, `delivered`, `held`, `arriving` or `clock`; empty finds all. */
  @property(viewState) group = '';
  /** One status, for a page that shows it alone: `booked` … `closed`, `held`, `cancelled`. */
  @property() status = '';
  /** `import`, `export`, `transit` or `domestic`; empty finds all. */
  @property(viewState) operation = '';
  /** `sea`, `air`, `road`, `rail` or `multimodal`; empty finds all. */
  @property(viewState) mode = '';
  /** First day it was opened on, `yyyy-mm-dd`. */
  @property(viewState) from = '';
  /** Last day it was opened on, `yyyy-mm-dd`. */
  @property(viewState) to = '';
  /** What `q` is: `any` number, the shipment's `number`, a `reference`, a `container`, or a `document`. */
  @property(viewState) by = 'any';
  /** A number to search for. */
  @property(viewState) q = '';
  /** Number of the customer, for whoever sees several. */
  @property() customer = '';
  /** Field to sort by, with a minus for descending: `-changed`, `eta`, `-opened`, `number`. */
  @property(viewState) sort = '-changed';
  /**
   * What of the open shipment is shown: `summary`, `containers`, `events`, `map`, `documents`, `messages` or
   * `requests`.
   */
  @property(viewState) tab = 'summary';

  protected readonly defaults: Filter = {
    group: '',
    operation: '',
    mode: '',
    from: '',
    to: '',
    by: 'any',
    q: '',
  };
  protected readonly targets = { record: 'shipment', list: 'shipments' } as const;
  readonly #data = new ShipmentsData(this, {
    portal: () => this.portal,
    may: () => this.allows('shipments.view'),
    open: () => this.open,
    customer: () => this.customer,
    onList: (count) => this.announce(this.t('shipments.found', { count })),
    onShipment: ({ id, number }) => emit(this, 'portal-shipment-opened', { id, number }),
  });

  readonly #map = new InnerTab<{ shipment: string }>(
    this,
    () => import('../portal-shipment-map/embed.ts'),
  );
  readonly #documents = new InnerTab<{ owner: string }>(
    this,
    () => import('../portal-documents/embed.ts'),
  );
  readonly #messages = new MessagesTab(this);
  readonly #requests = requestsTab<{ shipment: string }>(this);
  readonly #sharing = new Lazy(this, async () => {
    const { Sharing } = await import('./sharing.ts');
    return new Sharing({
      host: this,
      portal: () => this.portal,
      view: () => this.view,
      announce: (text) => this.announce(text),
    });
  });

  @state() private problem: ReturnType<typeof periodProblem>;
  @state() private boxes = boxPage;
  @state() private boxNumber = '';
  @state() private historic = false;

  protected override get permission() {
    return 'shipments.view' as const;
  }
  protected override get vocabulary() {
    return 'freight' as const;
  }
  protected get list() {
    return this.#data.list;
  }
  protected get record() {
    return this.#data.shipment;
  }
  protected queryOf(filter: Filter): ShipmentsQuery {
    const { status, customer, sort } = this;
    return queryOf({ ...filter, status, customer, sort });
  }
  protected readonly loadsAlone = true;
  protected override get viewProperties() {
    return { ...super.viewProperties, sort: 'sort', tab: 'tab' };
  }
  protected override get downloadedText(): string {
    return this.t('shipments.exported');
  }
  protected override reload(): void {
    this.#map.retry();
    this.#messages.retry();
    this.#documents.retry();
    this.#requests.retry();
    this.#sharing.retry();
    this.#data.reload();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!changed.has('open')) return;
    this.boxes = boxPage;
    this.boxNumber = '';
    this.historic = false;
  }

  protected override onOpening(): void {
    this.tab = 'summary';
  }

  /** Downloads the list that was found, one row a container. */
  async exportFile(format: 'xlsx' | 'csv'): Promise<void> {
    const query = { ...(this.list.asked ?? this.query), locale: this.format.language };
    await this.saveList(this.t('shipments.export_file'), format, () =>
      this.portal.client.call(`GET /exports/shipments/${format}`, { query }),
    );
  }

  protected override renderSkeleton(): TemplateResult {
    return this.renderSearchSkeleton(5, 2, 8);
  }

  protected override renderContent(): TemplateResult {
    return this.open ? this.#renderShipment() : this.#renderSearch();
  }

  #renderSearch(): TemplateResult {
    return html`
      ${this.renderHeader(this.t('shipments.title'))}
      ${figureBar(this.#data.figures.last, this.group, this.view, this.#onGroup)}
      ${shipmentsForm({
        view: this.view,
        draft: this.draft,
        problem: this.problem,
        onChange: (change) => {
          this.problem = undefined;
          this.change(change);
        },
        onSubmit: this.#onSubmit,
      })}
      ${this.renderResults(this.#renderList())}
    `;
  }

  #renderList(): TemplateResult {
    const { t, view, list } = this;
    const own = this.session?.customer?.number;
    const filtered = Object.entries(this.filter).some(
      ([name, value]) => value !== this.defaults[name as keyof Filter],
    );
    return listing({
      view,
      list,
      fault: list.fault && this.renderFault(),
      empty: filtered
        ? { icon: 'search', title: t('shipments.empty_title'), text: t('shipments.empty') }
        : { icon: 'ship', title: t('shipments.none_title'), text: t('shipments.none') },
      choice: this.columnChoice,
      found: (count) => t('shipments.found', { count }),
      tools: exportButtons(
        this.download,
        (['xlsx', 'csv'] as const).map((format) => ({
          format,
          label: t(`shipments.export_${format}`),
          busy: t('shipments.exporting'),
        })),
        this.allows('shipments.export') ? (format) => void this.exportFile(format) : undefined,
      ),
      above: exportFault(this.download, view),
      table: shipmentsTable({
        view,
        sort: this.sort,
        customers: list.items.some(({ customer }) => customer.number !== own),
        rows: list.items,
        link: ({ id, number }) => this.recordLink(id, number),
        opener: ({ id, number }) =>
          this.opener(id, t('shipments.view'), t('shipments.view_shipment', { number })),
        onOpen: ({ id }, event) => this.openRecord(id, event),
        onSort: (sort) => (this.sort = sort),
      }),
    });
  }

  #renderShipment(): TemplateResult {
    const { shipment, list, history } = this.#data;
    return html`${shipmentDetail({
      view: this.view,
      number: list.items.find(({ id }) => id === this.open)?.number,
      shipment: shipment.value?.id === this.open ? shipment.value : undefined,
      fault: shipment.fault && this.renderFault(shipment.fault),
      stale: shipment.state === 'stale',
      own: this.session?.customer?.number,
      tab: shipmentTabs.find((one) => one === this.tab) ?? 'summary',
      boxes: this.boxes,
      boxNumber: this.boxNumber,
      historic: this.historic,
      history,
      historyFault: history.fault && this.renderFault(history.fault),
      messages: this.allows('messages.view')
        ? ({ id }) => this.#messages.render(`shipment:${id}`, (fault) => this.renderFault(fault))
        : undefined,
      map: this.allows('shipments.map')
        ? ({ id }) => this.#map.render({ shipment: id }, (fault) => this.renderFault(fault))
        : undefined,
      documents: this.allows('documents.view')
        ? ({ id }) =>
            this.#documents.render({ owner: `shipment:${id}` }, (fault) => this.renderFault(fault))
        : undefined,
      requests: this.allows('service.view')
        ? ({ id }) => this.#requests.render({ shipment: id }, (fault) => this.renderFault(fault))
        : undefined,
      onHelp: helpWith(this, this.allows('service.create'), `shipment:${this.open}`),
      onBack: this.onBack,
      onTab: this.#onTab,
      onBoxes: (boxes) => (this.boxes = boxes),
      onBoxNumber: (number) => {
        this.boxNumber = number;
        this.boxes = boxPage;
      },
      onHistory: this.#onHistory,
      onShare: ({ id }) => void this.#sharing.ready().then((part) => part.share(id), noPart),
      // A calendar is a contact's.
      onCalendar: this.session?.customer
        ? () => void this.#sharing.ready().then((part) => part.calendar(), noPart)
        : undefined,
    })}${this.#sharing.value?.render() ?? nothing}${
      this.#sharing.fault ? this.renderFault(this.#sharing.fault) : nothing
    }`;
  }

  #onTab = (tab: ShipmentTab): void => {
    this.tab = tab;
    this.place.push();
  };

  #onHistory = (on: boolean): void => {
    this.historic = on;
    if (on) this.#data.history.ask({ shipment: this.open }, '');
  };

  #onGroup = (group: ShipmentGroup | ''): void => {
    this.change({ group });
    this.search();
  };

  #onSubmit = (): void => {
    const { from, to } = this.draft;
    this.problem = periodProblem(from, to);
    if (this.problem) {
      this.announce(this.t(periodText(this.problem)));
      this.focusNext(`#${this.problem.field}`);
      return;
    }
    this.search();
  };
}

/** The element itself shows what could not be fetched. */
const noPart = (): void => {};

declare global {
  interface HTMLElementTagNameMap {
    'portal-shipments': PortalShipments;
  }
}

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { today } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { disclosureStyles } from '../kit/disclosure.styles.ts';
import type { PanelOptions } from '../kit/notice.ts';
import { bone } from '../kit/skeleton.ts';
import { exportButtons, exportFault, listing } from '../records/listing.ts';
import { RecordsElement } from '../records/records-element.ts';
import { viewState } from '../records/view.ts';
import { pricesStyles } from './portal-prices.styles.ts';
import { PricesData, queryOf, type Filter, type PricesQuery } from './prices-data.ts';
import { pricesForm } from './prices-form.ts';
import { priceLists } from './prices-lists.ts';
import { pricesTable } from './prices-table.ts';

const exportFormats = ['xlsx', 'csv'] as const;
type ExportFormat = (typeof exportFormats)[number];

/**
 * Shows the prices that hold for the customer today, finds materials among them, and hands them out as a
 * file.
 *
 * @csspart sort - Not here.
 */
export class PortalPrices extends RecordsElement<Filter, PricesQuery> {
  static override readonly tag = 'prices';
  static override styles = [...RecordsElement.styles, disclosureStyles, pricesStyles];

  /** Number of a material, or words of its description, from their beginnings. */
  @property(viewState) q = '';
  /** A group of materials; empty is all of them. */
  @property(viewState) group = '';
  /** Number of the customer whose prices are shown; empty is the session's own. */
  @property(viewState) customer = '';

  protected readonly defaults: Filter = { customer: '', group: '', q: '' };
  protected readonly loadsAlone = true;
  readonly #data = new PricesData(this, {
    portal: () => this.portal,
    may: () => this.allows('prices.view'),
    onValue: ({ items }) => (this.#pendingAnnouncement = items.length),
    onFault: ({ code }) =>
      this.announce(
        this.t(code === 'not_found' && this.customer ? 'prices.no_customer' : `error.${code}`),
      ),
  });
  /** Lets whoever sees the prices of several customers choose one. */
  readonly #picker = new Lazy(this, async () => {
    const { CustomerPicker } = await import('../records/customer-picker.ts');
    return new CustomerPicker(this, {
      area: 'prices',
      // Without a customer staff see the lists that hold for all; a contact sees its own.
      ...(!this.session?.customer && { optional: 'prices.customer_hint' }),
      portal: () => this.portal,
      t: () => this.t,
      announce: (text) => this.announce(text),
      onPick: (customer) => {
        this.change({ customer });
        this.search();
      },
    });
  });
  /** How many materials were found, until the list is on screen. */
  #pendingAnnouncement: number | undefined;

  protected override get permission() {
    return 'prices.view' as const;
  }
  protected get list() {
    return this.#data.list;
  }
  protected queryOf(filter: Filter): PricesQuery {
    return queryOf(filter);
  }
  protected override get shown() {
    return this.#data;
  }
  protected override get downloadedText(): string {
    return this.t('prices.downloaded');
  }
  protected override reload(): void {
    this.#picker.retry();
    this.#data.reload();
  }

  /** Whether the reader says whose prices: staff, and the head of a group; also where the page names a customer. */
  get #chooses(): boolean {
    if (!this.allows('prices.view')) return false;
    return !this.session?.customer || this.customer !== '' || this.#data.lists?.others === true;
  }

  /** Downloads the prices that were found, all pages of them, as a file. */
  async exportFile(format: ExportFormat): Promise<void> {
    const { query } = this.#data;
    const day = today(this.tenantInfo?.timeZone ?? 'UTC');
    const name = [this.t('prices.file'), query.customer, day].filter(Boolean).join('-');
    await this.download.save(`${name}.${format}`, () =>
      this.portal.client.call(`GET /exports/prices/${format}`, {
        query: { ...query, locale: this.format.language },
      }),
    );
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.#chooses) this.#picker.need();
    this.#picker.value?.show(this.customer.trim() || (this.session?.customer?.number ?? ''));
    if (this.#pendingAnnouncement !== undefined && ['ready', 'empty'].includes(this.state)) {
      this.announce(this.t('prices.found', { count: this.#pendingAnnouncement }));
      this.#pendingAnnouncement = undefined;
    }
  }

  protected override renderSkeleton(): TemplateResult {
    return this.renderSearchSkeleton(1, 1, 13);
  }

  protected override renderContent(): TemplateResult {
    const { lists, noCustomer, fault } = this.#data;
    if (!lists && !noCustomer) return fault ? this.renderFault() : this.renderSkeleton();
    const chosen = this.#picker.value?.render(noCustomer);
    const form = () =>
      pricesForm({
        view: this.view,
        draft: this.draft,
        groups: lists?.groups ?? [],
        onChange: this.change,
        onSubmit: () => this.search(),
      });
    return html`
      ${this.renderHeader(this.t('prices.title'))}
      ${this.#chooses ? (chosen ?? bone('control')) : nothing}
      ${this.#chooses || lists?.items.length ? form() : nothing}
      ${this.renderResults(noCustomer ? nothing : this.#renderList())}
    `;
  }

  #renderList(): TemplateResult {
    const { t, view, list } = this;
    const { fault } = this.#data;
    const lists = this.#data.lists?.items ?? [];
    return listing({
      view,
      list,
      fault: fault && this.renderFault(),
      empty: this.#emptyPanel(),
      choice: this.columnChoice,
      found: (count) => t('prices.found', { count }),
      tools: exportButtons(
        this.download,
        exportFormats.map((format) => ({
          format,
          label: t('prices.download', { format: format.toUpperCase() }),
          busy: t('prices.downloading'),
        })),
        this.allows('prices.export') ? (format) => void this.exportFile(format) : undefined,
      ),
      before: priceLists(lists, view),
      above: exportFault(this.download, view),
      table: pricesTable({ view, rows: list.items, lists, choice: this.columnChoice }),
    });
  }

  #emptyPanel(): PanelOptions {
    const { t } = this;
    const { query, lists } = this.#data;
    const text = query.search && t('prices.quoted', { text: query.search });
    const searched = [text, query.group].filter(Boolean).join(', ');
    if (searched && lists?.items.length) {
      return {
        icon: 'search',
        title: t('prices.empty_title'),
        text: t('prices.empty', { what: searched }),
        action: button({ label: t('prices.all'), onClick: this.#onAll }),
      };
    }
    const none = lists?.items.length ? 'prices.none' : 'prices.no_list';
    return {
      icon: 'invoice',
      title: t('prices.none_title'),
      text: t(this.session?.customer ? none : 'prices.none_staff'),
    };
  }

  /** Shows everything again; the pressed button goes away, so the focus moves to the search field. */
  #onAll = (): void => {
    this.change({ group: '', q: '' });
    this.search();
    this.renderRoot.querySelector<HTMLElement>('#q')?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-prices': PortalPrices;
  }
}

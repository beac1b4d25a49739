import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { emit, PortalElement, today, type ClientError, type PortalState } from '../core/index.ts';
import { Download } from '../records/download.ts';
import { viewState } from '../records/view.ts';
import { disclosureStyles } from '../kit/disclosure.styles.ts';
import { fieldStyles } from '../kit/field.ts';
import { filterStyles } from '../kit/filter.ts';
import { pagerStyles } from '../kit/pager.ts';
import { bone } from '../kit/skeleton.ts';
import { tableStyles } from '../kit/table.ts';
import { pricesStyles } from './portal-prices.styles.ts';
import { PricesData, type Filter } from './prices-data.ts';
import { pricesForm } from './prices-form.ts';
import { listSkeleton, pricesResults, type ExportFormat } from './prices-results.ts';
import type { View } from './prices-view.ts';

const filterNames = ['customer', 'group', 'q'] as const;

/**
 * Shows the prices that hold for the customer today, finds materials among them, and hands them out as a
 * file.
 *
 * @slot title - Instead of the heading.
 * @slot toolbar - Beside the heading.
 * @slot empty - Instead of what is shown when there are no prices.
 * @slot error - Instead of what is shown when loading failed.
 * @slot forbidden - Instead of what is shown without permission.
 * @slot signed-out - Instead of what is shown when nobody is signed in.
 * @slot footer - Below everything.
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
 * @csspart notice - A sentence that stands out.
 * @csspart panel - What stands in place of the content.
 * @csspart pagination - Back and forward.
 * @csspart skeleton - A grey bar while loading.
 */
export class PortalPrices extends PortalElement {
  static override readonly tag = 'prices';
  static override styles = [
    ...PortalElement.styles,
    fieldStyles,
    filterStyles,
    tableStyles,
    disclosureStyles,
    pagerStyles,
    pricesStyles,
  ];

  /** Number of a material, or words of its description, from their beginnings. */
  @property(viewState) q = '';
  /** A group of materials; empty is all of them. */
  @property(viewState) group = '';
  /** Number of the customer whose prices are shown; empty is the session's own. */
  @property(viewState) customer = '';

  readonly #data = new PricesData(this, {
    portal: () => this.portal,
    may: () => this.allows('prices.view'),
    onList: (count) => (this.#untold = count),
    onFault: ({ code }) =>
      this.announce(
        this.t(code === 'not_found' && this.customer ? 'prices.no_customer' : `error.${code}`),
      ),
  });
  readonly #download = new Download(this, {
    portal: () => this.portal,
    onDone: () => this.announce(this.t('prices.downloaded')),
    onFault: (error) => {
      this.announce(this.t(`error.${error.code}`));
      emit(this, 'portal-error', { error });
    },
  });

  @state() private draft: Filter = this.#filter;
  /** How many materials came; the words to say it may come later. */
  #untold: number | undefined;

  protected override get vocabulary() {
    return 'records' as const;
  }

  protected override get permission() {
    return 'prices.view' as const;
  }

  protected override get contentState(): PortalState {
    return this.#data.state;
  }

  protected override get fault(): ClientError | undefined {
    return super.fault ?? this.#data.fault;
  }

  get #filter(): Filter {
    const { customer, group, q } = this;
    return { customer, group, q };
  }

  get #view(): View {
    return { t: this.t, format: this.format };
  }

  /** Asks again for what is on screen. */
  override async refresh(): Promise<void> {
    await super.refresh();
    this.#data.reload();
  }

  /** Downloads the prices that were found, all pages of them, as a file. */
  async exportFile(format: ExportFormat): Promise<void> {
    const { query } = this.#data;
    const day = today(this.tenantInfo?.timeZone ?? 'UTC');
    const name = [this.t('prices.file'), query.customer, day].filter(Boolean).join('-');
    await this.#download.save(`${name}.${format}`, () =>
      this.portal.client.call(`GET /exports/prices/${format}`, {
        query: { ...query, locale: this.format.language },
      }),
    );
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    // What was typed and not yet searched for stays.
    for (const name of filterNames) {
      if (changed.has(name)) this.draft = { ...this.draft, [name]: this[name] };
    }
    if (!this.#data.isAsked(this.#filter)) this.#data.ask(this.#filter);
    if (this.#untold !== undefined && ['ready', 'empty'].includes(this.state)) {
      this.announce(this.t('prices.found', { count: this.#untold }));
      this.#untold = undefined;
    }
  }

  protected override renderSkeleton(): TemplateResult {
    const field = html`<div class="field"><label>${bone()}</label>${bone('control')}</div>`;
    return html`
      <div class="header">${bone('title')}</div>
      <div class="filter">
        ${field}
        <div class="find">${field} ${bone('control')}</div>
      </div>
      <div class="results">${listSkeleton()}</div>
    `;
  }

  protected override renderContent(): TemplateResult {
    const data = this.#data;
    const { lists, noCustomer } = data;
    if (!lists && !noCustomer) return data.fault ? this.renderFault() : this.renderSkeleton();
    const staff = !this.session?.customer;
    // A page may show a contact the prices of a subsidiary; then it must be seen whose they are.
    const customers = staff || this.customer !== '';
    const form = () =>
      pricesForm({
        view: this.#view,
        draft: this.draft,
        groups: lists?.groups ?? [],
        customers,
        noCustomer,
        onChange: (change) => (this.draft = { ...this.draft, ...change }),
        onSubmit: this.#onSubmit,
      });
    return html`
      ${this.renderHeader(this.t('prices.title'))}
      ${customers || lists?.items.length ? form() : nothing}
      <div class="results">
        ${pricesResults({
          view: this.#view,
          data,
          fault: data.fault && !noCustomer ? this.renderFault() : undefined,
          staff,
          onExport: this.allows('prices.export')
            ? (format) => void this.exportFile(format)
            : undefined,
          exporting: this.#download.busy,
          exportFault: this.#download.fault,
          onAll: this.#onAll,
        })}
      </div>
    `;
  }

  #onSubmit = (): void => {
    Object.assign(this, this.draft);
    this.#data.ask(this.draft);
  };

  /** Everything again; the button that asked for it goes away, so the focus goes where one would search. */
  #onAll = (): void => {
    this.draft = { ...this.draft, group: '', q: '' };
    this.#onSubmit();
    this.renderRoot.querySelector<HTMLElement>('#q')?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-prices': PortalPrices;
  }
}

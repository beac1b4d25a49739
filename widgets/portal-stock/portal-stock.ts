import { html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { emit, today } from '../core/index.ts';
import { saveBlob } from '../core/save.ts';
import { disclosureStyles } from '../kit/disclosure.styles.ts';
import { tabsStyles } from '../kit/tabs.ts';
import { RecordsElement } from '../records/records-element.ts';
import { viewState } from '../records/view.ts';
import { stockStyles } from './portal-stock.styles.ts';
import { StockData, type Reading, type StockQuery } from './stock-data.ts';
import { stockForm, type Filter } from './stock-form.ts';
import { stockList } from './stock-list.ts';
import { fitting, modes, type Mode } from './stock-places.ts';

/**
 * Finds materials and asks what there is of them now, in the plants of a place or in all.
 *
 * @fires portal-stock-queried - The stock of some materials is on screen.
 * @csspart badge - How much there is; also `badge-enough`, `badge-little`, `badge-some`, `badge-none`.
 * @csspart tabs - The row of tabs.
 * @csspart tab - A tab; the open one is also `tab-current`.
 * @csspart sort - Not here.
 */
export class PortalStock extends RecordsElement<Filter, StockQuery> {
  static override readonly tag = 'stock';
  static override styles = [...RecordsElement.styles, tabsStyles, disclosureStyles, stockStyles];

  /** Which choice comes first: `locality` (state, town, plant) or `plant` (plant, state, town). */
  @property(viewState) mode = 'locality';
  /** Code of a state; empty is all of them. The attribute is `state`. */
  @property({ ...viewState, attribute: 'state' }) stateCode = '';
  /** Code of a town. */
  @property(viewState) locality = '';
  /** Code of a plant. */
  @property(viewState) plant = '';
  /** Number of a material, or words of its description, from their beginnings. */
  @property(viewState) q = '';
  /** Searches without being asked. */
  @property({ type: Boolean }) auto = false;

  protected readonly defaults: Filter = { state: '', locality: '', plant: '', q: '' };
  readonly #data = new StockData(this, {
    portal: () => this.portal,
    may: () => this.allows('stock.view'),
    place: () => this.filter,
    onList: (count) => this.announce(this.t('stock.found', { count })),
    onLoaded: (readings) => this.#onRead(readings),
    onFault: (error) => this.report(error),
  });

  protected override get permission() {
    return 'stock.view' as const;
  }
  protected get list() {
    return this.#data.list;
  }
  protected queryOf({ q }: Filter): StockQuery {
    return { search: q.trim() };
  }
  protected get loadsAlone(): boolean {
    return this.auto || Object.values(this.filter).some(Boolean);
  }
  protected override get viewProperties() {
    return { ...super.viewProperties, state: 'stateCode', mode: 'mode' };
  }
  protected override get savedBeside() {
    return 'mode';
  }
  protected override get shown() {
    return this.#data;
  }
  protected override reload(): void {
    this.#data.reload();
  }

  get #modeInUse(): Mode {
    return modes.find((mode) => mode === this.mode) ?? 'locality';
  }
  /** The form, without what no longer fits together. */
  get #fitting(): Filter {
    return { ...this.draft, ...fitting(this.#data.plants ?? [], this.draft, this.#modeInUse) };
  }

  protected override load(page?: string): void {
    this.#data.readings.clear();
    super.load(page);
  }

  protected override renderSkeleton(): TemplateResult {
    return this.renderSearchSkeleton(3, 1, this.auto ? 8 : 0);
  }

  protected override renderContent(): TemplateResult {
    const { plants, fault, readings } = this.#data;
    if (!plants) return fault ? this.renderFault() : this.renderSkeleton();
    return html`
      ${this.renderHeader(this.t('stock.title'))}
      ${stockForm({
        view: this.view,
        mode: this.#modeInUse,
        plants,
        draft: this.#fitting,
        onMode: (mode) => (this.mode = mode),
        onChange: this.change,
        onSubmit: this.#onSubmit,
      })}
      ${this.renderResults(
        stockList({
          view: this.view,
          data: this.#data,
          fault: fault && this.renderFault(),
          onRead: (materials, alone) => {
            // The place in the form, also where it was chosen after the search.
            this.apply({ ...this.#fitting, q: this.q });
            void readings.load(materials, alone);
          },
          onFile: (file) => {
            const day = today(this.tenantInfo?.timeZone ?? 'UTC').replaceAll('-', '');
            saveBlob(file, `${this.t('stock.file')}_${day}.csv`);
            this.announce(this.t('stock.downloaded'));
          },
        }),
      )}
    `;
  }

  #onSubmit = (): void => {
    this.draft = this.#fitting;
    this.search();
  };

  #onRead(readings: readonly Reading[]): void {
    const [{ row, value } = {}] = readings;
    const { t } = this;
    const [material = '', count = 0, erp = 'none'] = [row?.number, value?.rows.length, value?.erp];
    const none = readings.length === 1 && count === 0;
    const text = none
      ? `${material}: ${t('stock.unread')}`
      : readings.length > 1
        ? t('stock.answered_all', { count: readings.length })
        : t('stock.answered', { material, count });
    const unavailable = t(none ? 'stock.unread_unavailable' : 'stock.unavailable');
    this.announce(erp === 'unavailable' ? `${text}. ${unavailable}` : text);
    emit(this, 'portal-stock-queried', { materials: readings.map(({ row }) => row.number), erp });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-stock': PortalStock;
  }
}

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { emit, PortalElement, type ClientError, type PortalState } from '../core/index.ts';
import { viewState } from '../records/view.ts';
import { badgeStyles } from '../kit/badge.ts';
import { cardStyles } from '../kit/cards.styles.ts';
import { fieldStyles } from '../kit/field.ts';
import { filterStyles } from '../kit/filter.ts';
import { pagerStyles } from '../kit/pager.ts';
import { bone } from '../kit/skeleton.ts';
import { tableStyles } from '../kit/table.ts';
import { tabsStyles } from '../kit/tabs.ts';
import { stockStyles } from './portal-stock.styles.ts';
import { StockData, type Erp, type Reading } from './stock-data.ts';
import { stockForm, type Filter } from './stock-form.ts';
import { listSkeleton, stockList } from './stock-list.ts';
import { fitting, modes, type Mode, type Place } from './stock-places.ts';
import type { View } from './stock-view.ts';

/** Properties of the filter, by the attribute that holds each. */
const properties = { state: 'stateCode', locality: 'locality', plant: 'plant', q: 'q' } as const;
const filterNames = Object.keys(properties) as (keyof Filter)[];

/**
 * Finds materials and asks what there is of them now, in the plants of a place or in all.
 *
 * @slot title - Instead of the heading.
 * @slot toolbar - Beside the heading.
 * @slot empty - Instead of what is shown when nothing was found.
 * @slot error - Instead of what is shown when loading failed.
 * @slot forbidden - Instead of what is shown without permission.
 * @slot signed-out - Instead of what is shown when nobody is signed in.
 * @slot footer - Below everything.
 * @fires portal-stock-queried - The stock of some materials is on screen.
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
 * @csspart badge - How much there is; also `badge-enough`, `badge-little`, `badge-some`, `badge-none`.
 * @csspart notice - A sentence that stands out.
 * @csspart panel - What stands in place of the content.
 * @csspart pagination - Back and forward.
 * @csspart skeleton - A grey bar while loading.
 */
export class PortalStock extends PortalElement {
  static override readonly tag = 'stock';
  static override styles = [
    ...PortalElement.styles,
    fieldStyles,
    filterStyles,
    badgeStyles,
    tableStyles,
    cardStyles,
    pagerStyles,
    tabsStyles,
    stockStyles,
  ];

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

  readonly #data = new StockData(this, {
    portal: () => this.portal,
    may: () => this.allows('stock.view'),
    place: () => this.#place,
    onList: (count) => this.announce(this.t('stock.found', { count })),
    onRead: (readings, erp) => this.#onAnswer(readings, erp),
    onFault: (error) => {
      this.announce(this.t(`error.${error.code}`));
      emit(this, 'portal-error', { error });
    },
  });

  @state() private draft: Filter = this.#filter;

  protected override get vocabulary() {
    return 'records' as const;
  }

  protected override get permission() {
    return 'stock.view' as const;
  }

  protected override get contentState(): PortalState {
    return this.#data.state;
  }

  protected override get fault(): ClientError | undefined {
    return super.fault ?? this.#data.fault;
  }

  get #filter(): Filter {
    const { stateCode, locality, plant, q } = this;
    return { state: stateCode, locality, plant, q };
  }

  get #place(): Place {
    const { stateCode, locality, plant } = this;
    return { state: stateCode, locality, plant };
  }

  get #choice(): Mode {
    return modes.find((mode) => mode === this.mode) ?? 'locality';
  }

  get #view(): View {
    return { t: this.t, format: this.format };
  }

  /** Asks again for what is on screen. */
  override async refresh(): Promise<void> {
    await super.refresh();
    this.#data.reload();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const set = filterNames.filter((name) => changed.has(properties[name]));
    // What was typed and not yet searched for stays.
    for (const name of set) this.draft = { ...this.draft, [name]: this.#filter[name] };
    if (this.#mustAsk(changed, set)) this.#data.ask(this.q);
  }

  protected override renderSkeleton(): TemplateResult {
    const field = html`<div class="field"><label>${bone()}</label>${bone('control')}</div>`;
    return html`
      <div class="header">${bone('title')}</div>
      ${bone('control')}
      <div class="where filter">
        ${field} ${field} ${field}
        <div class="find">${field} ${bone('control')}</div>
      </div>
      <div class="results">${this.auto ? listSkeleton() : nothing}</div>
    `;
  }

  protected override renderContent(): TemplateResult {
    const data = this.#data;
    const { plants } = data;
    if (!plants) return data.fault ? this.renderFault() : this.renderSkeleton();
    return html`
      ${this.renderHeader(this.t('stock.title'))}
      ${stockForm({
        view: this.#view,
        mode: this.#choice,
        plants,
        draft: { ...this.draft, ...fitting(plants, this.draft, this.#choice) },
        onMode: (mode) => (this.mode = mode),
        onChange: (change) => (this.draft = { ...this.draft, ...change }),
        onSubmit: this.#onSubmit,
      })}
      <div class="results">
        ${stockList({
          view: this.#view,
          data,
          fault: data.listFault && this.renderFault(),
          onRead: (materials, alone) => {
            this.#takePlace();
            void data.read(materials, alone);
          },
        })}
      </div>
    `;
  }

  /** Whether the page asks for something else. The form asks by itself. */
  #mustAsk(changed: PropertyValues<this>, set: readonly (keyof Filter)[]): boolean {
    const unasked = !this.#data.asked;
    const said = this.auto || filterNames.some((name) => this.#filter[name]);
    if (!this.hasUpdated) return said;
    if (unasked) return said && (set.length > 0 || changed.has('auto'));
    return set.includes('q') && !this.#data.isAsked(this.q);
  }

  /** The place on screen is the one that is asked about, also where it was chosen after the search. */
  #takePlace(): void {
    const { state, locality, plant } = fitting(this.#data.plants ?? [], this.draft, this.#choice);
    Object.assign(this, { stateCode: state, locality, plant });
  }

  #onSubmit = (): void => {
    this.#takePlace();
    this.q = this.draft.q;
    this.#data.ask(this.q);
  };

  #onAnswer(readings: readonly Reading[], erp: Erp): void {
    const [first] = readings;
    const count = first?.answer?.rows.length ?? 0;
    const material = first?.material.number ?? '';
    const answer =
      readings.length > 1
        ? this.t('stock.answered_all', { count: readings.length })
        : this.t('stock.answered', { material, count });
    const unread = readings.length === 1 && count === 0;
    const said = unread ? `${material}: ${this.t('stock.unread')}` : answer;
    const silent = unread ? 'stock.unread_unavailable' : 'stock.unavailable';
    this.announce(erp === 'unavailable' ? `${said}. ${this.t(silent)}` : said);
    const materials = readings.map((one) => one.material.number);
    emit(this, 'portal-stock-queried', { materials, erp });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-stock': PortalStock;
  }
}

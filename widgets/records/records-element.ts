import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { limits } from '#contract/limits';
import { emit, today, type ClientError, type PortalState } from '../core/index.ts';
import type { Vocabulary } from '../core/i18n.ts';
import { Lazy } from '../core/lazy.ts';
import { badgeStyles } from '../kit/badge.ts';
import { cardStyles } from '../kit/cards.styles.ts';
import { fieldStyles } from '../kit/field.ts';
import { filterSkeleton, filterStyles } from '../kit/filter.ts';
import { menuStyles } from '../kit/menu.ts';
import { notice } from '../kit/notice.ts';
import { pagerStyles } from '../kit/pager.ts';
import { icon } from '../kit/icons.ts';
import { bone } from '../kit/skeleton.ts';
import { tableStyles } from '../kit/table.ts';
import type { ViewParams } from './address.ts';
import { changed, type Change } from './change.ts';
import { columnChoiceStyles, type ColumnChoice } from './column-choice.ts';
import { Download } from './download.ts';
import { listSkeleton, results } from './listing.ts';
import type { List } from './resource.ts';
import { ViewElement } from './view-element.ts';
import { viewState, type View } from './view.ts';

/**
 * An element with a form that filters a list: the values being typed, when the list is loaded, downloads, and the
 * view in the page's address. `F` are the filters by name, `Q` is the query of the list.
 *
 * @slot title - Instead of the heading.
 * @slot toolbar - Beside the heading.
 * @slot empty - Instead of what is shown when nothing was found.
 * @slot error - Instead of what is shown when loading failed.
 * @slot forbidden - Instead of what is shown without permission.
 * @slot signed-out - Instead of what is shown when nobody is signed in.
 * @slot footer - Below everything.
 * @csspart root - The element's inside.
 * @csspart header - The row of the heading.
 * @csspart title - A heading.
 * @csspart search - The filter form.
 * @csspart label - A label.
 * @csspart input - An input or list of choices.
 * @csspart button - Any button.
 * @csspart button-primary - The button that searches.
 * @csspart table - A table.
 * @csspart head - The row of heads.
 * @csspart column-head - A head; it and the cells below it are also `column-<name>`.
 * @csspart sort - A head that sorts.
 * @csspart row - A row.
 * @csspart cell - A cell.
 * @csspart notice - A sentence that stands out.
 * @csspart panel - What stands in place of the content.
 * @csspart pagination - Back and forward.
 * @csspart previous - The button back in it.
 * @csspart next - The button forward in it.
 * @csspart skeleton - A grey bar while loading.
 */
export abstract class RecordsElement<
  F extends Record<string, string>,
  Q extends object,
> extends ViewElement {
  static override styles = [
    ...ViewElement.styles,
    fieldStyles,
    filterStyles,
    badgeStyles,
    tableStyles,
    cardStyles,
    pagerStyles,
    menuStyles,
    columnChoiceStyles,
  ];

  /** Columns of the list that are left out, by name: `amount destination`. */
  @property({ ...viewState, attribute: 'hidden-columns' }) hiddenColumns = '';

  /** Rows of a page, 1 to 100, where the reader chose nothing; else 25. */
  @property({ type: Number, attribute: 'page-size' }) pageSize: number = limits.page;

  protected readonly download = new Download(this, {
    portal: () => this.portal,
    place: () => this.faultPlace,
    onDone: () => this.announce(this.downloadedText),
    onFault: (error) => this.report(error),
  });
  /** Saves the list that was found under a name with today's date, as the tenant's clock has it: `pedidos_20261128.csv`. */
  protected saveList(name: string, ending: string, fetch: () => Promise<Blob>): Promise<void> {
    const day = today(this.tenantInfo?.timeZone ?? 'UTC').replaceAll('-', '');
    return this.download.save(`${name}_${day}.${ending}`, fetch);
  }
  protected readonly columnChoice: ColumnChoice = {
    hidden: () => this.hiddenColumns.split(' ').filter(Boolean),
    onChange: (hidden) => (this.hiddenColumns = hidden.join(' ')),
    announce: (text) => this.announce(text),
  };
  readonly #saved = new Lazy(this, async () => {
    const [{ SavedFilters }] = await Promise.all([
      import('./saved-filters.ts'),
      this.learn('filters'),
    ]);
    const beside = this.savedBeside;
    return new SavedFilters(this, {
      portal: () => this.portal,
      keeps: () => !this.session?.impersonation,
      view: () => this.view,
      beside,
      usual: { [beside]: this.place.initial[beside], ...this.defaults },
      property: (name) => this.#propertyOf(name),
      change: (filter) => this.change(filter as Partial<F>),
      search: () => this.search(),
      announce: (text) => this.announce(text),
    });
  });
  /** The filters that the reader keeps are on screen. */
  @state() protected showsSaved = false;
  /** The filter as it stands in the form; it takes effect when the reader searches. */
  @state() protected draft!: F;
  /** The reader searched, or the address says so. */
  protected searched = false;
  /** The page of the list that the address asks for, until it is loaded. */
  #page = '';
  #restored = false;
  /** The page that embeds the element had the list loaded at first. */
  #loadsAtFirst = false;

  /** Values of the filter before anybody changed it, by name. */
  protected abstract readonly defaults: F;
  protected abstract get list(): List<Q, unknown>;
  /** The query of the list for a filter. */
  protected abstract queryOf(filter: F): Q;
  /** Whether the list is loaded without a search. */
  protected abstract get loadsAlone(): boolean;
  protected abstract reload(): void;

  /** State of the view that a filter somebody keeps holds besides the filter, by its name in the address. */
  protected get savedBeside(): string {
    return 'sort';
  }
  /** Where it is said that a file did not come: nowhere else. */
  protected get faultPlace(): string {
    return '';
  }
  /** Announced when a file was saved. */
  protected get downloadedText(): string {
    return '';
  }
  protected override get viewProperties(): Readonly<Record<string, string>> {
    return {
      ...Object.fromEntries(this.#names.map((name) => [name, name])),
      hide: 'hiddenColumns',
    };
  }
  protected override get vocabulary(): Vocabulary {
    return 'records';
  }
  /** What is on screen. */
  protected get shown(): { readonly state: PortalState; readonly fault: ClientError | undefined } {
    return this.list;
  }
  protected override get contentState(): PortalState {
    return this.shown.state;
  }
  protected override get fault(): ClientError | undefined {
    return super.fault ?? this.shown.fault;
  }
  protected get view(): View {
    return { t: this.t, format: this.format };
  }
  /** The filter that is in effect. */
  protected get filter(): F {
    const values = this.#names.map((name) => [name, this.#properties[this.#propertyOf(name)]]);
    return Object.fromEntries(values) as F;
  }

  protected get query(): Q {
    return this.queryOf(this.filter);
  }

  /** Loads again what is on screen. */
  override async refresh(): Promise<void> {
    await super.refresh();
    this.#saved.retry();
    this.#saved.value?.reload();
    this.reload();
  }

  protected override forget(): void {
    super.forget();
    this.draft = this.filter;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.draft ??= this.filter;
    const set = this.#names.filter((name) => changed.has(this.#propertyOf(name)));
    // What was typed and not yet searched for stays, but where another view is restored.
    if (this.#restored && set.length > 0) this.draft = this.filter;
    for (const name of set) this.draft = { ...this.draft, [name]: this.filter[name] };
    this.#restored = false;
    if (changed.has('pageSize')) this.#take(this.pageSize);
    if (!this.hasUpdated) this.#loadsAtFirst = this.loadsAlone;
    if (this.#mustLoad(changed)) this.load(this.#page);
    this.#page = '';
  }

  /** Sets fields of the form. */
  protected change = (change: Change<F>): void => {
    this.draft = changed(this.draft, change);
  };

  /** Puts a filter into effect. */
  protected apply(filter: F): void {
    for (const name of this.#names) this.#properties[this.#propertyOf(name)] = filter[name]!;
  }

  /** Loads the list for the filter that is in effect, at its first page or the one of a text of the address. */
  protected load(page = ''): void {
    this.list.ask(this.query, page);
  }

  /** Loads the list for the filter in the form, as when its button is pressed. */
  protected search(): void {
    this.apply(this.draft);
    this.searched = true;
    this.load();
    this.place.push();
  }

  /** Tells screen readers and the page of an error. */
  protected report(error: ClientError): void {
    this.announce(this.t(`error.${error.code}`));
    emit(this, 'portal-error', { error });
  }

  /** Whether the list on screen is of another filter than the one in the form. */
  protected get outdated(): boolean {
    return this.list.asked !== undefined && !this.list.isAsked(this.queryOf(this.draft));
  }

  /** What stands below the form: the filters that the reader keeps, and what was found. */
  protected renderResults(content: unknown): TemplateResult {
    return html`${this.renderSaved()} ${results(content, this.outdated, this.view)}`;
  }

  /** The filters that the reader keeps, once they are asked for. */
  protected renderSaved(): TemplateResult {
    const { showsSaved: shows, t } = this;
    if (shows) this.#saved.need();
    const { fault, value } = this.#saved;
    return html`<div class="saved-filters no-print">
      <button
        class="button quiet"
        part="button"
        type="button"
        aria-expanded=${shows ? 'true' : 'false'}
        @click=${this.#onSaved}
      >
        ${icon('chevron')}<span>${t('list.saved')}</span>
      </button>
      ${shows ? (fault ? notice('danger', t(`error.${fault.code}`)) : value?.render()) : nothing}
    </div>`;
  }

  #onSaved = (): void => {
    if (this.#saved.fault) this.#saved.retry();
    this.showsSaved = !this.showsSaved;
  };

  /** Skeleton of a title, a form and, where the list is on its way, its rows. */
  protected renderSearchSkeleton(fields: number, beside: number, rows: number): TemplateResult {
    return html`
      <div class="header">${bone('title')}</div>
      ${filterSkeleton(fields, beside)}
      <div class="results">${rows > 0 ? listSkeleton(rows) : nothing}</div>
    `;
  }

  /** Takes over how many rows a page has; what is no such number is left alone. */
  #take(size: number): void {
    const { list } = this;
    if (!(size >= 1 && size <= limits.pageMax) || size === list.usual) return;
    list.usual = Math.trunc(size);
    if (list.asked) list.resize(list.size);
  }

  get #names(): (keyof F & string)[] {
    return Object.keys(this.defaults);
  }
  get #properties(): Record<string, string> {
    return this as unknown as Record<string, string>;
  }
  #propertyOf(name: string): string {
    return this.viewProperties[name] ?? name;
  }

  #mustLoad(changed: PropertyValues): boolean {
    if (!this.hasUpdated) return this.searched || this.loadsAlone;
    if (this.list.asked) return !this.list.isAsked(this.query);
    const names = ['auto', ...this.#names.map((name) => this.#propertyOf(name))];
    return this.loadsAlone && names.some((name) => changed.has(name));
  }

  protected override moreParams(params: ViewParams): ViewParams {
    const page = this.list.pages.text;
    const [first = ''] = this.#names;
    // A filter in the address says that the list was searched for, also where none differs from before.
    const marked = !this.searched || this.#names.some((name) => name in params);
    const { size } = this.list;
    return {
      ...(!marked && { [first]: this.filter[first]! }),
      ...(page && { page }),
      ...(size && { size }),
    };
  }

  protected override onRestore({ page = '', size = '', ...params }: ViewParams): void {
    const resized = this.list.size !== size;
    this.list.size = size;
    this.searched = this.#names.some((name) => name in params);
    this.#restored = true;
    this.#page = page;
    // Before the first update, that update loads the list.
    if (!this.hasUpdated) return;
    this.#page = '';
    if (!this.searched && !this.#loadsAtFirst) this.list.clear();
    else if (resized || !this.list.isAsked(this.query) || this.list.pages.text !== page)
      this.load(page);
  }
}

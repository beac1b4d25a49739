import { css, html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import { filteredLists, mostSavedFilters, type FilteredList } from '#contract/saved-filter-words';
import type { SavedFilter } from '#contract/saved-filters';
import { toClientError, type Portal, type PortalElement, type TextKey } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { textField } from '../kit/field.ts';
import { icon } from '../kit/icons.ts';
import { notice } from '../kit/notice.ts';
import type { ViewParams } from './address.ts';
import { chipStyles } from './chips.ts';
import { focusOn, focusWrong } from './focus.ts';
import { Resource } from './resource.ts';
import type { View } from './view.ts';

export type SavedFiltersOptions = {
  portal: () => Portal;
  /** Whether the reader keeps filters, and does not only look at those of another. */
  keeps: () => boolean;
  view: () => View;
  /** What a filter holds, by the names of the address, with how each is at first; undefined where a list has none. */
  usual: Readonly<Record<string, string | undefined>>;
  /** The name of what no form has: how the list is sorted. */
  beside: string;
  /** The property of the element by its name in the address. */
  property: (name: string) => string;
  /** Sets fields of the form, and puts them into effect. */
  change: (filter: ViewParams) => void;
  search: () => void;
  announce: (text: string) => void;
};

/** A filter as text, the same for the same list. */
const keyOf = (filter: ViewParams): string =>
  JSON.stringify(Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1)));

const lower = (name: string): string => name.toLowerCase();

/** The name that a filter is given, or what is wrong with it. */
type Question = { of: SavedFilter | undefined; proposal: string; wrong?: string };

/** The filters of a list that the reader keeps: a press asks for what each is of. */
export class SavedFilters {
  readonly #host: PortalElement;
  readonly #options: SavedFiltersOptions;
  readonly #list: FilteredList | undefined;
  readonly #kept: Resource<FilteredList, SavedFilter[]>;
  #question: Question | undefined;
  #busy = false;
  #said: { text: string; undo?: SavedFilter } | undefined;

  constructor(host: PortalElement, options: SavedFiltersOptions) {
    this.#host = host;
    this.#options = options;
    adopt(host, chipStyles, dialogStyles, savedStyles);
    const { tag } = host.constructor as typeof PortalElement;
    this.#list = filteredLists.find((list) => list === tag);
    this.#kept = new Resource(host, {
      portal: options.portal,
      query: () => this.#list,
      load: async (client, list, signal) =>
        (await client.call('GET /saved-filters', { query: { list }, signal })).items,
    });
  }

  reload(): void {
    this.#kept.reload();
  }

  render(): TemplateResult {
    const { t } = this.#options.view();
    const { fault } = this.#kept;
    const items = this.#kept.current;
    if (fault)
      return notice(
        'danger',
        html`${t(`error.${fault.code}`)}
        ${button({ kind: 'quiet', label: t('common.retry'), onClick: () => this.reload() })}`,
      );
    if (!items) return html`<p class="saved-hint" aria-live="polite">${t('common.loading')}</p>`;
    return html`<div class="saved" role="group" aria-label=${t('list.saved')}>
        ${items.map((one) => this.#chip(one))} ${this.#renderSave(items)}
      </div>
      ${this.#renderSaid()} ${this.#question ? this.#renderQuestion(this.#question) : nothing}`;
  }

  #isOn({ filter }: SavedFilter): boolean {
    return keyOf(filter) === keyOf(this.#current);
  }

  /** What the list on screen was asked for, where that differs from how it is asked for at first. */
  get #current(): ViewParams {
    const { usual, property } = this.#options;
    const properties = this.#host as unknown as Record<string, string>;
    const values = Object.keys(usual).map(
      (name) => [name, (properties[property(name)] ?? '').trim()] as const,
    );
    return Object.fromEntries(
      values.filter(([name, value]) => value !== '' && value !== usual[name]),
    );
  }

  /** As when it was typed and the button of the form pressed. */
  #apply(filter: ViewParams): void {
    const { usual, beside, property, change, search } = this.#options;
    const form = this.#host.renderRoot.querySelector<HTMLFormElement>('form.filter');
    const typed: Record<string, string> = {};
    for (const [name, first] of Object.entries(usual)) {
      if (first === undefined) continue;
      const value = filter[name] ?? first;
      if (name === beside) Object.assign(this.#host, { [property(name)]: value });
      else typed[name] = value;
    }
    change(typed);
    if (form) form.requestSubmit();
    else search();
  }

  /** The button that keeps what is on screen, or why there is none. */
  #renderSave(items: readonly SavedFilter[]): TemplateResult | typeof nothing {
    const { keeps, view } = this.#options;
    const { t } = view();
    const hint = (text: string) => html`<p class="saved-hint">${text}</p>`;
    if (!keeps()) return items.length === 0 ? hint(t('filters.none')) : nothing;
    if (items.some((one) => this.#isOn(one))) return nothing;
    if (items.length >= mostSavedFilters) return hint(t('filters.full', { count: items.length }));
    if (Object.keys(this.#current).length === 0)
      return items.length === 0 ? hint(t('filters.begin')) : nothing;
    return button({ kind: 'quiet', label: t('filters.save'), onClick: () => this.#ask() });
  }

  #chip(one: SavedFilter): TemplateResult {
    const { t } = this.#options.view();
    const { name, id } = one;
    const act = (shape: 'pencil' | 'cross', text: TextKey, onClick: () => void) =>
      html`<button
        class="chip"
        type="button"
        title=${t(text, { name })}
        aria-label=${t(text, { name })}
        @click=${onClick}
      >
        ${icon(shape)}
      </button>`;
    return html`<span class="saved-one">
      <button
        class="chip"
        part="filter"
        type="button"
        data-filter=${id}
        aria-pressed=${this.#isOn(one) ? 'true' : 'false'}
        @click=${() => this.#apply(one.filter)}
      >
        ${name}</button
      >${
        this.#options.keeps()
          ? html`${act('pencil', 'filters.rename_named', () => this.#ask(one))}${act(
              'cross',
              'filters.drop_named',
              () => void this.#drop(one),
            )}`
          : nothing
      }
    </span>`;
  }

  #renderSaid(): TemplateResult | typeof nothing {
    const said = this.#said;
    if (!said) return nothing;
    const { text, undo } = said;
    if (!undo) return notice('danger', text);
    const { t } = this.#options.view();
    return notice(
      'success',
      html`${text}
      ${button({ kind: 'quiet', label: t('filters.undo'), onClick: () => void this.#undo(undo) })}`,
    );
  }

  #renderQuestion({ of, proposal, wrong }: Question): TemplateResult {
    const { t } = this.#options.view();
    return dialog({
      title: t(of ? 'filters.rename_title' : 'filters.save_title'),
      content: textField({
        id: 'filter-name',
        label: t('filters.name'),
        value: proposal,
        maxLength: limits.filterName,
        required: true,
        error: wrong,
      }),
      submit: t(of ? 'filters.rename' : 'filters.submit'),
      cancel: t('filters.cancel'),
      off: this.#busy,
      onSubmit: (event) => this.#submit(event),
      onClose: () => this.#close(),
    });
  }

  #ask(of?: SavedFilter): void {
    this.#question = { of, proposal: of?.name ?? this.#proposal() };
    this.#host.requestUpdate();
  }

  /** What the filter is of, in the words of its form. */
  #proposal(): string {
    const root = this.#host.renderRoot;
    const words = Object.entries(this.#current).map(([name, value]) => {
      const control = root.querySelector<HTMLSelectElement | HTMLInputElement>(`#${name}`);
      if (control?.localName !== 'select') return control?.value;
      const { options } = control as HTMLSelectElement;
      return [...options].find((option) => option.value === value)?.text;
    });
    return words.filter(Boolean).join(' · ').slice(0, limits.filterName).trim();
  }

  #close(): void {
    this.#question = undefined;
    this.#host.requestUpdate();
  }

  /** What is wrong with a name is said below it, and the question stays. */
  #refuse(proposal: string, wrong: string): false {
    if (this.#question) this.#question = { ...this.#question, proposal, wrong };
    this.#host.requestUpdate();
    void focusWrong(this.#host);
    return false;
  }

  #submit({ currentTarget: form }: SubmitEvent): boolean {
    const { t } = this.#options.view();
    const name = String(new FormData(form as HTMLFormElement).get('filter-name')).trim();
    const of = this.#question?.of;
    if (!name) return this.#refuse(name, t('rule.required'));
    const isTaken = this.#kept.current?.some(
      (one) => one.id !== of?.id && lower(one.name) === lower(name),
    );
    if (isTaken) return this.#refuse(name, t('filters.taken', { name }));
    void (of ? this.#rename(of, name) : this.#save(name, this.#current));
    return false;
  }

  async #save(name: string, filter: ViewParams): Promise<void> {
    const list = this.#list;
    if (!list) return;
    const body = { list, name, filter: { ...filter } };
    await this.#change(name, async (client) => {
      const { items } = await client.call('PUT /saved-filters', { body });
      this.#kept.take(items);
      this.#options.announce(this.#options.view().t('filters.saved', { name }));
      return this.#placeOf(name);
    });
  }

  async #rename({ id }: SavedFilter, name: string): Promise<void> {
    const { view, announce } = this.#options;
    await this.#change(name, async (client) => {
      const params = { id };
      const { items } = await client.call('PATCH /saved-filters/:id', { params, body: { name } });
      this.#kept.take(items);
      announce(view().t('filters.renamed', { name }));
      return this.#placeOf(name);
    });
  }

  async #drop(one: SavedFilter): Promise<void> {
    const { t } = this.#options.view();
    await this.#change(one.name, async (client) => {
      await client.call('DELETE /saved-filters/:id', { params: { id: one.id } });
      this.#kept.take((this.#kept.current ?? []).filter(({ id }) => id !== one.id));
      this.#said = { text: t('filters.dropped', { name: one.name }), undo: one };
      this.#options.announce(this.#said.text);
      return '.saved ~ .notice .button';
    });
  }

  #undo({ name, filter }: SavedFilter): Promise<void> {
    return this.#save(name, filter);
  }

  #placeOf(name: string): string {
    return `[data-filter="${this.#kept.current?.find((one) => one.name === name)?.id ?? ''}"]`;
  }

  /**
   * Changes something on the server; what fails is said, below the name where one was asked for.
   * @param work leads to what takes the focus: what was pressed is there no longer
   */
  async #change(name: string, work: (client: Portal['client']) => Promise<string>): Promise<void> {
    if (this.#busy) return;
    const { portal, view, announce } = this.#options;
    const { t } = view();
    this.#busy = true;
    this.#said = undefined;
    this.#host.requestUpdate();
    try {
      const next = await work(portal().client);
      this.#question = undefined;
      this.#host.requestUpdate();
      void focusOn(this.#host, next);
    } catch (error) {
      const { code } = toClientError(error);
      const own = { name_taken: 'filters.taken', limit_reached: 'filters.full' } as const;
      const key = code === 'name_taken' || code === 'limit_reached' ? own[code] : undefined;
      const text = t(key ?? `error.${code}`, { name, count: mostSavedFilters });
      // Another tab has changed what is kept.
      if (key || code === 'not_found') this.reload();
      announce(text);
      if (this.#question) this.#refuse(name, text);
      else this.#said = { text };
    } finally {
      this.#busy = false;
      this.#host.requestUpdate();
    }
  }
}

const savedStyles = css`
  .saved {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 1.5);
  }
  .saved-hint {
    margin: 0;
    color: var(--p-color-muted);
  }
  .saved-one {
    display: inline-flex;
    max-inline-size: 100%;
  }
  .saved-one .chip {
    overflow-wrap: anywhere;
    text-align: start;
  }
  .saved-one .chip:not(:last-child) {
    border-start-end-radius: 0;
    border-end-end-radius: 0;
  }
  .saved-one .chip:not(:first-child) {
    flex: none;
    min-inline-size: 28px;
    padding: 0;
    border-inline-start: 0;
    border-start-start-radius: 0;
    border-end-start-radius: 0;
    color: var(--p-color-muted);
  }
`;

import { css, html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { PortfolioFilter, SavedFilter } from '#contract/portfolio';
import { portfolioShows } from '#contract/portfolio-words';
import { toClientError, type ClientError, type Portal, type PortalElement } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { textField } from '../kit/field.ts';
import { icon } from '../kit/icon.ts';
import { notice } from '../kit/notice.ts';
import { chipStyles } from '../records/chips.ts';
import { focusOn } from '../records/focus.ts';
import { Resource } from '../records/resource.ts';
import type { View } from '../records/view.ts';

export type SavedFiltersOptions = {
  portal: () => Portal;
  may: () => boolean;
  view: () => View;
  /** What the list on screen was asked for. */
  current: () => PortfolioFilter;
  onApply: (filter: PortfolioFilter) => void;
  announce: (text: string) => void;
};

const fields = ['search', 'company', 'show', 'currency', 'sort'] as const;
/** A filter as text, the same for the same list. */
const keyOf = (filter: PortfolioFilter): string =>
  JSON.stringify(
    fields.map((field) =>
      field === 'sort' && filter.sort === 'oldest' ? null : (filter[field] ?? null),
    ),
  );
const usual = keyOf({});

/** The filters that the reader keeps: a press finds what each is of. */
export class SavedFilters {
  readonly #host: PortalElement;
  readonly #options: SavedFiltersOptions;
  readonly #kept: Resource<'all', SavedFilter[]>;
  /** Those there are since one was kept or dropped. */
  #changed: { of: SavedFilter[] | undefined; items: SavedFilter[] } | undefined;
  #asks = false;
  #busy = false;
  #wrong: string | undefined;
  #said: { text: string; undo: SavedFilter } | { fault: ClientError } | undefined;

  constructor(host: PortalElement, options: SavedFiltersOptions) {
    this.#host = host;
    this.#options = options;
    adopt(host, chipStyles, dialogStyles, savedStyles);
    this.#kept = new Resource(host, {
      portal: options.portal,
      may: options.may,
      query: () => 'all' as const,
      load: async (client, _, signal) =>
        (await client.call('GET /portfolio-filters', { signal })).items,
    });
  }

  reload(): void {
    this.#changed = undefined;
    this.#kept.reload();
  }

  render(): TemplateResult | typeof nothing {
    const { t } = this.#options.view();
    const items = this.#items;
    if (!items) return nothing;
    const current = keyOf(this.#options.current());
    const isKept = items.some(({ filter }) => keyOf(filter) === current);
    if (items.length === 0 && current === usual && !this.#said) return nothing;
    return html`<div class="saved no-print" role="group" aria-label=${t('portfolio.saved')}>
        ${items.map((one) => this.#chip(one, keyOf(one.filter) === current))}
        ${
          isKept || current === usual
            ? nothing
            : button({ kind: 'quiet', label: t('portfolio.save'), onClick: () => this.#ask(true) })
        }
      </div>
      ${this.#renderSaid()} ${this.#asks ? this.#renderQuestion() : nothing}`;
  }

  get #items(): SavedFilter[] | undefined {
    const { last } = this.#kept;
    return last && this.#changed?.of === last ? this.#changed.items : last;
  }
  set #items(items: SavedFilter[]) {
    this.#changed = { of: this.#kept.last, items };
  }

  #chip(one: SavedFilter, on: boolean): TemplateResult {
    const { t } = this.#options.view();
    return html`<span class="saved-one">
      <button
        class="chip"
        part="filter"
        type="button"
        aria-pressed=${on ? 'true' : 'false'}
        @click=${() => this.#options.onApply(one.filter)}
      >
        ${one.name}</button
      ><button
        class="chip"
        type="button"
        title=${t('portfolio.drop_named', { name: one.name })}
        aria-label=${t('portfolio.drop_named', { name: one.name })}
        @click=${() => void this.#drop(one)}
      >
        ${icon('cross')}
      </button>
    </span>`;
  }

  #renderSaid(): TemplateResult | typeof nothing {
    const { t } = this.#options.view();
    const said = this.#said;
    if (!said) return nothing;
    if ('fault' in said) return notice('danger', t(`error.${said.fault.code}`));
    return notice(
      'success',
      html`${said.text}
      ${button({ kind: 'quiet', label: t('portfolio.undo'), onClick: () => void this.#keep(said.undo.name, said.undo.filter) })}`,
    );
  }

  #renderQuestion(): TemplateResult {
    const { t } = this.#options.view();
    return dialog({
      title: t('portfolio.save_title'),
      content: textField({
        id: 'filter-name',
        label: t('portfolio.save_name'),
        value: this.#proposal(),
        maxLength: limits.filterName,
        required: true,
        error: this.#wrong,
        hint: t('portfolio.save_hint'),
      }),
      submit: t('portfolio.save_submit'),
      cancel: t('portfolio.save_cancel'),
      off: this.#busy,
      onSubmit: (event) => this.#submit(event),
      onClose: () => this.#ask(false),
    });
  }

  /** What the filter is of, in the words of its form. */
  #proposal(): string {
    const { t } = this.#options.view();
    const { show, company, search, currency } = this.#options.current();
    const shown = portfolioShows.find((one) => one === show);
    const words = [
      shown && t(`portfolio.show_${shown}`),
      company,
      currency,
      search && `“${search}”`,
    ];
    return words.filter(Boolean).join(' · ').slice(0, limits.filterName);
  }

  #ask(asks: boolean): void {
    this.#asks = asks;
    this.#wrong = undefined;
    this.#host.requestUpdate();
  }

  #submit({ currentTarget: form }: SubmitEvent): boolean {
    const { t } = this.#options.view();
    const name = String(new FormData(form as HTMLFormElement).get('filter-name')).trim();
    if (!name) {
      this.#wrong = t('rule.required');
      this.#host.requestUpdate();
      return false;
    }
    void this.#keep(name, this.#options.current());
    return true;
  }

  async #keep(name: string, filter: PortfolioFilter): Promise<void> {
    const { t } = this.#options.view();
    await this.#change(async (client) => {
      const { items } = await client.call('PUT /portfolio-filters', { body: { name, filter } });
      this.#items = items;
      this.#options.announce(t('portfolio.saved_as', { name }));
    });
    // The button that kept it is there no longer.
    await focusOn(this.#host, '.saved [aria-pressed="true"]');
  }

  async #drop(one: SavedFilter): Promise<void> {
    const { t } = this.#options.view();
    await this.#change(async (client) => {
      await client.call('DELETE /portfolio-filters/:id', { params: { id: one.id } });
      this.#items = (this.#items ?? []).filter(({ id }) => id !== one.id);
      this.#said = { text: t('portfolio.dropped', { name: one.name }), undo: one };
    });
    await this.#host.updateComplete;
    this.#host.renderRoot.querySelector<HTMLElement>('.saved ~ .notice .button')?.focus();
  }

  /** Changes something on the server; what fails is said. */
  async #change(work: (client: Portal['client']) => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.#said = undefined;
    try {
      await work(this.#options.portal().client);
    } catch (error) {
      this.#said = { fault: toClientError(error) };
      this.#options.announce(this.#options.view().t(`error.${this.#said.fault.code}`));
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
    margin-block-start: calc(var(--p-space) * 3);
  }
  .saved + .notice {
    margin-block-start: calc(var(--p-space) * 3);
  }
  .saved-one {
    display: inline-flex;
    max-inline-size: 100%;
  }
  .saved-one .chip {
    overflow-wrap: anywhere;
    text-align: start;
  }
  .saved-one .chip:first-child {
    border-start-end-radius: 0;
    border-end-end-radius: 0;
  }
  .saved-one .chip:last-child {
    flex: none;
    min-inline-size: 28px;
    padding: 0;
    border-inline-start: 0;
    border-start-start-radius: 0;
    border-end-start-radius: 0;
    color: var(--p-color-muted);
  }
`;

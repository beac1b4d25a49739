import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { pager } from '../kit/pager.ts';
import { table, type Column } from '../kit/table.ts';
import { chips } from './chips.ts';
import type { View } from './view.ts';

export type PreviewOptions<R> = {
  host: ReactiveControllerHost;
  view: () => View;
  key: (row: R) => string;
  isError: (row: R) => boolean;
  /** Whether saving it changes what is stored. */
  isChange: (row: R) => boolean;
};

export const previewFilters = ['all', 'errors', 'changes'] as const;
export type PreviewFilter = (typeof previewFilters)[number];

/** Rows that are on the page at a time: more would make a browser stumble. */
const size = 100;

/**
 * What an import would do, row by row, before anything is saved; and afterwards, how it went. The rows are
 * looked through once, when they come; only those of one page are drawn.
 */
export class Preview<R> {
  readonly #options: PreviewOptions<R>;
  #rows: Record<PreviewFilter, readonly R[]> = { all: [], errors: [], changes: [] };
  #filter: PreviewFilter = 'all';
  #page = 0;

  constructor(options: PreviewOptions<R>) {
    this.#options = options;
  }

  /** Takes over rows, and shows them from the first on, or stays where it is. */
  set(all: readonly R[], stay = false): void {
    const { isError, isChange } = this.#options;
    this.#rows = {
      all,
      errors: all.filter(isError),
      changes: all.filter((row) => !isError(row) && isChange(row)),
    };
    if (!stay) return this.#choose('all');
    const last = Math.ceil(this.#rows[this.#filter].length / size) - 1;
    this.#page = Math.max(0, Math.min(this.#page, last));
    this.#options.host.requestUpdate();
  }

  /** How many rows there are of a kind. */
  count(filter: PreviewFilter): number {
    return this.#rows[filter].length;
  }

  /** @param below what stands below a row, as wide as the table */
  render(
    caption: string,
    columns: readonly Column<R>[],
    below?: (row: R) => TemplateResult | typeof nothing,
  ): TemplateResult {
    const { key } = this.#options;
    const view = this.#options.view();
    const { t } = view;
    const rows = this.#rows[this.#filter].slice(this.#page * size, (this.#page + 1) * size);
    return html`
      ${chips(
        t('import.filter'),
        previewFilters.map((id) => ({
          id,
          label: t(`import.rows_${id}`),
          count: this.count(id),
        })),
        this.#filter,
        view,
        (id) => this.#choose(id),
      )}
      ${
        rows.length > 0
          ? table({ caption, columns, rows, key, below, wide: 'large' })
          : html`<p class="quiet-text">${t('import.rows_none')}</p>`
      }
      ${this.#renderPager()}
    `;
  }

  #renderPager() {
    const { t } = this.#options.view();
    const pages = Math.ceil(this.#rows[this.#filter].length / size);
    if (pages <= 1) return nothing;
    const to = (page: number) =>
      page >= 0 && page < pages
        ? () => {
            this.#page = page;
            this.#options.host.requestUpdate();
          }
        : undefined;
    return pager({
      label: t('import.page_of', { page: this.#page + 1, pages }),
      previous: t('common.previous'),
      next: t('common.next'),
      onPrevious: to(this.#page - 1),
      onNext: to(this.#page + 1),
    });
  }

  #choose(filter: PreviewFilter): void {
    this.#filter = filter;
    this.#page = 0;
    this.#options.host.requestUpdate();
  }
}

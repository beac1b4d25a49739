import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { button } from '../kit/button.ts';
import { pager } from '../kit/pager.ts';
import { pageSize } from '../records/listing.ts';
import type { View } from '../records/view.ts';

/** Rows that are drawn at a time unless the reader chooses otherwise; drawing them is what takes time. */
const usual = 50;
const others = [25, 100];

export type LocalPagesOptions = {
  /** How many rows a page has, as the address keeps it; empty is as many as usual. */
  size: () => string;
  onSize: (size: string) => void;
};

/** The pages of lists that are here as a whole, by the name of the list. */
export class LocalPages {
  readonly #host: ReactiveControllerHost;
  readonly #options: LocalPagesOptions;
  readonly #at = new Map<string, number>();

  constructor(host: ReactiveControllerHost, options: LocalPagesOptions) {
    this.#host = host;
    this.#options = options;
  }

  get #size(): number {
    const wanted = this.#options.size();
    return others.find((size) => String(size) === wanted) ?? usual;
  }

  /** Every list from its beginning. */
  restart(): void {
    this.#at.clear();
  }

  /** The rows of the page that is on screen. */
  rows<R>(name: string, all: readonly R[]): readonly R[] {
    const start = this.#page(name, all.length) * this.#size;
    return all.slice(start, start + this.#size);
  }

  /** The way forward, back and to the end, and how many rows a page has; nothing where one shows all. */
  pager(name: string, count: number, { t }: View): TemplateResult | typeof nothing {
    if (count <= Math.min(usual, this.#size)) return nothing;
    const page = this.#page(name, count);
    const pages = this.#pages(count);
    const to = (next: number) =>
      next >= 0 && next < pages
        ? () => {
            this.#at.set(name, next);
            this.#host.requestUpdate();
          }
        : undefined;
    return pager({
      label: t('statement.page', { page: page + 1, pages }),
      previous: t('common.previous'),
      next: t('common.next'),
      onPrevious: to(page - 1),
      onNext: to(page + 1),
      more: html`${this.#ends(page, pages, to, t)}
      ${pageSize({
        id: `page-size-${name.replace(/\W+/g, '-')}`,
        value: this.#size === usual ? '' : String(this.#size),
        usual,
        others,
        onSize: (size) => this.#resize(size),
        t,
      })}`,
    });
  }

  /** The way to the other end, from three pages on. */
  #ends(
    page: number,
    pages: number,
    to: (page: number) => (() => void) | undefined,
    t: View['t'],
  ): TemplateResult | typeof nothing {
    if (pages < 3) return nothing;
    const last = page === pages - 1;
    const onClick = to(last ? 0 : pages - 1);
    const label = t(last ? 'statement.first_page' : 'statement.last_page');
    return button({ kind: 'quiet', label, ...(onClick && { onClick }) });
  }

  #resize(size: string): void {
    this.restart();
    this.#options.onSize(size);
    this.#host.requestUpdate();
  }

  #pages(count: number): number {
    return Math.ceil(count / this.#size);
  }

  #page(name: string, count: number): number {
    return Math.min(this.#at.get(name) ?? 0, Math.max(0, this.#pages(count) - 1));
  }
}

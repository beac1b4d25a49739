import { nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { pager } from '../kit/pager.ts';
import type { View } from '../records/view.ts';

/** Rows that are drawn at a time. All of them are here; drawing them is what takes time. */
const size = 50;

/** The pages of lists that are here as a whole, by the name of the list. */
export class LocalPages {
  readonly #host: ReactiveControllerHost;
  readonly #at = new Map<string, number>();

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /** Every list from its beginning. */
  restart(): void {
    this.#at.clear();
  }

  /** The rows of the page that is on screen. */
  rows<R>(name: string, all: readonly R[]): readonly R[] {
    const start = this.#page(name, all.length) * size;
    return all.length > size ? all.slice(start, start + size) : all;
  }

  /** The way forward and back, where there is more than one page. */
  pager(name: string, count: number, { t }: View): TemplateResult | typeof nothing {
    if (count <= size) return nothing;
    const page = this.#page(name, count);
    const pages = Math.ceil(count / size);
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
    });
  }

  #page(name: string, count: number): number {
    return Math.min(this.#at.get(name) ?? 0, Math.max(0, Math.ceil(count / size) - 1));
  }
}

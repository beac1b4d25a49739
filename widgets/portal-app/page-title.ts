import type { ReactiveController } from 'lit';

/**
 * Puts the place of a portal before the page's own title, so that tabs, the history and screen readers tell places
 * apart. The page's title comes back when the portal leaves the page.
 */
export class PageTitle implements ReactiveController {
  readonly #wanted: () => string;
  /** What this put before the page's own title; empty where it stands alone. */
  #written = '';

  /** @param wanted the place in words; empty leaves the page's title alone */
  constructor(wanted: () => string) {
    this.#wanted = wanted;
  }

  hostUpdated(): void {
    this.#write(this.#wanted());
  }

  hostDisconnected(): void {
    this.#write('');
  }

  #write(words: string): void {
    const before = this.#written && `${this.#written} · `;
    // A page that has set another title meanwhile has it kept.
    const own = document.title.startsWith(before)
      ? document.title.slice(before.length)
      : document.title;
    const title = words ? `${words} · ${own}` : own;
    this.#written = words;
    if (title !== document.title) document.title = title;
  }
}

import type { Portal } from '../core/index.ts';

/** Texts that were typed and not sent, by what they are for. */
type Kept = { who: string; texts: Record<string, string> };

const pause = 600;

/** Key of the person that writes, whatever that person may by now; empty while nobody is in. */
export const writerOf = ({ slug, session }: Portal): string =>
  session ? `${slug} ${session.person.login}` : '';

/**
 * Keeps what is being written through a reload, in the state of the page's entry of the history: nothing is stored
 * beyond the tab, and nobody else who signs in finds it.
 */
export class Drafts {
  readonly #who: () => string;
  #texts: Record<string, string> = {};
  #owner = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly #name: string;

  /**
   * @param who key of the person that writes; empty while nobody is in
   * @param name of the place in the state: elements that may be on one page have one each
   */
  constructor(who: () => string, name = 'porticoDrafts') {
    this.#who = who;
    this.#name = name;
  }

  get(of: string): string {
    this.#follow();
    return this.#texts[of] ?? '';
  }

  set(of: string, text: string): void {
    this.#follow();
    if (text) this.#texts[of] = text;
    else delete this.#texts[of];
    clearTimeout(this.#timer);
    // A page may change its entry only so often.
    this.#timer = setTimeout(() => this.flush(), text ? pause : 0);
  }

  /** Writes what there is: before the page goes, and else a moment after the last letter. */
  flush = (): void => {
    clearTimeout(this.#timer);
    if (!this.#owner) return;
    const state: unknown = history.state;
    // A page that keeps something else there keeps it.
    if (state !== null && (typeof state !== 'object' || Array.isArray(state))) return;
    const kept: Kept = { who: this.#owner, texts: this.#texts };
    try {
      history.replaceState({ ...state, [this.#name]: kept }, '');
    } catch {
      // Too much or too often for this browser; it stays as long as the element does.
    }
  };

  #follow(): void {
    const who = this.#who();
    if (!who || who === this.#owner) return;
    const state = history.state as Record<string, Kept | undefined> | null;
    const kept = state && typeof state === 'object' ? state[this.#name] : undefined;
    this.#texts = kept?.who === who ? { ...kept.texts } : {};
    this.#owner = who;
  }
}

import type { LitElement } from 'lit';
import type { Message } from '#contract/messages';

/** How near its end a conversation counts as read to the end, in pixels. */
const near = 80;

/**
 * Keeps a conversation where its reader is: at what is new when it is opened, at the end while the reader is there,
 * and at the same message when older ones come before it.
 */
export class Scrolling {
  readonly #host: LitElement;
  #open = '';
  #first = '';
  #last = '';
  #atEnd = true;
  /** From the end of the messages to what is on screen, before they were drawn anew. */
  #fromEnd = 0;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController({ hostUpdate: () => this.#measure() });
  }

  get #box(): HTMLElement | null {
    return this.#host.renderRoot?.querySelector<HTMLElement>('.messages') ?? null;
  }

  #measure(): void {
    const box = this.#box;
    if (!box) return;
    this.#fromEnd = box.scrollHeight - box.scrollTop;
    this.#atEnd = this.#fromEnd - box.clientHeight < near;
  }

  /** After each rendering. */
  update(messages: readonly Message[], open: string): void {
    const box = this.#box;
    const [first, last] = [messages[0]?.id ?? '', messages.at(-1)?.id ?? ''];
    if (!box || !last) {
      if (open !== this.#open) this.#open = '';
      return;
    }
    if (open !== this.#open) {
      const line = box.querySelector<HTMLElement>('#unread-line');
      box.scrollTop = line ? line.offsetTop - box.offsetTop - near : box.scrollHeight;
    } else if (last !== this.#last) {
      if (this.#atEnd || messages.at(-1)?.by.self) box.scrollTop = box.scrollHeight;
    } else if (first !== this.#first) box.scrollTop = box.scrollHeight - this.#fromEnd;
    [this.#open, this.#first, this.#last] = [open, first, last];
  }
}

import { css, html, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { icon } from '../kit/icons.ts';
import type { View } from './view.ts';

/** Milliseconds that a button says that its text was copied. */
const shownFor = 2_000;

export type CopierOptions = {
  view: () => View;
  /** Called when a text was copied. */
  onCopied: () => void;
  /** Called where the page keeps the clipboard to itself. */
  onRefused: (text: string) => void;
};

/** Copies texts to the clipboard; the pressed button says so for a moment. */
export class Copier {
  readonly #host: ReactiveControllerHost;
  readonly #options: CopierOptions;
  #copied = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, options: CopierOptions) {
    this.#host = host;
    this.#options = options;
  }

  /** A button that copies a text. @param short what it shows of the text */
  button(text: string, short: string, name: string): TemplateResult {
    const copied = text === this.#copied;
    const { t } = this.#options.view();
    return html`<button
      class="copy"
      type="button"
      title=${text}
      aria-label=${name}
      @click=${() => void this.#copy(text)}
    >
      ${copied ? t('list.copied') : short}${icon(copied ? 'check' : 'copy')}
    </button>`;
  }

  async #copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      return this.#options.onRefused(text);
    }
    this.#options.onCopied();
    this.#set(text);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#set(''), shownFor);
  }

  #set(copied: string): void {
    this.#copied = copied;
    this.#host.requestUpdate();
  }
}

export const copierStyles = css`
  .copy {
    all: unset;
    display: inline-flex;
    align-items: center;
    gap: var(--p-space);
    border-radius: var(--p-radius-small);
    cursor: copy;
  }
  .copy .icon {
    color: var(--p-color-muted);
    font-size: 0.85em;
  }
  .copy:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: 2px;
  }
`;

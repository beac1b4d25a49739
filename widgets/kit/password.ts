import {
  css,
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { field, fieldDescription } from './field.ts';
import { icon } from './icon.ts';

export type PasswordInput = {
  /** Id of the input, unique in the shadow root. */
  id: string;
  /** What the form calls it. */
  name: string;
  autocomplete: 'current-password' | 'new-password';
  /** A longer text is cut off by the browser; without it the form says that it is too long. */
  maxLength?: number;
};

export type PasswordFieldOptions = {
  label: string;
  error?: string | undefined;
  hint?: string | undefined;
  /** Something is wrong that is said elsewhere. */
  wrong?: boolean | undefined;
  /** Name of the button that shows the password, its tip once pressed, and the hint at capital letters. */
  words: { show: string; hide: string; capsLock: string };
  /** Id of what else describes the input. */
  describedBy?: string;
  more?: TemplateResult | typeof nothing | undefined;
  onInput?: (value: string) => void;
  onLeave?: () => void;
};

/** A password: hidden until its button shows it, with a hint while Caps Lock is on. */
export class PasswordField implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #input: PasswordInput;
  #shown = false;
  #capsLock = false;

  constructor(host: ReactiveControllerHost, input: PasswordInput) {
    this.#host = host;
    this.#input = input;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#shown = false;
  }

  /** Hides the password again. */
  hide(): void {
    this.#set(false, false);
  }

  render(options: PasswordFieldOptions): TemplateResult {
    const { id } = this.#input;
    const { label, error, hint, wrong, words } = options;
    const capsLock = html`<p class="note" id="${id}-caps">${icon('up')}${words.capsLock}</p>`;
    return field({
      id,
      label,
      error,
      hint,
      wrong,
      control: this.#renderControl(options),
      more: html`${this.#capsLock ? capsLock : nothing}${options.more ?? nothing}`,
    });
  }

  #renderControl({ error, wrong, words, ...options }: PasswordFieldOptions): TemplateResult {
    const { id, name, autocomplete, maxLength } = this.#input;
    const description = [fieldDescription(id), `${id}-caps`, options.describedBy];
    return html`<span class="password">
      <input
        class="input"
        part="input"
        id=${id}
        name=${name}
        type=${this.#shown ? 'text' : 'password'}
        autocomplete=${autocomplete}
        autocapitalize="none"
        spellcheck="false"
        required
        maxlength=${maxLength ?? nothing}
        aria-invalid=${error || wrong ? 'true' : nothing}
        aria-describedby=${description.filter(Boolean).join(' ')}
        @input=${(event: Event) => options.onInput?.((event.target as HTMLInputElement).value)}
        @keydown=${this.#onKey}
        @keyup=${this.#onKey}
        @blur=${() => {
          this.#set(this.#shown, false);
          options.onLeave?.();
        }}
      />
      <button
        class="reveal"
        type="button"
        aria-pressed=${this.#shown ? 'true' : 'false'}
        aria-label=${words.show}
        title=${this.#shown ? words.hide : words.show}
        @click=${() => this.#set(!this.#shown, this.#capsLock)}
      >
        ${icon(this.#shown ? 'eye-off' : 'eye')}
      </button>
    </span>`;
  }

  #onKey = (event: KeyboardEvent): void => {
    // Password managers send key events that are none.
    if (event.getModifierState) this.#set(this.#shown, event.getModifierState('CapsLock'));
  };

  #set(shown: boolean, capsLock: boolean): void {
    if (shown === this.#shown && capsLock === this.#capsLock) return;
    this.#shown = shown;
    this.#capsLock = capsLock;
    this.#host.requestUpdate();
  }
}

export const passwordStyles = css`
  .password {
    position: relative;
    display: block;
  }
  .password .input {
    padding-inline-end: calc(var(--p-control-height) + var(--p-space));
  }
  .reveal {
    all: unset;
    position: absolute;
    inset-block: 0;
    inset-inline-end: 0;
    display: grid;
    place-items: center;
    inline-size: var(--p-control-height);
    border-radius: var(--p-radius-medium);
    color: var(--p-color-muted);
    cursor: pointer;
  }
  .reveal:hover {
    color: var(--p-color-text);
  }
  .reveal:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: -3px;
  }
  .input::-ms-reveal {
    display: none;
  }
`;

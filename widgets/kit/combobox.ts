import {
  css,
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { fieldDescription } from './field.ts';

export type Choice = { value: string; label: string };

export type ComboboxOptions = {
  /** Id of the input, unique in the shadow root. */
  id: string;
  name: string;
  maxLength: number;
  /** Choices that are shown at a time; what is found beyond them is said to be there. */
  most?: number;
  /** Whether an empty field offers something, once the reader goes to it: what is found by no text. */
  offers?: boolean;
  /** Finds choices by a text. */
  search: (text: string, signal: AbortSignal) => Promise<readonly Choice[]>;
  onPick: (choice: Choice) => void;
  /** Something else is being typed. */
  onInput: () => void;
  /** How many there are, once they are there; or that they did not come. */
  onFound: (found: number | 'failed') => void;
};

export type ComboboxWords = {
  hint: string;
  none: string;
  failed: string;
  /** There are more than are shown. */
  more?: string;
  /** What is said below all that was found. */
  note?: string;
};

type Host = ReactiveControllerHost & { readonly renderRoot: ParentNode };

/** Milliseconds without a key press before a text is looked for. */
const pause = 250;

/**
 * A text field that offers what it finds, after the ARIA pattern: the focus stays in the field, arrows go
 * through the list, Home and End to its ends, Enter takes a choice, Escape closes the list and then brings back the choice before.
 */
export class Combobox implements ReactiveController {
  readonly #host: Host;
  readonly #options: ComboboxOptions;
  #text = '';
  #picked: Choice | undefined;
  #choices: readonly Choice[] | undefined;
  #failed = false;
  /** More was found than is shown. */
  #more = false;
  #open = false;
  #active = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort = new AbortController();
  /** The field has no room for all of what stands in it. */
  #isCut = false;
  #input: Element | undefined;
  readonly #sizes = new ResizeObserver(() => this.#measure());

  constructor(host: Host, options: ComboboxOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostUpdated(): void {
    const input = this.#host.renderRoot.querySelector(`#${this.#options.id}`) ?? undefined;
    if (input !== this.#input) {
      this.#sizes.disconnect();
      if (input) this.#sizes.observe(input);
      this.#input = input;
    }
    this.#measure();
  }

  hostDisconnected(): void {
    this.#close();
    this.#stop();
  }

  /** The choice that stands in the field; undefined while something else is typed. */
  get picked(): Choice | undefined {
    return this.#picked?.label === this.#text ? this.#picked : undefined;
  }
  get text(): string {
    return this.#text;
  }

  /** Puts a choice into the field, as if it had been picked. */
  set(choice: Choice | undefined): void {
    this.#picked = choice;
    this.#text = choice?.label ?? '';
    this.#stop();
    this.#close();
  }

  /** The choice that a text means by itself: the one in the field, or the only one found. @throws what the search throws */
  async resolve(): Promise<Choice | undefined> {
    const { picked } = this;
    const text = this.#text.trim();
    if (picked || !text) return picked;
    this.#stop();
    const found = await this.#options.search(text, this.#abort.signal);
    if (found.length === 1 && found[0]) {
      this.pick(found[0]);
      return found[0];
    }
    // Where nothing is found the field says so, and a list would cover that.
    if (found.length > 0) this.#show(found);
    else this.#close();
    return undefined;
  }

  #measure(): void {
    const { scrollWidth = 0, clientWidth = 0 } = this.#input ?? {};
    const isCut = scrollWidth > clientWidth;
    if (isCut === this.#isCut) return;
    this.#isCut = isCut;
    this.#host.requestUpdate();
  }

  render(words: ComboboxWords, wrong: boolean): TemplateResult {
    const { id, name, maxLength } = this.#options;
    const open = this.#open && (this.#choices !== undefined || this.#failed);
    const active = open && this.#active >= 0 ? `${id}-${this.#active}` : nothing;
    const said = this.#said(words);
    return html`<span class="combobox">
      <input
        class="input"
        part="input"
        id=${id}
        name=${name}
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        maxlength=${maxLength}
        placeholder=${words.hint}
        aria-autocomplete="list"
        aria-expanded=${open ? 'true' : 'false'}
        aria-controls="${id}-list"
        aria-activedescendant=${active}
        aria-invalid=${wrong ? 'true' : nothing}
        aria-describedby=${fieldDescription(id)}
        .value=${this.#text}
        @input=${this.#onInput}
        @keydown=${this.#onKey}
        @keyup=${(event: KeyboardEvent) => event.key === 'Tab' && this.#offer()}
        @click=${() => this.#offer()}
        @blur=${() => this.#onLeave()}
      />
      ${this.#isCut && this.picked ? html`<span class="whole" aria-hidden="true">${this.#text}</span>` : nothing}
      <ul
        class="choices"
        id="${id}-list"
        part="choices"
        role="listbox"
        aria-label=${words.hint}
        ?hidden=${!open}
        @mousedown=${(event: Event) => event.preventDefault()}
      >
        ${this.#choices?.map(
          (choice, index) =>
            html`<li
              id="${id}-${index}"
              role="option"
              aria-selected=${index === this.#active ? 'true' : 'false'}
              @click=${() => this.pick(choice)}
            >
              ${choice.label}
            </li>`,
        )}
        ${said ? html`<li class="none" role="option" aria-disabled="true" aria-selected="false">${said}</li>` : nothing}
      </ul>
    </span>`;
  }

  /** What stands below the choices, or in their place. */
  #said({ failed, none, more, note }: ComboboxWords): string | undefined {
    if (this.#failed) return failed;
    if (this.#choices?.length === 0) return none;
    return this.#more ? more : note;
  }

  /** The reader came to the field by a key, a finger or the mouse: not because the page put the focus there. */
  #offer(): void {
    if (this.#options.offers && !this.#text && !this.#open) void this.#find();
  }

  #onInput = (event: Event): void => {
    this.#text = (event.target as HTMLInputElement).value;
    this.#options.onInput();
    this.#stop();
    this.#close();
    this.#choices = undefined;
    if (!this.#text.trim()) return;
    // What comes back into the field by itself (`unsent.ts`) is nothing that somebody looks for.
    if (event instanceof CustomEvent) void this.#recall(this.#text);
    else this.#timer = setTimeout(() => void this.#find(), pause);
  };

  /** What a key does, by its name; false where it keeps its usual meaning. */
  readonly #keys: Readonly<Record<string, (event: KeyboardEvent) => boolean>> = {
    Escape: () => this.#leave(),
    Enter: () => {
      const chosen = this.#chosen;
      if (chosen) this.pick(chosen);
      return chosen !== undefined;
    },
    ArrowDown: (event) => this.#step(event, (active, count) => (active + 1) % count),
    ArrowUp: (event) => this.#step(event, (active, count) => (Math.max(active, 0) || count) - 1),
    Home: (event) => this.#chosen !== undefined && this.#step(event, () => 0),
    End: (event) => this.#chosen !== undefined && this.#step(event, (_, count) => count - 1),
  };

  #onKey = (event: KeyboardEvent): void => {
    if (this.#keys[event.key]?.(event)) event.preventDefault();
  };

  /** The choice that Enter takes. */
  get #chosen(): Choice | undefined {
    return this.#open ? this.#choices?.[this.#active] : undefined;
  }

  /** The focus goes elsewhere: no list comes up behind it. */
  #onLeave(): void {
    this.#stop();
    this.#close();
  }

  /** Closes the list, else goes back to what was picked before. */
  #leave(): boolean {
    if (!this.#open && this.picked) return false;
    if (!this.#open) this.set(this.#picked);
    this.#close();
    return true;
  }

  /** Goes to another choice; without choices they are looked for. @param to from -1, before the first */
  #step(event: Event, to: (active: number, count: number) => number): boolean {
    const count = this.#choices?.length ?? 0;
    if (count === 0) void this.#find();
    else this.#move(event, to(this.#open ? this.#active : -1, count));
    return true;
  }

  /** Goes to a choice of the list, and brings it into sight. */
  #move({ target }: Event, active: number): void {
    this.#show(this.#choices ?? [], active);
    void this.#host.updateComplete.then(() =>
      (target as Element).parentElement
        ?.querySelector('[aria-selected=true]')
        ?.scrollIntoView({ block: 'nearest' }),
    );
  }

  async #find(): Promise<void> {
    this.#stop();
    const { signal } = this.#abort;
    this.#failed = false;
    try {
      const found = await this.#options.search(this.#text.trim(), signal);
      if (signal.aborted) return;
      this.#show(found);
      this.#options.onFound(this.#choices?.length ?? 0);
    } catch {
      if (signal.aborted) return;
      this.#failed = true;
      this.#show(undefined);
      this.#options.onFound('failed');
    }
  }

  /** Takes the choice that stood in the field before: found by its text, or by a part of that. */
  async #recall(text: string): Promise<void> {
    const { signal } = this.#abort;
    try {
      for (const part of new Set([text, ...text.split(' · ').toReversed()])) {
        const found = await this.#options.search(part, signal);
        if (signal.aborted) return;
        const same = found.find(({ label }) => label === text);
        if (same) return this.pick(same);
      }
    } catch {
      // It stays as it was typed, and is looked for once it is sent.
    }
  }

  /** Takes a choice, as if the reader had. */
  pick(choice: Choice): void {
    this.set(choice);
    this.#choices = undefined;
    this.#options.onPick(choice);
    const input = this.#input;
    // Whoever keeps what is typed is told what the field holds now.
    void this.#host.updateComplete.then(() =>
      input?.dispatchEvent(new CustomEvent('change', { bubbles: true })),
    );
  }

  #show(choices: readonly Choice[] | undefined, active = -1): void {
    const { most = Infinity } = this.#options;
    if (choices !== this.#choices) this.#more = (choices?.length ?? 0) > most;
    this.#choices = choices?.length && choices.length > most ? choices.slice(0, most) : choices;
    this.#active = active;
    this.#open = true;
    this.#host.requestUpdate();
  }

  #close(): void {
    this.#open = false;
    this.#active = -1;
    this.#host.requestUpdate();
  }

  /** Gives up a search that waits or is under way. */
  #stop(): void {
    clearTimeout(this.#timer);
    this.#abort.abort();
    this.#abort = new AbortController();
  }
}

export const comboboxStyles = css`
  .combobox {
    position: relative;
    display: block;
  }
  .whole {
    display: block;
    margin-block-start: var(--p-space);
    color: var(--p-color-muted);
    font-size: 0.9286em;
    overflow-wrap: anywhere;
  }
  .choices {
    position: absolute;
    z-index: 1;
    inset-inline: 0;
    inset-block-start: calc(100% + var(--p-space));
    max-block-size: 18em;
    overflow-y: auto;
    margin: 0;
    padding: var(--p-space);
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-medium);
    background: var(--p-color-background);
    box-shadow: 0 4px 16px color-mix(in srgb, var(--p-color-backdrop) 40%, transparent);
    list-style: none;
  }
  .choices li {
    padding: calc(var(--p-space) * 1.5) calc(var(--p-space) * 2);
    border-radius: var(--p-radius-small);
    cursor: pointer;
    overflow-wrap: anywhere;
  }
  .choices li:hover,
  .choices [aria-selected='true'] {
    background: var(--p-color-selected);
  }
  .choices .none {
    background: none;
    color: var(--p-color-muted);
    cursor: default;
  }
  @media (forced-colors: active) {
    .choices [aria-selected='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;

import { css, html, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import {
  toClientError,
  type Portal,
  type PortalElement,
  type TextKey,
  type Translate,
} from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { Combobox, comboboxStyles, type Choice } from '../kit/combobox.ts';
import { field } from '../kit/field.ts';

export type CustomerPickerOptions = {
  /** What the customer is wanted for. */
  area: 'statement' | 'prices';
  portal: () => Portal;
  t: () => Translate;
  announce: (text: string) => void;
  /** None is an answer, too, told as an empty number: what stands in the empty field then. */
  optional?: TextKey;
  /** A customer was chosen, by its number. */
  onPick: (number: string) => void;
};

const pickerStyles = css`
  .whom {
    align-items: flex-start;
    max-inline-size: 38em;
    margin-block-end: calc(var(--p-space) * 4);
  }
  .filter.whom .field {
    flex: 1 1 16em;
  }
  .filter.whom > .button {
    flex: none;
    margin-block-start: calc(0.9286em * var(--p-line-height) + var(--p-space));
  }
  @container (max-width: 30em) {
    .filter.whom {
      grid-template-columns: 1fr;
    }
    .filter.whom > .button {
      margin-block-start: 0;
    }
  }
`;

/** Customers that are offered at a time. */
const offered = 10;

/**
 * Lets whoever may look at several customers say which it is to be, by number, with or without its zeros, or by name:
 * staff, and the head of a group.
 */
export class CustomerPicker {
  readonly #host: PortalElement;
  readonly #options: CustomerPickerOptions;
  readonly #combobox: Combobox;
  #shown = '';
  #error: TextKey | undefined;

  constructor(host: PortalElement, options: CustomerPickerOptions) {
    this.#host = host;
    this.#options = options;
    adopt(host, comboboxStyles, pickerStyles);
    this.#combobox = new Combobox(host, {
      id: 'customer',
      name: 'customer',
      maxLength: limits.search,
      most: offered,
      search: (text, signal) => this.#search(text, signal),
      onPick: (choice) => this.#onPick(choice),
      onInput: () => (this.#error = undefined),
      onFound: (found) => options.announce(this.#words(found)),
    });
  }

  /** Name of the customer in the field. */
  get name(): string | undefined {
    return this.#combobox.picked?.label;
  }

  /** Takes over the customer that the page sets. */
  show(number: string): void {
    if (number === this.#shown) return;
    this.#shown = number;
    this.#error = undefined;
    this.#combobox.set(number ? { value: number, label: number } : undefined);
    if (number) void this.#name(number);
  }

  clear(): void {
    this.#shown = '';
    this.#error = undefined;
    this.#combobox.set(undefined);
  }

  render(noCustomer: boolean): TemplateResult {
    const t = this.#options.t();
    const wrong = this.#error ?? (noCustomer ? 'statement.no_customer' : undefined);
    const error = wrong && t(wrong);
    const submit = (event: Event) => {
      event.preventDefault();
      void this.#submit();
    };
    return html`<form
      class="filter whom no-print"
      part="form"
      role="search"
      aria-label=${t('statement.customer')}
      novalidate
      @submit=${submit}
    >
      ${field({
        id: 'customer',
        label: t('statement.customer'),
        error,
        control: this.#combobox.render(
          {
            hint: t(this.#options.optional ?? 'statement.customer_hint'),
            none: t('statement.customer_none'),
            failed: t('statement.customer_failed'),
            more: t('statement.customer_more', { count: offered }),
          },
          error !== undefined,
        ),
      })}
      ${button({ type: 'submit', icon: 'search', label: t('statement.customer_find') })}
    </form>`;
  }

  async #search(search: string, signal?: AbortSignal): Promise<Choice[]> {
    const { client } = this.#options.portal();
    // One more than is shown tells that there are others.
    const query = { search, limit: offered + 1, area: this.#options.area };
    const { items } = await client.call('GET /customers', { query, signal });
    return items.map(({ number, name }) => ({ value: number, label: `${name} · ${number}` }));
  }

  /** Puts the name beside a number that came without one. */
  async #name(number: string): Promise<void> {
    const found = await this.#search(number).catch(() => []);
    const bare = (text: string) => text.replace(/^0+(?=\d)/, '');
    const choice = found.find(({ value }) => bare(value) === bare(number));
    if (!choice || this.#shown !== number || this.#combobox.text !== number) return;
    this.#combobox.set(choice);
    this.#host.requestUpdate();
  }

  #words(found: number | 'failed'): string {
    const t = this.#options.t();
    if (found === 'failed') return t('statement.customer_failed');
    return found ? t('statement.customers', { count: found }) : t('statement.customer_none');
  }

  #onPick({ value }: Choice): void {
    this.#shown = value;
    this.#error = undefined;
    this.#options.onPick(value);
  }

  /** Takes what was typed, if it means one customer. */
  async #submit(): Promise<void> {
    const t = this.#options.t();
    if (this.#options.optional && !this.#combobox.text.trim()) {
      this.clear();
      return this.#options.onPick('');
    }
    try {
      const choice = await this.#combobox.resolve();
      if (choice) return;
      this.#error = this.#combobox.text.trim() ? 'statement.customer_pick' : 'rule.required';
    } catch (error) {
      this.#error = `error.${toClientError(error).code}`;
    }
    this.#options.announce(t(this.#error));
    this.#host.requestUpdate();
    this.#host.renderRoot.querySelector<HTMLElement>('#customer')?.focus();
  }
}

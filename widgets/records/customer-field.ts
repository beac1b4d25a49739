import type { TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { Portal, PortalElement, TextKey, Translate } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { Combobox, comboboxStyles, type Choice } from '../kit/combobox.ts';
import { field } from '../kit/field.ts';

export type CustomerFieldOptions = {
  /** What the customer is wanted for. */
  area: 'statement' | 'prices' | 'mailing_lists';
  portal: () => Portal;
  t: () => Translate;
  announce: (text: string) => void;
  /** What stands in the empty field. */
  hint?: TextKey | undefined;
  /** A customer was chosen, by its number. */
  onPick: (number: string) => void;
  /** Something else is being typed. */
  onInput?: (text: string) => void;
};

/** Customers that are offered at a time. */
const offered = 10;

/** Numbers are the same with and without their zeros. */
const bare = (text: string) => text.trim().replace(/^0+(?=\d)/, '');

/**
 * The field that a customer is chosen in, by number, with or without its zeros, or by name. While nothing is typed it
 * offers those that the person last did something for.
 */
export class CustomerField {
  readonly #host: PortalElement;
  readonly #options: CustomerFieldOptions;
  readonly #combobox: Combobox;
  #shown = '';
  /** How many were found by what is typed; null where they are too many to be counted. */
  #total: number | null = 0;
  #recent = false;

  constructor(host: PortalElement, options: CustomerFieldOptions) {
    this.#host = host;
    this.#options = options;
    adopt(host, comboboxStyles);
    this.#combobox = new Combobox(host, {
      id: 'customer',
      name: 'customer',
      maxLength: limits.search,
      most: offered,
      offers: true,
      search: (text, signal) => this.#search(text, signal),
      onPick: (choice) => {
        this.#shown = choice.value;
        options.onPick(choice.value);
      },
      onInput: () => options.onInput?.(this.#combobox.text),
      onFound: (found) => options.announce(this.#found(found)),
    });
  }

  /** Where its texts are: an element has those of its own readers alone. */
  get #words(): 'statement' | 'mass_send' {
    return this.#options.area === 'mailing_lists' ? 'mass_send' : 'statement';
  }

  /** Name of the customer in the field. */
  get name(): string | undefined {
    return this.#combobox.picked?.label;
  }
  /** The customer that was chosen last, or that the page set; empty where there is none. */
  get shown(): string {
    return this.#shown;
  }
  /** Whether anything was found by what was looked for last. */
  get found(): boolean {
    return this.#total !== 0;
  }
  /** What was typed, or the customer that was chosen. */
  get text(): string {
    return this.#combobox.text.trim();
  }

  /** Takes over the customer that the page sets. @param name its name, where that is known */
  show(number: string, name?: string): void {
    if (number === this.#shown) return;
    this.#shown = number;
    const label = name ? `${name} · ${number}` : number;
    this.#combobox.set(number ? { value: number, label } : undefined);
    if (number && !name) void this.#name(number);
  }

  clear(): void {
    this.#shown = '';
    this.#combobox.set(undefined);
  }

  /**
   * Takes what was typed, if it means one customer: by its number, or as the only one that is found.
   * @throws ClientError where it could not be looked for
   */
  async resolve(): Promise<Choice | undefined> {
    // A choice that came back as what stood in the field ends in its number.
    const text = this.text.split(' · ').at(-1)!;
    if (!this.#combobox.picked && text) {
      const same = (await this.#search(text)).find(({ value }) => bare(value) === bare(text));
      if (same) this.#combobox.pick(same);
    }
    return this.#combobox.resolve();
  }

  render(error: string | undefined): TemplateResult {
    const t = this.#options.t();
    return field({
      id: 'customer',
      label: t(`${this.#words}.customer`),
      error,
      control: this.#combobox.render(
        {
          hint: t(this.#options.hint ?? `${this.#words}.customer_hint`),
          none: t(`${this.#words}.customer_none`),
          failed: t(`${this.#words}.customer_failed`),
          more: this.#more(),
          ...(this.#recent && { note: t(`${this.#words}.customer_recent`) }),
        },
        error !== undefined,
      ),
    });
  }

  #more(): string {
    const t = this.#options.t();
    return this.#total === null
      ? t(`${this.#words}.customer_more`, { count: offered })
      : t(`${this.#words}.customer_more_of`, { shown: offered, count: this.#total });
  }

  async #search(search: string, signal?: AbortSignal): Promise<Choice[]> {
    const { client } = this.#options.portal();
    const { area } = this.#options;
    const list = async (query: { search?: string; recent?: 'true'; limit: number }) =>
      client.call('GET /customers', { query: { ...query, area }, signal });
    const last = search ? undefined : await list({ recent: 'true', limit: offered });
    this.#recent = (last?.items.length ?? 0) > 0;
    // One more than is shown tells that there are others.
    const asked = { ...(search && { search }), limit: offered + 1 };
    const { items, total } = last && this.#recent ? last : await list(asked);
    this.#total = total;
    return items.map(({ number, name }) => ({ value: number, label: `${name} · ${number}` }));
  }

  /** Puts the name beside a number that came without one. */
  async #name(number: string): Promise<void> {
    const found = await this.#search(number).catch(() => []);
    const choice = found.find(({ value }) => bare(value) === bare(number));
    if (!choice || this.#shown !== number || this.#combobox.text !== number) return;
    this.#combobox.set(choice);
    this.#host.requestUpdate();
  }

  #found(found: number | 'failed'): string {
    const t = this.#options.t();
    if (found === 'failed') return t(`${this.#words}.customer_failed`);
    if (this.#recent) return t(`${this.#words}.customer_recent`);
    return found
      ? t(`${this.#words}.customers`, { count: found })
      : t(`${this.#words}.customer_none`);
  }
}

import { css, html, type TemplateResult } from 'lit';
import { toClientError, type PortalElement, type TextKey } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { CustomerField, type CustomerFieldOptions } from './customer-field.ts';
import '../kit/icons.ts';

export type CustomerPickerOptions = Pick<
  CustomerFieldOptions,
  'portal' | 't' | 'announce' | 'onPick'
> & {
  /** What the customer is wanted for. */
  area: 'statement' | 'prices';
  /** None is an answer, too, told as an empty number: what stands in the empty field then. */
  optional?: TextKey;
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

/** Lets whoever may look at several customers say which it is to be: staff, and the head of a group. */
export class CustomerPicker {
  readonly #host: PortalElement;
  readonly #options: CustomerPickerOptions;
  readonly #field: CustomerField;
  #error: TextKey | undefined;

  constructor(host: PortalElement, options: CustomerPickerOptions) {
    this.#host = host;
    this.#options = options;
    adopt(host, pickerStyles);
    this.#field = new CustomerField(host, {
      area: options.area,
      portal: options.portal,
      t: options.t,
      announce: options.announce,
      hint: options.optional,
      onPick: (number) => {
        this.#error = undefined;
        options.onPick(number);
      },
      onInput: () => (this.#error = undefined),
    });
  }

  /** Name of the customer in the field. */
  get name(): string | undefined {
    return this.#field.name;
  }

  /** Takes over the customer that the page sets. */
  show(number: string): void {
    if (number !== this.#field.shown) this.#error = undefined;
    this.#field.show(number);
  }

  clear(): void {
    this.#error = undefined;
    this.#field.clear();
  }

  render(noCustomer: boolean): TemplateResult {
    const t = this.#options.t();
    const wrong = this.#error ?? (noCustomer ? 'statement.no_customer' : undefined);
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
      ${this.#field.render(wrong && t(wrong))}
      ${button({ type: 'submit', icon: 'search', label: t('statement.customer_find') })}
    </form>`;
  }

  /** Takes what was typed, if it means one customer. */
  async #submit(): Promise<void> {
    const t = this.#options.t();
    if (this.#options.optional && !this.#field.text) {
      this.clear();
      return this.#options.onPick('');
    }
    try {
      if (await this.#field.resolve()) return;
      this.#error = this.#field.text ? 'statement.customer_pick' : 'rule.required';
    } catch (error) {
      this.#error = `error.${toClientError(error).code}`;
    }
    this.#options.announce(t(this.#error));
    this.#host.requestUpdate();
    this.#host.renderRoot.querySelector<HTMLElement>('#customer')?.focus();
  }
}

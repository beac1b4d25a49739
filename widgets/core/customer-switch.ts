import { html, nothing, type TemplateResult } from 'lit';
import { field, select } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import type { ClientError } from './client-error.ts';
import { toClientError } from './client.ts';
import type { PortalElement } from './element.ts';
import { emit } from './events.ts';
import type { Translate } from './i18n.ts';
import type { Portal } from './portal.ts';

/** Lets a person who works for several customers change from one to another. */
export class CustomerSwitch {
  readonly #host: PortalElement;
  readonly #portal: () => Portal;
  #pending = '';
  #fault: ClientError | undefined;

  constructor(host: PortalElement, portal: () => Portal) {
    this.#host = host;
    this.#portal = portal;
  }

  /** The choice; nothing where there is none. */
  render(t: Translate): TemplateResult | typeof nothing {
    const { session } = this.#portal();
    if (!session?.customer || session.customers.length < 2) return nothing;
    return html`<div class="customer-switch">
      ${field({
        id: 'customer',
        label: t('places.customer'),
        control: select({
          id: 'customer',
          name: 'customer',
          value: this.#pending || session.customer.number,
          options: session.customers.map(({ number, name }) => [number, `${name} · ${number}`]),
          onChange: (number) => void this.#change(number),
        }),
      })}
      ${this.#fault ? notice('danger', t(`error.${this.#fault.code}`)) : nothing}
    </div>`;
  }

  async #change(number: string): Promise<void> {
    this.#pending = number;
    this.#fault = undefined;
    this.#host.requestUpdate();
    try {
      const session = await this.#portal().switchCustomer(number);
      emit(this.#host, 'portal-customer-changed', { session });
    } catch (error) {
      this.#fault = toClientError(error);
      emit(this.#host, 'portal-error', { error: this.#fault });
    } finally {
      this.#pending = '';
      this.#host.requestUpdate();
    }
  }
}

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ContactDetail, GrantAddress } from '#contract/contacts';
import { limits } from '#contract/limits';
import { textField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { isTicked } from '../records/change.ts';
import { Resource, type Page } from '../records/resource.ts';
import type { Desk } from './desk.ts';

/** What is ticked, and what became of it. */
type Limited = { chosen: readonly string[]; onChange: (id: string, on: boolean) => void };

/** Milliseconds without a key press before a text is looked for. */
const pause = 250;

/** What an address goes by where there is little room: its code and its name. */
export const addressLabel = ({ code, name }: GrantAddress): string =>
  name ? `${code} ${name}` : code;

/** Ship-to addresses that permissions are limited to: those chosen, and others that are searched for. */
export class AddressChoice {
  readonly #desk: Desk;
  readonly #found;
  #text = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Those that were found so far: what is ticked keeps its name. */
  readonly #known = new Map<string, GrantAddress>();

  /** @param wanted whose addresses are looked at; undefined while none are */
  constructor(desk: Desk, wanted: () => ContactDetail | undefined) {
    this.#desk = desk;
    this.#found = new Resource<string, Page<GrantAddress>>(desk.host, {
      portal: desk.portal,
      query: () => {
        const contact = wanted();
        return contact && JSON.stringify([contact.id, this.#text.trim()]);
      },
      load: (client, asked, signal) => {
        const [id, q] = JSON.parse(asked) as [string, string];
        const query = q ? { q } : {};
        return client.call('GET /contacts/:id/addresses', { params: { id }, query, signal });
      },
      onValue: ({ items }) => items.forEach((one) => this.#known.set(one.id, one)),
    });
  }

  /** The names of addresses, by id. */
  names({ addresses }: ContactDetail): ReadonlyMap<string, string> {
    const all = [...addresses, ...this.#known.values()];
    return new Map(all.map((one) => [one.id, addressLabel(one)]));
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#known.clear();
    this.#text = '';
  }

  render(contact: ContactDetail, { chosen, onChange }: Limited): TemplateResult | typeof nothing {
    const { t } = this.#desk.view();
    const { value: page, fault } = this.#found;
    const all = new Map(
      [...contact.addresses, ...this.#known.values()].map((one) => [one.id, one] as const),
    );
    const ticked = chosen.flatMap((id) => all.get(id) ?? []);
    const others = (page?.items ?? []).filter(({ id }) => !chosen.includes(id));
    if (!fault && !this.#text && ticked.length + others.length === 0) return nothing;
    const several = new Set([...ticked, ...others].map(({ customer }) => customer.number)).size > 1;
    const searched = this.#text !== '' || page?.nextCursor != null;
    // What is ticked goes to the others' side with its own box, not with the state of another's.
    const choices = (some: GrantAddress[], on: boolean) =>
      repeat(
        some,
        ({ id }) => id,
        (one) => this.#choice(one, on, several, onChange),
      );
    return html`<fieldset class="choices column">
      <legend>${t('contacts.addresses')}</legend>
      ${choices(ticked, true)}
      ${
        searched
          ? textField({
              id: 'address-search',
              type: 'search',
              label: t('contacts.addresses_search'),
              value: this.#text,
              maxLength: limits.search,
              hint: page?.nextCursor ? t('contacts.addresses_more') : undefined,
              onInput: (text) => this.#onText(text),
            })
          : nothing
      }
      ${choices(others, false)}
      ${
        page && searched && others.length === 0
          ? html`<p class="note" role="status">${t('contacts.addresses_none')}</p>`
          : nothing
      }
      ${fault ? notice('danger', t(`error.${fault.code}`)) : nothing}
      <p class="note">
        ${t(chosen.length > 0 ? 'contacts.addresses_some' : 'contacts.addresses_all')}
      </p>
    </fieldset>`;
  }

  #choice(
    one: GrantAddress,
    on: boolean,
    several: boolean,
    onChange: Limited['onChange'],
  ): TemplateResult {
    const { t } = this.#desk.view();
    const { code, name, place, customer, gone } = one;
    const words = [code, name, place, several && customer.name, gone && t('contacts.address_gone')];
    return html`<label class="choice"
      ><input
        type="checkbox"
        .checked=${on}
        @change=${(event: Event) => onChange(one.id, isTicked(event))}
      /><span>${words.filter(Boolean).join(' · ')}</span></label
    >`;
  }

  #onText(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#text = text;
      this.#desk.host.requestUpdate();
    }, pause);
  }
}

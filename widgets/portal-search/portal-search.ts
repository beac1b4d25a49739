import { css, html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { limits } from '#contract/limits';
import type { SearchHit } from '#contract/search';
import type { SearchKind } from '#contract/search-words';
import { isEntered } from '../core/entered.ts';
import { emit, PortalElement, type PortalEventDetails } from '../core/index.ts';
import { hrefOf, linksConverter } from '../core/places.ts';
import { Combobox, comboboxStyles, type Choice } from '../kit/combobox.ts';
import { fieldStyles } from '../kit/field.ts';
import { bone } from '../kit/skeleton.ts';

type Step = PortalEventDetails['portal-navigate'];

/** Where what is found leads. */
const targets: Record<SearchKind, Step['to']> = {
  order: 'order',
  invoice: 'invoice',
  shipment: 'shipment',
  quote: 'quote',
  contract: 'contracts',
  material: 'stock',
  customer: 'statement',
};

/** How many of what was found before are offered again. */
const remembered = 8;

/**
 * One box for all that goes by a number: orders, invoices and fiscal ids, shipments, quotes, contracts, materials, and
 * for staff customers; each as far as the reader may see it. What was found lately is offered again, until the page is
 * left.
 *
 * @slot footer - Below everything.
 * @fires portal-navigate - Somebody is about to open what was found; `preventDefault()` leaves it to the page.
 * @csspart root - The element's inside.
 * @csspart input - The field.
 * @csspart choices - What was found.
 */
export class PortalSearch extends PortalElement {
  static override readonly tag = 'search';
  static override styles = [
    ...PortalElement.styles,
    fieldStyles,
    comboboxStyles,
    css`
      :host {
        min-block-size: 2.6em;
      }
      .root {
        padding: 0;
      }
    `,
  ];

  /**
   * Where what is found is, as JSON: `{"order": "/orders?order={id}", "material": "/stock?q={id}"}`, for `order`,
   * `invoice`, `shipment`, `quote`, `contract`, `material` and `customer`.
   */
  @property({ converter: linksConverter }) links: Partial<
    Record<
      'order' | 'invoice' | 'shipment' | 'quote' | 'contract' | 'material' | 'customer',
      string
    >
  > = {};

  /** What is offered, by the value of its choice; and what was picked, the newest first. */
  #hits: ReadonlyMap<string, SearchHit> = new Map();
  #recent: readonly SearchHit[] = [];
  #person = '';
  readonly #combobox = new Combobox(this, {
    id: 'q',
    name: 'q',
    maxLength: limits.search,
    search: (text, signal) => this.#find(text, signal),
    onPick: (choice) => this.#onPick(choice),
    onInput: () => {},
    onFound: (found) =>
      this.announce(
        found === 'failed' ? this.t('search.failed') : this.t('search.found', { count: found }),
      ),
  });

  protected override get vocabulary() {
    return 'notices' as const;
  }

  /** Puts the cursor into the field. */
  async focusField(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLInputElement>('#q')?.focus();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed);
    // What one person found is nobody else's business.
    const person = JSON.stringify([this.session?.person.login, this.session?.customer?.number]);
    if (person === this.#person) return;
    this.#person = person;
    this.#recent = [];
    this.#hits = new Map();
    this.#combobox.set(undefined);
  }

  protected override renderSkeleton(): TemplateResult {
    return html`${bone('control')}`;
  }

  protected override renderContent(): TemplateResult {
    if (!isEntered(this.session)) return html``;
    return html`<search>
      <label class="visually-hidden" for="q">${this.t('search.label')}</label>
      ${this.#combobox.render(
        {
          hint: this.t('search.hint'),
          none: this.t('search.none'),
          failed: this.t('search.failed'),
        },
        false,
      )}
    </search>`;
  }

  async #find(text: string, signal: AbortSignal): Promise<Choice[]> {
    const found = text
      ? (await this.portal.client.call('GET /search', { query: { q: text }, signal })).items
      : this.#recent;
    this.#hits = new Map(found.map((hit) => [`${hit.kind} ${hit.id}`, hit]));
    return [...this.#hits].map(([value, hit]) => ({ value, label: this.#textOf(hit) }));
  }

  #textOf({ kind, number, text, customer }: SearchHit): string {
    const own = customer?.number === this.session?.customer?.number;
    const parts = [
      `${this.t(`search.kind_${kind}`)} ${number}`,
      text,
      customer && !own && kind !== 'customer' ? customer.name : null,
    ];
    return parts.filter(Boolean).join(' · ');
  }

  #onPick({ value }: Choice): void {
    const hit = this.#hits.get(value);
    this.#combobox.set(undefined);
    if (!hit) return;
    const before = this.#recent.filter(({ kind, id }) => kind !== hit.kind || id !== hit.id);
    this.#recent = [hit, ...before].slice(0, remembered);
    const { kind, id } = hit;
    const href = hrefOf(this.links, kind)?.replaceAll('{id}', encodeURIComponent(id)) ?? null;
    const step: Step = {
      to: targets[kind],
      id: kind === 'material' || kind === 'customer' ? null : id,
      href,
      ...(kind === 'material' && { filter: { q: id } }),
      ...(kind === 'customer' && { filter: { customer: id } }),
    };
    if (emit(this, 'portal-navigate', step) && href) location.assign(href);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-search': PortalSearch;
  }
}

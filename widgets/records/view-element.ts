import type { PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { emit, PortalElement } from '../core/index.ts';
import { Address, type RecordRouter, type ViewParams } from './address.ts';

/**
 * An element that keeps what is on screen in the page's address, where the page asks for that.
 *
 * @fires portal-change - Filters, sort, tab, page or the open record have changed.
 */
export abstract class ViewElement extends PortalElement {
  /** Query parameter of the page's address that holds the view; others begin with its name and a dot. */
  @property() address = '';
  /** Keeps the view in the page's address, in place of `address`. */
  @property({ attribute: false }) router: RecordRouter | undefined;

  protected readonly place = new Address(this, {
    properties: () => this.viewProperties,
    ofRecord: () => this.recordNames,
    more: (params) => this.moreParams(params),
    onRestore: (params) => this.onRestore(params),
  });

  /** Whose the view is: the person, and the customer. */
  #person = '';
  /** The view that the page was told of; before the first one, none. */
  #view = '';

  /** Properties that the address holds, by their names in it. */
  protected abstract get viewProperties(): Readonly<Record<string, string>>;
  /** Names of those that belong to the open record. */
  protected get recordNames(): readonly string[] {
    return [];
  }
  /** State that the address holds besides the properties. */
  protected moreParams(_params: ViewParams): ViewParams {
    return {};
  }
  /** Called after the properties took over what the address holds. */
  protected onRestore(_params: ViewParams): void {}

  /** Called when another person is here, or the same one for another customer: nothing was typed or found yet. */
  protected forget(): void {
    this.place.reset();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { session } = this;
    if (!session) return;
    const person = JSON.stringify([session.person.login, session.customer?.number]);
    if (this.#person && person !== this.#person) this.forget();
    this.#person = person;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { key, params } = this.place;
    const open = (this as { open?: string }).open || null;
    if (this.#view && key !== this.#view) emit(this, 'portal-change', { open, params });
    this.#view = key;
  }

  /** Takes over a view from an address, as a router does. */
  restoreView(params: ViewParams, open = ''): void {
    this.place.restore(params, open);
  }
  /** What is on screen without an open record, as an address holds it. */
  get listParams(): ViewParams {
    return this.place.listParams;
  }
}

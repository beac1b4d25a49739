import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { emit, type PortalEventDetails } from '../core/index.ts';
import { icon } from '../kit/icons.ts';
import { recordStyles } from './record.styles.ts';
import { RecordsElement } from './records-element.ts';
import type { Resource } from './resource.ts';
import { viewState } from './view.ts';

type Target = PortalEventDetails['portal-navigate']['to'];

/** An element with a list and one record of it, whose id is in `open`. The focus follows the reader. */
export abstract class RecordElement<
  F extends Record<string, string>,
  Q extends object,
> extends RecordsElement<F, Q> {
  static override styles = [...RecordsElement.styles, recordStyles];

  /** Id of the open record; empty shows the list. */
  @property(viewState) open = '';

  /** Selector of what takes the focus once it is rendered. */
  #focusNext = '';
  /** That was said since the last update, and holds whatever else changes with it. */
  #isTold = false;
  /** The reader pressed something that goes away; not every browser focuses what is pressed. */
  #leaves = false;

  /** The open record. */
  protected abstract get record(): Pick<Resource<string, unknown>, 'state' | 'fault'>;
  /** Where `portal-navigate` leads: to a record, and back to the list. */
  protected abstract readonly targets: { record: Target; list: Target };

  protected override get faultPlace(): string {
    return this.open;
  }

  protected override get shown() {
    return this.open ? this.record : super.shown;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!changed.has('open')) return;
    // The focused control goes away, whoever changed the view: the reader or the back button.
    if (!this.#isTold && (this.#leaves || this.shadowRoot?.activeElement)) {
      const before = CSS.escape(String(changed.get('open') ?? ''));
      const [firstField = ''] = Object.keys(this.defaults);
      const inList = this.list.asked ? `[data-record="${before}"]` : `#${firstField}`;
      this.#focusNext = this.open ? '.record-title' : inList;
    }
    this.#leaves = false;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#isTold = false;
    const target = this.#focusNext && this.renderRoot.querySelector<HTMLElement>(this.#focusNext);
    if (!target) return;
    this.#focusNext = '';
    target.focus();
  }

  /** Puts the focus on something once it is rendered. */
  protected focusNext(selector: string): void {
    this.#focusNext = selector;
    this.#isTold = true;
  }

  /** Called before another record opens. */
  protected onOpening(): void {}

  /** Opens a record: a link where it has an address, so that it also opens in a new tab; else a button. */
  protected opener(id: string, label: string, name: string): TemplateResult {
    const content = html`<span>${label}</span>${icon('arrow')}`;
    const href = this.place.href(id);
    const open = (event: MouseEvent) => this.openRecord(id, event);
    return href
      ? html`<a
          class="button quiet"
          part="button"
          href=${href}
          data-record=${id}
          aria-label=${name}
          @click=${open}
          >${content}</a
        >`
      : html`<button
          class="button quiet"
          part="button"
          type="button"
          data-record=${id}
          aria-label=${name}
          @click=${open}
        >
          ${content}
        </button>`;
  }

  /** What names a record, as a link where it has an address. The keyboard has the opener, which says more. */
  protected recordLink(id: string, label: string): TemplateResult {
    const href = this.place.href(id);
    return href
      ? html`<a
          href=${href}
          tabindex="-1"
          @click=${(event: MouseEvent) => this.openRecord(id, event)}
          >${label}</a
        >`
      : html`${label}`;
  }

  /** Opens a record, unless the press asks for a new tab or window, or the page sees to it. */
  protected openRecord(id: string, event: MouseEvent): void {
    // A new tab or window is left to the browser.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0) return;
    event.preventDefault();
    const to = this.targets.record;
    if (!emit(this, 'portal-navigate', { to, id, href: this.place.href(id) })) return;
    this.onOpening();
    this.#show(id);
  }

  protected onBack = (): void => {
    const href = this.place.href(null);
    const to = this.targets.list;
    if (emit(this, 'portal-navigate', { to, id: null, href })) this.#show('');
  };

  #show(id: string): void {
    this.#leaves = true;
    this.open = id;
    this.place.push();
  }
}

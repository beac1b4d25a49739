import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { emit, type ClientError, type PortalState } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { badgeStyles } from '../kit/badge.ts';
import { cardStyles } from '../kit/cards.styles.ts';
import { disclosureStyles } from '../kit/disclosure.styles.ts';
import { fieldStyles } from '../kit/field.ts';
import { filterStyles } from '../kit/filter.ts';
import { pagerStyles } from '../kit/pager.ts';
import { bone, bones } from '../kit/skeleton.ts';
import { tableStyles } from '../kit/table.ts';
import { tabs, tabsStyles } from '../kit/tabs.ts';
import type { ViewParams } from '../records/address.ts';
import { chipStyles } from '../records/chips.ts';
import { ViewElement } from '../records/view-element.ts';
import { viewState } from '../records/view.ts';
import type { Desk, Section } from './desk.ts';
import { massSendStyles } from './portal-mass-send.styles.ts';
import { focusOn } from '../records/focus.ts';

const views = ['send', 'list', 'import'] as const;
type ViewName = (typeof views)[number];

/**
 * Mails the statements of a company's customers, and keeps the mailing lists they go to. For staff.
 *
 * @slot title - Instead of the heading.
 * @slot toolbar - Beside the heading.
 * @slot error - Instead of what is shown when loading failed.
 * @slot forbidden - Instead of what is shown without permission.
 * @slot signed-out - Instead of what is shown when nobody is signed in.
 * @slot footer - Below everything.
 * @csspart root - The element's inside.
 * @csspart header - The row of the heading.
 * @csspart title - The heading.
 * @csspart form - A form.
 * @csspart search - The form that searches for what is to be sent.
 * @csspart label - A label.
 * @csspart input - An input or list of choices.
 * @csspart button - Any button.
 * @csspart button-primary - The button of what a view is about.
 * @csspart filter - A button that leaves some rows.
 * @csspart table - A table.
 * @csspart row - A row.
 * @csspart cell - A cell.
 * @csspart badge - A state; also `badge-<state>`.
 * @csspart notice - A sentence that stands out.
 * @csspart dialog - A question that has to be answered first.
 * @csspart panel - What stands in place of the content.
 * @csspart pagination - Back and forward.
 * @csspart skeleton - A grey bar while loading.
 * @csspart tabs - The row of tabs.
 * @csspart tab - A tab; the open one is also `tab-current`.
 */
export class PortalMassSend extends ViewElement {
  static override readonly tag = 'mass-send';
  static override styles = [
    ...ViewElement.styles,
    fieldStyles,
    filterStyles,
    badgeStyles,
    tableStyles,
    cardStyles,
    pagerStyles,
    tabsStyles,
    chipStyles,
    disclosureStyles,
    massSendStyles,
  ];

  /** `send`, `list` or `import`; empty is the first that the person may. */
  @property(viewState) view = '';
  /** Leaves out the heading and the tabs, within another element: one run alone. */
  @property({ type: Boolean }) inner = false;
  /** Id of a run of mails; empty is none. */
  @property(viewState) run = '';

  /** Each section is fetched when somebody goes there. */
  readonly #sections: Record<ViewName, Lazy<Section>> = {
    send: new Lazy(this, async () => new (await import('./send/send.ts')).Send(this.#desk)),
    list: new Lazy(
      this,
      async () => new (await import('./lists/list.ts')).MailingLists(this.#desk),
    ),
    import: new Lazy(this, async () => new (await import('./import/import.ts')).Import(this.#desk)),
  };

  /** What the address holds of the section on screen, until that is there to show it. */
  #pending: ViewParams | undefined;

  protected override get vocabulary() {
    return 'staff' as const;
  }

  protected override get permission() {
    return this.allows('mailing_list.manage') ? 'mailing_list.manage' : 'statement.mass_send';
  }

  protected override get contentState(): PortalState {
    const { fault, value } = this.#sections[this.#shown];
    return fault ? 'error' : (value?.state ?? 'loading');
  }

  protected override get fault(): ClientError | undefined {
    const { fault, value } = this.#sections[this.#shown];
    return super.fault ?? fault ?? value?.fault;
  }

  protected override get viewProperties() {
    return { view: 'view', run: 'run' };
  }
  protected override moreParams(): ViewParams {
    if (this.#pending) return this.#pending;
    // Before it is connected, there is no portal yet.
    return (this.portal && this.#sections[this.#shown].value?.params) || {};
  }
  protected override onRestore({ view: _view, run: _run, ...params }: ViewParams): void {
    this.#pending = params;
    this.requestUpdate();
  }

  /** The sections that the person may enter. */
  get #open(): readonly ViewName[] {
    return views.filter((view) =>
      this.allows(view === 'send' ? 'statement.mass_send' : 'mailing_list.manage'),
    );
  }

  get #shown(): ViewName {
    const open = this.#open;
    return open.find((view) => view === this.view) ?? open[0] ?? 'send';
  }

  /** Asks again for what is on screen. */
  override async refresh(): Promise<void> {
    for (const section of Object.values(this.#sections)) section.retry();
    await super.refresh();
    this.#sections[this.#shown].value?.reload();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.#open.length === 0) return;
    const section = this.#sections[this.#shown];
    section.need();
    if (!section.value || !this.#pending) return;
    section.value.restore(this.#pending);
    this.#pending = undefined;
  }

  protected override renderSkeleton(): TemplateResult {
    return html`
      <div class="header">${bone('title')}</div>
      ${bone('control')} ${this.#renderBones()}
    `;
  }

  protected override renderContent(): TemplateResult {
    const shown = this.#shown;
    if (this.inner) return html`${this.#renderSection(shown)}`;
    const head = this.renderHeader(this.t('mass_send.title'));
    // One section alone needs no way to others.
    if (this.#open.length < 2)
      return html`${head}
        <div class="panel-of-tab">${this.#renderSection(shown)}</div>`;
    return html`
      ${head}
      ${tabs({
        label: this.t('mass_send.views'),
        tabs: this.#open.map((view) => [view, this.t(`mass_send.view_${view}`)]),
        selected: shown,
        onSelect: (view) => {
          this.view = view;
          this.place.push();
        },
      })}
      <div class="panel-of-tab" id="panel" role="tabpanel" aria-labelledby="tab-${shown}">
        ${this.#renderSection(shown)}
      </div>
    `;
  }

  #renderSection(view: ViewName): TemplateResult {
    const waiting = () => (this.fault ? this.renderFault() : this.#renderBones());
    return this.#sections[view].value?.render() ?? waiting();
  }

  #renderBones(): TemplateResult {
    return html`<div class="list-skeleton" aria-hidden="true">
      ${bones(2, 'control')} ${bones(8, 'row')}
    </div>`;
  }

  protected override forget(): void {
    for (const section of Object.values(this.#sections)) section.value?.clear();
    super.forget();
  }

  get #desk(): Desk {
    return {
      host: this,
      portal: () => this.portal,
      view: () => ({ t: this.t, format: this.format }),
      fault: () => this.renderFault(),
      may: (permission) => this.allows(permission),
      announce: (text) => this.announce(text),
      onFault: (error) => {
        this.announce(this.t(`error.${error.code}`));
        emit(this, 'portal-error', { error });
      },
      run: () => this.run,
      onRun: (id) => {
        if (id === this.run) return;
        this.run = id;
        this.place.push();
      },
      onView: () => this.place.push(),
      focus: (selector) => focusOn(this, selector),
      keepFocus: () => {
        const had = this.shadowRoot?.activeElement;
        return async (selector) => {
          await this.updateComplete;
          if (had && !had.isConnected) await focusOn(this, selector);
        };
      },
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-mass-send': PortalMassSend;
  }
}

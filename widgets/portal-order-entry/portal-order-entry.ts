import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Draft, OrderLine } from '#contract/order-entry';
import { emit, toClientError, today, type ClientError, type PortalState } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { badgeStyles } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { dayStyles } from '../kit/day-field.ts';
import { fieldStyles } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { tableStyles } from '../kit/table.ts';
import { Resource } from '../records/resource.ts';
import { ViewElement } from '../records/view-element.ts';
import { viewState, type View } from '../records/view.ts';
import type { Desk, Late } from './desk.ts';
import { DraftStore, type Clash, type Typed } from './draft-store.ts';
import { Editing } from './editing.ts';
import { orderEntryStyles } from './portal-order-entry.styles.ts';
import { heardFaults, typedQuantity } from './sheet.ts';
import type { Form } from './side.ts';

/**
 * Takes orders: a sheet to type, paste and drop lines into, with prices, stock and what keeps a line from being
 * ordered; drafts that survive everything; and the capture number the moment an order is sent.
 *
 * @fires portal-before-order-submit - Before an order is sent; `preventDefault()` stops it.
 * @fires portal-order-submitted - An order was sent, with its capture number.
 * @fires portal-draft-changed - A draft was saved.
 * @slot title - Instead of the heading.
 * @slot toolbar - Beside the heading.
 * @slot footer - Below everything.
 * @csspart line - A line of the order.
 * @csspart total - What it comes to.
 * @csspart paste - Where a list is pasted.
 * @csspart preview - What of a list was read.
 * @csspart approval - What decides of an order that waits.
 * @csspart table - A table.
 * @csspart button - Any button.
 * @csspart button-primary - The button of the one action.
 */
export class PortalOrderEntry extends ViewElement {
  static override readonly tag = 'order-entry';
  static override styles = [
    ...ViewElement.styles,
    fieldStyles,
    tableStyles,
    badgeStyles,
    dayStyles,
    orderEntryStyles,
  ];

  /** What is on screen: `drafts` (also where it is empty), `edit`, `paste`, `usual`, `review`, `approvals` or `rules`. */
  @property(viewState) view = '';
  /** Id of the draft that is open. */
  @property(viewState) draft = '';
  /** Number of a material that an order is begun with, and how much of it. */
  @property() material = '';
  @property() quantity = '';
  /** Id of an earlier order that is ordered again, whole or in part. */
  @property() order = '';
  /** Shows itself without its heading: it is part of another element. */
  @property({ type: Boolean }) inner = false;
  /** Shows what is there and takes no changes. */
  @property({ type: Boolean }) readonly = false;

  readonly #store = new DraftStore(this, {
    portal: () => this.portal,
    onChanged: (saved) => this.#tell(saved),
    onFault: (fault) => (this.refusal = fault),
    onConflict: (typed) => (this.conflict = typed),
  });
  readonly #form = new Resource<true, Form>(this, {
    portal: () => this.portal,
    may: () => this.allows(this.permission),
    query: () => true as const,
    load: (client, _query, signal) => client.call('GET /order-entry', { signal }),
  });
  readonly #editing = new Editing(this.#desk, {
    onPaste: (text) => void this.#openPaste(text),
    onUsual: () => this.#show('usual'),
  });
  readonly #drafts = new Lazy<Late>(
    this,
    async () => new (await import('./drafts.ts')).Drafts(this.#desk),
  );
  readonly #sending = new Lazy<Late>(
    this,
    async () => new (await import('./sending.ts')).Sending(this.#desk),
  );
  readonly #paste = new Lazy(
    this,
    async () => new (await import('./paste.ts')).PastePanel(this.#desk),
  );
  readonly #picking = new Lazy<Late>(
    this,
    async () =>
      new (await import('./picking.ts')).Picking(this.#desk, {
        order: () => (this.draft ? '' : this.order),
      }),
  );
  readonly #approvals = new Lazy<Late>(
    this,
    async () => new (await import('./approvals.ts')).Approvals(this.#desk),
  );
  readonly #rules = new Lazy<Late>(
    this,
    async () => new (await import('./rules.ts')).Rules(this.#desk),
  );
  readonly #conflict = new Lazy(
    this,
    async () => new (await import('./conflict.ts')).Conflict(this.#desk),
  );

  @state() private refusal: ClientError | undefined;
  @state() private conflict: Clash | undefined;
  @state() private busy = false;
  #opening = '';
  #beginning = false;
  #toAdd: (Partial<Typed> & { material: string })[] = [];

  protected override get vocabulary() {
    return 'ordering' as const;
  }
  protected override get permission() {
    return this.allows('orders.create') ? 'orders.create' : 'orders.approve';
  }
  protected override get viewProperties() {
    return { view: 'view', draft: 'draft' };
  }
  protected override get contentState(): PortalState {
    const shown = this.#shown;
    if (this.#form.fault || shown?.fault) return 'error';
    if (!this.#form.value || (this.draft && !this.#store.draft)) return 'loading';
    return !shown || shown.value ? 'ready' : 'loading';
  }
  protected override get fault(): ClientError | undefined {
    return super.fault ?? this.#form.fault ?? this.#shown?.fault;
  }
  get #words(): View {
    return { t: this.t, format: this.format };
  }
  get #desk(): Desk {
    return {
      host: this,
      store: this.#store,
      portal: () => this.portal,
      words: () => this.#words,
      today: () => today(this.tenantInfo?.timeZone ?? 'UTC'),
      allows: (permission) => this.allows(permission),
      announce: (text) => this.announce(text),
      isReadonly: () => this.readonly,
      isBusy: () => this.busy,
      call: (work) => this.#call(work),
      refuse: (fault) => (this.refusal = fault),
      show: (view) => this.#show(view),
      begin: () => this.#begin(),
      go: (draft) => this.#go(draft),
      sheet: (form, readonly) => this.#editing.sheet(form, readonly),
    };
  }

  /**
   * Adds lines to the open order, or begins one: for the buttons of a page's own catalogue.
   * @param lines materials by number, how much of each, and in which unit
   */
  add(lines: readonly { material: string; quantity?: string | number; unit?: string }[]): void {
    this.#toAdd.push(
      ...lines.map(({ material, quantity = '1', unit }) => ({
        material,
        ...typedQuantity(String(quantity), this.#words),
        unit: unit ?? null,
      })),
    );
    this.requestUpdate();
  }

  override async refresh(): Promise<void> {
    await super.refresh();
    this.#form.reload();
    for (const part of this.#parts) {
      part.retry();
      part.value?.reload();
    }
    await this.#store.reload();
  }

  protected override forget(): void {
    super.forget();
    this.#store.close();
    this.draft = '';
    this.view = '';
    this.#ask();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    void this.#store.flush();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('material') && this.material)
      this.add([{ material: this.material, quantity: this.quantity || '1' }]);
    if (!this.allows(this.permission)) return;
    if (this.draft && this.draft !== this.#store.draft?.id) void this.#open(this.draft);
    if (!this.draft && this.#store.draft) this.#store.close();
    if (changed.has('order') && changed.get('order')) this.draft = '';
    if (this.#toAdd.length > 0) this.#addWaiting();
    this.#shown?.need();
    if (this.conflict) this.#conflict.need();
  }

  #addWaiting(): void {
    const { draft } = this.#store;
    if (!draft) {
      if (!this.draft && !this.#beginning && !this.refusal) void this.#begin();
      return;
    }
    if (draft.state !== 'draft') return;
    this.#store.add(this.#toAdd.splice(0));
  }

  get #parts(): Lazy<Late>[] {
    return [this.#drafts, this.#sending, this.#paste, this.#picking, this.#approvals, this.#rules];
  }

  /** The view that is on screen, where it is one that is fetched late. */
  get #shown(): Lazy<Late> | undefined {
    if (!this.draft) {
      if (this.order) return this.#picking;
      if (this.view === 'rules' && this.allows('contacts.manage')) return this.#rules;
      const approves = this.view === 'approvals' || !this.allows('orders.create');
      return approves ? this.#approvals : this.#drafts;
    }
    const { draft } = this.#store;
    if (!draft) return undefined;
    if (draft.state !== 'draft' || this.view === 'review') return this.#sending;
    if (this.view === 'usual') return this.#picking;
    return this.view === 'paste' ? this.#paste : undefined;
  }

  #ask(): void {
    this.refusal = undefined;
    this.#sending.value?.clear();
    this.#drafts.value?.clear();
  }

  #show(view: string): void {
    this.#ask();
    this.view = view;
    this.place.push();
  }

  async #call<T>(work: () => Promise<T>): Promise<T | undefined> {
    this.busy = true;
    this.refusal = undefined;
    try {
      return await work();
    } catch (thrown) {
      this.refusal = toClientError(thrown);
      return undefined;
    } finally {
      this.busy = false;
    }
  }

  async #open(id: string): Promise<void> {
    if (this.#opening === id) return;
    this.#opening = id;
    const found = await this.#call(() =>
      this.portal.client.call('GET /order-drafts/:id', { params: { id } }),
    );
    this.#opening = '';
    if (found) this.#store.open(found);
    else this.draft = '';
  }

  async #begin(): Promise<void> {
    if (this.#beginning) return;
    this.#beginning = true;
    const made = await this.#call(() =>
      this.portal.client.call('POST /order-drafts', { body: {} }),
    );
    // Until the draft is there, an update must not begin another.
    this.#beginning = false;
    if (!made) return;
    this.#go(made);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#m-new')?.focus();
  }

  #go(draft: Draft | string): void {
    if (typeof draft !== 'string') this.#store.open(draft);
    this.draft = typeof draft === 'string' ? draft : draft.id;
    this.#show('edit');
  }

  #leave = async (): Promise<void> => {
    await this.#store.flush();
    this.draft = '';
    this.#show('');
    this.#drafts.value?.reload();
  };

  async #openPaste(text: string): Promise<void> {
    void this.#store.flush();
    this.#show('paste');
    (await this.#paste.ready()).clear(text);
  }

  #tell(saved: readonly OrderLine[]): void {
    const { draft, lines } = this.#store;
    const wrong = heardFaults(lines, saved, this.#words);
    if (wrong) this.announce(wrong);
    emit(this, 'portal-draft-changed', { lines: lines.length, total: draft?.total ?? null });
  }

  protected override renderSkeleton(): TemplateResult {
    return html`${bones(8)}`;
  }

  protected override renderContent(): TemplateResult {
    const { t, refusal } = this;
    const form = this.#form.value;
    if (this.#form.fault) return this.renderFault();
    if (!form || (this.draft && !this.#store.draft)) return this.renderSkeleton();
    const tools = this.draft
      ? button({
          kind: 'quiet',
          icon: 'back',
          label: t(this.order ? 'ordering.again_back' : 'ordering.back'),
          onClick: () => void this.#leave(),
        })
      : nothing;
    const shown = this.#shown;
    const fault = shown?.fault;
    return html`${this.inner ? html`<div class="bar">${tools}</div>` : this.renderHeader(t('ordering.title'), tools)}
    ${form.blocked ? notice('warning', t('error.customer_blocked')) : nothing}
    ${refusal ? notice('danger', t(`error.${refusal.code}`)) : nothing}
    ${
      fault
        ? this.renderFault(fault)
        : shown
          ? (shown.value?.render(form) ?? this.renderSkeleton())
          : this.#editing.render(form)
    }
    ${this.conflict ? this.#conflict.value?.render(this.conflict, () => (this.conflict = undefined)) : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-order-entry': PortalOrderEntry;
  }
}

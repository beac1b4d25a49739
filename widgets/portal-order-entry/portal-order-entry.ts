import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { limits } from '#contract/limits';
import type { DraftRow } from '#contract/order-entry';
import { undoSeconds } from '#contract/order-entry-words';
import {
  ClientError,
  emit,
  formatInstant,
  toClientError,
  today,
  type PortalState,
} from '../core/index.ts';
import { badgeStyles } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { Countdown } from '../kit/countdown.ts';
import { dayProblem, dayStyles } from '../kit/day-field.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { fieldStyles } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { tableStyles } from '../kit/table.ts';
import { Copier, copierStyles } from '../records/copier.ts';
import { Resource } from '../records/resource.ts';
import { ViewElement } from '../records/view-element.ts';
import { described, viewState, type View } from '../records/view.ts';
import { DraftStore, type Head, type SheetLine, type Typed } from './draft-store.ts';
import { draftsTable } from './drafts-list.ts';
import { PastePanel } from './paste.ts';
import { orderEntryStyles } from './portal-order-entry.styles.ts';
import { review, sentPanel, type PriceChange } from './review.ts';
import { sheet, typedQuantity, type Suggestion } from './sheet.ts';
import { side, type Form } from './side.ts';

/** Milliseconds between two looks at an order that waits for the ERP, and without a key before words are looked for. */
const [look, pause] = [5_000, 250];

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
    dialogStyles,
    dayStyles,
    copierStyles,
    orderEntryStyles,
  ];

  /** What is on screen: `drafts` (also where it is empty), `edit`, `paste` or `review`. */
  @property(viewState) view = '';
  /** Id of the draft that is open. */
  @property(viewState) draft = '';
  /** Number of a material that an order is begun with, and how much of it. */
  @property() material = '';
  @property() quantity = '';
  /** Shows what is there and takes no changes. */
  @property({ type: Boolean }) readonly = false;

  readonly #store = new DraftStore(this, {
    portal: () => this.portal,
    onChanged: () => this.#tell(),
    onFault: (fault) => (this.refusal = fault),
    onConflict: (typed) => (this.conflict = typed),
  });
  readonly #list = new Resource<true, DraftRow[]>(this, {
    portal: () => this.portal,
    may: () => this.allows('orders.create'),
    query: () => true as const,
    load: async (client, _query, signal) =>
      (await client.call('GET /order-drafts', { query: { limit: limits.pageMax }, signal })).items,
  });
  readonly #form = new Resource<true, Form>(this, {
    portal: () => this.portal,
    may: () => this.allows('orders.create'),
    query: () => true as const,
    load: (client, _query, signal) => client.call('GET /order-entry', { signal }),
  });
  readonly #paste = new PastePanel(this, {
    portal: () => this.portal,
    view: () => this.#words,
    draft: () => this.draft,
    announce: (text) => this.announce(text),
    onAdd: (rows) => {
      this.#store.add(rows);
      this.announce(this.t('ordering.added', { count: rows.length }));
      this.#show('edit');
    },
    onClose: () => this.#show('edit'),
  });
  readonly #undo = new Countdown(this, () => void this.#store.reload());
  readonly #copier = new Copier(this, {
    view: () => this.#words,
    onCopied: () => this.announce(this.t('list.copied')),
    onRefused: (text) => this.announce(text),
  });

  @state() private refusal: ClientError | undefined;
  @state() private conflict: readonly SheetLine[] | undefined;
  @state() private suggestions: readonly Suggestion[] = [];
  @state() private priceChange: PriceChange | undefined;
  @state() private samePurchaseOrder = false;
  @state() private confirmed = false;
  @state() private discarding: DraftRow | undefined;
  @state() private busy = false;
  #opening = '';
  #beginning = false;
  #looking: ReturnType<typeof setTimeout> | undefined;
  #searching: ReturnType<typeof setTimeout> | undefined;
  #toAdd: (Partial<Typed> & { material: string })[] = [];

  protected override get vocabulary() {
    return 'ordering' as const;
  }
  protected override get permission() {
    return 'orders.create' as const;
  }
  protected override get viewProperties() {
    return { view: 'view', draft: 'draft' };
  }
  protected override get contentState(): PortalState {
    if (this.#form.fault) return 'error';
    return this.#form.value && (this.draft ? this.#store.draft : true) ? 'ready' : 'loading';
  }
  protected override get fault(): ClientError | undefined {
    return super.fault ?? this.#form.fault;
  }
  get #words(): View {
    return { t: this.t, format: this.format };
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
    this.#list.reload();
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
    clearTimeout(this.#looking);
    void this.#store.flush();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('material') && this.material)
      this.add([{ material: this.material, quantity: this.quantity || '1' }]);
    if (!this.allows('orders.create')) return;
    if (this.draft && this.draft !== this.#store.draft?.id) void this.#open(this.draft);
    if (!this.draft && this.#store.draft) this.#store.close();
    if (this.#toAdd.length > 0) this.#addWaiting();
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

  #ask(): void {
    this.refusal = undefined;
    this.priceChange = undefined;
    this.samePurchaseOrder = false;
    this.confirmed = false;
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
    if (found?.heldUntil) this.#undo.start((Date.parse(found.heldUntil) - Date.now()) / 1000);
    this.#watch();
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
    this.#store.open(made);
    this.draft = made.id;
    this.#show('edit');
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#m-new')?.focus();
  }

  #leave = async (): Promise<void> => {
    await this.#store.flush();
    clearTimeout(this.#looking);
    this.draft = '';
    this.#show('');
    this.#list.reload();
  };

  async #discard(id: string): Promise<void> {
    this.discarding = undefined;
    await this.#call(() => this.portal.client.call('DELETE /order-drafts/:id', { params: { id } }));
    this.#list.reload();
  }

  #tell(): void {
    const { draft, lines } = this.#store;
    emit(this, 'portal-draft-changed', { lines: lines.length, total: draft?.total ?? null });
  }

  /** Looks again and again at an order that waits for the ERP. */
  #watch(): void {
    clearTimeout(this.#looking);
    if (this.#store.draft?.state !== 'submitted' || !this.isConnected) return;
    this.#looking = setTimeout(() => void this.#store.reload().then(() => this.#watch()), look);
  }

  async #submit(): Promise<void> {
    const { draft, lines } = this.#store;
    if (!draft || this.busy || (this.samePurchaseOrder && !this.confirmed)) return;
    if (!emit(this, 'portal-before-order-submit', { lines: lines.length, total: draft.total }))
      return;
    this.busy = true;
    try {
      if (!(await this.#store.flush())) throw new ClientError('offline');
      const hash = this.priceChange?.priceHash ?? this.#store.draft!.priceHash;
      const sent = await this.#store.submit(hash, this.confirmed ? ['same_purchase_order'] : []);
      this.#ask();
      this.#undo.start(undoSeconds);
      emit(this, 'portal-order-submitted', { captureNumber: sent.captureNumber });
      this.announce(this.t('ordering.sent_as', { number: sent.captureNumber }));
      await this.#store.reload();
      this.#show('edit');
      this.#watch();
    } catch (thrown) {
      this.#refused(toClientError(thrown));
    }
    this.busy = false;
  }

  #refused(fault: ClientError): void {
    this.refusal = fault;
    if (fault.code === 'prices_changed') this.priceChange = fault.current as PriceChange;
    if (fault.code === 'same_purchase_order') this.samePurchaseOrder = true;
    if (fault.code === 'order_submitted' || fault.code === 'record_changed')
      void this.#store.reload();
  }

  async #takeBack(): Promise<void> {
    const { id } = this.#store.draft!;
    const draft = await this.#call(() =>
      this.portal.client.call('DELETE /order-drafts/:id/submission', { params: { id } }),
    );
    if (!draft) return void this.#store.reload();
    this.#store.open(draft);
    this.announce(this.t('ordering.taken_back'));
  }

  /** Begins an order with the lines of one that the ERP would not have. */
  async #again(): Promise<void> {
    const { order } = this.#store.draft!;
    if (!order) return;
    const made = await this.#call(() =>
      this.portal.client.call('POST /orders/:id/drafts', { params: { id: order }, body: {} }),
    );
    if (!made) return;
    this.#store.open(made);
    this.draft = made.id;
    this.#show('edit');
  }

  #suggest = (text: string): void => {
    clearTimeout(this.#searching);
    if (text.trim().length < 2 || !this.allows('stock.view')) return;
    this.#searching = setTimeout(() => void this.#find(text.trim()), pause);
  };

  async #find(text: string): Promise<void> {
    try {
      const { items } = await this.portal.client.call('GET /materials', {
        query: { search: text.slice(0, limits.search), limit: 8 },
        background: true,
      });
      this.suggestions = items.map((one) => ({
        number: one.number,
        text: described(one, this.#words),
      }));
    } catch {
      this.suggestions = [];
    }
  }

  #type = (id: string | null, change: Partial<Typed> & { read?: string | null }): void => {
    if (id !== null) return this.#store.type(id, change);
    const added = this.#store.add([change]);
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`#q-${added}`)?.focus(),
    );
  };

  protected override renderSkeleton(): TemplateResult {
    return html`${bones(8)}`;
  }

  protected override renderContent(): TemplateResult {
    const { t } = this;
    const form = this.#form.value;
    if (this.#form.fault) return this.renderFault();
    if (!form || (this.draft && !this.#store.draft)) return this.renderSkeleton();
    const tools = this.draft
      ? button({
          kind: 'quiet',
          icon: 'back',
          label: t('ordering.back'),
          onClick: () => void this.#leave(),
        })
      : nothing;
    return html`${this.renderHeader(t('ordering.title'), tools)}
    ${form.blocked ? notice('warning', t('error.customer_blocked')) : nothing}
    ${this.#renderRefusal()} ${this.draft ? this.#renderDraft(form) : this.#renderDrafts(form)}
    ${this.#renderDialogs()}`;
  }

  #renderRefusal(): TemplateResult | typeof nothing {
    const { refusal, t } = this;
    if (!refusal || refusal.code === 'same_purchase_order' || refusal.code === 'prices_changed')
      return nothing;
    return notice('danger', t(`error.${refusal.code}`));
  }

  #renderDrafts(form: Form): TemplateResult {
    const { t } = this;
    if (this.#list.fault) return this.renderFault(this.#list.fault);
    const rows = this.#list.value;
    if (!rows) return this.renderSkeleton();
    return html`<div class="bar no-print">
        ${
          form.blocked || this.readonly
            ? nothing
            : button({
                kind: 'primary',
                label: t('ordering.new'),
                off: this.busy,
                onClick: () => void this.#begin(),
              })
        }
      </div>
      ${draftsTable({
        view: this.#words,
        zone: this.tenantInfo?.timeZone,
        rows,
        onOpen: (id) => {
          this.draft = id;
          this.#show('edit');
        },
        onDiscard: (row) => (this.discarding = row),
      })}`;
  }

  #renderDraft(form: Form): TemplateResult {
    const draft = this.#store.draft!;
    if (draft.state !== 'draft')
      return sentPanel({
        view: this.#words,
        draft,
        zone: this.tenantInfo?.timeZone,
        seconds: draft.heldUntil ? this.#undo.seconds : 0,
        copy: (number) =>
          this.#copier.button(number, this.t('ordering.copy'), this.t('ordering.copy')),
        onUndo: () => void this.#takeBack(),
        onAgain: () => void this.#again(),
        lines: this.#renderSheet(form, true),
      });
    if (this.view === 'paste') return this.#paste.render();
    if (this.view === 'review')
      return review({
        view: this.#words,
        draft,
        form,
        lines: this.#renderSheet(form, true),
        priceChange: this.priceChange,
        same: this.samePurchaseOrder,
        confirmed: this.confirmed,
        busy: this.busy,
        onConfirm: (yes) => (this.confirmed = yes),
        onSubmit: () => void this.#submit(),
        onBack: () => this.#show('edit'),
      });
    return this.#renderEdit(form);
  }

  #renderEdit(form: Form): TemplateResult {
    const { t } = this;
    return html`<div class="entry">
      <div>
        <div class="bar no-print">
          ${
            this.readonly
              ? nothing
              : button({
                  icon: 'paper',
                  label: t('ordering.paste'),
                  onClick: () => this.#openPaste(''),
                })
          }
          <span class="saved" role="status">${this.#saveText()}</span>
        </div>
        ${this.#renderSheet(form, this.readonly)}
      </div>
      ${side({
        view: this.#words,
        store: this.#store,
        form,
        today: today(this.tenantInfo?.timeZone ?? 'UTC'),
        readonly: this.readonly,
        dayError: this.#dayError(),
        onChange: (head) => this.#change(head),
        onReview: () => void this.#review(),
      })}
    </div>`;
  }

  #openPaste(text: string): void {
    void this.#store.flush();
    this.#show('paste');
    this.#paste.clear(text);
  }

  #dayError(): string | undefined {
    const day = this.#store.draft?.requestedDate ?? '';
    const problem = day && dayProblem(day, today(this.tenantInfo?.timeZone ?? 'UTC'));
    return problem
      ? this.t(problem === 'range' ? 'ordering.fault_date_past' : 'ordering.day_wrong')
      : undefined;
  }

  #change(head: Partial<Head>): void {
    // A day that is still being typed is none the server would take.
    if (
      head.requestedDate !== undefined &&
      !/^(\d{4}-\d\d-\d\d)?$/.test(head.requestedDate ?? '')
    ) {
      this.#store.draft = { ...this.#store.draft!, ...head };
      this.requestUpdate();
    } else
      this.#store.change({ ...head, ...(head.requestedDate === '' && { requestedDate: null }) });
  }

  async #review(): Promise<void> {
    if (this.#dayError()) return;
    if (await this.#store.flush()) await this.#store.reload();
    this.#show('review');
  }

  #saveText(): string {
    const { t } = this;
    const { save, unsaved, draft } = this.#store;
    if (save === 'offline') return t('ordering.offline', { count: unsaved });
    if (save !== 'saved') return t('ordering.saving');
    const zone = this.tenantInfo?.timeZone;
    return t('ordering.saved', { time: formatInstant(draft!.updatedAt, this.format, zone) });
  }

  #renderSheet(form: Form, readonly: boolean): TemplateResult {
    return sheet({
      view: this.#words,
      lines: this.#store.lines,
      currency: this.#store.draft!.currency,
      prices: form.prices,
      readonly,
      suggestions: this.suggestions,
      onType: this.#type,
      onRemove: (id) => this.#store.remove(id),
      onSuggest: this.#suggest,
      onPaste: (text) => this.#openPaste(text),
    });
  }

  #renderDialogs(): TemplateResult | typeof nothing {
    const { t, conflict, discarding } = this;
    if (discarding)
      return dialog({
        title: t('ordering.discard_title'),
        content: html`<p>${t('ordering.discard_text', { count: discarding.count })}</p>`,
        submit: t('ordering.discard'),
        cancel: t('ordering.cancel'),
        onSubmit: () => (void this.#discard(discarding.id), true),
        onClose: () => (this.discarding = undefined),
      });
    if (!conflict) return nothing;
    const theirs = (id: string) => this.#store.lines.find((line) => line.id === id);
    return dialog({
      title: t('ordering.conflict_title'),
      content: html`<p>${t('ordering.conflict')}</p>
        <ul>
          ${conflict.map((mine) => {
            const other = theirs(mine.id);
            return html`<li>
              ${t('ordering.conflict_line', { mine: `${mine.material} × ${mine.quantity}`, theirs: other ? `${other.material} × ${other.quantity}` : t('ordering.conflict_removed') })}
            </li>`;
          })}
        </ul>`,
      submit: t('ordering.keep_mine'),
      cancel: t('ordering.keep_theirs'),
      onSubmit: () => {
        for (const { id, material, materialId, quantity, unit } of conflict)
          if (theirs(id)) this.#store.type(id, { material, materialId, quantity, unit });
          else this.#store.add([{ material, materialId, quantity, unit }]);
        return true;
      },
      onClose: () => (this.conflict = undefined),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-order-entry': PortalOrderEntry;
  }
}

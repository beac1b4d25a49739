import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { requestRecords, type RequestAction, type RequestRecord } from '#contract/service-words';
import { changesFor, type ChangesPoller } from '../core/changes.ts';
import { adopt, Lazy } from '../core/lazy.ts';
import { emit, toClientError, type Portal, type TextKey } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { disclosureStyles } from '../kit/disclosure.styles.ts';
import { bones } from '../kit/skeleton.ts';
import { listing } from '../records/listing.ts';
import { MessagesTab } from '../records/messages-tab.ts';
import { RecordElement } from '../records/record-element.ts';
import { viewState } from '../records/view.ts';
import type { ServiceDeskView } from './desk.ts';
import { serviceStyles } from './portal-service.styles.ts';
import { requestDetail } from './request-detail.ts';
import { queryOf, ServiceData, type Filter, type RequestsQuery } from './service-data.ts';
import { requestsForm, requestsTable } from './service-list.ts';

/** Stands for a request that is made, in place of an id; with a record behind it, `order:<id>`, it is about that. */
const making = 'new';
const following = 'after:';
const isForm = (open: string): boolean => open === making || open.includes(':');
const views = ['queue', 'list', 'categories', 'desk'] as const;

/**
 * What a customer asks of the company: its requests with what is promised, one of them with its conversation, and the
 * form for a new one. People of the company see what is to be done, and say what can be asked for.
 *
 * @fires portal-navigate - Before a request, the form or the list opens; `preventDefault()` leaves it to the page.
 * @fires portal-before-request - Before a request is sent; `preventDefault()` stops it.
 * @fires portal-request-created - A request was made.
 * @csspart badge - A status; also `badge-<status>`.
 * @csspart category - A category to choose, in a new request.
 * @csspart promise - What is promised.
 * @csspart thread - The conversation of a request.
 * @csspart queue-row - A request in the queue of the company.
 * @csspart dialog - A question that has to be answered first.
 * @csspart sort - Not here.
 */
export class PortalService extends RecordElement<Filter, RequestsQuery> {
  static override readonly tag = 'service';
  static override styles = [...RecordElement.styles, dialogStyles, disclosureStyles, serviceStyles];

  /** `list`, `new` (the form at once), or for people of the company `queue`, `categories` and `desk`. */
  @property({ ...viewState, attribute: 'view' }) mode = '';
  /** A status such as `resolved`, or `open` or `over`; empty finds all. */
  @property(viewState) status = '';
  /** Code of a category; empty finds all. */
  @property(viewState) category = '';
  /** Words of the subject, or a number. */
  @property(viewState) q = '';
  /** Code of the category that a new request is of; empty offers all of them. */
  @property(viewState) asks = '';
  /** Id of an order: requests about it, and new ones are about it. */
  @property() order = '';
  /** The same of an invoice. */
  @property() invoice = '';
  /** The same of a shipment. */
  @property() shipment = '';
  /** Without heading, search and frame, as in a tab of a record. */
  @property({ type: Boolean }) inner = false;

  protected readonly defaults: Filter = { status: '', category: '', q: '' };
  protected readonly targets = { record: 'service', list: 'service' } as const;
  protected readonly loadsAlone = true;

  @state() private busy = false;
  @state() private refusal = '';
  @state() private question: 'close' | 'cancel' | '' = '';
  @state() private rating = { score: 0, text: '' };

  readonly #data = new ServiceData(this, {
    portal: () => this.portal,
    may: () => this.allows('service.view') || this.#manages,
    mayAsk: () => this.allows(this.permission),
    open: () => (this.open && !isForm(this.open) ? this.open : ''),
    onList: (count) => {
      if (!this.open) this.announce(this.t('service.found', { count }));
    },
  });
  readonly #maker = new Lazy(this, async () => {
    const { RequestMaker, makerStyles } = await import('./request-maker.ts');
    adopt(this, makerStyles);
    return new RequestMaker(this, {
      portal: () => this.portal,
      view: () => this.view,
      allows: (permission) => this.allows(permission),
      before: () => this.#before,
      bound: () => this.#bound,
      shown: () => this.#formOpen,
      asks: () => this.asks,
      link: (id, label) => this.#link(id, label),
      renderFault: (fault) => this.renderFault(fault),
      focusNext: (selector) => this.focusNext(selector),
      mayBegin: (request) => emit(this, 'portal-before-request', request),
      onMade: (made) => this.#onMade(made),
      onFault: (fault) => this.report(fault),
      onBack: () => {
        if (this.mode === making) this.mode = '';
        this.onBack();
      },
    });
  });
  readonly #messages = new MessagesTab(this);
  readonly #desk = new Lazy(this, async () => {
    const [{ ServiceDeskView: View, deskStyles }] = await Promise.all([
      import('./desk.ts'),
      this.learn('administration'),
    ]);
    adopt(this, ...deskStyles);
    return new View(this, {
      portal: () => this.portal,
      view: () => this.view,
      mode: () => (this.open ? '' : this.#shownView),
      request: () => this.#data.request.value,
      link: (id, label) => this.#link(id, label),
      announce: (text) => this.announce(text),
      onFault: (fault) => this.report(fault),
      onChanged: () => this.reload(),
    });
  });
  #poller: ChangesPoller | undefined;
  #leave: (() => void) | undefined;
  #known: string | undefined;

  protected override get vocabulary() {
    return 'messages' as const;
  }
  protected override get permission() {
    if (this.#manages) return 'service.manage';
    return this.allows('service.view') ? 'service.view' : 'service.create';
  }
  get #manages(): boolean {
    return this.allows('service.manage');
  }
  get #creates(): boolean {
    return this.allows('service.create') && !this.session?.impersonation;
  }
  get #staff(): boolean {
    return this.session?.kind === 'staff';
  }
  /** Which of the views is on screen. */
  get #shownView(): (typeof views)[number] {
    const found = views.find((view) => view === this.mode);
    if (!this.#manages || this.inner) return 'list';
    return found ?? 'queue';
  }
  get #formOpen(): boolean {
    return this.#creates && (isForm(this.open) || (!this.open && this.mode === making));
  }
  /** Id of the request that the new one goes on from; empty where it is on its own. */
  get #before(): string {
    return this.open.startsWith(following) ? this.open.slice(following.length) : '';
  }
  /** What the page says that it is about, `order:<id>`; empty where it does not. */
  get #bound(): string {
    if (this.open.includes(':') && !this.#before) return this.open;
    const kind = requestRecords.find((one) => this[one]);
    return kind ? `${kind}:${this[kind]}` : '';
  }

  protected get list() {
    return this.#data.list;
  }
  protected get record() {
    return this.#data.request;
  }
  protected override get shown() {
    if (this.#formOpen) return { state: 'ready' as const, fault: undefined };
    if (!this.open && this.#shownView !== 'list')
      return { state: 'ready' as const, fault: undefined };
    return super.shown;
  }
  protected override get contentState() {
    return this.shown.state;
  }
  protected queryOf(filter: Filter): RequestsQuery {
    return queryOf(filter, isForm(this.open) ? '' : this.#bound);
  }
  protected override get viewProperties() {
    return { ...super.viewProperties, view: 'mode', asks: 'asks' };
  }
  protected override reload(): void {
    if (this.#desk.fault) this.#desk.retry();
    if (this.#maker.fault) this.#maker.retry();
    this.#messages.retry();
    this.#data.reload();
    this.#desk.value?.reload();
  }
  protected override forget(): void {
    super.forget();
    this.refusal = this.question = this.asks = '';
    this.#maker.value?.forget();
    this.#desk.value?.forget();
  }
  protected override onOpening(): void {
    this.refusal = '';
    this.rating = { score: 0, text: '' };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave?.();
    this.#leave = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    // In a tab another record has come: what was open was the other's.
    if (this.inner && requestRecords.some((kind) => changed.get(kind))) this.open = '';
    super.willUpdate(changed);
    // So that the form comes back as it was.
    if (!this.#formOpen) this.asks = '';
    else this.asks = this.#maker.value?.category ?? this.asks;
    const poller = changesFor(this.portal);
    if (poller === this.#poller && this.#leave) return;
    this.#leave?.();
    this.#poller = poller;
    this.#leave = poller.subscribe(this.#onChanges, () => this.open !== '');
    // What was known before this was loaded is news once it is another.
    this.#known ??= poller.changes?.threads?.cursor;
  }

  /** Loads again what is on screen once anything was written anywhere. */
  #onChanges = (): void => {
    const cursor = this.#poller?.changes?.threads?.cursor;
    if (cursor === undefined || cursor === this.#known) return;
    const first = this.#known === undefined;
    this.#known = cursor;
    if (first || this.#formOpen) return;
    this.#data.list.reload();
    this.#data.request.reload();
  };

  protected override renderSkeleton(): TemplateResult {
    return this.renderSearchSkeleton(2, 1, 8);
  }

  protected override renderContent(): TemplateResult {
    if (this.#formOpen) return this.#renderForm();
    return html`${this.open && !isForm(this.open) ? this.#renderRequest() : this.#renderLists()}
    ${this.#renderQuestion()}`;
  }

  #renderLists(): TemplateResult {
    const mode = this.#shownView;
    if (this.inner) return this.#renderSearch(false);
    if (mode === 'list' && !this.#manages) return this.#renderSearch();
    return html`${this.renderHeader(this.t('service.title'))}
      ${this.#renderDesk((desk) => desk.views(mode, (next) => this.#go(next)))}
      <div role="tabpanel" id="panel" aria-labelledby="tab-${mode}">
        ${mode === 'list' ? this.#renderSearch(false) : this.#renderDesk((desk) => desk.render())}
      </div>`;
  }

  #go(mode: string): void {
    this.mode = mode;
    this.place.push();
  }

  /** What people of the company work with, once it is there. */
  #renderDesk(render: (desk: ServiceDeskView) => unknown): unknown {
    this.#desk.need();
    const { value, fault } = this.#desk;
    if (fault) return this.renderFault(fault);
    return value ? render(value) : nothing;
  }

  #renderSearch(heading = true): TemplateResult {
    const { t, view, list } = this;
    const own = this.session?.customer?.number;
    const filtered = this.status || this.category || this.q;
    const create = (kind: string) =>
      this.#creates
        ? html`<div class="actions ${kind} no-print">
            ${button({ kind: 'primary', icon: 'chat', label: t('service.new'), onClick: (event) => this.openRecord(making, event as MouseEvent) })}
          </div>`
        : nothing;
    return html`
      ${heading ? this.renderHeader(t('service.title'), create('asks-wide')) : nothing}
      ${
        this.inner
          ? nothing
          : requestsForm({
              view,
              staff: this.#staff,
              draft: this.draft,
              categories: this.#data.categories.value?.items,
              onChange: this.change,
              onSubmit: () => this.search(),
            })
      }
      ${this.renderResults(
        listing({
          view,
          list,
          fault: list.fault && this.renderFault(),
          empty: {
            icon: 'chat',
            title: t('service.empty_title'),
            text: t(filtered ? 'service.empty_filter' : 'service.empty'),
          },
          choice: this.columnChoice,
          found: (count) => t('service.found', { count }),
          table: requestsTable({
            view,
            staff: this.#staff,
            customers: list.items.some(({ customer }) => customer.number !== own),
            link: (id, label) => this.recordLink(id, label),
            opener: (id, number) =>
              this.opener(id, t('service.view'), t('service.view_request', { number })),
            onOpen: (id, event) => this.openRecord(id, event),
          }),
        }),
      )}
      ${create(this.inner ? '' : 'asks-new')}
    `;
  }

  #renderRequest(): TemplateResult {
    const { request } = this.#data;
    const shown = request.value?.id === this.open ? request.value : undefined;
    return requestDetail({
      view: this.view,
      staff: this.#staff,
      request: shown,
      fault: request.fault && this.renderFault(request.fault),
      refusal: this.refusal,
      stale: request.state === 'stale' && this.busy,
      busy: this.busy,
      own: this.session?.customer?.number,
      thread: shown?.thread
        ? this.#messages.render(`request:${shown.id}`, (fault) => this.renderFault(fault))
        : undefined,
      desk: shown?.actions.includes('manage')
        ? (this.#renderDesk((desk) => desk.controls(shown)) as TemplateResult)
        : nothing,
      rating: this.rating,
      link: (id, number) => this.#link(id, number),
      onRecord: () => shown?.record && this.#leadTo(shown.record),
      onBack: this.onBack,
      onAct: (action) => this.#act(action),
      onRating: (change) => (this.rating = { ...this.rating, ...change }),
    });
  }

  /** A link to a request, or where it has no address a button. */
  #link(id: string, label: string): TemplateResult {
    const href = this.place.href(id);
    const open = (event: MouseEvent) => this.openRecord(id, event);
    return href
      ? html`<a href=${href} @click=${open}>${label}</a>`
      : html`<button class="link" type="button" @click=${open}>${label}</button>`;
  }

  #leadTo({ kind, id }: { kind: RequestRecord; id: string }): void {
    emit(this, 'portal-navigate', { to: kind, id, href: null });
  }

  #renderForm(): TemplateResult {
    this.#maker.need();
    const { value, fault } = this.#maker;
    if (fault) return this.renderFault(fault);
    return value?.render() ?? html`<div aria-hidden="true">${bones(6, 'row')}</div>`;
  }

  #onMade({ id, number }: { id: string; number: string }): void {
    this.announce(this.t('service.sent', { number }));
    if (this.mode === making) this.mode = '';
    // In place of the form in the history of the page: back leads to where it was opened.
    this.open = id;
    this.list.reload();
    emit(this, 'portal-request-created', { id, number });
  }

  #refuse(error: unknown): void {
    const fault = toClientError(error);
    this.refusal = this.t(`error.${fault.code}`);
    this.report(fault);
  }

  #act(action: RequestAction): void {
    const request = this.#data.request.value;
    if (!request || this.busy) return;
    if (action === 'close' || action === 'cancel') this.question = action;
    if (action === 'continue') {
      this.#maker.value?.forget();
      this.open = `${following}${request.id}`;
      this.place.push();
      this.focusNext('.record-title');
    }
    const { id, version } = request;
    const params = { id };
    if (action === 'reopen')
      void this.#change((client) =>
        client.call('POST /service-requests/:id/reopening', { params, body: { version } }),
      );
    if (action === 'rate') {
      const { score, text } = this.rating;
      const body = { version, score, text: text.trim() || null };
      void this.#change((client) =>
        client.call('POST /service-requests/:id/rating', { params, body }),
      );
    }
  }

  /** Does something with the open request, and shows what it came to. */
  async #change(
    work: (client: Portal['client']) => Promise<unknown>,
    done: TextKey = 'service.changed',
  ): Promise<void> {
    this.busy = true;
    this.refusal = '';
    try {
      await work(this.portal.client);
      this.announce(this.t(done));
    } catch (error) {
      this.#refuse(error);
    } finally {
      this.busy = false;
      this.reload();
    }
  }

  #renderQuestion(): TemplateResult | typeof nothing {
    const { question, t } = this;
    const request = this.#data.request.value;
    if (!question || !request) return nothing;
    const { id, version } = request;
    return dialog({
      title: t(`service.${question}_title`),
      content: html`<p>${t(`service.${question}_text`)}</p>`,
      submit: t(`service.act_${question}`),
      danger: question === 'cancel',
      cancel: t('service.keep'),
      onSubmit: () => {
        void this.#change((client) =>
          client.call('POST /service-requests/:id/closure', { params: { id }, body: { version } }),
        );
        return true;
      },
      onClose: () => (this.question = ''),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-service': PortalService;
  }
}

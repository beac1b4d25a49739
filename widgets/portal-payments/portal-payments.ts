import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { paymentLink, paymentPlace, readPaymentLink } from '#contract/payment-words';
import { emit, toClientError, type ClientError } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { dialogStyles } from '../kit/dialog.ts';
import { disclosureStyles } from '../kit/disclosure.styles.ts';
import { selectField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { tabs, tabsStyles } from '../kit/tabs.ts';
import { listing, listSkeleton } from '../records/listing.ts';
import { RecordElement } from '../records/record-element.ts';
import { viewState } from '../records/view.ts';
import type { PayRoom, PayRoomOptions } from './pay-room.ts';
import { PaymentRoom } from './payment-room.ts';
import { paymentsTable } from './payments-list.ts';
import { PaymentsData, queryOf, type Filter, type PaymentsQuery } from './payments-data.ts';
import { paymentsStyles } from './portal-payments.styles.ts';
import type { Question } from './question.ts';

/** What is on screen without a payment open. */
type Tab = 'pay' | 'slips' | 'list' | 'disputes' | 'review' | 'promises' | 'reconciliations';

/** A record that is shown, besides a payment. */
type OtherRecord = { dispute?: string; reconciliation?: string };

const deskRooms: readonly Tab[] = ['list', 'review', 'disputes', 'promises', 'reconciliations'];

/**
 * Pays open documents of one company and currency on the page of a provider, and shows payments until the ledger has
 * taken them in. Card details never come near it.
 *
 * @fires portal-navigate - Before a payment opens or closes; `preventDefault()` leaves it to the page.
 * @fires portal-before-payment - The provider's page is about to open; `preventDefault()` leaves it to the page.
 * @fires portal-payment-changed - A payment that is on screen has another state.
 * @csspart badge - A state; also `badge-<state>`.
 * @csspart selection - The bar with what is chosen.
 * @csspart method - A way to pay.
 * @csspart state - How a payment stands.
 * @csspart voucher - What is paid with outside of the provider's page; `code` is its code, `qr` a picture of it.
 * @csspart slip - What the ERP had registered to pay a document with.
 * @csspart desk - What the company's people can do with a payment.
 * @csspart dialog - A question that has to be answered first.
 * @csspart tabs - The row of tabs.
 * @csspart tab - A tab; the open one is also `tab-current`.
 * @csspart sort - Not here.
 * @csspart search - Not here.
 */
export class PortalPayments extends RecordElement<Filter, PaymentsQuery> {
  static override readonly tag = 'payments';
  static override styles = [
    ...RecordElement.styles,
    tabsStyles,
    dialogStyles,
    disclosureStyles,
    paymentsStyles,
  ];

  /**
   * `pay`, `slips`, `list`, `disputes`, `review`, `promises` or `reconciliations`; empty is `pay` for who may. The
   * attribute is `view`.
   */
  @property({ ...viewState, attribute: 'view' }) screen = '';
  /** `live`, `done` or `review`, of disputes `open` or `done`, of promises `open` or `broken`; empty finds all. */
  @property(viewState) status = '';
  /** Code of the company to pay; empty is the first. */
  @property(viewState) company = '';
  /** Documents that are chosen at first: their ids or the numbers of their invoices, parted by spaces. */
  @property() items = '';
  /** Number of the customer, for whoever sees several. */
  @property(viewState) customer = '';
  /** `method` while the ways to pay what is chosen are shown, in place of what can be paid. */
  @property(viewState) step = '';
  /** Id of the dispute that is shown in place of their list. */
  @property(viewState) dispute = '';
  /** Id of the reconciliation that is shown in place of their list. */
  @property(viewState) reconciliation = '';

  protected readonly defaults: Filter = { status: '' };
  protected readonly targets = { record: 'payment', list: 'payments' } as const;
  protected readonly loadsAlone = true;

  @state() private question: Question | undefined;
  /** The link to paying that was followed last. */
  #followed = '';

  readonly #ways = new Lazy(this, async () => {
    const { Ways } = await import('./ways.ts');
    return new Ways({ ...this.#shared, data: () => this.#data, pays: () => this.#pays });
  });
  readonly #desk = new Lazy(this, async () => {
    const { Desk } = await import('./desk.ts');
    return new Desk({
      ...this.#shared,
      mayRefund: () => this.allows('payments.refund'),
      mayReview: () => this.allows('payments.review'),
      may: () => this.allows('payments.review'),
      renderFault: (fault) => this.renderFault(fault),
      onPayment: (id) => {
        this.open = id;
        this.place.push();
      },
      open: () => (this.#shown === 'reconciliations' ? this.reconciliation : ''),
      onOpen: (id) => this.#show({ reconciliation: id }),
    });
  });
  readonly #questions = new Lazy(this, () => import('./question.ts'));
  readonly #said = new Lazy(this, async () => {
    const { Said } = await import('./said.ts');
    return new Said({
      ...this.#shared,
      may: () => this.allows('payments.view'),
      mayReview: () => !this.session?.customer && this.allows('payments.review'),
      disputes: () => this.#disputes,
      status: () => this.status,
      customer: () => this.customer,
      onStatus: (status) => {
        this.status = status;
        this.place.push();
      },
      renderFault: (fault) => this.renderFault(fault),
      open: () => (this.#shown === 'disputes' ? this.dispute : ''),
      onOpen: (id) => this.#show({ dispute: id }),
    });
  });
  /** What the parts that come later need of this element. */
  readonly #shared = {
    host: this,
    portal: () => this.portal,
    view: () => this.view,
    report: (fault: ClientError) => this.report(fault),
    announce: (text: string) => this.announce(text),
    onDone: () => this.#data.reload(),
    onChanged: () => this.#data.reload(),
  };
  readonly #data = new PaymentsData(this, {
    portal: () => this.portal,
    may: () => this.allows('payments.view'),
    pays: () => this.#pays,
    open: () => this.#payment,
    payable: () =>
      this.#payment || this.#shown !== 'pay'
        ? undefined
        : { company: this.#link?.company ?? this.company, customer: this.customer },
    asked: () => this.#payRoom.value?.asked,
    slips: () =>
      // Whether there are any decides whether they have a tab.
      this.#payment || !this.session?.customer ? undefined : { customer: this.customer },
    onList: (count) => {
      if (!this.#payment && this.#isList) this.announce(this.t('payments.found', { count }));
    },
    onPayment: (payment) => this.#paymentRoom.take(payment),
  });
  readonly #payRoom: Lazy<PayRoom> = new Lazy(this, async () => {
    const { PayRoom } = await import('./pay-room.ts');
    return new PayRoom(this.#payOptions);
  });
  readonly #payOptions: PayRoomOptions = {
    portal: () => this.portal,
    view: () => this.view,
    data: () => this.#data,
    pays: () => this.#pays,
    link: (id, label) => this.recordLink(id, label),
    renderFault: (fault) => this.renderFault(fault),
    returnTo: () => this.place.href(paymentPlace) ?? location.href.replace(/#.*/, ''),
    focusNext: (selector) => this.focusNext(selector),
    choosing: () => this.step === 'method',
    onChoosing: (on) => {
      this.step = on ? 'method' : '';
      this.place.push();
    },
    disputes: () => this.#disputes,
    said: () => this.#said,
    onDispute: (id) => this.#enter('disputes', { dispute: id }),
    onCompany: (code) => {
      this.open = this.step = '';
      this.company = code;
    },
    onUnderWay: (number) => (this.question = { what: 'again', number }),
    onBegun: (id) => void this.#begin(id),
    onFault: (fault) => this.report(fault),
    requestUpdate: () => this.requestUpdate(),
  };
  readonly #paymentRoom: PaymentRoom = new PaymentRoom({
    portal: () => this.portal,
    view: () => this.view,
    data: () => this.#data,
    open: () => this.#payment,
    pays: () => this.#pays,
    renderFault: (fault) => this.renderFault(fault),
    ways: (payment) => {
      const { voucher, proofs, method } = payment;
      if (!proofs.length && method !== 'transfer' && (voucher?.kind ?? 'link') === 'link')
        return nothing;
      this.#ways.need();
      return this.#ways.value?.payment(payment) ?? nothing;
    },
    desk: (payment) => {
      if (payment.desk) this.#desk.need();
      return this.#desk.value?.payment(payment) ?? nothing;
    },
    saving: () => this.download.busy !== '',
    onState: (id, now) => {
      emit(this, 'portal-payment-changed', { id, state: now });
      this.announce(this.t(`payments.state_${now}`));
    },
    onLeave: (id, address) => this.#leave(id, address),
    onCancel: (number) => (this.question = { what: 'cancel', number }),
    onAgain: ({ company, items }) => {
      const ids = items.map(({ id }) => id);
      this.#enter('pay', {}, paymentLink(company.code, ids));
      this.focusNext('#tab-pay');
    },
    onFile: ({ id, number }) =>
      void this.download.save(`${this.t('payments.receipt_file')}-${number}.pdf`, () =>
        this.portal.client.call('GET /payments/:id/receipt', {
          params: { id },
          query: { locale: this.format.language },
        }),
      ),
    onBack: () => {
      if (this.#shown === 'pay') this.screen = 'list';
      this.onBack();
    },
    onFault: (fault) => this.report(fault),
    requestUpdate: () => this.requestUpdate(),
  });

  protected override get vocabulary() {
    return 'ordering' as const;
  }
  protected override get permission() {
    return 'payments.view' as const;
  }
  get #pays(): boolean {
    return this.allows('payments.pay') && Boolean(this.session?.customer);
  }
  get #disputes(): boolean {
    return this.allows('disputes.create') && Boolean(this.session?.customer);
  }
  /** Documents to pay that a page led here with. */
  get #link() {
    return readPaymentLink(this.open);
  }
  /** Id of the payment on screen. */
  get #payment(): string {
    return this.#link ? '' : this.open;
  }
  get #rooms(): readonly Tab[] {
    if (!this.session?.customer) return this.allows('payments.review') ? deskRooms : ['list'];
    const slips = this.#data.slips.last?.items.length || this.screen === 'slips';
    const disputes = this.#disputes || this.screen === 'disputes';
    return [
      'pay',
      ...(slips ? ['slips' as const] : []),
      'list',
      ...(disputes ? ['disputes' as const] : []),
    ];
  }
  get #shown(): Tab {
    const asked = this.#link ? 'pay' : (this.screen as Tab);
    if (!this.session?.customer)
      return deskRooms.includes(asked) && this.allows('payments.review') ? asked : 'list';
    return ['list', 'slips', 'disputes'].includes(asked) ? asked : 'pay';
  }
  get #isList(): boolean {
    return this.#shown === 'list' || this.#shown === 'review';
  }
  protected get list() {
    return this.#data.list;
  }
  protected get record() {
    return this.#data.payment;
  }
  protected override get shown() {
    if (this.#payment) return this.#data.payment;
    if (this.#shown === 'slips') return this.#data.slips;
    return this.#shown === 'pay' ? this.#data.payable : this.#data.list;
  }
  protected queryOf(filter: Filter): PaymentsQuery {
    return queryOf(filter, this.customer);
  }
  protected override get viewProperties() {
    const more = ['company', 'customer', 'step', 'dispute', 'reconciliation'].map((name) => [
      name,
      name,
    ]);
    return { ...super.viewProperties, view: 'screen', ...Object.fromEntries(more) };
  }
  protected override reload(): void {
    this.#data.reload();
  }
  protected override forget(): void {
    super.forget();
    this.#payRoom.value?.clear();
    this.#said.value?.forget();
    this.question = undefined;
    this.step = this.#followed = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('pagehide', this.#flush);
    // What most people come for is fetched together with what they may see.
    if (!this.screen || this.screen === 'pay') this.#payRoom.need();
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('pagehide', this.#flush);
    this.#flush();
    this.#paymentRoom.stop();
  }

  readonly #flush = (): void => this.#payRoom.value?.flush();

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('open')) this.#paymentRoom.restart();
    // Whoever comes back to a payment has chosen how to pay.
    if (this.#payment) this.step = '';
    if (changed.has('company')) this.#payRoom.value?.clear();
    super.willUpdate(changed);
    const room = this.#payRoom.value;
    if (!room || !this.#data.payable.loaded || this.#shown !== 'pay' || this.#payment) return;
    const link = this.#link;
    if (link && this.open !== this.#followed) {
      this.#followed = this.open;
      room.chooseNamed(link.names);
    } else if (this.items) {
      const names = this.items.split(' ').filter(Boolean);
      this.items = '';
      room.chooseNamed(names);
    } else if (!link) room.recall();
    // What was chosen has been paid, or is there no longer.
    if (!room.isChosen) this.step = '';
  }

  /** Opens a payment that was begun, and leaves to the provider's page. */
  async #begin(id: string): Promise<void> {
    this.open = id;
    this.step = '';
    this.place.push();
    this.#data.reload();
    try {
      const { redirect } = await this.portal.client.call('GET /payments/:id', { params: { id } });
      if (redirect) this.#leave(id, redirect);
    } catch (error) {
      // It stays on screen, which is where it is gone on with.
      this.report(toClientError(error));
    }
  }

  #leave(id: string, address: string): void {
    const href = URL.parse(address);
    // An answer that comes after the page took the element away leads nowhere.
    if (!this.isConnected) return;
    if (!href || !/^https?:$/.test(href.protocol)) return;
    if (emit(this, 'portal-before-payment', { id, href: href.href })) location.assign(href.href);
  }

  protected override renderSkeleton(): TemplateResult {
    return html`<div class="header"></div>
      ${listSkeleton()}`;
  }

  protected override renderContent(): TemplateResult {
    return html`${this.#payment ? this.#paymentRoom.render() : this.#renderRooms()}
    ${this.question ? this.#renderQuestion(this.question) : nothing}
    ${this.#said.value?.dialog() ?? nothing}`;
  }

  #renderQuestion(question: Question): unknown {
    this.#questions.need();
    return this.#questions.value?.questionDialog(question, this.view, {
      onYes: () =>
        void (question.what === 'cancel'
          ? this.#paymentRoom.cancel()
          : this.#payRoom.value?.pay(['again'])),
      onClose: () => (this.question = undefined),
    });
  }

  #renderRooms(): TemplateResult {
    const { t } = this;
    const rooms = this.#rooms;
    const shown = this.#shown;
    return html`
      ${this.renderHeader(t('payments.title'))}
      ${this.session?.customer ? nothing : notice('info', t('payments.as_staff'), 'person')}
      ${
        rooms.length > 1
          ? tabs<Tab>({
              label: t('payments.views'),
              tabs: rooms.map((room) => [
                room,
                t(
                  room === 'list' && !this.session?.customer
                    ? 'payments.view_all'
                    : `payments.view_${room}`,
                ),
              ]),
              selected: shown,
              onSelect: (room) => this.#enter(room),
            })
          : nothing
      }
      <div id="panel" role="tabpanel" aria-labelledby="tab-${shown}">
        ${this.#renderRoom(shown)}
      </div>
    `;
  }

  /** @param link to the documents that are to be paid */
  #enter(room: Tab, record: OtherRecord = {}, link = ''): void {
    this.open = link;
    this.step = this.#followed = '';
    this.#said.value?.forget();
    this.screen = room;
    this.status = room === 'review' ? 'review' : '';
    this.#show(record);
  }

  /** Shows a record of a tab other than payments, or its list. */
  #show({ dispute = '', reconciliation = '' }: OtherRecord): void {
    const left = this.dispute || this.reconciliation;
    this.dispute = dispute;
    this.reconciliation = reconciliation;
    this.place.push();
    // What was pressed goes away.
    if (dispute || reconciliation) this.focusNext('.record-title');
    else if (left) this.focusNext(`#tab-${this.#shown}`);
  }

  #renderRoom(room: Tab): TemplateResult {
    if (this.#isList) return this.#renderList();
    const isSaid = room === 'disputes' || room === 'promises';
    const part =
      room === 'pay'
        ? this.#payRoom
        : room === 'slips'
          ? this.#ways
          : isSaid
            ? this.#said
            : this.#desk;
    part.need();
    if (part.fault) return this.renderFault(part.fault);
    if (room === 'pay') return this.#payRoom.value?.render() ?? listSkeleton();
    if (isSaid) return this.#said.value?.[room]() ?? listSkeleton();
    const { slips } = this.#data;
    const drawn =
      room === 'slips'
        ? this.#ways.value?.slips(slips.fault && this.renderFault(slips.fault))
        : this.#desk.value?.reconciliations();
    return drawn ?? listSkeleton();
  }

  #renderList(): TemplateResult {
    const { t, view, list, session } = this;
    const customers = !session?.customer;
    const found = listing({
      view,
      list,
      fault: list.fault && this.renderFault(list.fault),
      empty:
        this.#shown === 'review'
          ? {
              icon: 'check',
              title: t('payments.review_none_title'),
              text: t('payments.review_none'),
            }
          : this.status
            ? {
                icon: 'search',
                title: t('payments.list_none_title'),
                text: t('payments.list_none'),
              }
            : {
                icon: 'invoice',
                title: t('payments.none_title'),
                text: t(customers ? 'payments.staff_none' : 'payments.none'),
              },
      found: (count) => t('payments.found', { count }),
      table: paymentsTable({
        view,
        rows: list.items,
        customers,
        link: (id, number) => this.recordLink(id, number),
        opener: (id, number) =>
          this.opener(id, t('payments.see'), t('payments.see_payment', { number })),
        onOpen: (id, event) => this.openRecord(id, event),
      }),
    });
    if (this.#shown === 'review') return found;
    return html`<div class="choose no-print">
        ${selectField({
          id: 'status',
          label: t('payments.state'),
          value: this.draft.status,
          options: [
            ['', t('payments.list_all')],
            ['live', t('payments.list_live')],
            ['done', t('payments.list_done')],
          ],
          onChange: (status) => {
            this.change({ status });
            this.search();
          },
        })}
      </div>
      ${this.renderSaved()} ${found}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-payments': PortalPayments;
  }
}

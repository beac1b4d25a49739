import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { readPaymentLink, returnFragment } from '#contract/payment-words';
import { emit, toClientError } from '../core/index.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { disclosureStyles } from '../kit/disclosure.styles.ts';
import { notice } from '../kit/notice.ts';
import { tabs, tabsStyles } from '../kit/tabs.ts';
import { listing, listSkeleton } from '../records/listing.ts';
import { RecordElement } from '../records/record-element.ts';
import { viewState } from '../records/view.ts';
import { PayRoom } from './pay-room.ts';
import { PaymentRoom } from './payment-room.ts';
import { paymentsTable } from './payments-list.ts';
import { PaymentsData, queryOf, type Filter, type PaymentsQuery } from './payments-data.ts';
import { paymentsStyles } from './portal-payments.styles.ts';

/** What the reader is asked before it is done. */
type Question = { what: 'cancel' | 'again'; number: string };

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
 * @csspart code - The reference of a voucher.
 * @csspart dialog - A question that has to be answered first.
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

  /** `pay` or `list`; empty is `pay` for who may. The attribute is `view`. */
  @property({ ...viewState, attribute: 'view' }) screen = '';
  /** `live` or `done`; empty finds all payments. */
  @property(viewState) status = '';
  /** Code of the company to pay; empty is the first. */
  @property(viewState) company = '';
  /** Documents that are chosen at first: their ids or the numbers of their invoices, parted by spaces. */
  @property() items = '';
  /** Number of the customer, for whoever sees several. */
  @property(viewState) customer = '';

  protected readonly defaults: Filter = { status: '' };
  protected readonly targets = { record: 'payment', list: 'payments' } as const;
  protected readonly loadsAlone = true;

  @state() private question: Question | undefined;
  /** The link to paying that was followed last. */
  #followed = '';

  readonly #data = new PaymentsData(this, {
    portal: () => this.portal,
    may: () => this.allows('payments.view'),
    pays: () => this.#pays,
    open: () => this.#payment,
    payable: () =>
      this.#payment || this.#shown !== 'pay'
        ? undefined
        : { company: this.#link?.company ?? this.company, customer: this.customer },
    asked: () => this.#payRoom.asked,
    onList: (count) => {
      if (!this.#payment && this.#shown === 'list')
        this.announce(this.t('payments.found', { count }));
    },
    onPayment: (payment) => this.#paymentRoom.take(payment),
  });
  readonly #payRoom: PayRoom = new PayRoom({
    portal: () => this.portal,
    view: () => this.view,
    data: () => this.#data,
    pays: () => this.#pays,
    link: (id, label) => this.recordLink(id, label),
    renderFault: (fault) => this.renderFault(fault),
    returnTo: () => (this.place.href(null) ?? location.href).replace(/#.*/, ''),
    focusNext: (selector) => this.focusNext(selector),
    onCompany: (code) => {
      this.open = '';
      this.company = code;
    },
    onUnderWay: (number) => (this.question = { what: 'again', number }),
    onBegun: (id) => void this.#begin(id),
    onFault: (fault) => this.report(fault),
    requestUpdate: () => this.requestUpdate(),
  });
  readonly #paymentRoom: PaymentRoom = new PaymentRoom({
    portal: () => this.portal,
    view: () => this.view,
    data: () => this.#data,
    open: () => this.#payment,
    pays: () => this.#pays,
    renderFault: (fault) => this.renderFault(fault),
    desk: () => nothing,
    onState: (id, now) => {
      emit(this, 'portal-payment-changed', { id, state: now });
      this.announce(this.t(`payments.state_${now}`));
    },
    onLeave: (id, address) => this.#leave(id, address),
    onCancel: (number) => (this.question = { what: 'cancel', number }),
    onFile: () => {},
    onBack: () => {
      this.screen = 'list';
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
  /** Documents to pay that a page led here with. */
  get #link() {
    return readPaymentLink(this.open);
  }
  /** Id of the payment on screen. */
  get #payment(): string {
    return this.#link ? '' : this.open;
  }
  get #shown(): 'pay' | 'list' {
    if (!this.session?.customer) return 'list';
    return this.screen === 'list' && !this.#link ? 'list' : 'pay';
  }
  protected get list() {
    return this.#data.list;
  }
  protected get record() {
    return this.#data.payment;
  }
  protected override get shown() {
    if (this.#payment) return this.#data.payment;
    return this.#shown === 'pay' ? this.#data.payable : this.#data.list;
  }
  protected queryOf(filter: Filter): PaymentsQuery {
    return queryOf(filter, this.customer);
  }
  protected override get viewProperties() {
    return { ...super.viewProperties, view: 'screen', company: 'company', customer: 'customer' };
  }
  protected override reload(): void {
    this.#data.reload();
  }
  protected override forget(): void {
    super.forget();
    this.#payRoom.clear();
    this.question = undefined;
    this.#followed = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Back from the provider.
    const [, id] = location.hash.split(`#${returnFragment}`);
    if (!id) return;
    this.open = id;
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#paymentRoom.stop();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('open')) this.#paymentRoom.restart();
    if (changed.has('company')) this.#payRoom.clear();
    super.willUpdate(changed);
    if (!this.#data.payable.loaded || this.#shown !== 'pay' || this.#payment) return;
    const link = this.#link;
    if (link && this.open !== this.#followed) {
      this.#followed = this.open;
      this.#payRoom.chooseNamed(link.names);
    } else if (this.items) {
      const names = this.items.split(' ').filter(Boolean);
      this.items = '';
      this.#payRoom.chooseNamed(names);
    }
  }

  /** Opens a payment that was begun, and leaves to the provider's page. */
  async #begin(id: string): Promise<void> {
    this.open = id;
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
    if (!href || !/^https?:$/.test(href.protocol)) return;
    if (emit(this, 'portal-before-payment', { id, href: href.href })) location.assign(href.href);
  }

  protected override renderSkeleton(): TemplateResult {
    return html`<div class="header"></div>
      ${listSkeleton()}`;
  }

  protected override renderContent(): TemplateResult {
    return html`${this.#payment ? this.#paymentRoom.render() : this.#renderRooms()}
    ${this.#renderQuestion()}`;
  }

  #renderRooms(): TemplateResult {
    const { t } = this;
    const rooms = this.session?.customer ? (['pay', 'list'] as const) : (['list'] as const);
    const shown = this.#shown;
    return html`
      ${this.renderHeader(t('payments.title'))}
      ${
        rooms.length > 1
          ? tabs<'pay' | 'list'>({
              label: t('payments.views'),
              tabs: rooms.map((room) => [room, t(`payments.view_${room}`)]),
              selected: shown,
              onSelect: (room) => {
                this.open = '';
                this.screen = room;
                this.place.push();
              },
            })
          : notice('info', t('payments.as_staff'), 'person')
      }
      <div id="panel" role="tabpanel" aria-labelledby="tab-${shown}">
        ${shown === 'pay' ? this.#payRoom.render() : this.#renderList()}
      </div>
    `;
  }

  #renderList(): TemplateResult {
    const { t, view, list } = this;
    return listing({
      view,
      list,
      fault: list.fault && this.renderFault(list.fault),
      empty: { icon: 'invoice', title: t('payments.none_title'), text: t('payments.none') },
      found: (count) => t('payments.found', { count }),
      table: paymentsTable({
        view,
        rows: list.items,
        customers: !this.session?.customer,
        link: (id, number) => this.recordLink(id, number),
        opener: (id, number) =>
          this.opener(id, t('payments.see'), t('payments.see_payment', { number })),
        onOpen: (id, event) => this.openRecord(id, event),
      }),
    });
  }

  #renderQuestion(): TemplateResult | typeof nothing {
    const { question, t } = this;
    if (!question) return nothing;
    const { what, number } = question;
    const cancels = what === 'cancel';
    return dialog({
      title: cancels ? t('payments.cancel_title', { number }) : t('payments.again_title'),
      content: html`<p>
        ${cancels ? t('payments.cancel_text') : t('payments.again', { number })}
      </p>`,
      submit: t(cancels ? 'payments.cancel' : 'payments.pay_again'),
      cancel: t(cancels ? 'payments.keep' : 'common.back'),
      onSubmit: () => {
        void (cancels ? this.#paymentRoom.cancel() : this.#payRoom.pay(['again']));
        return true;
      },
      onClose: () => (this.question = undefined),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-payments': PortalPayments;
  }
}

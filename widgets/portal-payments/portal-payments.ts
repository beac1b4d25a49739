import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { pointOf } from '#contract/order-quantity';
import type { PayableItem, Payment } from '#contract/payments';
import { isLive, returnFragment, type PaymentMethod } from '#contract/payment-words';
import { emit, toClientError } from '../core/index.ts';
import { newFormKey } from '../core/once.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { disclosureStyles } from '../kit/disclosure.styles.ts';
import { selectField } from '../kit/field.ts';
import { notice, panel } from '../kit/notice.ts';
import { tabs, tabsStyles } from '../kit/tabs.ts';
import { listing, listSkeleton } from '../records/listing.ts';
import { RecordElement } from '../records/record-element.ts';
import { viewState } from '../records/view.ts';
import {
  chosenOf,
  isOverdue,
  isPayable,
  methodPage,
  payableList,
  type Choice,
  type Chosen,
} from './payable.ts';
import { paymentDetail } from './payment-detail.ts';
import { paymentsTable } from './payments-list.ts';
import { PaymentsData, queryOf, type Filter, type PaymentsQuery } from './payments-data.ts';
import { paymentsStyles } from './portal-payments.styles.ts';

/** Seconds after which an open payment is looked at again, as long as it is under way. */
const looks = [2, 3, 5, 8, 13, 20, 30, 30];

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
 * @csspart tabs - The row of tabs.
 * @csspart tab - A tab; the open one is also `tab-current`.
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
  /** Ids of documents that are chosen at first, parted by spaces. */
  @property() items = '';
  /** Number of the customer, for whoever sees several. */
  @property(viewState) customer = '';

  protected readonly defaults: Filter = { status: '' };
  protected readonly targets = { record: 'payment', list: 'payments' } as const;
  protected readonly loadsAlone = true;

  @state() private choice: Choice = new Map();
  @state() private method: PaymentMethod | '' = '';
  /** The ways to pay are on screen. */
  @state() private choosing = false;
  @state() private busy = false;
  @state() private refusal = '';
  @state() private question: Question | undefined;
  @state() private looked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The key of what is chosen: another one with each change of it. */
  #key = newFormKey();
  #known: { id: string; state: string } | undefined;

  readonly #data = new PaymentsData(this, {
    portal: () => this.portal,
    may: () => this.allows('payments.view'),
    pays: () => this.#pays,
    open: () => this.open,
    payable: () =>
      this.open || this.#shown !== 'pay'
        ? undefined
        : { company: this.company, customer: this.customer },
    asked: () => {
      const { payable } = this.#data;
      const chosen = this.choosing ? this.#chosen : null;
      const company = payable.last?.company;
      return chosen && company
        ? { company, currency: chosen.currency, amount: chosen.total }
        : undefined;
    },
    onList: (count) => {
      if (!this.open && this.#shown === 'list') this.announce(this.t('payments.found', { count }));
    },
    onPayment: (payment) => this.#onPayment(payment),
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
  get #shown(): 'pay' | 'list' {
    return this.screen === 'list' || !this.session?.customer ? 'list' : 'pay';
  }
  protected get list() {
    return this.#data.list;
  }
  protected get record() {
    return this.#data.payment;
  }
  protected override get shown() {
    if (this.open) return this.#data.payment;
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
    this.#clear();
  }
  protected override onOpening(): void {
    this.refusal = '';
    this.looked = 0;
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
    clearTimeout(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('open')) {
      clearTimeout(this.#timer);
      this.looked = 0;
    }
    if (changed.has('company')) this.#clear();
    super.willUpdate(changed);
    if (this.items && this.#data.payable.loaded) {
      const wanted = this.items.split(' ');
      this.items = '';
      for (const item of this.#items) if (wanted.includes(item.id)) this.#choose(item, true);
    }
  }

  get #items(): readonly PayableItem[] {
    return this.#data.payable.last?.items ?? [];
  }
  get #point(): '.' | ',' {
    return pointOf(this.format.language);
  }
  get #chosen(): Chosen | null {
    return chosenOf(this.#items, this.choice, this.#point);
  }

  #clear(): void {
    this.choice = new Map();
    this.choosing = false;
    this.method = '';
    this.refusal = '';
    this.question = undefined;
    this.#key = newFormKey();
  }

  #set(choice: Choice): void {
    this.choice = choice;
    this.#key = newFormKey();
  }

  #choose(item: PayableItem, on: boolean): void {
    const choice = new Map(this.choice);
    if (on && isPayable(item)) choice.set(item.id, item.payable.replace('.', this.#point));
    else choice.delete(item.id);
    this.#set(choice);
  }

  #chooseOverdue = (): void => {
    const overdue = this.#items.filter((item) => isOverdue(item) && isPayable(item));
    const currency = this.#chosen?.currency ?? overdue[0]?.currency;
    this.#set(new Map());
    for (const item of overdue) if (item.currency === currency) this.#choose(item, true);
  };

  /** Takes a look at a payment again as long as it is under way and somebody looks. */
  #onPayment({ id, state: now }: Payment): void {
    if (this.#known?.id === id && this.#known.state !== now) {
      emit(this, 'portal-payment-changed', { id, state: now });
      this.announce(this.t(`payments.state_${now}`));
    }
    this.#known = { id, state: now };
    clearTimeout(this.#timer);
    const pause = isLive(now) ? looks[this.looked] : undefined;
    if (pause === undefined) return;
    this.#timer = setTimeout(() => {
      this.looked += 1;
      this.#data.payment.reload();
    }, pause * 1000);
  }

  /** Begins the payment, and leaves to the provider's page. */
  async #pay(confirmations: 'again'[] = []): Promise<void> {
    const chosen = this.#chosen;
    const company = this.#data.payable.last?.company;
    if (!chosen || !company || this.method === '' || this.busy) return;
    this.busy = true;
    this.refusal = '';
    const { client } = this.portal;
    try {
      const { id } = await client.call('POST /payments', {
        body: {
          company,
          currency: chosen.currency,
          method: this.method,
          items: chosen.items,
          returnTo: location.href.replace(/#.*/, ''),
          locale: this.format.language,
          confirmations,
        },
        once: this.#key,
      });
      const payment = await client.call('GET /payments/:id', { params: { id } });
      this.#clear();
      this.open = id;
      this.place.push();
      this.#data.reload();
      if (payment.redirect) this.#leave(id, payment.redirect);
    } catch (error) {
      this.#refuse(error);
    } finally {
      this.busy = false;
    }
  }

  #refuse(error: unknown): void {
    const fault = toClientError(error);
    if (fault.code === 'payment_under_way') {
      const { payment } = (fault.current ?? {}) as { payment?: { number: string } };
      this.question = { what: 'again', number: payment?.number ?? '' };
      return;
    }
    this.refusal = this.t(`error.${fault.code}`);
    if (fault.code === 'payment_items_changed') this.#data.payable.reload();
    this.report(fault);
  }

  #leave(id: string, address: string): void {
    const href = URL.parse(address);
    if (!href || !/^https?:$/.test(href.protocol)) return;
    if (emit(this, 'portal-before-payment', { id, href: href.href })) location.assign(href.href);
  }

  async #cancel(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await this.portal.client.call('POST /payments/:id/cancellation', {
        params: { id: this.open },
        body: {},
      });
      this.looked = 0;
    } catch (error) {
      const fault = toClientError(error);
      this.refusal = this.t(`error.${fault.code}`);
      this.report(fault);
    } finally {
      this.busy = false;
      this.#data.reload();
    }
  }

  protected override renderSkeleton(): TemplateResult {
    return html`<div class="header"></div>
      ${listSkeleton()}`;
  }

  protected override renderContent(): TemplateResult {
    return html`${this.open ? this.#renderPayment() : this.#renderRooms()} ${this.#renderQuestion()}`;
  }

  #renderPayment(): TemplateResult {
    const { payment } = this.#data;
    return paymentDetail({
      view: this.view,
      payment: payment.last?.id === this.open ? payment.last : undefined,
      fault: payment.fault && this.renderFault(payment.fault),
      refusal: this.refusal,
      pays: this.#pays,
      busy: this.busy,
      rests: this.looked >= looks.length,
      onBack: () => {
        this.screen = 'list';
        this.onBack();
      },
      onLeave: (address) => this.#leave(this.open, address),
      onCancel: () => {
        this.question = { what: 'cancel', number: payment.last?.number ?? '' };
      },
    });
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
                this.screen = room;
                this.place.push();
              },
            })
          : notice('info', t('payments.as_staff'), 'person')
      }
      <div id="panel" role="tabpanel" aria-labelledby="tab-${shown}">
        ${shown === 'pay' ? this.#renderPay() : this.#renderList()}
      </div>
    `;
  }

  #renderPay(): TemplateResult {
    const { view, t } = this;
    const { payable, methods } = this.#data;
    const { last, fault } = payable;
    if (fault) return this.renderFault(fault);
    if (!last) return listSkeleton();
    const chosen = this.#chosen;
    if (this.choosing && chosen)
      return methodPage({
        view,
        chosen,
        methods: methods.value,
        method: this.method,
        busy: this.busy,
        refusal: this.refusal,
        fault: methods.fault && this.renderFault(methods.fault),
        onMethod: (method) => (this.method = method),
        onBack: () => {
          this.choosing = false;
          this.refusal = '';
        },
        onPay: () => void this.#pay(),
      });
    return html`${this.#renderCompanies()}
    ${this.refusal ? notice('danger', this.refusal) : nothing}
    ${
      last.items.length === 0
        ? panel({ icon: 'check', title: t('payments.nothing_title'), text: t('payments.nothing') })
        : payableList({
            view,
            items: last.items,
            more: last.more,
            choice: this.choice,
            chosen,
            pays: this.#pays,
            link: (id, label) => this.recordLink(id, label),
            onChoose: (item, on) => this.#choose(item, on),
            onAmount: ({ id }, typed) => this.#set(new Map(this.choice).set(id, typed)),
            onOverdue: this.#chooseOverdue,
            onPay: () => {
              if (!chosen || chosen.problem) return;
              this.choosing = true;
              this.focusNext('.subtitle');
            },
          })
    }`;
  }

  #renderCompanies(): TemplateResult | typeof nothing {
    const { companies = [], company } = this.#data.payable.last ?? {};
    if (companies.length < 2) return nothing;
    return html`<div class="company">
      ${selectField({
        id: 'company',
        label: this.t('payments.company'),
        value: company ?? '',
        options: companies.map(({ code, name }) => [code, name]),
        onChange: (code) => (this.company = code),
      })}
    </div>`;
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
        void (cancels ? this.#cancel() : this.#pay(['again']));
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

import { html, nothing, type TemplateResult } from 'lit';
import { isZero, sumOf } from '#contract/decimal';
import { pointOf } from '#contract/order-quantity';
import type { PayableItem } from '#contract/payments';
import type { PaymentMethod } from '#contract/payment-words';
import { toClientError, type ClientError, type Portal } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { newFormKey } from '../core/once.ts';
import { selectField } from '../kit/field.ts';
import { notice, panel } from '../kit/notice.ts';
import { listSkeleton } from '../records/listing.ts';
import { Drafts, writerOf } from '../records/drafts.ts';
import type { View } from '../records/view.ts';
import {
  chosenOf,
  isOverdue,
  isProposed,
  isPayable,
  payableList,
  payBar,
  spread,
  type Choice,
  type Chosen,
  type Money,
  type PayableOptions,
} from './payable.ts';
import { onAccountForm, readAmount } from './on-account.ts';
import type { Asked, PaymentsData } from './payments-data.ts';
import type { Said } from './said.ts';

export type PayRoomOptions = {
  portal: () => Portal;
  view: () => View;
  data: () => PaymentsData;
  /** Whether the reader may pay; else the documents are only listed. */
  pays: () => boolean;
  link: (id: string, label: string) => TemplateResult;
  renderFault: (fault: ClientError) => TemplateResult;
  /** Whether the reader may say that a document is not right. */
  disputes: () => boolean;
  /** Where it is said when documents are paid, and that they are not right. */
  said: () => Lazy<Said>;
  /** Shows the dispute of an id. */
  onDispute: (id: string) => void;
  /** Whether the ways to pay are to be on screen, instead of what can be paid. */
  choosing: () => boolean;
  onChoosing: (on: boolean) => void;
  /** The page that the provider sends the browser back to. */
  returnTo: () => string;
  focusNext: (selector: string) => void;
  onCompany: (code: string) => void;
  /** One of the documents is being paid already, by the payment of this number. */
  onUnderWay: (number: string) => void;
  onBegun: (id: string) => void;
  onFault: (fault: ClientError) => void;
  requestUpdate: () => void;
};

/** What was chosen, as it outlives the page: the documents by their ids, each with what was typed for it. */
type KeptChoice = { items: [id: string, typed: string][]; typed: string; onAccount: Money | null };

/** The documents that can be paid, what is chosen of them, and the ways to pay. */
export class PayRoom {
  readonly #options: PayRoomOptions;
  readonly #page: Lazy<typeof import('./method-page.ts')>;
  #choice: Choice = new Map();
  /** What is to be paid for no document, and what was typed as an amount to pay. */
  #onAccount: Money | null = null;
  #typed = '';
  #wrong = false;
  #method: PaymentMethod | '' = '';
  #busy = false;
  #refusal = '';
  /** How many documents the page led here with that can no longer be paid. */
  #gone = 0;
  /** What was chosen on this page before it was loaded again is chosen again. */
  #isBack = false;
  readonly #drafts: Drafts;
  /** The company, and the documents that a page led here with, whose choice is on screen. */
  #of = '';
  /** The key of what is chosen: another one with each change of it. */
  #key = newFormKey();

  constructor(options: PayRoomOptions) {
    this.#options = options;
    this.#drafts = new Drafts(() => writerOf(options.portal()), 'porticoPayments');
    this.#page = new Lazy(options, () => import('./method-page.ts'));
  }

  /** What the ways to pay are asked for; undefined as long as nobody asks. */
  get asked(): Asked | undefined {
    const chosen = this.#options.choosing() ? this.#chosen : null;
    const company = this.#options.data().payable.last?.company;
    return chosen && company
      ? {
          company,
          currency: chosen.currency,
          amount: chosen.total,
          ...(!isZero(chosen.onAccount) && { onAccount: 'true' as const }),
        }
      : undefined;
  }

  get #items(): readonly PayableItem[] {
    return this.#options.data().payable.last?.items ?? [];
  }
  get #point(): '.' | ',' {
    return pointOf(this.#options.view().format.language);
  }
  /** Whether anything is chosen of what there is to pay. */
  get isChosen(): boolean {
    return this.#chosen !== null;
  }
  get #chosen(): Chosen | null {
    return chosenOf(this.#items, this.#choice, this.#point, this.#onAccount);
  }

  clear(): void {
    this.#of = '';
    this.#onAccount = null;
    this.#typed = '';
    this.#wrong = this.#isBack = false;
    this.#gone = 0;
    this.#set({ choice: new Map(), method: '', refusal: '' });
  }

  /** Keeps what is chosen at once: the page goes. */
  readonly flush = (): void => this.#drafts.flush();

  /** Has what is chosen kept until it is paid. */
  #keep(): void {
    if (!this.#of) return;
    this.#isBack = false;
    const kept: KeptChoice = {
      items: [...this.#choice],
      typed: this.#typed,
      onAccount: this.#onAccount,
    };
    const some = kept.items.length > 0 || kept.typed || kept.onAccount;
    this.#drafts.set(this.#of, some ? JSON.stringify(kept) : '');
  }

  /**
   * Chooses what was chosen here before the page was loaded again, of what can still be paid; what cannot is told.
   * @param names of the documents that the page led here with
   * @returns whether anything was
   */
  recall(names: readonly string[] = []): boolean {
    const company = this.#options.data().payable.last?.company;
    if (!company || (names.length === 0 && this.#of.startsWith(`${company} `))) return false;
    this.#of = `${company} ${names.join(' ')}`;
    const text = this.#drafts.get(this.#of);
    if (!text) return false;
    const { items, typed, onAccount } = JSON.parse(text) as KeptChoice;
    const payable = new Set(this.#items.filter(isPayable).map(({ id }) => id));
    const open = items.filter(([id]) => payable.has(id));
    this.#gone = items.length - open.length;
    this.#typed = typed;
    this.#onAccount = onAccount;
    this.#set({ choice: new Map(open) });
    this.#isBack = open.length > 0 || Boolean(typed);
    return true;
  }

  #set(change: {
    choice?: Choice;
    method?: PaymentMethod | '';
    busy?: boolean;
    refusal?: string;
  }): void {
    if (change.choice) {
      this.#choice = change.choice;
      this.#key = newFormKey();
      this.#keep();
    }
    this.#method = change.method ?? this.#method;
    this.#busy = change.busy ?? this.#busy;
    this.#refusal = change.refusal ?? this.#refusal;
    this.#options.requestUpdate();
  }

  /** Chooses documents by their ids or the numbers of their invoices, once they are here. */
  chooseNamed(names: readonly string[]): void {
    if (this.recall(names)) return;
    const found = this.#items.filter(
      ({ id, invoice }) => names.includes(id) || (invoice !== null && names.includes(invoice)),
    );
    const known = new Set(found.filter(isPayable).flatMap(({ id, invoice }) => [id, invoice]));
    this.#gone = names.filter((name) => !known.has(name)).length;
    this.#set({ choice: new Map() });
    const currency = found.find(isPayable)?.currency;
    for (const item of found) if (item.currency === currency) this.#choose(item, true);
  }

  #choose(item: PayableItem, on: boolean): void {
    const choice = new Map(this.#choice);
    if (on && isPayable(item)) choice.set(item.id, item.payable.replace('.', this.#point));
    else choice.delete(item.id);
    this.#set({ choice });
  }

  #chooseOverdue = (): void => {
    const overdue = this.#items.filter((item) => isOverdue(item) && isProposed(item));
    const currency = this.#chosen?.currency ?? overdue[0]?.currency;
    this.#set({ choice: new Map() });
    for (const item of overdue) if (item.currency === currency) this.#choose(item, true);
  };

  /** Proposes which documents the amount that was typed pays; the rest of it is for none. */
  #spread = (): void => {
    const currency = this.#options.data().payable.last?.onAccount;
    const amount = readAmount(this.#typed, this.#point);
    this.#wrong = amount === null;
    if (!currency || amount === null) {
      // What an earlier sum had proposed is not what is asked for now.
      this.#onAccount = null;
      this.#set({ choice: new Map() });
      this.#options.focusNext('#on-account');
      return;
    }
    const { choice, left } = spread(this.#items, { amount, currency }, this.#point);
    this.#onAccount = isZero(left) ? null : { amount: left, currency };
    this.#set({ choice, refusal: '' });
    this.#options.focusNext('.bar .button.primary');
  };

  /** Begins the payment. */
  async pay(confirmations: 'again'[] = []): Promise<void> {
    const { data, portal, view, returnTo, onBegun, focusNext } = this.#options;
    const chosen = this.#chosen;
    const company = data().payable.last?.company;
    if (!chosen || !company || this.#busy) return;
    if (this.#method === '') {
      focusNext('input[name="method"]:enabled');
      return this.#set({ refusal: view().t('payments.method_missing') });
    }
    this.#set({ busy: true, refusal: '' });
    try {
      const { id } = await portal().client.call('POST /payments', {
        body: {
          company,
          currency: chosen.currency,
          method: this.#method,
          items: chosen.items,
          onAccount: chosen.onAccount,
          returnTo: returnTo(),
          locale: view().format.language,
          confirmations,
        },
        once: this.#key,
      });
      this.#drafts.set(this.#of, '');
      this.clear();
      onBegun(id);
    } catch (error) {
      this.#refuse(error);
    } finally {
      this.#set({ busy: false });
    }
  }

  #refuse(error: unknown): void {
    const { data, view, onFault, onUnderWay } = this.#options;
    const fault = toClientError(error);
    if (fault.code === 'payment_under_way') {
      const { payment } = (fault.current ?? {}) as { payment?: { number: string } };
      return onUnderWay(payment?.number ?? '');
    }
    this.#set({ refusal: view().t(`error.${fault.code}`) });
    if (fault.code === 'payment_items_changed') data().payable.reload();
    onFault(fault);
  }

  render(): TemplateResult {
    const { view, data, renderFault } = this.#options;
    const { payable } = data();
    const { t } = view();
    if (payable.fault) return renderFault(payable.fault);
    if (!payable.last) return listSkeleton();
    const chosen = this.#chosen;
    if (this.#options.choosing() && chosen) return this.#renderMethods(chosen);
    return html`${this.#renderCompanies()}
    ${this.#refusal ? notice('danger', this.#refusal) : nothing}
    ${this.#options.said().value?.outcome() ?? nothing}
    ${this.#isBack ? notice('info', t('payments.choice_back')) : nothing}
    ${this.#gone > 0 ? notice('info', t('payments.gone', { count: this.#gone })) : nothing}
    ${this.#renderOnAccount()}
    ${
      payable.last.items.length === 0
        ? html`${panel({ icon: 'check', title: t('payments.nothing_title'), text: t('payments.nothing') })}
          ${payBar(this.#listOptions(chosen))}`
        : payableList(this.#listOptions(chosen))
    }`;
  }

  #renderOnAccount(): TemplateResult | typeof nothing {
    const { view, data, pays } = this.#options;
    const currency = data().payable.last?.onAccount;
    if (!currency || !pays()) return nothing;
    return onAccountForm({
      view: view(),
      currency,
      typed: this.#typed,
      wrong: this.#wrong,
      open: this.#items.some((item) => item.currency === currency && isPayable(item)),
      onType: (text) => {
        this.#typed = text;
        this.#wrong = false;
        this.#keep();
        this.#set({});
      },
      onSpread: this.#spread,
    });
  }

  #renderMethods(chosen: Chosen): TemplateResult {
    const { view, data, renderFault } = this.#options;
    const { methods } = data();
    this.#page.need();
    if (this.#page.fault) return renderFault(this.#page.fault);
    const drawn = this.#page.value?.methodPage({
      view: view(),
      chosen,
      methods: methods.value,
      method: this.#method,
      busy: this.#busy,
      refusal: this.#refusal,
      fault: methods.fault && renderFault(methods.fault),
      onMethod: (method) => this.#set({ method }),
      onBack: () => {
        this.#set({ refusal: '' });
        this.#options.onChoosing(false);
        this.#options.focusNext('.bar .button.primary');
      },
      onPay: () => void this.pay(),
    });
    return drawn ?? listSkeleton();
  }

  #listOptions(chosen: Chosen | null): PayableOptions {
    const { view, data, pays, link } = this.#options;
    return {
      view: view(),
      items: this.#items,
      more: data().payable.last!.more,
      choice: this.#choice,
      chosen,
      pays: pays(),
      disputes: this.#options.disputes(),
      link,
      onChoose: (item, on) => this.#choose(item, on),
      onAmount: ({ id }, typed) => this.#set({ choice: new Map(this.#choice).set(id, typed) }),
      onOverdue: this.#chooseOverdue,
      onDocumentsAlone: () => {
        this.#onAccount = null;
        this.#set({ choice: this.#choice });
      },
      onPromise: () => this.#promise(chosen),
      onWithdraw: (id) => void this.#say((said) => said.withdrawPromise(id)),
      onDispute: (item) =>
        this.#say((said) => said.askDispute(data().payable.last!.company!, item)),
      onDisputed: this.#options.onDispute,
      onPay: () => {
        if (!chosen || chosen.problem) return;
        void this.#enterMethods();
      },
    };
  }

  /** Shows the ways to pay, once the part for them is here. */
  async #enterMethods(): Promise<void> {
    const { view, onChoosing, focusNext } = this.#options;
    try {
      await this.#page.ready();
      onChoosing(true);
      focusNext('.record-title');
    } catch {
      this.#set({ refusal: view().t('error.load') });
    }
  }

  /** Has it said when what is chosen is paid; credits are nothing to pay. */
  #promise(chosen: Chosen | null): void {
    const company = this.#options.data().payable.last?.company;
    if (!chosen || chosen.problem || !company) return;
    const items = chosen.items.filter(({ amount }) => !amount.startsWith('-'));
    const total = sumOf(items.map(({ amount }) => amount));
    this.#say((said) => said.askPromise({ company, currency: chosen.currency, total, items }));
  }

  /** Has something said, once the part for it is here. */
  #say(work: (said: Said) => unknown): void {
    const said = this.#options.said();
    said.ready().then(work, () => this.#set({ refusal: this.#options.view().t('error.load') }));
  }

  #renderCompanies(): TemplateResult | typeof nothing {
    const { view, data, onCompany } = this.#options;
    const { companies = [], company } = data().payable.last ?? {};
    if (companies.length < 2) return nothing;
    return html`<div class="company">
      ${selectField({
        id: 'company',
        label: view().t('payments.company'),
        value: company ?? '',
        options: companies.map(({ code, name }) => [code, name]),
        onChange: onCompany,
      })}
    </div>`;
  }
}

import { html, nothing, type TemplateResult } from 'lit';
import { compareDecimals, isZero } from '#contract/decimal';
import { limits } from '#contract/limits';
import { pointOf, readQuantity } from '#contract/order-quantity';
import type { Payment, Proof, Refund } from '#contract/payments';
import type { PaymentSettlement } from '#contract/payment-words';
import { formatInstant, type Portal, type TextKey } from '../core/index.ts';
import { newFormKey } from '../core/once.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { dialog } from '../kit/dialog.ts';
import { textField } from '../kit/field.ts';
import type { IconName } from '../kit/icons.ts';
import { notice, type Tone } from '../kit/notice.ts';
import { Deed, type DeedDesk } from '../records/deed.ts';
import { money, type View } from '../records/view.ts';

export type PaymentDesk = DeedDesk & {
  view: () => View;
  mayRefund: () => boolean;
  mayReview: () => boolean;
  announce: (text: string) => void;
  /** The payment is another one now. */
  onChanged: () => void;
};

type Typed = {
  amount: string;
  reason: string;
  note: string;
  /** What came to the bank: what the proof says unless it was changed. */
  received: string | undefined;
  refusal: string;
};
const untyped: Typed = { amount: '', reason: '', note: '', received: undefined, refusal: '' };

const marks: Record<Refund['state'], readonly [Tone, IconName]> = {
  waiting: ['warning', 'clock'],
  asked: ['info', 'progress'],
  returned: ['success', 'check'],
  declined: ['danger', 'cross'],
  withheld: ['neutral', 'cross'],
};

/** What people of the company do with one payment: money back, proofs, and what nobody expected. */
export class Refunding {
  readonly #desk: PaymentDesk;
  readonly #task: Deed;
  #of = '';
  #typed = untyped;
  #tried = '';
  /** Whether it is asked before money goes back. */
  #asking = false;
  #key = newFormKey();

  constructor(desk: PaymentDesk) {
    this.#desk = desk;
    this.#task = new Deed(desk);
  }

  #begin(id: string): void {
    this.#of = id;
    this.#asking = false;
    this.#typed = untyped;
    this.#tried = '';
    this.#task.clear();
    this.#key = newFormKey();
  }

  #ask(asking: boolean): void {
    this.#asking = asking;
    this.#desk.host.requestUpdate();
  }

  #type(change: Partial<Typed>): void {
    this.#typed = { ...this.#typed, ...change };
    this.#key = newFormKey();
    this.#desk.host.requestUpdate();
  }

  render(payment: Payment): TemplateResult | typeof nothing {
    const { desk, state, settled } = payment;
    if (!desk) return nothing;
    if (payment.id !== this.#of) this.#begin(payment.id);
    const { view, mayRefund, mayReview } = this.#desk;
    const { t, format } = view();
    const unexpected = settled === null && ['late', 'mismatch', 'partly_paid'].includes(state);
    const waiting = payment.proofs.filter((proof) => proof.state === 'waiting');
    const asks = mayRefund() && !isZero(desk.refundable);
    const hasWork = (mayReview() && (waiting.length > 0 || unexpected)) || asks;
    const hasNews = desk.unanswered ?? settled ?? desk.fee ?? desk.refunds[0] ?? this.#task.fault;
    if (!hasWork && !hasNews) return nothing;
    return html`<section class="desk no-print" part="desk">
      <h3 class="subtitle">${t('payments.desk')}</h3>
      ${this.#task.fault ? notice('danger', t(`error.${this.#task.fault.code}`)) : nothing}
      ${desk.unanswered ? notice('warning', t('payments.unanswered', { when: formatInstant(desk.unanswered, format) })) : nothing}
      ${settled ? notice('neutral', t(`payments.settled_${settled}`)) : nothing}
      ${desk.fee === null ? nothing : html`<p>${t('payments.fee')}: <strong class="figures">${money(desk.fee, payment.currency, view())}</strong></p>`}
      ${mayReview() ? waiting.map((proof) => this.#renderProof(proof, payment)) : nothing}
      ${mayReview() && unexpected ? this.#renderSettle(payment) : nothing}
      ${desk.refunds.length > 0 ? html`<h4>${t('payments.refunds')}</h4>` : nothing}
      ${desk.refunds.map((refund) => this.#renderRefund(refund, payment))}
      ${asks ? this.#renderAsk(payment) : nothing}
    </section>`;
  }

  #renderProof({ id, amount }: Proof, { currency }: Payment): TemplateResult {
    const { t } = this.#desk.view();
    const { refusal } = this.#typed;
    const point = pointOf(this.#desk.view().format.language);
    const received = this.#typed.received ?? amount.replace('.', point);
    const decide = (decision: 'accepted' | 'refused') => {
      const read = this.#read(received);
      if (decision === 'accepted' && !read) return this.#miss('received', 'payments.bad_sum');
      if (decision === 'refused' && !refusal.trim()) return this.#miss('proof');
      void this.#act((client) =>
        client.call('POST /payment-proofs/:id/decision', {
          params: { id },
          body:
            decision === 'accepted'
              ? { decision, received: read! }
              : { decision, reason: refusal.trim() },
        }),
      );
    };
    return html`<div class="deed">
      ${textField({
        id: 'proof-received',
        label: `${t('payments.proof_received')} (${currency})`,
        value: received,
        error:
          this.#tried === 'received' && !this.#read(received) ? t('payments.bad_sum') : undefined,
        maxLength: 24,
        autocomplete: 'off',
        onInput: (text) => this.#type({ received: text }),
      })}
      ${textField({
        id: 'proof-refusal',
        label: t('payments.proof_reason'),
        value: refusal,
        error: this.#tried === 'proof' && !refusal.trim() ? t('payments.required') : undefined,
        maxLength: limits.text,
        onInput: (text) => this.#type({ refusal: text }),
      })}
      <div class="actions">
        ${button({ kind: 'primary', label: t('payments.proof_accept'), off: this.#task.busy, onClick: () => decide('accepted') })}
        ${button({ label: t('payments.proof_refuse'), off: this.#task.busy, onClick: () => decide('refused') })}
      </div>
    </div>`;
  }

  #renderSettle({ id }: Payment): TemplateResult {
    const { t } = this.#desk.view();
    const { note } = this.#typed;
    const settle = (decision: PaymentSettlement) => {
      if (!note.trim()) return this.#miss('settle');
      void this.#act((client) =>
        client.call('POST /payments/:id/resolution', {
          params: { id },
          body: { decision, note: note.trim() },
        }),
      );
    };
    return html`<div class="deed">
      <h4>${t('payments.settle_title')}</h4>
      ${textField({
        id: 'settle-note',
        label: t('payments.note'),
        value: note,
        error: this.#tried === 'settle' && !note.trim() ? t('payments.required') : undefined,
        maxLength: limits.text,
        onInput: (text) => this.#type({ note: text }),
      })}
      <div class="actions">
        ${button({ label: t('payments.settle_credit'), off: this.#task.busy, onClick: () => settle('credit') })}
        ${button({ label: t('payments.settle_applied'), off: this.#task.busy, onClick: () => settle('applied') })}
      </div>
    </div>`;
  }

  #renderRefund(refund: Refund, { currency }: Payment): TemplateResult {
    const view = this.#desk.view();
    const { t, format } = view;
    const { id, state, amount, reason, failure, at, askedBy, decidedBy, own } = refund;
    const decide = (decision: 'confirmed' | 'withheld') =>
      void this.#act((client) =>
        client.call('POST /payment-refunds/:id/decision', { params: { id }, body: { decision } }),
      );
    return html`<div class="deed">
      <p>
        ${badge(...marks[state], t(`payments.refund_state_${state}`))}
        <strong class="figures">${money(amount, currency, view)}</strong>
        <small class="figures">${formatInstant(at, format)}</small>
      </p>
      <p>
        ${reason} ${failure ? html`<small>(${failure})</small>` : nothing}<br />
        <small>
          ${t('payments.refund_by', { name: askedBy })}
          ${decidedBy ? html`· ${t('payments.refund_decided_by', { name: decidedBy })}` : nothing}
        </small>
      </p>
      ${
        state === 'waiting' && this.#desk.mayRefund()
          ? html`<div class="actions">
              ${own ? nothing : button({ kind: 'primary', label: t('payments.refund_confirm'), off: this.#task.busy, onClick: () => decide('confirmed') })}
              ${button({ label: t('payments.refund_withhold'), off: this.#task.busy, onClick: () => decide('withheld') })}
            </div>`
          : nothing
      }
    </div>`;
  }

  #renderAsk({ id, desk, currency }: Payment): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    const { amount, reason } = this.#typed;
    const read = this.#read(amount);
    const isTried = this.#tried === 'refund';
    const { refundable } = desk!;
    const isTooMuch = read !== undefined && compareDecimals(read, refundable) > 0;
    const ask = (event: Event) => {
      event.preventDefault();
      if (!read || isTooMuch || !reason.trim()) return this.#miss('refund');
      this.#ask(true);
    };
    const send = (sum: string) =>
      void this.#act(
        (client) =>
          client.call('POST /payments/:id/refunds', {
            params: { id },
            body: { amount: sum, reason: reason.trim() },
            once: this.#key,
          }),
        t('payments.refund_asked_ok'),
      );
    return html`<form class="deed" data-of="refund ${id}" novalidate @submit=${ask}>
        <h4>${t('payments.refund_title')}</h4>
        ${textField({
          id: 'refund-amount',
          label: t('payments.refund_amount', { amount: money(refundable, currency, view) }),
          value: amount,
          error:
            isTried && isTooMuch
              ? t('error.payment_refund_amount')
              : isTried && !read
                ? t(amount.trim() ? 'payments.bad_sum' : 'payments.required')
                : undefined,
          maxLength: 24,
          autocomplete: 'off',
          onInput: (text) => this.#type({ amount: text }),
        })}
        ${textField({
          id: 'refund-reason',
          label: t('payments.refund_reason'),
          value: reason,
          error: isTried && !reason.trim() ? t('payments.required') : undefined,
          maxLength: limits.text,
          onInput: (text) => this.#type({ reason: text }),
        })}
        <div class="actions">
          ${button({ type: 'submit', label: t('payments.refund_send'), off: this.#task.busy })}
        </div>
      </form>
      ${
        this.#asking && read
          ? dialog({
              title: t('payments.refund_ask', { amount: money(read, currency, view) }),
              content: html`<p>${t('payments.refund_ask_text')}</p>`,
              submit: t('payments.refund_send'),
              danger: true,
              cancel: t('common.back'),
              onSubmit: () => {
                this.#ask(false);
                send(read);
                return true;
              },
              onClose: () => this.#ask(false),
            })
          : nothing
      }`;
  }

  #read(typed: string): string | undefined {
    return readQuantity(typed, pointOf(this.#desk.view().format.language))?.quantity;
  }

  #miss(what: string, why: TextKey = 'payments.required'): void {
    const { host, announce, view } = this.#desk;
    this.#tried = what;
    announce(view().t(why));
    host.requestUpdate();
  }

  #act(work: (client: Portal['client']) => Promise<unknown>, done?: string): Promise<void> {
    const { announce, onChanged } = this.#desk;
    return this.#task.run(
      work,
      () => {
        this.#begin('');
        if (done !== undefined) announce(done);
      },
      onChanged,
    );
  }
}

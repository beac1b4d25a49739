import { html, nothing, type TemplateResult } from 'lit';
import { compareDecimals, difference, sumOf } from '#contract/decimal';
import { limits } from '#contract/limits';
import { readQuantity, pointOf } from '#contract/order-quantity';
import type { Payment } from '#contract/payments';
import { formatDate } from '../core/index.ts';
import { newFormKey } from '../core/once.ts';
import { button } from '../kit/button.ts';
import { dayField, dayProblem } from '../kit/day-field.ts';
import { textField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { Deed, type DeedDesk } from '../records/deed.ts';
import { arrivedFiles, filePicker } from '../records/file-picker.ts';
import { Uploads } from '../records/uploads.ts';
import { dayTexts, type View } from '../records/view.ts';
import { fileWords } from './file-words.ts';
import { focusWrong } from '../records/focus.ts';

export type ProofDesk = DeedDesk & {
  view: () => View;
  announce: (text: string) => void;
  onDone: () => void;
};

type Typed = { amount?: string; date: string; reference: string };
const untyped: Typed = { date: '', reference: '' };

/** The form that hands the proof of a transfer over. */
export class ProofForm {
  readonly #desk: ProofDesk;
  readonly #uploads: Uploads;
  readonly #task: Deed;
  #of = '';
  #typed = untyped;
  #tried = false;
  #key = newFormKey();

  constructor(desk: ProofDesk) {
    this.#desk = desk;
    this.#task = new Deed(desk);
    this.#uploads = new Uploads(desk.host, {
      purpose: 'proof',
      portal: desk.portal,
      onDone: () => desk.host.requestUpdate(),
      onFault: desk.report,
    });
  }

  #begin(id: string): void {
    this.#of = id;
    this.#typed = untyped;
    this.#tried = false;
    this.#task.clear();
    this.#key = newFormKey();
    if (this.#uploads.items.length > 0) this.#uploads.clear();
  }

  #type(change: Partial<Typed>): void {
    this.#typed = { ...this.#typed, ...change };
    this.#key = newFormKey();
    this.#desk.host.requestUpdate();
  }

  get #file(): string | undefined {
    return arrivedFiles(this.#uploads)?.[0];
  }

  /** What is typed as the amount; what is missing of the payment unless it was changed. */
  #amountOf(payment: Payment): string {
    return this.#typed.amount ?? missingOf(payment).replace('.', pointOf(this.#language));
  }
  get #language() {
    return this.#desk.view().format.language;
  }

  render(payment: Payment): TemplateResult {
    if (payment.id !== this.#of) this.#begin(payment.id);
    const view = this.#desk.view();
    const { t } = view;
    const { date, reference } = this.#typed;
    const submit = (event: Event) => {
      event.preventDefault();
      this.#send(payment);
    };
    return html`<form
      class="form proof-form no-print"
      data-of="proof ${payment.id}"
      novalidate
      @submit=${submit}
    >
      <h3 class="subtitle">${t('payments.proof_title')}</h3>
      ${this.#renderFile(view)}
      ${textField({
        id: 'proof-amount',
        label: `${t('payments.proof_amount')} (${payment.currency})`,
        value: this.#amountOf(payment),
        error: this.#tried && !this.#read(payment) ? t('payments.required') : undefined,
        maxLength: 24,
        autocomplete: 'off',
        onInput: (amount) => this.#type({ amount }),
      })}
      ${dayField({
        id: 'proof-date',
        label: t('payments.proof_date'),
        texts: dayTexts(view),
        value: date,
        error: this.#tried && dayFault(date) ? t('payments.required') : this.#dayRefused(view),
        onChange: (day) => this.#type({ date: day }),
      })}
      ${textField({
        id: 'proof-reference',
        label: t('payments.proof_bank_reference'),
        value: reference,
        maxLength: limits.identifier,
        autocomplete: 'off',
        onInput: (text) => this.#type({ reference: text }),
      })}
      ${this.#task.fault && !this.#dayRefused(view) ? notice('danger', t(`error.${this.#task.fault.code}`)) : nothing}
      <div class="actions">
        ${button({ kind: 'primary', type: 'submit', label: t('payments.proof_send'), off: this.#task.busy || this.#uploads.busy })}
      </div>
    </form>`;
  }

  #renderFile(view: View): TemplateResult {
    const { t } = view;
    return html`${filePicker({
      view,
      label: t('payments.proof_file'),
      words: fileWords(t, t('payments.proof_choose')),
      uploads: this.#uploads,
      most: 1,
    })}
    ${this.#tried && !this.#file ? notice('danger', t('payments.proof_file_missing')) : nothing}`;
  }

  #read(payment: Payment): string | undefined {
    return readQuantity(this.#amountOf(payment), pointOf(this.#language))?.quantity;
  }

  /** Why the server does not take the day: it is yet to come. */
  #dayRefused({ t, format }: View): string | undefined {
    const days = this.#task.fault?.errors.find(({ rule }) => rule === 'day_range')?.params;
    return days
      ? t('rule.day_range', {
          min: formatDate(String(days['min']), format),
          max: formatDate(String(days['max']), format),
        })
      : undefined;
  }

  #send(payment: Payment): void {
    const { view, announce, onDone, host } = this.#desk;
    const amount = this.#read(payment);
    const { date, reference } = this.#typed;
    this.#tried = true;
    host.requestUpdate();
    const file = this.#file;
    if (!file || !amount || dayFault(date)) {
      announce(view().t('payments.required'));
      return void focusWrong(host);
    }
    void this.#task.run(
      (client) =>
        client.call('POST /payment-proofs', {
          body: {
            payment: payment.id,
            file,
            amount,
            valueDate: date,
            ...(reference.trim() && { bankReference: reference.trim() }),
          },
          once: this.#key,
        }),
      () => {
        announce(view().t('payments.proof_sent'));
        this.#begin('');
        onDone();
      },
    );
  }
}

/** What of a payment has not come, nor is said to have been sent. */
function missingOf({ amount, received, proofs }: Payment): string {
  const waiting = proofs.filter(({ state }) => state === 'waiting');
  const known = sumOf([received, ...waiting.map((proof) => proof.amount)]);
  const left = difference(amount, known);
  return sumOf([compareDecimals(left, '0') > 0 ? left : amount]);
}

const dayFault = (date: string): boolean => date === '' || dayProblem(date) !== undefined;

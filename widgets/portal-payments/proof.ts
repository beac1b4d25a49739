import { html, nothing, type TemplateResult } from 'lit';
import { fileEndings } from '#contract/file-words';
import { limits } from '#contract/limits';
import { readQuantity, pointOf } from '#contract/order-quantity';
import type { Payment } from '#contract/payments';
import { toClientError, type ClientError, type Portal, type PortalElement } from '../core/index.ts';
import { newFormKey } from '../core/once.ts';
import { button } from '../kit/button.ts';
import { dayField, dayProblem } from '../kit/day-field.ts';
import { textField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { sizeText, Uploads } from '../records/uploads.ts';
import { dayTexts, type View } from '../records/view.ts';

export type ProofDesk = {
  host: PortalElement;
  portal: () => Portal;
  view: () => View;
  report: (fault: ClientError) => void;
  announce: (text: string) => void;
  onDone: () => void;
};

type Typed = { amount?: string; date: string; reference: string };
const untyped: Typed = { date: '', reference: '' };

/** The form that hands the proof of a transfer over. */
export class ProofForm {
  readonly #desk: ProofDesk;
  readonly #uploads: Uploads;
  #of = '';
  #typed = untyped;
  #tried = false;
  #busy = false;
  #fault: ClientError | undefined;
  #key = newFormKey();

  constructor(desk: ProofDesk) {
    this.#desk = desk;
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
    this.#fault = undefined;
    this.#key = newFormKey();
    if (this.#uploads.items.length > 0) this.#uploads.clear();
  }

  #type(change: Partial<Typed>): void {
    this.#typed = { ...this.#typed, ...change };
    this.#key = newFormKey();
    this.#desk.host.requestUpdate();
  }

  get #file(): string | undefined {
    return this.#uploads.items.find(({ state }) => state === 'done')?.stored?.id;
  }

  /** What is typed as the amount; that of the payment unless it was changed. */
  #amountOf({ amount }: Payment): string {
    const { typed, point } = { typed: this.#typed.amount, point: pointOf(this.#language) };
    return typed ?? amount.replace('.', point);
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
      void this.#send(payment);
    };
    return html`<form class="form proof-form no-print" novalidate @submit=${submit}>
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
        error: this.#tried && dayFault(date) ? t('payments.required') : undefined,
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
      ${this.#fault ? notice('danger', t(`error.${this.#fault.code}`)) : nothing}
      <div class="actions">
        ${button({ kind: 'primary', type: 'submit', label: t('payments.proof_send'), off: this.#busy || this.#uploads.busy })}
      </div>
    </form>`;
  }

  #renderFile(view: View): TemplateResult {
    const { t, format } = view;
    const { items } = this.#uploads;
    const choose = (event: Event) => {
      const input = event.target as HTMLInputElement;
      const [file] = input.files ?? [];
      if (file) this.#uploads.add(file, () => Promise.resolve());
      // So that the same file can be chosen again.
      input.value = '';
    };
    return html`<div class="field">
      <span class="label">${t('payments.proof_file')}</span>
      <ul class="files">
        ${items.map(
          ({ key, file, state, sent, fault }) =>
            html`<li>
              <span
                >${file.name}
                <small role="status"
                  >${
                    fault
                      ? t(`error.${fault.code}`)
                      : state === 'done'
                        ? sizeText(file.size, format)
                        : state === 'checking'
                          ? t('payments.proof_checking')
                          : `${Math.floor((sent * 100) / Math.max(1, file.size))} %`
                  }</small
                ></span
              >
              ${button({
                kind: 'quiet',
                icon: 'cross',
                label: t('payments.proof_remove'),
                name: `${t('payments.proof_remove')}, ${file.name}`,
                onClick: () => this.#uploads.remove(key),
              })}
            </li>`,
        )}
      </ul>
      <input hidden type="file" accept=${fileEndings.join(',')} @change=${choose} />
      ${
        items.length === 0
          ? button({
              icon: 'paper',
              label: t('payments.proof_choose'),
              onClick: (event) =>
                (event.currentTarget as HTMLElement)
                  .closest('.field')
                  ?.querySelector<HTMLInputElement>('input[type=file]')
                  ?.click(),
            })
          : nothing
      }
      ${this.#tried && !this.#file ? notice('danger', t('payments.proof_file_missing')) : nothing}
    </div>`;
  }

  #read(payment: Payment): string | undefined {
    return readQuantity(this.#amountOf(payment), pointOf(this.#language))?.quantity;
  }

  async #send(payment: Payment): Promise<void> {
    const { portal, view, announce, report, onDone, host } = this.#desk;
    const amount = this.#read(payment);
    const { date, reference } = this.#typed;
    if (this.#busy) return;
    this.#tried = true;
    host.requestUpdate();
    const file = this.#file;
    if (!file || !amount || dayFault(date)) return announce(view().t('payments.required'));
    this.#busy = true;
    try {
      await portal().client.call('POST /payment-proofs', {
        body: {
          payment: payment.id,
          file,
          amount,
          valueDate: date,
          ...(reference.trim() && { bankReference: reference.trim() }),
        },
        once: this.#key,
      });
      announce(view().t('payments.proof_sent'));
      this.#begin('');
      onDone();
    } catch (error) {
      this.#fault = toClientError(error);
      report(this.#fault);
    } finally {
      this.#busy = false;
      host.requestUpdate();
    }
  }
}

const dayFault = (date: string): boolean => date === '' || dayProblem(date) !== undefined;

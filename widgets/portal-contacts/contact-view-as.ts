import { html, nothing, type TemplateResult } from 'lit';
import type { ContactDetail } from '#contract/contacts';
import { limits } from '#contract/limits';
import { toClientError } from '../core/index.ts';
import { dialog } from '../kit/dialog.ts';
import { textField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import type { Desk } from './desk.ts';

/** Asks why somebody of staff is to look at the portal as a contact sees it, and begins. */
export class ContactViewAs {
  readonly #desk: Desk;
  #open = false;
  #busy = false;
  #reason = '';
  #problem = '';
  #refusal = '';

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  clear(): void {
    this.#open = this.#busy = false;
    this.#reason = this.#problem = this.#refusal = '';
  }

  start(): void {
    this.#set(() => {
      this.clear();
      this.#open = true;
    });
  }

  render(contact: ContactDetail): TemplateResult | typeof nothing {
    if (!this.#open) return nothing;
    const { t } = this.#desk.view();
    const { name, customer } = contact;
    const params = { name, customer: customer.name, minutes: limits.impersonationMinutes };
    return dialog({
      title: t('contacts.ask_impersonate_title', params),
      content: html`<p>${t('contacts.ask_impersonate', params)}</p>
        ${this.#refusal ? notice('danger', this.#refusal) : nothing}
        ${textField({
          id: 'reason',
          label: t('contacts.reason'),
          hint: t('contacts.reason_hint'),
          value: this.#reason,
          error: this.#problem || undefined,
          required: true,
          maxLength: limits.text,
          onInput: (reason) =>
            this.#set(() => {
              this.#reason = reason;
              this.#problem = '';
            }),
        })}`,
      submit: t('contacts.impersonate_start', params),
      cancel: t('contacts.cancel'),
      off: this.#busy,
      onSubmit: () => {
        void this.#begin(contact);
        return false;
      },
      onClose: () => this.#set(() => (this.#open = false)),
    });
  }

  async #begin({ id }: ContactDetail): Promise<void> {
    const { t } = this.#desk.view();
    const reason = this.#reason.trim();
    if (this.#busy) return;
    if (!reason) {
      this.#set(() => (this.#problem = t('rule.required')));
      return void this.#desk.focus('#reason');
    }
    this.#set(() => (this.#busy = true));
    try {
      await this.#desk.portal().impersonate(id, reason);
      this.clear();
    } catch (error) {
      const fault = toClientError(error);
      this.#refusal = t(`error.${fault.code}`);
      this.#desk.onFault(fault);
    } finally {
      this.#set(() => (this.#busy = false));
    }
  }

  #set(change: () => void): void {
    change();
    this.#desk.host.requestUpdate();
  }
}

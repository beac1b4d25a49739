import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import { button } from '../kit/button.ts';
import { textField } from '../kit/field.ts';
import { ApprovalRulesForm } from '../records/approval-rules.ts';
import { Card, part } from './card.ts';
import type { Desk } from './desk.ts';

/** Which orders of a customer need approval: the rules of one that is named. */
export class ApprovalsCard extends Card<object> {
  readonly #form: ApprovalRulesForm;
  #number = '';
  #shown = '';

  constructor(desk: Desk) {
    super(desk, { name: 'approvals', permission: 'settings.manage', load: async () => ({}) });
    this.#form = new ApprovalRulesForm({
      ...desk,
      currency: () => this.#form.value?.items[0]?.currency ?? '',
    });
  }

  protected forget(): void {
    this.#number = this.#shown = '';
    this.#form.clear();
  }

  protected content(): TemplateResult {
    const { t } = this.view;
    const submit = (event: Event) => {
      event.preventDefault();
      const number = this.#number.trim();
      if (!number) return;
      this.set(() => (this.#shown = number));
      void this.#form.load(number);
    };
    return html`
      <form class="row" part="form" data-of="approvals" novalidate @submit=${submit}>
        ${textField({
          id: 'rules-customer',
          label: t('settings.approvals_customer'),
          hint: t('settings.approvals_customer_hint'),
          value: this.#number,
          maxLength: limits.identifier,
          onInput: (value) => this.set(() => (this.#number = value)),
        })}
        ${button({ type: 'submit', label: t('settings.approvals_open') })}
      </form>
      ${this.#shown ? part(t('settings.approvals_of', { number: this.#shown }), '', this.#form.render()) : nothing}
    `;
  }
}

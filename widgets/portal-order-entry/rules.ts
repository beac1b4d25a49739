import { html, type TemplateResult } from 'lit';
import { button } from '../kit/button.ts';
import { ApprovalRulesForm } from '../records/approval-rules.ts';
import type { Desk } from './desk.ts';
import type { Form } from './side.ts';
import '../kit/icons.ts';

/** Which orders of the customer need approval, for whoever looks after its contacts. */
export class Rules {
  readonly #desk: Desk;
  readonly #form: ApprovalRulesForm;
  #currency = '';

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#form = new ApprovalRulesForm({
      ...desk,
      view: () => desk.words(),
      currency: () => this.#currency,
    });
    void this.#form.load();
  }

  get value() {
    return this.#form.value;
  }
  get fault() {
    return this.#form.fault;
  }
  clear(): void {
    // What was typed stays until it is left.
  }
  reload(): void {
    void this.#form.load();
  }

  render(form: Form): TemplateResult {
    const { t } = this.#desk.words();
    this.#currency = form.companies[0]?.currency ?? '';
    return html`${button({
        kind: 'quiet',
        icon: 'back',
        label: t('ordering.back'),
        onClick: () => this.#desk.show(''),
      })}
      <h3 class="subtitle">${t('approval_rules.title')}</h3>
      <p class="quiet-text">${t('approval_rules.text')}</p>
      ${this.#form.render()}`;
  }
}

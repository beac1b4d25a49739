import { css, html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { canonical } from '#contract/decimal';
import type { ApprovalRules } from '#contract/order-approvals';
import { mostApprovalRules } from '#contract/order-entry-words';
import { pointOf, readQuantity } from '#contract/order-quantity';
import { formatMoney, toClientError, type ClientError, type Portal } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { selectField, textField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { isTicked, ticked } from './change.ts';
import type { View } from './view.ts';
import { focusWrong } from './focus.ts';

export type RulesDesk = {
  host: ReactiveControllerHost & HTMLElement & { renderRoot: HTMLElement | DocumentFragment };
  portal: () => Portal;
  view: () => View;
  announce: (text: string) => void;
  /** Of a rule that is added. */
  currency: () => string;
};

/** A rule as it is typed: amounts and counts in the reader's own writing. */
type Typed = {
  fromAmount: string;
  currency: string;
  materials: string;
  steps: string;
  selfApproval: boolean;
  approvers: readonly string[];
};

const styles = css`
  .rules {
    display: grid;
    gap: calc(var(--p-space) * 4);
  }
  .rule {
    display: grid;
    gap: calc(var(--p-space) * 2);
    margin: 0;
    padding: 0 0 calc(var(--p-space) * 4);
    border: 0;
    border-block-end: 1px solid var(--p-color-line);
  }
  .rule legend {
    padding: 0;
    font-weight: 600;
  }
  .rule-fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(11em, 100%), 1fr));
    gap: calc(var(--p-space) * 3);
    align-items: start;
  }
  .rule .who {
    display: grid;
    gap: var(--p-space);
  }
  .rule label.tick {
    display: flex;
    gap: calc(var(--p-space) * 2);
    align-items: baseline;
    min-block-size: 24px;
  }
`;

/** Which orders of a customer need approval, and whose: looked at and changed. */
export class ApprovalRulesForm {
  readonly #desk: RulesDesk;
  #customer: string | undefined;
  #rules: ApprovalRules | undefined;
  #typed: readonly Typed[] = [];
  #changed = false;
  #tried = false;
  #busy = false;
  #fault: ClientError | undefined;
  #said = '';

  constructor(desk: RulesDesk) {
    this.#desk = desk;
    adopt(desk.host, styles);
  }

  /** Whether there is something to show, and why not. */
  get value(): ApprovalRules | undefined {
    return this.#rules;
  }
  get fault(): ClientError | undefined {
    return this.#rules ? undefined : this.#fault;
  }

  /** Forgets what was loaded and typed. */
  clear(): void {
    this.#rules = undefined;
    this.#typed = [];
    this.#changed = this.#tried = false;
    this.#fault = undefined;
    this.#said = '';
  }

  /** Loads the rules of a customer; of one's own where none is named. @param customer its number */
  async load(customer?: string): Promise<void> {
    this.clear();
    this.#customer = customer;
    await this.#try(async (client) =>
      this.#take(await client.call('GET /approval-rules', { query: this.#query })),
    );
  }

  get #query(): { customer?: string } {
    return this.#customer === undefined ? {} : { customer: this.#customer };
  }

  #take(rules: ApprovalRules): void {
    const point = pointOf(this.#desk.view().format.language);
    this.#rules = rules;
    this.#changed = this.#tried = false;
    this.#typed = rules.items.map((rule) => ({
      fromAmount: canonical(rule.fromAmount, 2).replace('.', point),
      currency: rule.currency,
      materials: rule.materials === null ? '' : String(rule.materials),
      steps: String(rule.steps),
      selfApproval: rule.selfApproval,
      approvers: rule.approvers,
    }));
  }

  render(): TemplateResult {
    const { t } = this.#desk.view();
    const rules = this.#rules;
    if (!rules)
      return this.#fault
        ? html`${notice('danger', t(`error.${this.#fault.code}`))}`
        : html`${bones(5)}`;
    const submit = (event: Event) => {
      event.preventDefault();
      void this.#save(rules);
    };
    return html`<form
      class="rules"
      part="rules"
      data-of="rules ${this.#customer ?? ''}"
      novalidate
      @submit=${submit}
    >
      ${this.#said ? notice('success', this.#said) : nothing}
      ${this.#fault ? notice('danger', t(`error.${this.#fault.code}`)) : nothing}
      ${rules.contacts.length === 0 ? notice('warning', t('approval_rules.nobody')) : nothing}
      ${this.#typed.length === 0 ? html`<p class="quiet-text">${t('approval_rules.none')}</p>` : nothing}
      ${this.#typed.map((rule, index) => this.#rule(rules, rule, index))}
      <div class="actions">
        ${button({
          label: t('approval_rules.add'),
          off: this.#typed.length >= mostApprovalRules,
          onClick: () => this.#add(),
        })}
        ${button({
          kind: 'primary',
          type: 'submit',
          label: t(this.#busy ? 'approval_rules.saving' : 'approval_rules.save'),
          off: this.#busy || !this.#changed,
        })}
      </div>
    </form>`;
  }

  #rule({ contacts }: ApprovalRules, rule: Typed, index: number): TemplateResult {
    const view = this.#desk.view();
    const { t, format } = view;
    const { approvers } = rule;
    const set = (change: Partial<Typed>) => this.#set(index, change);
    const id = (name: string) => `rule-${name}-${index}`;
    const wrong: Partial<Record<keyof Typed, string>> = this.#tried ? this.#faultsOf(rule) : {};
    return html`<fieldset class="rule" part="rule">
      <legend>${t('approval_rules.rule', { number: index + 1 })}</legend>
      <div class="rule-fields">
        ${textField({
          id: id('amount'),
          label: t('approval_rules.from'),
          value: rule.fromAmount,
          error: wrong.fromAmount,
          maxLength: 20,
          onInput: (fromAmount) => set({ fromAmount }),
        })}
        ${textField({
          id: id('currency'),
          label: t('approval_rules.currency'),
          value: rule.currency,
          error: wrong.currency,
          maxLength: 3,
          onInput: (currency) => set({ currency: currency.toUpperCase() }),
        })}
        ${textField({
          id: id('materials'),
          label: t('approval_rules.materials'),
          hint: t('approval_rules.materials_hint'),
          value: rule.materials,
          error: wrong.materials,
          inputMode: 'numeric',
          maxLength: 4,
          onInput: (materials) => set({ materials }),
        })}
        ${selectField({
          id: id('steps'),
          label: t('approval_rules.steps'),
          value: rule.steps,
          options: ['1', '2', '3'].map((steps) => [steps, steps] as const),
          onChange: (steps) => set({ steps }),
        })}
      </div>
      <div class="who" role="group" aria-label=${t('approval_rules.who')}>
        <span>${t('approval_rules.who')}</span>
        <small class="quiet-text">${t('approval_rules.who_hint')}</small>
        ${contacts.map(({ id: contact, name, limit }) => {
          const ticked = approvers.includes(contact);
          return html`<label class="tick"
            ><input
              type="checkbox"
              .checked=${ticked}
              @change=${(event: Event) => this.#tick(index, contact, isTicked(event))}
            /><span
              >${name}
              ${limit ? html`<small>${t('approval_rules.limit', { amount: formatMoney(limit.amount, limit.currency, format) })}</small>` : nothing}</span
            ></label
          >`;
        })}
      </div>
      <label class="tick"
        ><input
          type="checkbox"
          .checked=${rule.selfApproval}
          @change=${(event: Event) => set({ selfApproval: isTicked(event) })}
        />${t('approval_rules.self')}</label
      >
      <div class="actions">
        ${button({
          kind: 'quiet',
          label: t('approval_rules.remove', { number: index + 1 }),
          onClick: () => this.#change(this.#typed.toSpliced(index, 1)),
        })}
      </div>
    </fieldset>`;
  }

  #faultsOf({ fromAmount, currency, materials }: Typed): Partial<Record<keyof Typed, string>> {
    const { t } = this.#desk.view();
    return {
      fromAmount: this.#amount(fromAmount) === null ? t('approval_rules.amount_wrong') : undefined,
      currency: /^[A-Z]{3}$/.test(currency) ? undefined : t('rule.currency'),
      materials:
        materials === '' || (/^\d{1,4}$/.test(materials) && +materials >= 1 && +materials <= 2_000)
          ? undefined
          : t('approval_rules.materials_wrong'),
    };
  }

  #amount(typed: string): string | null {
    const text = typed.trim();
    if (/^0+([.,]0+)?$/.test(text)) return '0';
    const read = readQuantity(text, pointOf(this.#desk.view().format.language));
    return read && /^\d{1,15}(\.\d{1,4})?$/.test(read.quantity) ? read.quantity : null;
  }

  #add(): void {
    const last = this.#typed.at(-1);
    this.#change([
      ...this.#typed,
      {
        fromAmount: '',
        currency: last?.currency ?? this.#desk.currency(),
        materials: '',
        steps: '1',
        selfApproval: false,
        approvers: [],
      },
    ]);
    const index = this.#typed.length - 1;
    void this.#desk.host.updateComplete.then(() =>
      this.#desk.host.renderRoot.querySelector<HTMLElement>(`#rule-amount-${index}`)?.focus(),
    );
  }

  /** Changes what is typed by now, not what was drawn: two changes may come before the next drawing. */
  #set(index: number, change: Partial<Typed>): void {
    this.#change(this.#typed.with(index, { ...this.#typed[index]!, ...change }));
  }

  #tick(index: number, contact: string, on: boolean): void {
    this.#set(index, { approvers: ticked(this.#typed[index]!.approvers, contact, on) });
  }

  #change(typed: readonly Typed[]): void {
    this.#typed = typed;
    this.#changed = true;
    this.#said = '';
    this.#desk.host.requestUpdate();
  }

  async #save({ version }: ApprovalRules): Promise<void> {
    const { view, announce, host } = this.#desk;
    const { t } = view();
    if (this.#busy) return;
    this.#tried = true;
    host.requestUpdate();
    if (this.#typed.some((rule) => Object.values(this.#faultsOf(rule)).some(Boolean))) {
      announce(t('approval_rules.wrong'));
      return focusWrong(host);
    }
    const items = this.#typed.map(({ fromAmount, materials, steps, approvers, ...rule }) => ({
      ...rule,
      fromAmount: this.#amount(fromAmount)!,
      materials: materials === '' ? null : Number(materials),
      steps: Number(steps),
      approvers: [...approvers],
    }));
    await this.#try(async (client) => {
      this.#take(
        await client.call('PUT /approval-rules', { query: this.#query, body: { version, items } }),
      );
      this.#said = t('approval_rules.saved');
      announce(this.#said);
    });
  }

  async #try(work: (client: Portal['client']) => Promise<void>): Promise<void> {
    const { host, portal, view, announce } = this.#desk;
    this.#busy = true;
    this.#fault = undefined;
    host.requestUpdate();
    try {
      await work(portal().client);
    } catch (error) {
      this.#fault = toClientError(error);
      announce(view().t(`error.${this.#fault.code}`));
    } finally {
      this.#busy = false;
      host.requestUpdate();
    }
  }
}

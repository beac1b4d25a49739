import { html, nothing, type TemplateResult } from 'lit';
import type { PaymentAccount } from '#contract/payment-settings';
import { paymentMethods, type PaymentMethod } from '#contract/payment-words';
import { formatInstant, type TextKey } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { textField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { changed, isTicked, ticked, type Change } from '../records/change.ts';
import { Card, part } from './card.ts';
import type { Desk } from './desk.ts';

type Draft = {
  methods: readonly PaymentMethod[];
  min: string;
  max: string;
  secondAbove: string;
  onAccount: boolean;
};
const draftOf = ({ methods, min, max, secondAbove, onAccount }: PaymentAccount): Draft => ({
  methods,
  min: min ?? '',
  max: max ?? '',
  secondAbove,
  onAccount,
});

/** Where the companies are paid: the state of each account, its ways to pay and its limits; never its keys. */
export class PaymentsCard extends Card<PaymentAccount[]> {
  #drafts = new Map<string, Partial<Draft>>();
  /** The account that was changed last: what is refused is said at its fields. */
  #last = '';

  constructor(desk: Desk) {
    super(desk, {
      name: 'payments',
      permission: 'settings.manage',
      load: async (client, signal) =>
        (await client.call('GET /settings/payments', { signal })).items,
    });
  }

  protected forget(): void {
    this.#drafts = new Map();
  }

  protected override onChanged(current: unknown): void {
    const account = current as PaymentAccount;
    this.take((this.value ?? []).map((one) => (one.id === account.id ? account : one)));
  }

  protected content(accounts: PaymentAccount[]): TemplateResult {
    const { t } = this.view;
    if (accounts.length === 0) return notice('info', t('settings.payments_none'));
    return html`${accounts.map((account) => this.#renderAccount(account, accounts))}`;
  }

  #renderAccount(account: PaymentAccount, accounts: PaymentAccount[]): TemplateResult {
    const { t, format } = this.view;
    const { id, company, provider, mode, enabled, transfer, hintUrl, hintAt, live } = account;
    const draft = { ...draftOf(account), ...this.#drafts.get(id) };
    const fact = (label: TextKey, value: unknown) =>
      html`<div>
        <dt>${t(label)}</dt>
        <dd>${value}</dd>
      </div>`;
    return part(
      `${company.name} · ${t(`settings.payments_${provider}`)}`,
      '',
      html`<p>
          ${enabled ? badge('success', 'check', t('settings.payments_open')) : badge('neutral', 'cross', t('settings.payments_closed'))}
          ${badge(mode === 'live' ? 'info' : 'warning', 'info', t(`settings.payments_mode_${mode}`))}
          ${hintUrl && !hintAt ? badge('warning', 'alert', t('settings.payments_no_hint')) : nothing}
        </p>
        <dl class="figures-row">
          ${hintUrl ? fact('settings.payments_keys', t('settings.payments_keys_set')) : nothing}
          ${hintUrl ? fact('settings.payments_hint_at', hintAt ? formatInstant(hintAt, format) : '–') : nothing}
          ${transfer ? fact('settings.payments_transfer', `${transfer.bank} · ${transfer.account}`) : nothing}
          ${fact('settings.payments_live', live)}
        </dl>
        ${hintUrl ? html`<p class="about">${t('settings.payments_hint_url')} <span class="code">${hintUrl}</span></p>` : nothing}
        ${this.#renderForm(account, draft, accounts)}`,
    );
  }

  #renderForm(account: PaymentAccount, draft: Draft, accounts: PaymentAccount[]): TemplateResult {
    const { t } = this.view;
    const { id, provider, enabled } = account;
    const offered = paymentMethods.filter(
      (method) => account.offerable.includes(method) || account.methods.includes(method),
    );
    const typed = () => ({ ...draftOf(account), ...this.#drafts.get(id) });
    const type = (change: Change<Draft>) =>
      this.set(() => this.#drafts.set(id, changed(typed(), change)));
    const amount = (name: 'min' | 'max' | 'secondAbove', label: TextKey) =>
      textField({
        id: `${name}-${id}`,
        label: t(label),
        value: draft[name],
        error: this.#last === id ? this.problems[name] : undefined,
        maxLength: 24,
        autocomplete: 'off',
        onInput: (text) => type({ [name]: text }),
      });
    const save = (event: Event) => {
      event.preventDefault();
      void this.#save(account, typed(), accounts);
    };
    return html`<form class="form" part="form" data-of="account ${id}" novalidate @submit=${save}>
      <fieldset class="choices across">
        <legend>${t('settings.payments_methods')}</legend>
        ${offered.map(
          (method) =>
            html`<label class="choice"
              ><input
                type="checkbox"
                .checked=${draft.methods.includes(method)}
                @change=${(event: Event) =>
                  type(({ methods }) => ({ methods: ticked(methods, method, isTicked(event)) }))}
              />
              ${t(`settings.payments_method_${method}`)}</label
            >`,
        )}
      </fieldset>
      <div class="pair">
        ${amount('min', 'settings.payments_min')} ${amount('max', 'settings.payments_max')}
      </div>
      ${provider === 'manual' ? nothing : html`<div class="pair">${amount('secondAbove', 'settings.payments_second')}</div>`}
      <label class="choice"
        ><input
          type="checkbox"
          .checked=${draft.onAccount}
          @change=${(event: Event) => type({ onAccount: isTicked(event) })}
        />
        ${t('settings.payments_on_account')}</label
      >
      <div class="actions">
        ${button({
          kind: 'primary',
          type: 'submit',
          label: t(this.busy ? 'settings.saving' : 'settings.save'),
          off: this.busy || draft.methods.length === 0,
        })}
        ${button({
          label: t(enabled ? 'settings.payments_close' : 'settings.payments_reopen'),
          off: this.busy,
          onClick: () => void this.#change(account, { enabled: !enabled }, accounts),
        })}
      </div>
    </form>`;
  }

  #save(account: PaymentAccount, draft: Draft, accounts: PaymentAccount[]): Promise<void> {
    const { methods, min, max, secondAbove, onAccount } = draft;
    return this.#change(
      account,
      {
        methods: [...methods],
        onAccount,
        min: min.trim() || null,
        max: max.trim() || null,
        ...(secondAbove.trim() && { secondAbove: secondAbove.trim() }),
      },
      accounts,
    );
  }

  async #change(
    { id, version }: PaymentAccount,
    change: Partial<
      Pick<PaymentAccount, 'methods' | 'min' | 'max' | 'secondAbove' | 'onAccount' | 'enabled'>
    >,
    accounts: PaymentAccount[],
  ): Promise<void> {
    this.#last = id;
    const done = await this.act(async () => {
      const changed = await this.client.call('PATCH /settings/payments/:id', {
        params: { id },
        body: { version, ...change },
      });
      this.#drafts.delete(id);
      this.take(accounts.map((one) => (one.id === id ? changed : one)));
    });
    if (done) this.say('success', this.view.t('settings.saved'));
  }
}

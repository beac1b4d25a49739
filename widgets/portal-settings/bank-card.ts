import { css, html, nothing, type TemplateResult } from 'lit';
import type { CallResult } from '#contract/endpoint';
import type { BankAccount, BankData } from '#contract/bank-data';
import {
  bankKinds,
  bankNumberOf,
  bankNumberText,
  mostBankAccounts,
  type BankKind,
} from '#contract/bank-data-words';
import type { Endpoints } from '#contract/index';
import { limits } from '#contract/limits';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { selectField, textField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { Card, part } from './card.ts';
import type { Desk } from './desk.ts';
import { wrongControls } from '../records/focus.ts';

type All = CallResult<Endpoints['GET /settings/bank-data']>;
type Draft = Record<keyof BankAccount, string> & { kind: BankKind };

const draftOf = (one: BankAccount): Draft => ({
  ...one,
  number: bankNumberText(one.kind, one.number),
  branch: one.branch ?? '',
  reference: one.reference ?? '',
});
const accountOf = ({ branch, reference, ...one }: Draft): BankAccount => ({
  ...one,
  bank: one.bank.trim(),
  holder: one.holder.trim(),
  number: one.number.trim(),
  currency: one.currency.trim().toUpperCase(),
  branch: branch.trim() || null,
  reference: reference.trim() || null,
});

/** Where customers pay each company to. */
export class BankCard extends Card<All> {
  #company = '';
  /** What was typed, of the company on screen. */
  #draft: readonly Draft[] | undefined;

  constructor(desk: Desk) {
    super(desk, {
      name: 'bank',
      permission: 'settings.manage',
      load: (client, signal) => client.call('GET /settings/bank-data', { signal }),
    });
    adopt(desk.host, bankStyles);
  }

  protected forget(): void {
    this.#company = '';
    this.#draft = undefined;
  }

  protected content({ items }: All): TemplateResult {
    const { t } = this.view;
    const data = items.find(({ company }) => company.code === this.#company) ?? items[0];
    if (!data) return html`<p class="about">${t('settings.bank_no_company')}</p>`;
    const accounts = this.#draft ?? data.accounts.map(draftOf);
    const submit = (event: Event) => {
      event.preventDefault();
      void this.#save(data, this.#accounts());
    };
    return html`<form
      class="form"
      part="form"
      data-of="bank ${data.company.code}"
      novalidate
      @submit=${submit}
    >
      ${notice('warning', t('settings.bank_warning'), 'lock')}
      ${items.length > 1 ? this.#renderCompany(items, data) : nothing}
      ${accounts.map((one, i) => this.#renderAccount(one, i))}
      ${accounts.length === 0 ? html`<p class="about">${t('settings.bank_none')}</p>` : nothing}
      <div class="actions">
        ${button({
          kind: 'primary',
          type: 'submit',
          label: t(this.busy ? 'settings.saving' : 'settings.save'),
          off: this.busy || !this.#draft,
        })}
        ${
          accounts.length < mostBankAccounts
            ? button({
                label: t('settings.bank_add'),
                off: this.busy,
                onClick: () => this.#append(),
              })
            : nothing
        }
      </div>
    </form>`;
  }

  #renderCompany(items: readonly BankData[], { company }: BankData): TemplateResult {
    return selectField({
      id: 'bank-company',
      label: this.view.t('settings.bank_company'),
      value: company.code,
      options: items.map((one) => [one.company.code, `${one.company.code} · ${one.company.name}`]),
      onChange: (code) =>
        this.set(() => {
          this.#company = code;
          this.#draft = undefined;
          this.problems = {};
        }),
    });
  }

  #renderAccount(one: Draft, at: number): TemplateResult {
    const { t } = this.view;
    const text = (name: Exclude<keyof Draft, 'kind'>, label: string, maxLength: number) =>
      textField({
        id: `bank-${at}-${name}`,
        label,
        value: one[name],
        error: this.problems[`accounts.${at}.${name}`],
        maxLength,
        onInput: (value) => this.#put(at, { [name]: value }),
      });
    return part(
      t('settings.bank_account', { number: at + 1 }),
      '',
      html`<div class="bank">
          ${selectField({
            id: `bank-${at}-kind`,
            label: t('settings.bank_kind'),
            value: one.kind,
            options: bankKinds.map((kind) => [kind, t(`bank_data.kind_${kind}`)] as const),
            onChange: (kind) =>
              this.#put(at, { kind: bankKinds.find((name) => name === kind) ?? 'account' }),
          })}
          ${text('number', t(`bank_data.kind_${one.kind}`), 80)}
          ${text('bank', t('bank_data.bank'), limits.name)}
          ${text('holder', t('bank_data.holder'), limits.name)}
          ${text('currency', t('bank_data.currency'), 3)}
          ${one.kind === 'account' ? text('branch', t('bank_data.branch'), 40) : nothing}
          ${text('reference', t('settings.bank_note'), limits.text)}
        </div>
        ${button({
          kind: 'quiet',
          label: t('settings.bank_remove'),
          name: t('settings.bank_remove_named', { number: at + 1 }),
          off: this.busy,
          onClick: () => this.#remove(at),
        })}`,
    );
  }

  #accounts(): readonly Draft[] {
    const items = this.value?.items ?? [];
    const data = items.find(({ company }) => company.code === this.#company) ?? items[0];
    return this.#draft ?? data?.accounts.map(draftOf) ?? [];
  }

  #put(at: number, change: Partial<Draft>): void {
    const next = this.#accounts().map((one, i) => (i === at ? { ...one, ...change } : one));
    this.set(() => (this.#draft = next));
  }

  #append(): void {
    const accounts = this.#accounts();
    const { bank = '', holder = '', currency = '' } = accounts.at(-1) ?? {};
    const kind = this.view.format.language === 'pt' ? 'pix' : 'clabe';
    const one: Draft = { kind, number: '', bank, holder, currency, branch: '', reference: '' };
    this.set(() => (this.#draft = [...accounts, one]));
    void this.desk.focus(`#bank-${accounts.length}-kind`);
  }

  #remove(at: number): void {
    this.set(() => (this.#draft = this.#accounts().filter((_, i) => i !== at)));
    this.problems = {};
    void this.desk.focus('[type=submit]');
  }

  async #save({ company, version }: BankData, typed: readonly Draft[]): Promise<void> {
    const { t } = this.view;
    const accounts = typed.map(accountOf);
    const problems = Object.fromEntries(
      accounts.flatMap((one, at) => [
        ...(['bank', 'holder', 'number', 'currency'] as const)
          .filter((name) => !one[name])
          .map((name) => [`accounts.${at}.${name}`, t('rule.required')]),
        ...(one.number && bankNumberOf(one.kind, one.number) === null
          ? [[`accounts.${at}.number`, t('rule.bank_number')]]
          : []),
      ]),
    ) as Record<string, string>;
    if (Object.keys(problems).length > 0) {
      this.set(() => (this.problems = problems));
      this.desk.announce([...new Set(Object.values(problems))].join(' '));
      return void this.desk.focus(wrongControls);
    }
    const done = await this.act(async () => {
      this.take(
        await this.client.call('PUT /settings/bank-data/:company', {
          params: { company: company.code },
          body: { version, accounts },
        }),
      );
      this.#draft = undefined;
    });
    if (done) this.say('success', t('settings.bank_saved'));
  }
}

const bankStyles = css`
  .bank {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(16em, 100%), 1fr));
    gap: calc(var(--p-space) * 3);
    margin-block-end: calc(var(--p-space) * 2);
  }
`;

import { html, nothing, type TemplateResult } from 'lit';
import type { Account } from '#contract/account';
import { limits } from '#contract/limits';
import { formatInstant, type FormatContext, type Language, type Translate } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { field, select, textField } from '../kit/field.ts';

/** What was written and not saved yet. An empty language is the portal's. */
export type Draft = { name?: string; locale?: Language | '' };

export type ProfileOptions = {
  t: Translate;
  format: FormatContext;
  account: Account;
  /** The language the portal has where nobody chose another. */
  portalLanguage: Language;
  draft: Draft;
  /** What is wrong with the name. */
  error: string | undefined;
  notice: TemplateResult | typeof nothing;
  saving: boolean;
  onChange: (change: Draft) => void;
  onSubmit: (event: SubmitEvent) => void;
};

/** A language as its speakers call it. */
const languageNames: Record<Language, string> = {
  es: 'Español',
  pt: 'Português',
  en: 'English',
};

/** Whether a draft says anything that the account does not. */
export const isChanged = ({ name, locale }: Draft, account: Account): boolean =>
  (name ?? account.name) !== account.name ||
  (locale ?? account.locale ?? '') !== (account.locale ?? '');

/** What the company keeps of a person, to read, and what the person may change. */
export const profileForm = (options: ProfileOptions): TemplateResult => html`
  ${facts(options)}
  <form class="form" part="form" data-of="profile" novalidate @submit=${options.onSubmit}>
    ${options.notice}
    <div class="pair">${nameField(options)} ${localeField(options)}</div>
    <div class="actions">
      ${button({
        kind: 'primary',
        type: 'submit',
        label: options.t(options.saving ? 'account.saving' : 'account.save'),
        off: options.saving || !isChanged(options.draft, options.account),
      })}
    </div>
  </form>
`;

function facts({ t, format, account }: ProfileOptions): TemplateResult {
  const { email, logins, lastSignInAt } = account;
  return html`<dl class="facts">
    <div class="fact">
      <dt>${t('account.logins')}</dt>
      ${logins.map((login) => html`<dd>${login}</dd>`)}
    </div>
    <div class="fact">
      <dt>${t('account.last_sign_in')}</dt>
      <dd>${lastSignInAt ? formatInstant(lastSignInAt, format) : t('common.none')}</dd>
    </div>
    <div class="fact broad">
      <dt>${t('account.email')}</dt>
      <dd>${email ?? t('common.none')}</dd>
      <dd class="hint">${t('account.email_hint')}</dd>
    </div>
  </dl>`;
}

function nameField({ t, account, draft, error, onChange }: ProfileOptions): TemplateResult {
  return textField({
    id: 'name',
    label: t('account.name'),
    autocomplete: 'name',
    required: true,
    maxLength: limits.name,
    value: draft.name ?? account.name,
    error,
    onInput: (name) => onChange({ name }),
  });
}

function localeField({
  t,
  account,
  draft,
  portalLanguage,
  onChange,
}: ProfileOptions): TemplateResult {
  const portal = t('account.locale_portal', { language: languageNames[portalLanguage] });
  return field({
    id: 'locale',
    label: t('account.locale'),
    control: select({
      id: 'locale',
      name: 'locale',
      value: draft.locale ?? account.locale ?? '',
      options: [['', portal], ...Object.entries(languageNames)],
      onChange: (value) => onChange({ locale: value as Language | '' }),
    }),
  });
}

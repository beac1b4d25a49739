import { html, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import { locales as languages } from '#contract/locales';
import type { ClientError, TextKey } from '../core/index.ts';
import { selectField, textField } from '../kit/field.ts';
import type { View } from '../records/view.ts';

/** What is kept of a person, as it stands in a form. */
export type Person = Record<'name' | 'email' | 'phone' | 'role' | 'locale', string>;
export type PersonField = keyof Person;
export type Problems = Partial<Record<string, string>>;

export type PersonFieldsOptions = {
  view: View;
  person: Person;
  problems: Problems;
  /** The ERP keeps it: only the language can be changed here. */
  locked: boolean;
  /** Whether the mailbox is a user name: another one has to be proven by an invitation. */
  signsInByMailbox?: boolean;
  /** Whether the language can be chosen: there is an account, or there will be. */
  language: boolean;
  onInput: (field: PersonField, value: string) => void;
};

const textFields = ['name', 'role', 'email', 'phone'] as const;

/** The fields of a person. */
export function personFields(options: PersonFieldsOptions): TemplateResult {
  const { view, person, problems, locked, language, onInput } = options;
  const { t } = view;
  return html`<div class="columns">
    ${textFields.map((field) =>
      textField({
        id: field,
        label: t(`contacts.${field}`),
        value: person[field],
        error: problems[field],
        hint:
          locked && field === 'name'
            ? t('contacts.of_erp')
            : field === 'email' && !locked && options.signsInByMailbox
              ? t('contacts.email_moves')
              : undefined,
        readOnly: locked,
        required: field === 'name',
        maxLength: limits.name,
        onInput: (value) => onInput(field, value),
      }),
    )}
    ${
      language
        ? selectField({
            id: 'locale',
            label: t('contacts.locale'),
            value: person.locale,
            options: [
              ['', t('contacts.locale_portal')],
              ...languages.map((one) => [one, languageName(one)] as const),
            ],
            onChange: (value) => onInput('locale', value),
          })
        : html``
    }
  </div>`;
}

/** A language by its own name. */
function languageName(language: string): string {
  const name = new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

/** What a refusal says of the fields of a form, by field; empty where it says nothing of them. */
export function problemsOf(fault: ClientError, { t }: View): Problems {
  const byCode: Partial<Record<string, string>> = {
    mailbox_taken: 'email',
    mailbox_of_contact: 'email',
    no_mailbox: 'email',
    person_beyond_own: 'email',
  };
  const field = byCode[fault.code];
  if (field) return { [field]: t(`error.${fault.code}`) };
  return Object.fromEntries(
    fault.errors.map(({ path, rule, params }) => [
      path.replace(/^body\./, ''),
      t(`rule.${rule}` as TextKey, params as Record<string, string | number>),
    ]),
  );
}

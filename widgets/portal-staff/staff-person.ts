import { html, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import { locales as languages } from '#contract/locales';
import type { ClientError, TextKey } from '../core/index.ts';
import { selectField, textField } from '../kit/field.ts';
import type { View } from '../records/view.ts';
import { capital } from './staff-words.ts';

/** What is kept of a person of staff, as it stands in a form. */
export type Person = Record<'name' | 'email' | 'locale', string>;
export type Problems = Partial<Record<string, string>>;

/** The fields of a person. @param locked the mailbox cannot be changed here */
export function personFields({
  view,
  person,
  problems,
  emailHint,
  locked = false,
  onInput,
}: {
  view: View;
  person: Person;
  problems: Problems;
  emailHint?: string | undefined;
  locked?: boolean;
  onInput: (field: keyof Person, value: string) => void;
}): TemplateResult {
  const { t } = view;
  return html`${(['name', 'email'] as const).map((field) =>
    textField({
      id: field,
      label: t(`contacts.${field}`),
      value: person[field],
      error: problems[field],
      hint: field === 'email' ? emailHint : undefined,
      readOnly: locked && field === 'email',
      required: true,
      maxLength: limits.name,
      onInput: (value) => onInput(field, value),
    }),
  )}
  ${selectField({
    id: 'locale',
    label: t('contacts.locale'),
    value: person.locale,
    options: [
      ['', t('contacts.locale_portal')],
      ...languages.map((one) => [one, languageName(one)] as const),
    ],
    onChange: (value) => onInput('locale', value),
  })}`;
}

/** A language by its own name. */
const languageName = (language: string): string =>
  capital(new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language);

/** What a refusal says of the fields of a form; empty where it says nothing of them. */
export function problemsOf(fault: ClientError, { t }: View, login = 'email'): Problems {
  const byCode: Partial<Record<string, string>> = {
    login_taken: login,
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

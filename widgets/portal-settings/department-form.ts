import { html, nothing, type TemplateResult } from 'lit';
import { departmentLimits, signatures, type Signature } from '#contract/department-words';
import type { Department, Departments } from '#contract/departments';
import { locales } from '#contract/locales';
import { button } from '../kit/button.ts';
import { selectField, textField } from '../kit/field.ts';
import { icon } from '../kit/icons.ts';
import { isTicked, ticked, type Change } from '../records/change.ts';
import type { View } from '../records/view.ts';
import type { Problems } from './card.ts';

type Contact = Department['contacts'][number];
/** What is typed of a department. */
export type DepartmentDraft = Pick<Department, 'names' | 'signs' | 'contacts'>;

const nowhere = { phone: null, extension: null, mailbox: null };
export const newDepartment: DepartmentDraft = { names: {}, signs: [], contacts: [] };

/** The contacts as they are drawn: those of all companies first, though nobody said any. */
const drawn = ({ contacts }: DepartmentDraft): readonly Contact[] =>
  contacts.some(({ company }) => company === null)
    ? contacts
    : [{ company: null, ...nowhere }, ...contacts];

/** Changes what is typed of where a department is reached, of one company or of all. */
const reached = (draft: DepartmentDraft, company: string | null, change: Partial<Contact>) => ({
  contacts: drawn(draft).map((one) => (one.company === company ? { ...one, ...change } : one)),
});

/** What is sent of a draft: texts without blanks around them, and none that are empty. */
export const sentOf = ({ names, signs, contacts }: DepartmentDraft): DepartmentDraft => ({
  names: Object.fromEntries(
    locales.flatMap((one) => (names[one]?.trim() ? [[one, names[one].trim()]] : [])),
  ),
  signs,
  contacts: contacts
    .map(({ company, phone, extension, mailbox }) => ({
      company,
      phone: phone?.trim() || null,
      extension: extension?.trim() || null,
      mailbox: mailbox?.trim() || null,
    }))
    .filter(({ phone, extension, mailbox }) => phone ?? extension ?? mailbox),
});

type Options = {
  view: View;
  draft: DepartmentDraft;
  problems: Problems;
  companies: Departments['companies'];
  /** Whether it is one of the tenant's own, which has names, and which of those. */
  own: boolean;
  /** What it signs as the server knows it: a built-in one cannot give away what it signs by itself. */
  signed: readonly Signature[];
};
type OnDraft = (change: Change<DepartmentDraft>) => void;

/** The fields of a department. */
export const departmentFields = (options: Options, onDraft: OnDraft): TemplateResult =>
  html`${options.own ? names(options, onDraft) : nothing} ${ways(options, onDraft)}
  ${signing(options, onDraft)}`;

function names({ view: { t }, draft, problems }: Options, onDraft: OnDraft): TemplateResult {
  return html`<div class="pair">
      ${locales.map((language) =>
        textField({
          id: `name-${language}`,
          label: t('settings.department_name', {
            language: t(`settings.department_language_${language}`),
          }),
          value: draft.names[language] ?? '',
          error: problems[`names.${language}`] ?? (language === 'es' ? problems.names : undefined),
          maxLength: departmentLimits.name,
          onInput: (text) => onDraft((now) => ({ names: { ...now.names, [language]: text } })),
        }),
      )}
    </div>
    <p class="about">${t('settings.department_names_hint')}</p>`;
}

function ways(options: Options, onDraft: OnDraft): TemplateResult {
  const { view, draft, companies } = options;
  const { t } = view;
  const shown = drawn(draft);
  const others = companies.filter(({ code }) => !shown.some(({ company }) => company === code));
  return html`<h4 class="part-title">${t('settings.department_contacts')}</h4>
    ${shown.map((contact, at) => way(options, contact, at, onDraft))}
    ${
      others.length > 0
        ? selectField({
            id: 'department-company',
            label: t('settings.department_company_add'),
            value: '',
            options: [
              ['', t('settings.department_company_choose')],
              ...others.map(({ code, name }) => [code, `${code} · ${name}`] as const),
            ],
            onChange: (company) => {
              if (company)
                onDraft((now) => ({ contacts: [...drawn(now), { company, ...nowhere }] }));
            },
          })
        : nothing
    }`;
}

/** Phone, extension and mailbox, of all companies or of one. */
function way(
  { view: { t }, draft, problems, companies }: Options,
  { company, ...contact }: Contact,
  at: number,
  onDraft: OnDraft,
): TemplateResult {
  const name =
    company === null
      ? t('settings.department_all_companies')
      : [company, companies.find(({ code }) => code === company)?.name].filter(Boolean).join(' · ');
  // Where the server finds it: contacts that say nothing are not sent.
  const sent = sentOf(draft).contacts.findIndex((one) => one.company === company);
  const text = (which: keyof typeof contact) =>
    textField({
      id: `${which}-${at}`,
      label: t(`settings.department_${which}`),
      value: contact[which] ?? '',
      error: sent < 0 ? undefined : problems[`contacts.${sent}.${which}`],
      maxLength: which === 'mailbox' ? 254 : departmentLimits[which],
      onInput: (value) => onDraft((now) => reached(now, company, { [which]: value })),
    });
  return html`<fieldset class="way">
    <legend>${name}</legend>
    <div class="pair">${text('phone')} ${text('extension')} ${text('mailbox')}</div>
    ${
      company === null
        ? nothing
        : button({
            kind: 'quiet',
            icon: 'cross',
            label: t('settings.department_company_remove', { name }),
            onClick: () =>
              onDraft((now) => ({
                contacts: now.contacts.filter((one) => one.company !== company),
              })),
          })
    }
  </fieldset>`;
}

function signing({ view: { t }, draft, own, signed }: Options, onDraft: OnDraft): TemplateResult {
  return html`<fieldset class="choices">
    <legend>${t('settings.department_signs')}</legend>
    ${signatures.map((which) => {
      const fixed = !own && signed.includes(which);
      return html`<label class="choice"
        ><input
          type="checkbox"
          name=${`signs-${which}`}
          .checked=${draft.signs.includes(which)}
          ?disabled=${fixed}
          @change=${(event: Event) => {
            const on = isTicked(event);
            onDraft((now) => ({ signs: ticked(now.signs, which, on) }));
          }}
        /><span
          >${t(`settings.department_sign_${which}`)}
          ${fixed ? html`<small>${icon('lock')} ${t('settings.department_signs_usual')}</small>` : nothing}</span
        ></label
      >`;
    })}
  </fieldset>`;
}

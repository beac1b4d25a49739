import { html, nothing, type TemplateResult } from 'lit';
import type { TextKey } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { field, fieldDescription, select } from '../kit/field.ts';
import type { Company } from './statement-data.ts';
import type { View } from './statement-view.ts';

/** A field of the form that must be mended, and the words for it. */
export type Problem = { field: string; text: TextKey };

export type DateFieldOptions = {
  view: View;
  id: string;
  label: TextKey;
  value: string;
  problem: Problem | undefined;
  onChange: (value: string) => void;
};

/** A day. */
export function dateField(options: DateFieldOptions): TemplateResult {
  const { view, id, label, value, problem, onChange } = options;
  const error = problem?.field === id ? view.t(problem.text) : undefined;
  return field({
    id,
    label: view.t(label),
    error,
    control: html`<input
      class="input"
      part="input"
      id=${id}
      name=${id}
      type="date"
      max="9999-12-31"
      aria-invalid=${error ? 'true' : nothing}
      aria-describedby=${fieldDescription(id)}
      .value=${value}
      @change=${(event: Event) => onChange((event.target as HTMLInputElement).value)}
    />`,
  });
}

export type StatementFormOptions = {
  view: View;
  companies: readonly Company[];
  company: Company;
  /** The fields of the days, in their order. */
  days: readonly Omit<DateFieldOptions, 'view' | 'problem'>[];
  problem: Problem | undefined;
  submit: string;
  onCompany: (code: string) => void;
  onSubmit: () => void;
};

/** The form of a view: with which company, and its days. */
export function statementForm(options: StatementFormOptions): TemplateResult {
  const { view, companies, company, days, problem, submit, onCompany, onSubmit } = options;
  const { t } = view;
  const send = (event: Event) => {
    event.preventDefault();
    onSubmit();
  };
  return html`
    <form class="filter no-print" part="form" novalidate @submit=${send}>
      ${field({
        id: 'company',
        label: t('statement.company'),
        control:
          companies.length > 1
            ? select({
                id: 'company',
                name: 'company',
                value: company.code,
                options: companies.map(({ code, name }) => [code, name]),
                onChange: onCompany,
              })
            : html`<output class="only" id="company">${company.name}</output>`,
      })}
      ${days.map((one) => dateField({ ...one, view, problem }))}
      ${button({ kind: 'primary', type: 'submit', label: submit })}
    </form>
  `;
}

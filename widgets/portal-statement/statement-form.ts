import { html, type TemplateResult } from 'lit';
import { earliestDay } from '#contract/days';
import type { InputError } from '#contract/errors';
import type { TextKey } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { dayField, dayProblem } from '../kit/day-field.ts';
import { field, select } from '../kit/field.ts';
import type { Company } from './statement-data.ts';
import { day, dayTexts, type View } from '../records/view.ts';

/** A field of the form that must be mended, and the words for it; with the days it may hold, where it is one. */
export type Problem = { field: string; text: TextKey; range?: { min: string; max: string } };

export const problemText = ({ text, range }: Problem, view: View): string =>
  view.t(text, range && { min: day(range.min, view), max: day(range.max, view) });

/** What is wrong with the day in a field, if anything is. */
export function problemOf(field: string, value: string, { today }: Company): Problem | undefined {
  const range = { min: earliestDay, max: today };
  const what = dayProblem(value, range.min, range.max);
  if (!what) return undefined;
  return what === 'date' ? { field, text: 'rule.date' } : { field, text: 'rule.day_range', range };
}

/** The refusal of a day by the server, said at its field. */
export function refusedDay(field: string, { rule, params = {} }: InputError): Problem {
  const { min, max } = params;
  if (rule === 'day_range') {
    return { field, text: 'rule.day_range', range: { min: String(min), max: String(max) } };
  }
  return { field, text: rule === 'period' ? 'rule.period' : 'rule.date' };
}

/** A day of the form. */
export type Day = { id: string; label: TextKey; value: string; onChange: (value: string) => void };

export type StatementFormOptions = {
  view: View;
  companies: readonly Company[];
  company: Company;
  /** The fields of the days, in their order. */
  days: readonly Day[];
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
      ${days.map(({ id, label, value, onChange }) =>
        dayField({
          id,
          label: t(label),
          texts: dayTexts(view),
          value,
          min: earliestDay,
          max: company.today,
          error: problem?.field === id ? problemText(problem, view) : undefined,
          onChange,
        }),
      )}
      ${button({ kind: 'primary', type: 'submit', label: submit })}
    </form>
  `;
}

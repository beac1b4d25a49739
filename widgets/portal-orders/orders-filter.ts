import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import { orderStatuses, searchFields, statusFilters } from '#contract/order-words';
import type { SearchField, StatusFilter } from '#contract/order-words';
import { addDays, today } from '../core/index.ts';
import { field, fieldDescription, select } from '../kit/field.ts';
import { finder } from '../kit/filter.ts';
import type { View } from './orders-view.ts';

export const datePresets = ['today', '7d', '30d', '90d', 'all', 'day', 'period'] as const;

/** What is searched for, as the attributes say it. */
export type Filter = {
  status: string;
  date: string;
  from: string;
  to: string;
  by: string;
  q: string;
};

/** The part of the call's query that the filter decides. */
export type FilterQuery = {
  status?: StatusFilter;
  from?: string;
  to?: string;
  by: SearchField;
  search?: string;
};

const pick = <T extends string>(words: readonly T[], word: string): T | undefined =>
  words.find((one) => one === word);

const isoDate = /^\d{4}-\d\d-\d\d$/;
const dateOr = (text: string): string | undefined => (isoDate.test(text) ? text : undefined);

/** First and last day of a filter. An open end of a period stays open. */
function days({ date, from, to }: Filter, timeZone: string): [string?, string?] {
  if (date === 'all') return [];
  if (date === 'period') return [dateOr(from), dateOr(to)];
  if (date === 'day') return [dateOr(from), dateOr(from)];
  const last = today(timeZone);
  const back = pick(['7d', '30d', '90d'], date);
  return [back ? addDays(last, 1 - Number.parseInt(back, 10)) : last, last];
}

/** The query of a filter; "today" is today at the company. */
export function filterQuery(filter: Filter, timeZone: string): FilterQuery {
  const status = pick(statusFilters, filter.status);
  const [from, to] = days(filter, timeZone);
  const search = filter.q.trim();
  return {
    ...(status && { status }),
    ...(from && { from }),
    ...(to && { to }),
    by: pick(searchFields, filter.by) ?? 'purchase_order',
    ...(search && { search }),
  };
}

/** Wider ranges of dates than a filter's, to offer where it found nothing. */
export function widerDates({ date, from, to }: Filter): ('90d' | 'all')[] {
  if (date === 'all' || (date === 'period' && !from && !to)) return [];
  return date === '90d' || date === 'period' ? ['all'] : ['90d', 'all'];
}

/** The field that must be mended before a search, and the rule it breaks. */
export type FilterProblem = { field: 'from' | 'to'; text: 'rule.required' | 'orders.period_order' };

export function filterProblem({ date, from, to }: Filter): FilterProblem | undefined {
  if (date === 'day' && !from) return { field: 'from', text: 'rule.required' };
  if (date === 'period' && from && to && to < from) {
    return { field: 'to', text: 'orders.period_order' };
  }
  return undefined;
}

export type FilterFormOptions = {
  view: View;
  draft: Filter;
  problem: FilterProblem | undefined;
  onChange: (change: Partial<Filter>) => void;
  onSubmit: () => void;
};

/** The filter bar. Nothing is asked of the server before its button is pressed. */
export function filterForm(options: FilterFormOptions): TemplateResult {
  const { view, draft, onChange, onSubmit } = options;
  const { t } = view;
  const submit = (event: Event) => {
    event.preventDefault();
    onSubmit();
  };
  return html`
    <form class="filter no-print" part="search" role="search" novalidate @submit=${submit}>
      ${field({
        id: 'status',
        label: t('orders.status'),
        control: select({
          id: 'status',
          name: 'status',
          value: draft.status,
          options: [
            ['', t('orders.status_all')],
            ['open', t('orders.status_open')],
            ...orderStatuses.map((status) => [status, t(`status.${status}`)] as const),
          ],
          onChange: (status) => onChange({ status }),
        }),
      })}
      ${field({
        id: 'date',
        label: t('orders.date'),
        control: select({
          id: 'date',
          name: 'date',
          value: draft.date,
          options: datePresets.map((preset) => [preset, t(`orders.date_${preset}`)] as const),
          onChange: (date) => onChange({ date }),
        }),
      })}
      ${dateFields(options)}
      ${finder({
        before: field({
          id: 'by',
          label: t('orders.by'),
          control: select({
            id: 'by',
            name: 'by',
            value: draft.by,
            options: searchFields.map((by) => [by, t(`orders.by_${by}`)] as const),
            onChange: (by) => onChange({ by }),
          }),
        }),
        label: t('orders.search'),
        hint: t('orders.search_hint'),
        submit: t('orders.submit'),
        value: draft.q,
        longest: limits.search,
        onChange: (q) => onChange({ q }),
      })}
    </form>
  `;
}

const valueOf = (event: Event): string => (event.target as HTMLInputElement).value;

function dateFields(options: FilterFormOptions): TemplateResult | typeof nothing {
  const { draft } = options;
  if (draft.date === 'day') return dateField('from', 'orders.day', options);
  if (draft.date !== 'period') return nothing;
  return html`${dateField('from', 'orders.from', options)} ${dateField('to', 'orders.to', options)}`;
}

function dateField(
  name: 'from' | 'to',
  label: 'orders.day' | 'orders.from' | 'orders.to',
  { view, draft, problem, onChange }: FilterFormOptions,
): TemplateResult {
  const wrong = problem?.field === name;
  return field({
    id: name,
    label: view.t(label),
    error: wrong ? view.t(problem.text) : undefined,
    control: html`<input
      class="input"
      part="input"
      id=${name}
      name=${name}
      type="date"
      max="9999-12-31"
      aria-invalid=${wrong ? 'true' : nothing}
      aria-describedby=${fieldDescription(name)}
      .value=${draft[name]}
      @change=${(event: Event) => onChange({ [name]: valueOf(event) })}
    />`,
  });
}

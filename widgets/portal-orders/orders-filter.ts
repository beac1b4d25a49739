import type { TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import { orderStatuses, searchFields, statusFilters } from '#contract/order-words';
import type { SearchField, StatusFilter } from '#contract/order-words';
import { addDays, today, type TextKey } from '../core/index.ts';
import { filterForm, type FilterField } from '../kit/filter.ts';
import { periodProblem } from '../kit/day-field.ts';
import { dayOr, pick } from '../records/query.ts';
import { dayTexts, type View } from '../records/view.ts';

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

/** First and last day of a filter. An open end of a period stays open. */
function days({ date, from, to }: Filter, timeZone: string): [string?, string?] {
  if (date === 'all') return [];
  if (date === 'period') return [dayOr(from), dayOr(to)];
  if (date === 'day') return [dayOr(from), dayOr(from)];
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
    by: pick(searchFields, filter.by) ?? 'any',
    ...(search && { search }),
  };
}

/** Wider ranges of dates than a filter's, to offer where it found nothing. */
export function widerDates({ date, from, to }: Filter): ('90d' | 'all')[] {
  if (date === 'all' || (date === 'period' && !from && !to)) return [];
  return date === '90d' || date === 'period' ? ['all'] : ['90d', 'all'];
}

/** The field that must be mended before a search, and the rule it breaks. */
export type FilterProblem = {
  field: 'from' | 'to';
  text: 'rule.required' | 'rule.date' | 'orders.period_order';
};

export function filterProblem({ date, from, to }: Filter): FilterProblem | undefined {
  if (date === 'day' && !from) return { field: 'from', text: 'rule.required' };
  if (date !== 'day' && date !== 'period') return undefined;
  const problem = periodProblem(from, date === 'period' ? to : '');
  return (
    problem && {
      field: problem.field,
      text: problem.what === 'date' ? 'rule.date' : 'orders.period_order',
    }
  );
}

export type FormOptions = {
  view: View;
  draft: Filter;
  problem: FilterProblem | undefined;
  /** The reader asks for changes, or answers them. */
  changes: boolean;
  onChange: (change: Partial<Filter>) => void;
  onSubmit: () => void;
};

/** The form: status, dates, and a number. */
export function ordersForm({
  view,
  draft,
  problem,
  changes,
  onChange,
  onSubmit,
}: FormOptions): TemplateResult {
  const { t } = view;
  const date = (id: 'from' | 'to', label: TextKey): FilterField => ({
    kind: 'day',
    id,
    label: t(label),
    texts: dayTexts(view),
    value: draft[id],
    error: problem?.field === id ? t(problem.text) : undefined,
  });
  return filterForm<Filter>({
    fields: [
      {
        kind: 'select',
        id: 'status',
        label: t('orders.status'),
        value: draft.status,
        options: [
          ['', t('orders.status_all')],
          ['open', t('orders.status_open')],
          ...(changes || draft.status === 'change_asked'
            ? [['change_asked', t('orders.status_change_asked')] as const]
            : []),
          ...orderStatuses.map((status) => [status, t(`status.${status}`)] as const),
        ],
      },
      {
        kind: 'select',
        id: 'date',
        label: t('orders.date'),
        value: draft.date,
        options: datePresets.map((preset) => [preset, t(`orders.date_${preset}`)] as const),
      },
      draft.date === 'day' && date('from', 'orders.day'),
      draft.date === 'period' && date('from', 'orders.from'),
      draft.date === 'period' && date('to', 'orders.to'),
    ],
    search: {
      before: {
        kind: 'select',
        id: 'by',
        label: t('orders.by'),
        value: draft.by,
        options: searchFields.map((by) => [by, t(`orders.by_${by}`)] as const),
      },
      label: t('orders.search'),
      placeholder: t('orders.search_hint'),
      submit: t('orders.submit'),
      value: draft.q,
      maxLength: limits.search,
    },
    onChange,
    onSubmit,
  });
}

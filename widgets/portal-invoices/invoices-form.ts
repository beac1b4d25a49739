import type { TemplateResult } from 'lit';
import { invoiceFilters, invoiceKinds } from '#contract/invoice-words';
import { limits } from '#contract/limits';
import type { TextKey } from '../core/index.ts';
import { filterForm, type FilterField } from '../kit/filter.ts';
import type { periodProblem } from '../kit/day-field.ts';
import { dayTexts, type View } from '../records/view.ts';
import type { Filter } from './invoices-data.ts';

export type FormOptions = {
  view: View;
  draft: Filter;
  problem: ReturnType<typeof periodProblem>;
  onChange: (change: Partial<Filter>) => void;
  onSubmit: () => void;
};

export const periodText = ({ what }: NonNullable<FormOptions['problem']>): TextKey =>
  what === 'date' ? 'rule.date' : 'invoices.period_order';

/** The form: state, kind, dates, and a number. */
export function invoicesForm(options: FormOptions): TemplateResult {
  const { draft, problem, onChange, onSubmit } = options;
  const { t } = options.view;
  const date = (id: 'from' | 'to', label: TextKey): FilterField => ({
    kind: 'day',
    id,
    label: t(label),
    texts: dayTexts(options.view),
    value: draft[id],
    error: problem?.field === id ? t(periodText(problem)) : undefined,
  });
  const choice = (
    id: 'status' | 'kind',
    label: TextKey,
    words: readonly string[],
  ): FilterField => ({
    kind: 'select',
    id,
    label: t(label),
    value: draft[id],
    options: ['all', ...words].map((word) => [
      word === 'all' ? '' : word,
      t(`invoices.${id}_${word}` as TextKey),
    ]),
  });
  return filterForm<Filter>({
    fields: [
      choice('status', 'invoices.state', invoiceFilters),
      choice('kind', 'invoices.kind', invoiceKinds),
      date('from', 'invoices.from'),
      date('to', 'invoices.to'),
    ],
    search: {
      label: t('invoices.search'),
      placeholder: t('invoices.search_hint'),
      submit: t('invoices.submit'),
      value: draft.q,
      maxLength: limits.fiscalId,
    },
    onChange,
    onSubmit,
  });
}

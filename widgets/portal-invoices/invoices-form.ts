import type { TemplateResult } from 'lit';
import { invoiceFilters, invoiceKinds } from '#contract/invoice-words';
import { limits } from '#contract/limits';
import type { TextKey } from '../core/index.ts';
import { filterForm, type FilterField } from '../kit/filter.ts';
import type { View } from '../records/view.ts';
import type { Filter } from './invoices-data.ts';

export type FormOptions = {
  view: View;
  draft: Filter;
  /** The period ends before it begins. */
  reversed: boolean;
  onChange: (change: Partial<Filter>) => void;
  onSubmit: () => void;
};

/** The form: state, kind, dates, and a number. */
export function invoicesForm(options: FormOptions): TemplateResult {
  const { draft, reversed, onChange, onSubmit } = options;
  const { t } = options.view;
  const date = (id: 'from' | 'to', label: TextKey): FilterField => ({
    kind: 'date',
    id,
    label: t(label),
    value: draft[id],
    error: reversed && id === 'to' ? t('invoices.period_order') : undefined,
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

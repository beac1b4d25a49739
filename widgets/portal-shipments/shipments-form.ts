import type { TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import {
  operations,
  shipmentGroups,
  shipmentSearchFields,
  transportModes,
} from '#contract/shipment-words';
import type { TextKey } from '../core/index.ts';
import type { periodProblem } from '../kit/day-field.ts';
import { filterForm, type FilterField } from '../kit/filter.ts';
import { dayTexts, type View } from '../records/view.ts';
import type { Filter } from './shipments-data.ts';

export type FormOptions = {
  view: View;
  draft: Filter;
  problem: ReturnType<typeof periodProblem>;
  onChange: (change: Partial<Filter>) => void;
  onSubmit: () => void;
};

export const periodText = ({ what }: NonNullable<FormOptions['problem']>): TextKey =>
  what === 'date' ? 'rule.date' : 'shipments.period_order';

/** The form: group, operation, mode, when it was opened, and a number of any kind. */
export function shipmentsForm(options: FormOptions): TemplateResult {
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
  const choice = <W extends string>(
    id: 'group' | 'operation' | 'mode' | 'by',
    label: TextKey,
    all: TextKey | undefined,
    words: readonly W[],
  ): FilterField => ({
    kind: 'select',
    id,
    label: t(label),
    value: draft[id],
    options: [
      ...(all ? [['', t(all)] as const] : []),
      ...words.map((word) => [word, t(`shipments.${id}_${word}` as TextKey)] as const),
    ],
  });
  return filterForm<Filter>({
    fields: [
      choice('group', 'shipments.status', 'shipments.status_all', shipmentGroups),
      choice('operation', 'shipments.operation', 'shipments.operation_all', operations),
      choice('mode', 'shipments.mode', 'shipments.mode_all', transportModes),
      date('from', 'shipments.from'),
      date('to', 'shipments.to'),
    ],
    search: {
      before: choice('by', 'shipments.by', undefined, shipmentSearchFields),
      label: t('shipments.search'),
      placeholder: t('shipments.search_hint'),
      submit: t('shipments.submit'),
      value: draft.q,
      maxLength: limits.search,
    },
    onChange,
    onSubmit,
  });
}

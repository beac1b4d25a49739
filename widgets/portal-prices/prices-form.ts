import type { TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import { filterForm } from '../kit/filter.ts';
import type { View } from '../records/view.ts';
import type { Filter } from './prices-data.ts';

export type PricesFormOptions = {
  view: View;
  draft: Filter;
  groups: readonly string[];
  onChange: (change: Partial<Filter>) => void;
  onSubmit: () => void;
};

/** The form: the group and the text. */
export function pricesForm(options: PricesFormOptions): TemplateResult {
  const { draft, groups, onChange, onSubmit } = options;
  const { t } = options.view;
  // A group of the previous customer is shown as long as it is searched for.
  const offered = draft.group && !groups.includes(draft.group) ? [...groups, draft.group] : groups;
  return filterForm<Filter>({
    fields: [
      offered.length > 0 && {
        kind: 'select',
        id: 'group',
        label: t('prices.group'),
        value: draft.group,
        options: [['', t('prices.group_all')], ...offered.map((group) => [group, group] as const)],
      },
    ],
    search: {
      label: t('prices.search'),
      placeholder: t('prices.search_hint'),
      submit: t('prices.submit'),
      value: draft.q,
      maxLength: limits.search,
    },
    onChange,
    onSubmit,
  });
}

import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import { field, fieldDescription, select } from '../kit/field.ts';
import { finder } from '../kit/filter.ts';
import type { Filter } from './prices-data.ts';
import type { View } from './prices-view.ts';

export type PricesFormOptions = {
  view: View;
  draft: Filter;
  groups: readonly string[];
  /** Whose prices, is a question. */
  customers: boolean;
  /** There is no customer of the number that was searched for. */
  noCustomer: boolean;
  onChange: (change: Partial<Filter>) => void;
  onSubmit: () => void;
};

/** The filter bar: the customer, for who has several; the group; and the text. */
export function pricesForm(options: PricesFormOptions): TemplateResult {
  const { view, draft, groups, customers, onChange, onSubmit } = options;
  const { t } = view;
  const submit = (event: Event) => {
    event.preventDefault();
    onSubmit();
  };
  // A group of the customer before is shown as long as it is searched for.
  const offered = draft.group && !groups.includes(draft.group) ? [...groups, draft.group] : groups;
  return html`
    <form class="filter no-print" part="search" role="search" @submit=${submit}>
      ${customers ? customerField(options) : nothing}
      ${
        offered.length === 0
          ? nothing
          : field({
              id: 'group',
              label: t('prices.group'),
              control: select({
                id: 'group',
                name: 'group',
                value: draft.group,
                options: [
                  ['', t('prices.group_all')],
                  ...offered.map((group) => [group, group] as const),
                ],
                onChange: (group) => onChange({ group }),
              }),
            })
      }
      ${finder({
        label: t('prices.search'),
        hint: t('prices.search_hint'),
        submit: t('prices.submit'),
        value: draft.q,
        longest: limits.search,
        onChange: (q) => onChange({ q }),
      })}
    </form>
  `;
}

function customerField({ view: { t }, draft, noCustomer, onChange }: PricesFormOptions) {
  return field({
    id: 'customer',
    label: t('prices.customer'),
    error: noCustomer ? t('prices.no_customer') : undefined,
    control: html`<input
      class="input"
      part="input"
      id="customer"
      name="customer"
      autocomplete="off"
      spellcheck="false"
      maxlength=${limits.identifier}
      placeholder=${t('prices.customer_hint')}
      aria-invalid=${noCustomer ? 'true' : nothing}
      aria-describedby=${fieldDescription('customer')}
      .value=${draft.customer}
      @input=${(event: Event) => onChange({ customer: (event.target as HTMLInputElement).value })}
    />`,
  });
}

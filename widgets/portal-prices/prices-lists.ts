import { html, type TemplateResult } from 'lit';
import type { PriceList } from '#contract/prices';
import { icon } from '../kit/icons.ts';
import type { View } from '../records/view.ts';
import { taxText, until } from './prices-view.ts';

/** Whether all lists say the same of tax, which then is said once. */
export const sameTax = (lists: readonly PriceList[]): boolean =>
  lists.every(({ taxIncluded }) => taxIncluded === lists[0]?.taxIncluded);

/** What a list is called. */
export const nameOf = ({ name, code }: PriceList): string => name ?? code;

/** The lists in force: one in a line, several behind a line that opens. */
export function priceLists(lists: readonly PriceList[], view: View): TemplateResult {
  const { t } = view;
  const [first] = lists;
  if (!first) return html``;
  if (lists.length === 1) return html`<p class="lists">${facts(first, true, view)}</p>`;
  const same = sameTax(lists);
  const title = t('prices.lists', { count: lists.length });
  return html`<details class="lists">
    <summary>
      ${icon('chevron')}
      <span>${same ? [title, taxText(first.taxIncluded, view)].join(dot) : title}</span>
    </summary>
    <ul>
      ${lists.map((list) => html`<li>${facts(list, !same, view)}</li>`)}
    </ul>
  </details>`;
}

const dot = ' · ';

/** A list in one line; `tax` where it says what is not said above. */
function facts(list: PriceList, tax: boolean, view: View) {
  const words = [
    list.currency,
    ...(tax ? [taxText(list.taxIncluded, view)] : []),
    until(list, view),
  ];
  return html`<strong>${nameOf(list)}</strong>${dot}${words.join(dot)}`;
}

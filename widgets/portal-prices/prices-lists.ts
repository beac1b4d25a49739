import { html, nothing, type TemplateResult } from 'lit';
import type { PriceList } from '#contract/prices';
import { icon } from '../kit/icon.ts';
import { taxText, until, type View } from './prices-view.ts';

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
  const tax = sameTax(lists);
  if (lists.length === 1) return html`<p class="lists">${facts(first, true, view)}</p>`;
  return html`<details class="lists">
    <summary>
      ${icon('chevron')}
      <span
        >${t('prices.lists', { count: lists.length })}${
          tax ? html`<span class="fact">${taxText(first.taxIncluded, view)}</span>` : nothing
        }</span
      >
    </summary>
    <ul>
      ${lists.map((list) => html`<li>${facts(list, !tax, view)}</li>`)}
    </ul>
  </details>`;
}

const facts = (list: PriceList, tax: boolean, view: View) => html`
  <strong>${nameOf(list)}</strong><span class="fact">${list.currency}</span>${
    tax ? html`<span class="fact">${taxText(list.taxIncluded, view)}</span>` : nothing
  }<span class="fact">${until(list, view)}</span>
`;

import { html, nothing, type TemplateResult } from 'lit';
import type { Price, PriceList, PricedMaterial } from '#contract/prices';
import { formatQuantity, formatUnitPrice } from '../core/index.ts';
import { cell, table, type Column } from '../kit/table.ts';
import { nameOf, sameTax } from './prices-lists.ts';
import { described, taxText, until, type View } from './prices-view.ts';

export type PricesTableOptions = {
  view: View;
  rows: readonly PricedMaterial[];
  lists: readonly PriceList[];
  stale: boolean;
};

/** A price, and the one above it of the same material. */
type Line = { price: Price; before: Price | undefined };

/** The materials; the prices of one stand together, a line each. */
export function pricesTable({ view, rows, lists, stale }: PricesTableOptions): TemplateResult {
  const { t } = view;
  const columns = priceColumns(rows, lists, view);
  const first = (column: Column<Line>): Column<PricedMaterial> => ({
    ...column,
    cell: ({ prices: [price] }) => price && column.cell({ price, before: undefined }),
  });
  return table({
    caption: t('prices.title'),
    columns: [
      {
        label: t('prices.material'),
        kind: 'short',
        card: 'lead',
        cell: ({ material }) => material.number,
      },
      {
        label: t('prices.description'),
        kind: 'wide',
        card: 'heading',
        cell: ({ material }) => described(material, view),
      },
      ...columns.map(first),
    ],
    rows,
    key: ({ material }) => material.id,
    below: (row) =>
      html`${row.prices
        .slice(1)
        .map((price, index) => line(row, { price, before: row.prices[index] }, columns))}`,
    wide: 'any',
    stale,
  });
}

/** A further price of the material above; who only hears the line is told whose it is. */
const line = ({ material }: PricedMaterial, row: Line, columns: readonly Column<Line>[]) =>
  html`<tr class="lines" part="row" role="row">
    <td class="same" role="cell" colspan="2">${again(true, material.number)}</td>
    ${columns.map((column) => cell(column, row))}
  </tr>`;

/** What need not be seen twice; who only hears it hears it again. */
const again = (same: boolean, text: string): TemplateResult =>
  html`<span class=${same ? 'visually-hidden' : ''}>${text}</span>`;

function priceColumns(
  rows: readonly PricedMaterial[],
  lists: readonly PriceList[],
  view: View,
): Column<Line>[] {
  const { t, format } = view;
  const columns: (Column<Line> | false)[] = [
    { label: t('prices.unit'), kind: 'short', card: 'small', cell: ({ price }) => price.unit },
    rows.some(({ prices }) => prices.some(fromQuantity)) && {
      label: t('prices.from'),
      kind: 'number',
      card: 'small',
      cell: ({ price }) =>
        fromQuantity(price)
          ? html`<span class="from">${formatQuantity(price.minQuantity, format)}</span>`
          : nothing,
    },
    {
      label: t('prices.price'),
      kind: 'number',
      card: 'trail',
      cell: ({ price }) => amount(price, !sameTax(lists), view),
    },
    {
      label: t('prices.validity'),
      kind: 'short',
      card: 'broad',
      cell: (line) => validity(line, lists, view),
    },
    lists.length > 1 && {
      label: t('prices.list'),
      card: 'broad',
      cell: ({ price: { list }, before }) => {
        const found = lists.find(({ code }) => code === list);
        return again(before?.list === list, found ? nameOf(found) : list);
      },
    },
  ];
  return columns.filter((column) => column !== false);
}

/** Until when a price holds. In a card that is not said where the one list above says it. */
function validity({ price, before }: Line, lists: readonly PriceList[], view: View) {
  const text = until(price, view);
  if (before?.list === price.list && before.validTo === price.validTo) return again(true, text);
  const told = lists.length === 1 && price.validTo === lists[0]?.validTo;
  return html`<span class=${told ? 'told' : ''}>${text}</span>`;
}

const fromQuantity = ({ minQuantity }: Price): boolean => Number(minQuantity) !== 0;

/** A price; below it how many units it is for, where not for one, and `tax` where lists differ in it. */
function amount(price: Price, tax: boolean, view: View): TemplateResult {
  const { t, format } = view;
  const count = formatQuantity(price.priceUnit, format);
  const words = [
    ...(Number(price.priceUnit) === 1 ? [] : [t('prices.per', { count, unit: price.unit })]),
    ...(tax ? [taxText(price.taxIncluded, view)] : []),
  ];
  return html`<span
    >${formatUnitPrice(price.price, price.currency, format)}${words.map(
      (word) => html`<br /><small>${word}</small>`,
    )}</span
  >`;
}

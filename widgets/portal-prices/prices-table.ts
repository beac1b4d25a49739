import { html, nothing, type TemplateResult } from 'lit';
import type { Price, PriceList, PricedMaterial } from '#contract/prices';
import { formatQuantity, formatUnitPrice } from '../core/index.ts';
import { cell, type Column } from '../kit/table.ts';
import { isShown, type ColumnChoice } from '../records/column-choice.ts';
import { columnsOf } from '../records/columns.ts';
import type { ListTable } from '../records/listing.ts';
import { described, type View } from '../records/view.ts';
import { nameOf, sameTax } from './prices-lists.ts';
import { taxText, until } from './prices-view.ts';

export type PricesTableOptions = {
  view: View;
  rows: readonly PricedMaterial[];
  lists: readonly PriceList[];
  choice: ColumnChoice;
};

/** A price, and the one above it of the same material. */
type Line = { price: Price; before: Price | undefined; tiers?: boolean };

/** The materials; the prices of one stand together, a line each. */
export function pricesTable(options: PricesTableOptions): ListTable<PricedMaterial> {
  const { view, rows, lists, choice } = options;
  const columns = priceColumns(rows, lists, view);
  const shown = columns.filter((column) => isShown(column, choice));
  const first = (column: Column<Line>): Column<PricedMaterial> => ({
    ...column,
    cell: ({ prices }) =>
      prices[0] && column.cell({ price: prices[0], before: undefined, tiers: prices.length > 1 }),
  });
  const c = columnsOf<PricedMaterial>(view);
  return {
    caption: view.t('prices.title'),
    columns: [
      c.short('prices.material', ({ material }) => material.number, { card: 'lead' }),
      c.wide('prices.description', ({ material }) => described(material, view), {
        card: 'heading',
      }),
      ...columns.map(first),
    ],
    key: ({ material }) => material.id,
    below: (row) =>
      html`${row.prices
        .slice(1)
        .map((price, index) => line(row, { price, before: row.prices[index] }, shown))}`,
    wide: 'any',
  };
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
  const { format } = view;
  const places = Math.max(0, ...rows.flatMap(({ prices }) => prices.map(placesOf)));
  const c = columnsOf<Line>(view);
  // Of several, the first holds from one on.
  const from = ({ price, tiers }: Line) =>
    fromQuantity(price) || tiers
      ? html`<span class="from"
          >${formatQuantity(fromQuantity(price) ? price.minQuantity : '1', format)}</span
        >`
      : nothing;
  const listName = ({ price: { list }, before }: Line) => {
    const found = lists.find(({ code }) => code === list);
    return again(before?.list === list, found ? nameOf(found) : list);
  };
  const columns = [
    c.short(
      'prices.unit',
      ({ price, before }) =>
        before?.unit === price.unit ? html`<span class="once">${price.unit}</span>` : price.unit,
      { card: 'small' },
    ),
    rows.some(({ prices }) => prices.some(fromQuantity)) &&
      c.number('prices.from', from, { card: 'small' }),
    c.number('prices.price', (line) => amount(line, { tax: !sameTax(lists), places }, view), {
      card: 'trail',
      essential: true,
    }),
    c.short('prices.validity', (line) => validity(line, lists, view), { card: 'broad' }),
    lists.length > 1 && c.name('prices.list', listName, { card: 'broad' }),
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

/** Digits behind the point that say something. */
const placesOf = ({ price }: Price): number => /\.(\d*?)0*$/.exec(price)?.[1]?.length ?? 0;

const fromQuantity = ({ minQuantity }: Price): boolean => Number(minQuantity) !== 0;

/** What is written of a price, and the code of its currency, where that stands behind it. */
const codeApart = (text: string): string[] => text.split(/(?=\u00a0[A-Z]{3}$)/);

/** A price; below it how many units it is for, where not for one, and `tax` where lists differ in it. */
function amount(
  { price, before }: Line,
  { tax, places }: { tax: boolean; places: number },
  view: View,
): TemplateResult {
  const { t, format } = view;
  const count = formatQuantity(price.priceUnit, format);
  const words = [
    ...(Number(price.priceUnit) === 1 ? [] : [t('prices.per', { count, unit: price.unit })]),
    ...(tax ? [taxText(price.taxIncluded, view)] : []),
  ];
  const [figures = '', code] = codeApart(
    formatUnitPrice(price.price, price.currency, format, places),
  );
  // The code of the price above takes its room without being seen: the points stay below each other.
  const same = before?.currency === price.currency;
  return html`<span
    >${figures}${code && same ? html`<span class="again">${code}</span>` : code}${words.map(
      (word) => html`<br /><small>${word}</small>`,
    )}</span
  >`;
}

import { html, type TemplateResult } from 'lit';
import type { OrderRow } from '#contract/orders';
import type { OrderSort, OrderSortField } from '#contract/order-words';
import { icon } from '../kit/icon.ts';
import { bones } from '../kit/skeleton.ts';
import { table, type Column, type SortState } from '../kit/table.ts';
import { statusBadge } from './order-status.ts';
import { day, destinationText, money, orDash, type View } from './orders-view.ts';

export type ListOptions = {
  view: View;
  rows: readonly OrderRow[];
  sort: string;
  /** The caller may see amounts. */
  amounts: boolean;
  /** Whose order it is, is a question. */
  customers: boolean;
  stale: boolean;
  /** Address of an order, where the page's address tells which one is open. */
  href: (id: string) => string | null;
  onOpen: (id: string, event: MouseEvent) => void;
  onSort: (sort: OrderSort) => void;
};

/** The orders found, one a row. */
export function ordersList(options: ListOptions): TemplateResult {
  const { view, rows, amounts, customers, stale } = options;
  const { t } = view;
  const columns: Column<OrderRow>[] = [
    {
      label: t('orders.number'),
      kind: 'short',
      card: 'heading',
      cell: (row) => row.number,
      sort: sort('number'),
    },
    ...(customers
      ? [
          {
            label: t('orders.customer'),
            kind: 'wide',
            card: 'broad',
            cell: ({ customer }) => [customer.name, html` <small>${customer.number}</small>`],
          } satisfies Column<OrderRow>,
        ]
      : []),
    {
      label: t('orders.purchase_order'),
      kind: 'short',
      cell: (row) => orDash(row.purchaseOrder),
      sort: sort('purchase_order'),
    },
    {
      label: t('orders.amount'),
      kind: 'number',
      cell: (row) => money(row.amount, row.currency, view),
      sort: sort('amount'),
    },
    {
      label: t('orders.created'),
      cell: (row) => html`<span class="figures">${day(row.date, view)}</span>`,
      sort: sort('date'),
    },
    {
      label: t('orders.status'),
      cell: (row) => statusBadge(row.status, t),
      sort: sort('status'),
    },
    {
      label: t('orders.destination'),
      kind: 'wide',
      card: 'broad',
      cell: (row) => html`<span class="destination">${destinationText(row.destination)}</span>`,
    },
    { label: t('orders.view'), kind: 'action', card: 'trail', cell: (row) => opener(row, options) },
  ];
  function sort(field: OrderSortField) {
    const state: SortState =
      options.sort === field ? 'ascending' : options.sort === `-${field}` ? 'descending' : 'none';
    const next = state === 'descending' ? field : (`-${field}` as const);
    return { state, onSort: () => options.onSort(next) };
  }
  return table({
    caption: t('orders.title'),
    columns: amounts ? columns : columns.filter(({ kind }) => kind !== 'number'),
    rows,
    key: (row) => row.id,
    wide: customers ? 'large' : 'medium',
    stale,
  });
}

/** A link where the order has an address, so that it also opens in a new tab; else a button. */
function opener(row: OrderRow, { view: { t }, href, onOpen }: ListOptions): TemplateResult {
  const name = t('orders.view_order', { number: row.number });
  const address = href(row.id);
  const open = (event: MouseEvent) => onOpen(row.id, event);
  const content = html`<span>${t('orders.view')}</span>${icon('arrow')}`;
  return address
    ? html`<a
        class="button quiet"
        part="button"
        href=${address}
        data-order=${row.id}
        aria-label=${name}
        @click=${open}
        >${content}</a
      >`
    : html`<button
        class="button quiet"
        part="button"
        type="button"
        data-order=${row.id}
        aria-label=${name}
        @click=${open}
      >
        ${content}
      </button>`;
}

/** Grey bars in place of the rows. */
export const listSkeleton = (): TemplateResult =>
  html`<div class="list-skeleton" aria-hidden="true">${bones(8, 'row')}</div>`;

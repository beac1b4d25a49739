import { html, type TemplateResult } from 'lit';
import type { OrderRow } from '#contract/orders';
import type { OrderSort, OrderSortField } from '#contract/order-words';
import { formatInstant } from '../core/index.ts';
import { columnsOf, sorting } from '../records/columns.ts';
import type { ListTable } from '../records/listing.ts';
import type { View } from '../records/view.ts';
import { customerName, destinationText, statusBadges } from './orders-view.ts';

export type OrdersTableOptions = {
  view: View;
  sort: string;
  /** They are those with a change that waits: since when is a column. */
  asked: boolean;
  /** The caller may see amounts. */
  amounts: boolean;
  /** Show the customer column. */
  customers: boolean;
  /** Rows become cards before columns are left out. */
  cards: boolean;
  /** The number of an order as a link, and what opens it. */
  link: (row: OrderRow) => TemplateResult;
  opener: (row: OrderRow) => TemplateResult;
  onOpen: (row: OrderRow, event: MouseEvent) => void;
  onSort: (sort: OrderSort) => void;
};

/** The number of an order, and the one it had before the ERP gave it that. */
const numberOf = (row: OrderRow, { link }: OrdersTableOptions): TemplateResult =>
  row.captureNumber && row.captureNumber !== row.number
    ? html`${link(row)}<br /><small>${row.captureNumber}</small>`
    : link(row);

/** The orders that were found, one a row. */
export function ordersTable(options: OrdersTableOptions): ListTable<OrderRow> {
  const { view, asked, amounts, customers } = options;
  const { t } = view;
  const c = columnsOf<OrderRow, OrderSortField>(
    view,
    sorting<OrderSortField>(options.sort, options.onSort),
  );
  return {
    caption: t('orders.title'),
    columns: [
      c.short('orders.number', (row) => numberOf(row, options), {
        card: 'heading',
        sort: 'number',
      }),
      customers && c.wide('orders.customer', (row) => customerName(row)),
      c.short('orders.purchase_order', (row) => row.purchaseOrder, { sort: 'purchase_order' }),
      amounts &&
        c.money('orders.amount', (row) => [row.amount, row.currency], {
          card: 'figure',
          sort: 'amount',
        }),
      c.date('orders.created', (row) => row.date, { card: 'figure', sort: 'date' }),
      asked &&
        c.text(
          'orders.asked',
          (row) => row.changeAskedAt && formatInstant(row.changeAskedAt, view.format),
          {
            sort: 'asked',
          },
        ),
      c.text('orders.status', (row) => statusBadges(row, t), { sort: 'status' }),
      c.wide(
        'orders.destination',
        ({ destination }) => {
          const place = destinationText(destination);
          return html`<span class="destination" title=${place}>${place}</span>`;
        },
        { minor: true },
      ),
      c.action('orders.view', options.opener),
    ],
    key: (row) => row.id,
    wide: options.cards ? 'large' : customers ? 'medium' : 'compact',
    onRow: options.onOpen,
  };
}

import { html, type TemplateResult } from 'lit';
import type { Order, OrderItem } from '#contract/orders';
import { formatQuantity } from '../core/index.ts';
import { textIn } from '../records/view.ts';
import { table, type Column } from '../kit/table.ts';
import { statusBadge } from './order-status.ts';
import { day, money, orDash, unitPrice, type View } from './orders-view.ts';

/** The items of an order. */
export function orderItems(order: Order, view: View): TemplateResult {
  const { t, format } = view;
  const { currency } = order;
  const amounts = order.amount !== null;
  const priceOf = (item: OrderItem) =>
    html`<span>
      ${unitPrice(item.unitPrice, currency, view)}${
        Number(item.priceUnit) === 1
          ? ''
          : html`<br /><small
                >${t('orders.price_per', {
                  count: formatQuantity(item.priceUnit, format),
                  unit: item.unit,
                })}</small
              >`
      }
    </span>`;
  const priced: Column<OrderItem>[] = [
    {
      label: t('orders.amount'),
      kind: 'number',
      cell: (item) => money(item.amount, currency, view),
    },
    { label: t('orders.unit_price'), kind: 'number', cell: priceOf },
  ];
  const columns: Column<OrderItem>[] = [
    { label: t('orders.position'), kind: 'short', card: 'lead', cell: (item) => item.position },
    {
      label: t('orders.material'),
      kind: 'short',
      card: 'lead',
      cell: (item) => orDash(item.material),
    },
    {
      label: t('orders.description'),
      kind: 'wide',
      card: 'heading',
      cell: (item) => textIn(item.descriptions, format),
    },
    {
      label: t('orders.quantity'),
      kind: 'number',
      card: 'small',
      cell: (item) => formatQuantity(item.quantity, format),
    },
    {
      label: t('orders.delivered'),
      kind: 'number',
      card: 'small',
      cell: (item) => formatQuantity(item.delivered, format),
    },
    { label: t('orders.unit'), kind: 'short', card: 'small', cell: (item) => item.unit },
    ...(amounts ? priced : []),
    {
      label: t('orders.delivery_date'),
      kind: 'short',
      card: 'small',
      cell: (item) => html`<span class="figures">${day(item.deliveryDate, view)}</span>`,
    },
    { label: t('orders.status'), card: 'trail', cell: (item) => statusBadge(item.status, t) },
  ];
  if (order.items.length === 0) return html`<p class="quiet-text">${t('orders.no_items')}</p>`;
  return table({
    caption: t('orders.items'),
    columns,
    rows: order.items,
    key: (item) => item.position,
    wide: 'large',
  });
}

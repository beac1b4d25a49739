import { html, type TemplateResult } from 'lit';
import type { Order, OrderItem } from '#contract/orders';
import { formatQuantity } from '../core/index.ts';
import { table } from '../kit/table.ts';
import { columnsOf } from '../records/columns.ts';
import { described, money, type View } from '../records/view.ts';
import { statusBadge } from './orders-view.ts';

/** The items of an order. */
export function orderItems(order: Order, view: View): TemplateResult {
  const { t, format } = view;
  const { currency } = order;
  if (order.items.length === 0) return html`<p class="quiet-text">${t('orders.no_items')}</p>`;
  const amounts = order.amount !== null;
  const perUnits = ({ priceUnit, unit }: OrderItem) =>
    Number(priceUnit) === 1
      ? ''
      : html`<br /><small
            >${t('orders.price_per', { count: formatQuantity(priceUnit, format), unit })}</small
          >`;
  const price = (item: OrderItem) =>
    html`<span>${money(item.unitPrice, currency, view)}${perUnits(item)}</span>`;
  const c = columnsOf<OrderItem>(view);
  return table({
    caption: t('orders.items'),
    columns: [
      c.short('orders.position', (item) => item.position, { card: 'lead' }),
      c.short('orders.material', (item) => item.material, { card: 'lead' }),
      c.wide('orders.description', (item) => described(item, view), { card: 'heading' }),
      c.quantity('orders.quantity', (item) => item.quantity, { card: 'small' }),
      c.quantity('orders.delivered', (item) => item.delivered, { card: 'small' }),
      c.short('orders.unit', (item) => item.unit, { card: 'small' }),
      amounts && c.money('orders.amount', (item) => [item.amount, currency]),
      amounts && c.number('orders.unit_price', price),
      c.date('orders.delivery_date', (item) => item.deliveryDate, { kind: 'short', card: 'small' }),
      c.text('orders.status', (item) => statusBadge(item.status, t), { card: 'trail' }),
    ],
    rows: order.items,
    key: (item) => item.position,
    wide: 'large',
  });
}

import type { SyncRecord } from '#contract/sync';
import { date, entity, identifier, json, lines, numeric, ref, text } from '../sync.columns.ts';

type Order = SyncRecord<'orders'>;

export const orders = entity<Order>('orders', {
  conflict: ['number_key'],
  identifiers: [identifier('number', (r) => r.number), identifier('erp_status', (r) => r.status)],
  columns: {
    company_id: ref('company', 'company', (r) => [r.company]),
    customer_id: ref('customer', 'customer', (r) => [r.customer]),
    status: ref('order_status', 'status', (r) => [r.status]),
    address_id: ref('address', 'shipTo', (r) => [r.customer, r.shipTo]),
    contact_id: ref('contact', 'requestedBy', (r) => [r.requestedBy]),
    purchase_order: text((r) => r.purchaseOrder),
    order_date: date((r) => r.date),
    currency: text((r) => r.currency),
    amount: numeric((r) => r.amount),
  },
  lines: [
    lines((r: Order) => r.items, {
      table: 'order_items',
      parent: 'order_id',
      path: 'items',
      numbered: true,
      identifiers: [
        identifier('material', (item) => item.material),
        identifier('erp_status', (item) => item.status),
      ],
      columns: {
        position: text((item) => item.position),
        descriptions: json((item) => item.descriptions),
        quantity: numeric((item) => item.quantity),
        unit: text((item) => item.unit),
        amount: numeric((item) => item.amount),
        delivered: numeric((item) => item.delivered),
        unit_price: numeric((item) => item.unitPrice),
        price_unit: numeric((item) => item.priceUnit),
        delivery_date: date((item) => item.deliveryDate),
        status: ref('item_status', 'status', (item) => [item.status]),
      },
    }),
  ],
});

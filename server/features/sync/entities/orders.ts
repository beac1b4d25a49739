import { identifierKey } from '#contract/identifiers';
import type { SyncRecord } from '#contract/sync';
import { byKeys, keyRows } from '../../../db/keys.ts';
import type { Db } from '../../../db/scope.ts';
import { adoptOrder, clearEntered, keepContacts } from '../../../records/portal-orders.ts';
import { date, entity, identifier, json, lines, numeric, ref, text } from '../sync.columns.ts';
import { isNews, theErp } from '../sync.news.ts';

type Order = SyncRecord<'orders'>;

/** What was ordered in the portal becomes the ERP's order: its row is the one that is written. */
async function adoptEntered(
  db: Db,
  records: Order[],
  isKnown: (record: Order) => boolean,
): Promise<void> {
  for (const { number, portalReference } of records)
    if (portalReference) await adoptOrder(db, portalReference, number);
  const fresh = records.filter((record) => !isKnown(record));
  await clearEntered(
    db,
    fresh.map(({ number }) => identifierKey(number)),
  );
}

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
  after: async (db, records, { idOf }) => {
    await keepContacts(db, records.map(idOf));
  },
  // Its status as it was: an order that comes for the first time is news while it is young, a change always.
  news: async (db, records, isKnown) => {
    await adoptEntered(db, records, isKnown);
    const keys = records.filter(isKnown).map(({ number }) => identifierKey(number));
    const before = new Map<string, string>();
    const rows =
      keys.length === 0
        ? []
        : await byKeys<{ key: string; status: string }>(
            db,
            ['orders'],
            `select o.number_key as key, o.status from ${keyRows('text')}
             join orders o on o.number_key = k.key where o.deleted_at is null`,
            [keys],
          );
    for (const { key, status } of rows) before.set(key, status);
    return (record, id, row) => {
      const was = before.get(identifierKey(record.number));
      if (was === undefined ? !isNews(record.date) : was === row.status) return null;
      return {
        kind: was === undefined ? 'order.created' : 'order.status_changed',
        customerId: row.customer_id as string,
        companyId: row.company_id as string,
        record: { kind: 'order', id },
        data: { number: record.number, status: row.status, ...(was !== undefined && { was }) },
        actor: theErp,
      };
    };
  },
});

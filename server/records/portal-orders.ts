import { identifierKey } from '#contract/identifiers';
import { rowOf, rowsOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';
import { jsonbOf } from '../http/text.ts';

/** An order as it was entered here, before the ERP has it. */
export type EnteredOrder = {
  companyId: string;
  customerId: string;
  contactId: string;
  addressId: string | null;
  purchaseOrder: string | null;
  day: string;
  currency: string;
  amount: string;
  captureNumber: string;
  items: readonly Record<string, unknown>[];
};

/** The next capture number of a tenant. */
export async function nextCaptureNumber(db: Db): Promise<string> {
  const { count } = await rowOf<{ count: string }>(
    db,
    `insert into capture_counters as c (tenant_id, orders) values (current_setting('app.tenant_id')::uuid, 1)
     on conflict (tenant_id) do update set orders = c.orders + 1 returning orders as count`,
  );
  return `P-${count.padStart(6, '0')}`;
}

/** Puts an order among those that are listed, under its capture number. @returns its id */
export async function enterOrder(db: Db, tenantId: string, order: EnteredOrder): Promise<string> {
  const [row] = await db('orders')
    .insert({
      tenant_id: tenantId,
      number: order.captureNumber,
      number_key: identifierKey(order.captureNumber),
      capture_number: order.captureNumber,
      company_id: order.companyId,
      customer_id: order.customerId,
      contact_id: order.contactId,
      address_id: order.addressId,
      purchase_order: order.purchaseOrder,
      order_date: order.day,
      currency: order.currency,
      amount: order.amount,
      erp_status: 'received',
      erp_status_key: 'RECEIVED',
      status: 'received',
    })
    .returning<{ id: string }[]>('id');
  await db.raw(
    `insert into order_items (tenant_id, order_id, line, position, material, material_key, descriptions, quantity,
       delivered, unit, unit_price, price_unit, amount, delivery_date, erp_status, erp_status_key, status)
     select ?, ?, r.line, r.line * 10, r.material, r.key, r.descriptions, r.quantity, 0, r.unit, r.price, r."priceUnit",
       r.amount, r.date, 'received', 'RECEIVED', 'received'
     from jsonb_to_recordset(cast(? as jsonb)) as r(line integer, material text, key text, descriptions jsonb,
       quantity numeric, unit text, price numeric, "priceUnit" numeric, amount numeric, date date)`,
    [tenantId, row!.id, jsonbOf(order.items)],
  );
  return row!.id;
}

/** Takes an order back that the ERP has never had. */
export const takeBackOrder = (db: Db, id: string) =>
  db('orders').where({ id }).update({ deleted_at: db.fn.now(), capture_number: null });

/** Marks an order as refused by the ERP. */
export async function refuseOrder(db: Db, id: string): Promise<void> {
  await db('orders').where({ id }).update({ status: 'cancelled' });
  await db('order_items').where({ order_id: id }).update({ status: 'cancelled' });
}

/**
 * Gives an order that was entered here the number of the ERP, by which its record then finds it. Where the record
 * came first, that is the order, and what stood for it goes.
 * @returns the id of the order; null where there is none of that capture number
 */
export async function adoptOrder(
  db: Db,
  captureNumber: string,
  number: string,
): Promise<string | null> {
  const key = identifierKey(number);
  const rows = await rowsOf<{
    id: string;
    entered: boolean;
    key: string;
    contactId: string | null;
  }>(
    db,
    `select id, capture_number is not distinct from :captureNumber as entered, number_key as key,
       contact_id as "contactId"
     from orders where capture_number = :captureNumber or number_key = :key for update`,
    { captureNumber, key },
  );
  const entered = rows.find((row) => row.entered);
  if (!entered) return null;
  const record = rows.find((row) => row.key === key);
  if (!record) {
    await db('orders').where({ id: entered.id }).update({ number, number_key: key });
    return entered.id;
  }
  if (record.id === entered.id) return entered.id;
  await takeBackOrder(db, entered.id);
  await db('order_drafts').where({ order_id: entered.id }).update({ order_id: record.id });
  // What was asked and said of it meanwhile goes on there.
  await db('order_changes').where({ order_id: entered.id }).update({ order_id: record.id });
  await db('threads').where({ order_id: entered.id }).update({ order_id: record.id });
  await db('orders')
    .where({ id: record.id })
    .update({
      capture_number: captureNumber,
      contact_id: db.raw('coalesce(contact_id, ?)', [entered.contactId]),
    });
  return record.id;
}

/** Clears the lines of orders that were entered here, before the ERP's take their place. */
export const clearEntered = (db: Db, numberKeys: readonly string[]) =>
  db.raw(
    `delete from order_items i using orders o
     where o.tenant_id = i.tenant_id and o.id = i.order_id and o.capture_number is not null
       and o.number_key = any(cast(? as text[]))`,
    [numberKeys as never],
  );

/** Gives orders that were entered here back to the contact who did, where the ERP names none. */
export const keepContacts = (db: Db, ids: readonly string[]) =>
  db.raw(
    `update orders o set contact_id = d.contact_id from order_drafts d
     where d.tenant_id = o.tenant_id and d.order_id = o.id and o.contact_id is null
       and o.capture_number is not null and o.id = any(cast(? as uuid[]))`,
    [ids as never],
  );

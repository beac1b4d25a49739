import { randomUUID } from 'node:crypto';
import { canonical } from '#contract/decimal';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type ContactCaller } from '../../http/caller.ts';
import { withinOrders } from '../../records/order-places.ts';
import { createDraftQueries, type DraftRecord } from './drafts.queries.ts';
import { beginDraft, draftReach } from './drafts.service.ts';
import { shownMaterial } from './resolve.ts';
import { materialsById, usualMaterials } from './materials.queries.ts';

/**
 * Begins a draft with the lines of an order, whatever became of it.
 * @param positions of the lines it begins with; undefined takes all
 * @throws AppError `not_found` where the caller may not see the order, and as `beginDraft`
 */
export async function reorder(
  db: Db,
  caller: ContactCaller,
  orderId: string,
  positions?: readonly string[],
): Promise<DraftRecord> {
  const [order] = await db('orders as o')
    .join('companies as c', (on) => on.on('c.tenant_id', 'o.tenant_id').on('c.id', 'o.company_id'))
    .where({ 'o.id': orderId, 'o.customer_id': caller.customer.id })
    .whereNull('o.deleted_at')
    .modify((query) => withinOrders(query, reachOf(caller, 'orders.view')))
    .select<{ company: string }[]>({ company: 'c.code' });
  if (!order) throw new AppError('not_found');
  const lines = await rowsOf<{ material: string; quantity: string; unit: string }>(
    db,
    `select coalesce(material, '') as material, quantity::text as quantity, unit from order_items
     where order_id = :orderId and quantity > 0
       and (cast(:positions as text[]) is null or position = any(cast(:positions as text[]))) order by line`,
    { orderId, positions: positions ?? null },
  );
  const draft = await beginDraft(db, caller, { company: order.company });
  const typed = lines.map(({ material, quantity, unit }, index) => ({
    id: randomUUID(),
    version: 1,
    position: (index + 1) * 1000,
    material,
    materialId: null,
    quantity: canonical(quantity, 0),
    unit,
    requestedDate: null,
    note: null,
  }));
  await createDraftQueries(db).writeLines(caller.tenant.id, draft.id, typed);
  return draft;
}

/** What a customer usually orders. */
export async function usual(db: Db, caller: ContactCaller, most: number) {
  const found = await usualMaterials(db, draftReach(caller), most);
  const materials = await materialsById(
    db,
    caller.customer.id,
    found.map(({ id }) => id),
  );
  return {
    items: found.flatMap(({ id, orders }) => {
      const material = materials.get(id);
      return material ? [{ material: shownMaterial(material), orders }] : [];
    }),
  };
}

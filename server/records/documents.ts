import { byKeys, keyRows } from '../db/keys.ts';
import type { Db } from '../db/scope.ts';
import type { NewEvent } from './events.ts';

/**
 * What is to be told of documents that customers got, or got anew: of those that the company keeps to itself nothing.
 * @param actor who shared them
 */
export async function attachedEvents(
  db: Db,
  ids: readonly string[],
  actor: NewEvent['actor'],
): Promise<NewEvent[]> {
  const rows = await byKeys<{
    id: string;
    title: string;
    customerId: string;
    companyId: string | null;
    ofOrder: boolean;
    addressId: string | null;
  }>(
    db,
    ['documents'],
    `select d.id, d.title, d.customer_id as "customerId", d.company_id as "companyId", d.order_id is not null as "ofOrder",
       (select o.address_id from orders o where o.tenant_id = d.tenant_id and o.id = d.order_id) as "addressId"
     from ${keyRows('uuid')} join documents d on d.id = k.key
     where d.visibility = 'customer' and d.deleted_at is null and d.current_version > 0`,
    [[...ids]],
  );
  return rows.map(({ id, title, customerId, companyId, ofOrder, addressId }) => ({
    kind: 'document.attached',
    customerId,
    companyId,
    // Where the order goes that it is of, for those who see the orders of some addresses alone.
    data: { document: id, subject: title, ...(ofOrder && { address: addressId }) },
    actor,
  }));
}

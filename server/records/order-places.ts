import { isOneOf } from '../db/keys.ts';
import type { Query } from '../db/scope.ts';
import { withinCustomers, type Reach } from '../http/caller.ts';

/** Holds a query of orders `o` within a reach: its customers, companies, ship-to addresses, and contact. */
export function withinOrders(query: Query, reach: Reach): void {
  withinCustomers(query, 'o.customer_id', reach, 'o.company_id', 'o.address_id');
  if (reach.contactId) query.where('o.contact_id', reach.contactId);
}

/**
 * Whether what hangs on an order may be seen by whoever sees the orders of some ship-to addresses alone: it hangs on
 * none, or on one that goes there. SQL.
 * @param alias the row's, which has a `tenant_id`
 * @param order SQL of the id of its order
 * @param addresses the binding that stands for the addresses
 */
export const goesThere = (alias: string, order: string, addresses: string): string =>
  `(${order} is null or exists (select from orders o
     where o.tenant_id = ${alias}.tenant_id and o.id = ${order} and ${isOneOf('o.address_id', 'uuid', addresses)}))`;

/** SQL of the order that a thread hangs on, by itself or by the request that it is of. */
export const orderOfThread = (alias: string): string =>
  `coalesce(${alias}.order_id, (select q.order_id from service_requests q
     where q.tenant_id = ${alias}.tenant_id and q.id = ${alias}.request_id))`;

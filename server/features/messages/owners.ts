import type { ThreadOwner } from '#contract/message-words';
import { createOwners, type OwnerPlan } from '../../records/owners.ts';

/** Every kind of record that has conversations, besides the customer itself. */
const ownerPlans = {
  order: {
    table: 'orders',
    column: 'order_id',
    contact: 'x.contact_id',
    address: 'address_id',
  },
  invoice: {
    table: 'invoices',
    column: 'invoice_id',
    contact: `(select o.contact_id from invoice_orders l join orders o on o.tenant_id = l.tenant_id and o.id = l.order_id
      where l.tenant_id = x.tenant_id and l.invoice_id = x.id and o.deleted_at is null and o.contact_id = ? limit 1)`,
  },
  shipment: { table: 'shipments', column: 'shipment_id', contact: 'x.contact_id' },
  request: { table: 'service_requests', column: 'request_id', contact: 'x.contact_id' },
  quote: { table: 'quotes', column: 'quote_id', contact: 'x.contact_id' },
} as const satisfies Record<Exclude<ThreadOwner, 'customer'>, OwnerPlan>;

export const { ownerSql, readOwner, ownerColumns, ofOwner, findOwner, ownerOfNumber } =
  createOwners<ThreadOwner>(ownerPlans);

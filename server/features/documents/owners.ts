import type { DocumentOwner } from '#contract/document-words';
import { createOwners, type OwnerPlan } from '../../records/owners.ts';

/** Every kind of record that has documents, besides the customer itself. */
export const ownerPlans = {
  order: {
    table: 'orders',
    column: 'order_id',
    contact: 'x.contact_id',
    address: 'address_id',
  },
  invoice: { table: 'invoices', column: 'invoice_id', contact: null },
  shipment: { table: 'shipments', column: 'shipment_id', contact: 'x.contact_id' },
  quote: { table: 'quotes', column: 'quote_id', contact: 'x.contact_id' },
} as const satisfies Record<Exclude<DocumentOwner, 'customer'>, OwnerPlan>;

export const { ownerSql, readOwner, ownerColumns, ofOwner, findOwner, ownerOfNumber } =
  createOwners<DocumentOwner>(ownerPlans);

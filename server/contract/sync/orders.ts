import { z } from 'zod';
import * as p from '../primitives.ts';
import { optional, reference, versioned, lines, description } from './fields.ts';

export const orders = {
  key: ['number'],
  record: z.strictObject({
    number: p.identifier,
    company: p.identifier,
    customer: p.identifier,
    purchaseOrder: reference,
    /** Code of an address of the customer. */
    shipTo: reference,
    date: p.date,
    currency: p.currency,
    amount: p.money,
    /** A code of the status map, or a canonical status. */
    status: p.identifier,
    /** Contact who asked for it, by the ERP's id. */
    requestedBy: reference,
    /** The capture number of what was ordered in the portal, as the task of the order carries it. */
    portalReference: reference,
    items: lines(
      z.strictObject({
        position: p.identifier,
        ...description,
        quantity: p.quantity,
        delivered: p.quantity.default('0'),
        unit: p.identifier,
        unitPrice: p.unitPrice,
        priceUnit: p.priceUnit.default('1'),
        amount: p.money,
        deliveryDate: optional(p.date),
        status: p.identifier,
      }),
    ),
    ...versioned,
  }),
} as const;

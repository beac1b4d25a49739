import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { invoiceKinds } from './invoice-words.ts';
import { InvoiceLine } from './invoices.ts';
import { limits } from './limits.ts';
import { OrderChange } from './order-changes.ts';
import {
  currencyCode,
  cursor,
  date,
  givenDate,
  instant,
  line,
  locale,
  localisedOut,
  page,
  pageSize,
  uuid,
} from './primitives.ts';
import { orderSorts, orderStatuses, searchFields, statusFilters } from './order-words.ts';

const amount = z.string().nullable();

/** Where an order goes; the screen prints the parts as one text (spec S4.8). */
export const Destination = z.object({
  name: z.string().nullable(),
  street: z.string().nullable(),
  place: z.string().nullable(),
});

export const OrderRow = z.object({
  id: uuid,
  number: z.string(),
  purchaseOrder: z.string().nullable(),
  /** The number it was given when it was entered here, before the ERP's. */
  captureNumber: z.string().nullable(),
  date,
  /** Null where the caller may not see amounts. */
  amount,
  currency: currencyCode,
  status: z.enum(orderStatuses),
  /** Whose order it is: staff, and contacts of a group, see several customers'. */
  customer: z.object({ number: z.string(), name: z.string() }),
  destination: Destination.nullable(),
  /** Since when a change waits that was asked for; null where none does. */
  changeAskedAt: instant.nullable(),
});
export type OrderRow = z.output<typeof OrderRow>;

export const OrderItem = z.object({
  position: z.string(),
  material: z.string().nullable(),
  descriptions: localisedOut,
  quantity: z.string(),
  delivered: z.string(),
  unit: z.string(),
  amount,
  unitPrice: amount,
  /** How many units the unit price is for. */
  priceUnit: z.string(),
  deliveryDate: date.nullable(),
  status: z.enum(orderStatuses),
});
export type OrderItem = z.output<typeof OrderItem>;

export const Order = OrderRow.extend({
  company: z.object({ code: z.string(), name: z.string() }),
  items: z.array(OrderItem),
  /** What was asked to be changed of it, the first first. */
  changes: z.array(OrderChange),
});
export type Order = z.output<typeof Order>;

export const Invoice = z.object({
  id: uuid,
  number: z.string(),
  kind: z.enum(invoiceKinds),
  date,
  dueDate: date.nullable(),
  net: z.string(),
  tax: z.string(),
  total: z.string(),
  currency: currencyCode,
  /** Of the tax authority; null where the ledger does not have it. */
  fiscalId: z.string().nullable(),
  /** Files of the fiscal document, where there are any and the caller may have them. */
  xml: uuid.nullable(),
  pdf: uuid.nullable(),
  lines: z.array(InvoiceLine),
});
export type Invoice = z.output<typeof Invoice>;

const filter = {
  /**
   * A status; or `open`: neither concluded, completed nor cancelled; or `change_asked`: a change of it was asked for,
   * and nobody has answered.
   */
  status: z.enum(statusFilters).optional(),
  /** First and last order date, both included. */
  from: givenDate.optional(),
  to: givenDate.optional(),
  /** What `search` looks in: the customer's purchase order, the sales document, or both. */
  by: z.enum(searchFields).default('any'),
  search: line(limits.search).optional(),
  /** By `asked` only those of `change_asked`. */
  sort: z.enum(orderSorts).default('-date'),
};
const orderId = z.strictObject({ id: uuid });

export const orders = defineEndpoints({
  'GET /orders': {
    permission: 'orders.view',
    summary: 'Orders of the customers the caller may see, newest first unless asked otherwise.',
    query: z.strictObject({ ...filter, limit: pageSize, cursor: cursor.optional() }),
    response: page(OrderRow),
    errors: [],
    look: 'answer',
  },
  'GET /orders/:id': {
    permission: 'orders.view',
    summary: 'One order with its items.',
    params: orderId,
    response: Order,
    errors: ['not_found'],
    look: 'answer',
  },
  'GET /orders/:id/invoices': {
    permission: 'invoices.view',
    summary: 'The invoices and credit notes of one order, each with its lines.',
    params: orderId,
    response: z.object({ items: z.array(Invoice) }),
    errors: ['not_found'],
    look: 'answer',
  },
  'GET /exports/orders': {
    permission: 'orders.export',
    summary: 'The filtered list as a CSV file, in the words and number format of a language.',
    query: z.strictObject({ ...filter, locale }),
    response: { file: 'text/csv' },
    errors: [],
    cost: 'export',
    audit: 'orders.exported',
  },
  'GET /exports/orders/xlsx': {
    permission: 'orders.export',
    summary: 'The filtered list as XLSX.',
    query: z.strictObject({ ...filter, locale }),
    response: { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
    errors: [],
    cost: 'export',
    audit: 'orders.exported',
  },
});

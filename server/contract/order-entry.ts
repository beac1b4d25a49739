import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import {
  confirmations,
  draftBytes,
  draftStates,
  lineFaults,
  mostLines,
  mostUsual,
  stockLevels,
  undoSeconds,
} from './order-entry-words.ts';
import {
  currencyCode,
  cursor,
  date,
  givenDate,
  identifier,
  instant,
  line,
  locale,
  localisedOut,
  page,
  pageSize,
  text,
  uuid,
} from './primitives.ts';

const decimalOut = z.string();

export const LineFault = z.object({
  code: z.enum(lineFaults),
  /** What would do: quantities, or numbers of materials. */
  values: z.array(z.string()),
});
export type LineFault = z.output<typeof LineFault>;

/** A material as it is ordered. */
export const LineMaterial = z.object({
  id: uuid,
  number: z.string(),
  /** The customer's own number of it. */
  customerNumber: z.string().nullable(),
  descriptions: localisedOut,
  /** In which it can be ordered, its own first. */
  units: z.array(z.string()),
  leadDays: z.number().int().nullable(),
});

export const LinePrice = z.object({
  price: decimalOut,
  /** How many units the price is for, and of which. */
  priceUnit: z.string(),
  unit: z.string(),
  list: z.string(),
  validTo: date.nullable(),
  taxIncluded: z.boolean(),
  /** From which quantity on it holds. */
  from: decimalOut,
  /** The next quantity at which it changes, and to what. */
  next: z.object({ from: decimalOut, price: decimalOut }).nullable(),
});

export const OrderLine = z.object({
  id: uuid,
  /** Version of the draft in which it was changed last. */
  version: z.number().int(),
  position: z.number().int(),
  /** As it was typed. */
  material: z.string(),
  quantity: z.string(),
  unit: z.string().nullable(),
  requestedDate: date.nullable(),
  note: z.string().nullable(),
  found: LineMaterial.nullable(),
  /** Null without one, and where the caller may not see prices. */
  price: LinePrice.nullable(),
  amount: decimalOut.nullable(),
  stock: z
    .object({
      level: z.enum(stockLevels),
      /** Null where the caller may not see it. */
      quantity: decimalOut.nullable(),
      unit: z.string().nullable(),
      plant: z.string().nullable(),
      readAt: instant.nullable(),
    })
    .nullable(),
  faults: z.array(LineFault),
});
export type OrderLine = z.output<typeof OrderLine>;

const head = z.object({
  id: uuid,
  version: z.number().int(),
  state: z.enum(draftStates),
  title: z.string().nullable(),
  company: z.object({ code: z.string(), name: z.string() }),
  purchaseOrder: z.string().nullable(),
  currency: currencyCode,
  /** Whose it is. */
  author: z.string(),
  updatedAt: instant,
  submittedAt: instant.nullable(),
  captureNumber: z.string().nullable(),
  /** Until when it can be taken back. */
  heldUntil: instant.nullable(),
  /** Since when it waits for the ERP, where that is longer than usual. */
  waitingSince: instant.nullable(),
  /** The order that was made of it. */
  order: uuid.nullable(),
  /** The ERP's number of it, once that was accepted. */
  orderNumber: z.string().nullable(),
  /** Since when it waits to be approved. */
  askedAt: instant.nullable(),
  /** Who sent it back unapproved, and why. */
  returned: z.object({ by: z.string(), comment: z.string().nullable() }).nullable(),
  rejection: z.object({ code: z.string().nullable(), text: localisedOut.nullable() }).nullable(),
});

const sums = z.object({
  /** Sum of the amounts of its lines, each rounded; null where the caller may not see prices. */
  total: decimalOut.nullable(),
  taxIncluded: z.boolean(),
  /** Lines without a price, and with a fault. */
  unpriced: z.number().int(),
  faulty: z.number().int(),
  count: z.number().int(),
  /** What was shown: the order is sent at these prices and at no others. */
  priceHash: z.string(),
});

export const DraftRow = head.extend({ total: decimalOut.nullable(), count: z.number().int() });
export type DraftRow = z.output<typeof DraftRow>;

/** How it stands with the approval of an order. */
export const OrderApprovalState = z.object({
  /** Approvals that are missing, and whether there are people enough who may give them. */
  missing: z.number().int(),
  possible: z.boolean(),
  /** Who may give them, by name; and whom to ask where nobody is left who may. */
  approvers: z.array(z.string()),
  ask: z.array(z.string()),
  decided: z.array(
    z.object({
      by: z.string(),
      decision: z.enum(['approved', 'returned']),
      comment: z.string().nullable(),
      at: instant,
      /** Whether it is an approval of the content as it is now. */
      holds: z.boolean(),
    }),
  ),
});
export type OrderApprovalState = z.output<typeof OrderApprovalState>;

const written = { requestedDate: date.nullable(), note: z.string().nullable() };
/** Code of an address of the customer. */
const shipTo = z.string().nullable();

export const Draft = head.extend({
  ...written,
  shipTo,
  ...sums.shape,
  lines: z.array(OrderLine),
  /** Null where it needs no approval as it is. */
  approval: OrderApprovalState.nullable(),
});
export type Draft = z.output<typeof Draft>;

/** What a change came to: the lines that were changed, and the sums. */
export const DraftChange = head.extend({
  ...written,
  shipTo,
  ...sums.shape,
  lines: z.array(OrderLine),
});
export type DraftChange = z.output<typeof DraftChange>;

const typedLine = z.strictObject({
  op: z.literal('set'),
  id: uuid,
  position: z.number().int().min(0).max(1_000_000_000),
  material: text(limits.identifier * 2).default(''),
  /** Where it was picked, and not typed. */
  materialId: uuid.nullish(),
  quantity: text(limits.typedQuantity).default(''),
  unit: identifier.nullish(),
  requestedDate: givenDate.nullish(),
  note: text(limits.text).nullish(),
});
const removedLine = z.strictObject({ op: z.literal('remove'), id: uuid });
export const LineOperation = z.discriminatedUnion('op', [typedLine, removedLine]);
export type LineOperation = z.output<typeof LineOperation>;

const headChange = {
  title: line(limits.name).nullish(),
  purchaseOrder: identifier.nullish(),
  shipTo: identifier.nullish(),
  requestedDate: givenDate.nullish(),
  note: text(2_000).nullish(),
};

const ImportedRow = z.object({
  row: z.number().int(),
  /** As it was read. */
  material: z.string(),
  quantity: z.string(),
  found: LineMaterial.nullable(),
  faults: z.array(LineFault),
  /** A quantity that may have been meant otherwise. */
  ambiguous: z.boolean(),
  /** Materials it may be, by the words. */
  suggestions: z.array(LineMaterial),
  /** The row that names the same material first, where this one names it again and neither has a fault. */
  repeats: z.number().int().nullable(),
  /** Of the first of such rows: what all of them come to. */
  sum: decimalOut.nullable(),
});
export type ImportedRow = z.output<typeof ImportedRow>;

const one = z.strictObject({ id: uuid });
const create = { permission: 'orders.create' } as const;

export const orderEntry = defineEndpoints({
  'GET /order-entry': {
    ...create,
    alsoFor: 'orders.approve',
    summary:
      'What an order is made of: companies that sell, addresses, and what the customer asks for.',
    response: z.object({
      companies: z.array(z.object({ code: z.string(), name: z.string(), currency: currencyCode })),
      addresses: z.array(
        z.object({ code: z.string(), name: z.string().nullable(), place: z.string().nullable() }),
      ),
      /** Whether the caller orders for these addresses alone: an order has to go to one of them. */
      shipToRequired: z.boolean(),
      purchaseOrderRequired: z.boolean(),
      /** The company takes no orders of this customer for now. */
      blocked: z.boolean(),
      prices: z.boolean(),
    }),
    errors: [],
  },
  'GET /order-drafts': {
    ...create,
    summary: 'Drafts and orders that were entered here, the one changed last first.',
    query: z.strictObject({
      state: z.enum(draftStates).optional(),
      limit: pageSize,
      cursor: cursor.optional(),
    }),
    response: page(DraftRow),
    errors: [],
  },
  'POST /order-drafts': {
    ...create,
    summary: 'Begins an order.',
    body: z.strictObject({ company: identifier.optional(), ...headChange }),
    response: Draft,
    status: 201,
    errors: ['not_found', 'customer_blocked', 'limit_reached', 'ship_to_not_allowed'],
    audit: 'none',
  },
  'GET /order-drafts/:id': {
    ...create,
    summary: 'A draft with its lines: materials, prices, stock and faults as they are now.',
    params: one,
    response: Draft,
    errors: ['not_found'],
  },
  'PATCH /order-drafts/:id': {
    ...create,
    summary:
      'Changes a draft line by line. Changes of other lines by somebody else are merged; of the same line they are refused.',
    params: one,
    body: z.strictObject({
      version: z.number().int().min(1),
      ...headChange,
      lines: z.array(LineOperation).max(mostLines).default([]),
    }),
    bodyBytes: draftBytes,
    response: DraftChange,
    errors: [
      'not_found',
      'record_changed',
      'order_submitted',
      'too_many_lines',
      'ship_to_not_allowed',
    ],
    audit: 'none',
  },
  'DELETE /order-drafts/:id': {
    ...create,
    summary: 'Gives a draft up.',
    params: one,
    response: 'nothing',
    errors: ['not_found', 'order_submitted'],
    audit: 'none',
  },
  'POST /order-drafts/:id/lines-import': {
    ...create,
    summary: `Reads rows that were pasted, or a file: a material and a quantity each, ${mostLines} at most. Nothing is added.`,
    params: one,
    bodyBytes: limits.importText + 1_000,
    body: z.strictObject({
      locale,
      text: text(limits.importText).optional(),
      file: z
        .strictObject({ name: line(limits.fileName), content: z.base64().max(limits.importText) })
        .optional(),
    }),
    response: z.object({ rows: z.array(ImportedRow) }),
    errors: ['not_found', 'file_unreadable'],
    cost: 'batch',
    audit: 'none',
  },
  'POST /order-drafts/:id/submission': {
    ...create,
    summary: `Sends an order. Its capture number is in the answer; for ${undoSeconds} seconds it can be taken back.`,
    params: one,
    body: z.strictObject({
      version: z.number().int().min(1),
      priceHash: z.string().max(100),
      confirmations: z.array(z.enum(confirmations)).max(confirmations.length).default([]),
    }),
    response: z.object({
      /** `approval`: it waits for somebody else's word, and has no number yet. */
      state: z.enum(['approval', 'submitted']),
      captureNumber: z.string().nullable(),
      submittedAt: instant.nullable(),
      heldUntil: instant.nullable(),
      order: uuid.nullable(),
    }),
    once: true,
    errors: [
      'not_found',
      'record_changed',
      'order_submitted',
      'prices_changed',
      'order_incomplete',
      'customer_blocked',
      'purchase_order_required',
      'same_purchase_order',
      'no_approver',
      'ship_to_not_allowed',
    ],
    audit: 'order.submitted',
  },
  'DELETE /order-drafts/:id/submission': {
    ...create,
    summary: 'Takes an order back before it goes to the ERP, or while it waits for approval.',
    params: one,
    response: Draft,
    errors: ['not_found', 'undo_over'],
    audit: 'order.taken_back',
  },
  'POST /orders/:id/drafts': {
    ...create,
    summary: 'Begins an order with the lines of an earlier one, or some, at the prices of today.',
    params: one,
    body: z.strictObject({
      /** Positions of the lines; all where it is left out. */
      positions: z.array(identifier).min(1).max(mostLines).optional(),
    }),
    response: Draft,
    status: 201,
    errors: ['not_found', 'customer_blocked', 'limit_reached'],
    audit: 'none',
  },
  'GET /usual-materials': {
    ...create,
    summary: `Materials the customer ordered in the last twelve months, the most frequent first; ${mostUsual} at most.`,
    response: z.object({
      items: z.array(z.object({ material: LineMaterial, orders: z.number().int() })),
    }),
    errors: [],
  },
});

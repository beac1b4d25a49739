import { z } from 'zod';
import { compareDecimals, isZero, sumOf } from './decimal.ts';
import { defineEndpoints } from './endpoint.ts';
import { identifierKey } from './identifiers.ts';
import { limits } from './limits.ts';
import { mailbox as address } from './mailbox.ts';
import { invoiceKinds } from './invoice-words.ts';
import { orderStatuses } from './order-words.ts';
import { debitKinds, openItemKinds, type OpenItemKind } from './ledger-words.ts';
import type { KeyPermission, SyncEntity } from './permissions.ts';
import * as p from './primitives.ts';

const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? null);
const word = optional(p.line(limits.name));
const reference = optional(p.identifier);
/** ERPs write an empty text where there is none. */
const mailbox = z.preprocess((value) => (value === '' ? null : value), optional(address));
/** What every record may carry: the ERP's own version of it. An older one never overwrites. */
const versioned = {
  sourceVersion: optional(p.sourceVersion),
  /** `true` makes it a tombstone. */
  deleted: z.literal(false).optional(),
};
const uniqueBy =
  <T>(key: (item: T) => string) =>
  (items: T[]) =>
    new Set(items.map(key)).size === items.length;
const lines = <T extends z.ZodObject>(line: T) =>
  p.ruled(
    z.array(line).max(limits.documentLines),
    uniqueBy((item: { position?: unknown }) => String(item.position)),
    { error: 'duplicate_position' },
  );

const timeZone = p.ruled(p.line(60), isTimeZone, { error: 'time_zone' });
const description = { material: reference, descriptions: p.localised.default({}) };

/** A state or a town: its code, and its name where it has one. */
const place = z.strictObject({ code: p.identifier, name: word });

const assignment = p.ruled(
  z.strictObject({
    customer: reference,
    group: word,
    /** Of several lists alike the lowest comes first. */
    position: z.number().int().min(0).max(1_000).default(0),
  }),
  ({ customer, group }) => customer === null || group === null,
  { error: 'either' },
);
const assigned = ({ customer, group }: z.output<typeof assignment>) =>
  JSON.stringify([customer && identifierKey(customer), group]);

/** The records of each entity, as the ERP sends them. */
export const syncRecords = {
  companies: z.strictObject({
    code: p.identifier,
    legalName: p.line(limits.name),
    taxId: word,
    country: optional(z.string().regex(/^[A-Z]{2}$/, { error: 'country' })),
    currency: p.currency,
    timeZone,
    ...versioned,
  }),
  executives: z.strictObject({
    code: p.identifier,
    name: p.line(limits.name),
    role: word,
    phone: word,
    email: mailbox,
    active: z.boolean().default(true),
    ...versioned,
  }),
  customers: z.strictObject({
    number: p.identifier,
    name: p.line(limits.name),
    taxId: word,
    phone: word,
    email: word,
    group: word,
    /** Number of the customer this one belongs to. */
    parent: reference,
    /** Language it is written to in. */
    locale: optional(p.locale),
    /** Code of who looks after it; may come before the executive does. */
    executive: reference,
    companies: p.ruled(
      z
        .array(
          z.strictObject({
            company: p.identifier,
            creditLimit: optional(p.money),
            currency: optional(p.currency),
            paymentTerms: word,
            creditBlocked: z.boolean().default(false),
          }),
        )
        .max(100),
      uniqueBy((item) => identifierKey(item.company)),
      { error: 'duplicate' },
    ),
    ...versioned,
  }),
  addresses: z.strictObject({
    customer: p.identifier,
    code: p.identifier,
    name: word,
    street: word,
    postalCode: word,
    city: word,
    district: word,
    state: word,
    country: word,
    ...versioned,
  }),
  contacts: z.strictObject({
    id: p.identifier,
    customer: p.identifier,
    name: p.line(limits.name),
    email: mailbox,
    phone: word,
    role: word,
    active: z.boolean().default(true),
    ...versioned,
  }),
  materials: z.strictObject({
    number: p.identifier,
    descriptions: p.localised,
    unit: p.identifier,
    group: word,
    active: z.boolean().default(true),
    ...versioned,
  }),
  plants: z.strictObject({
    code: p.identifier,
    name: p.line(limits.name),
    /** As results name it, where room is short: `Gdl`. */
    shortName: word,
    state: optional(place),
    locality: optional(place),
    ...versioned,
  }),
  'stock-readings': z.strictObject({
    material: p.identifier,
    plant: p.identifier,
    /** Unrestricted stock, in `unit`. */
    quantity: p.quantity,
    unit: p.identifier,
    /** When the ERP counted it. */
    readAt: p.pastInstant,
    ...versioned,
  }),
  'price-lists': z.strictObject({
    code: p.identifier,
    name: word,
    currency: p.currency,
    taxIncluded: z.boolean().default(false),
    validFrom: optional(p.date),
    validTo: optional(p.date),
    /** Whose it is: a customer's, a group's, or everybody's where neither is named. */
    assignments: p
      .ruled(z.array(assignment).max(limits.priceListAssignments), uniqueBy(assigned), {
        error: 'duplicate',
      })
      .default([]),
    ...versioned,
  }),
  'price-items': z.strictObject({
    list: p.identifier,
    material: p.identifier,
    prices: z
      .array(
        z.strictObject({
          unit: p.identifier,
          price: p.notNegative(p.unitPrice),
          priceUnit: p.priceUnit.default('1'),
          minQuantity: p.notNegative(p.quantity).default('0'),
          validFrom: optional(p.date),
          validTo: optional(p.date),
        }),
      )
      .min(1)
      .max(limits.pricesPerMaterial),
    ...versioned,
  }),
  'status-map': z.strictObject({
    entity: z.enum(['order', 'item']),
    code: p.identifier,
    status: z.enum(orderStatuses),
    ...versioned,
  }),
  orders: z.strictObject({
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
  invoices: z.strictObject({
    number: p.identifier,
    company: p.identifier,
    customer: p.identifier,
    kind: z.enum(invoiceKinds).default('invoice'),
    date: p.date,
    dueDate: optional(p.date),
    currency: p.currency,
    net: p.money,
    tax: p.money,
    total: p.money,
    /** Numbers of the orders it belongs to. */
    orders: z.array(p.identifier).max(100).default([]),
    items: lines(
      z.strictObject({
        position: p.identifier,
        ...description,
        quantity: p.quantity,
        unit: p.identifier,
        amount: p.money,
        tax: p.money,
      }),
    ),
    ...versioned,
  }),
  'open-items': p.ruled(
    p.ruled(
      z.strictObject({
        company: p.identifier,
        /** The ERP's own key of the ledger's line, as company code, number, year and line in one. */
        id: p.identifier,
        customer: p.identifier,
        kind: z.enum(openItemKinds),
        order: reference,
        purchaseOrder: reference,
        invoice: reference,
        fiscalId: optional(p.line(limits.fiscalId)),
        reference: word,
        date: p.date,
        /** From this day on it counts; the date of the document unless given. */
        postingDate: optional(p.date),
        /** From the ERP, never worked out from terms of payment (spec S7.14). */
        dueDate: optional(p.date),
        currency: p.currency,
        /** Debits positive, credits negative. */
        amount: p.money,
        /** What of it was cleared, in whole or in part, with its own sign. */
        clearings: z
          .array(z.strictObject({ date: p.date, amount: p.money, reference: word }))
          .max(limits.clearings)
          .default([]),
        ...versioned,
      }),
      ({ kind, amount }) => hasSideOf(kind, amount),
      { path: ['amount'], error: 'sign' },
    ),
    ({ amount, clearings }) => withinAmount(amount, clearings),
    { path: ['clearings'], error: 'clearings' },
  ),
  'fiscal-files': z.strictObject({
    fiscalId: p.line(limits.fiscalId),
    kind: z.enum(['xml', 'pdf']),
    customer: p.identifier,
    /** What it is downloaded as. */
    fileName: p.line(limits.name),
    /** Base64; what it is made of, the server checks (`file_type`). */
    content: z
      .base64()
      .min(1)
      .max(Math.ceil((limits.fiscalFileBytes * 4) / 3)),
    ...versioned,
  }),
} satisfies Record<SyncEntity, z.ZodObject>;

/** Which fields make the natural key of each entity. */
export const syncKeys = {
  companies: ['code'],
  executives: ['code'],
  customers: ['number'],
  addresses: ['customer', 'code'],
  contacts: ['id'],
  materials: ['number'],
  plants: ['code'],
  'stock-readings': ['material', 'plant'],
  'price-lists': ['code'],
  'price-items': ['list', 'material'],
  'status-map': ['entity', 'code'],
  orders: ['number'],
  invoices: ['company', 'number'],
  'open-items': ['company', 'id'],
  'fiscal-files': ['fiscalId', 'kind'],
} as const satisfies Record<SyncEntity, readonly string[]>;

export type SyncRecord<E extends SyncEntity = SyncEntity> = z.output<(typeof syncRecords)[E]>;
export type SyncInput<E extends SyncEntity = SyncEntity> = z.input<(typeof syncRecords)[E]>;

/** A tombstone: the key of a record, `deleted`, and its version. */
export function tombstone(entity: SyncEntity) {
  const key = Object.fromEntries(
    syncKeys[entity].map((field) => [
      field,
      p.line(field === 'fiscalId' ? limits.fiscalId : limits.identifier),
    ]),
  );
  return z.strictObject({ ...key, ...versioned, deleted: z.literal(true) });
}

export const syncResult = z.object({
  /** The natural key as sent, where it could be read. */
  key: z.string().nullable(),
  status: z.enum(['created', 'updated', 'unchanged', 'stale', 'deleted', 'invalid']),
  errors: z
    .array(
      z.object({
        path: z.string(),
        rule: z.string(),
        params: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
});
export type SyncResult = z.output<typeof syncResult>;

const batch = <E extends SyncEntity>(entity: E) => ({
  permission: `sync.${entity}` as KeyPermission,
  summary: `Takes over a batch of ${entity}: up to ${limits.batchRecords} records, one result each, in their order.`,
  headers: z.object({ 'idempotency-key': p.line(200) }),
  bodyBytes: limits.batchBytes,
  body: z.strictObject({
    /** Refuses the whole batch when one record is invalid. */
    allOrNone: z.boolean().default(false),
    // Records are parsed one by one, so that a bad one spoils only itself; the document shows their schema.
    records: z
      .array(z.unknown().meta({ record: entity }))
      .min(1)
      .max(limits.batchRecords),
  }),
  response: z.object({ results: z.array(syncResult) }),
  errors: ['idempotency_mismatch', 'batch_refused'] as const,
  audit: 'sync.applied' as const,
});

export const sync = defineEndpoints({
  'POST /sync/companies': batch('companies'),
  'POST /sync/executives': batch('executives'),
  'POST /sync/customers': batch('customers'),
  'POST /sync/addresses': batch('addresses'),
  'POST /sync/contacts': batch('contacts'),
  'POST /sync/materials': batch('materials'),
  'POST /sync/plants': batch('plants'),
  'POST /sync/stock-readings': batch('stock-readings'),
  'POST /sync/price-lists': batch('price-lists'),
  'POST /sync/price-items': batch('price-items'),
  'POST /sync/status-map': batch('status-map'),
  'POST /sync/orders': batch('orders'),
  'POST /sync/invoices': batch('invoices'),
  'POST /sync/open-items': batch('open-items'),
  'POST /sync/fiscal-files': batch('fiscal-files'),
});

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** Whether an amount has the sign of its kind; nothing, as of a document that is settled, has none. */
const hasSideOf = (kind: OpenItemKind, amount: string): boolean =>
  isZero(amount) || debitKinds.includes(kind) !== amount.startsWith('-');

/** Whether what was cleared has the sign of the amount and is not more than it. */
function withinAmount(amount: string, clearings: { amount: string }[]): boolean {
  const negative = amount.startsWith('-');
  const other = ({ amount: cleared }: { amount: string }) =>
    !isZero(cleared) && cleared.startsWith('-') !== negative;
  if (clearings.some(other)) return false;
  const left = compareDecimals(amount, sumOf(clearings.map((one) => one.amount)));
  return negative ? left <= 0 : left >= 0;
}

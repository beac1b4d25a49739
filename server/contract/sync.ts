import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { syncEntities, type KeyPermission, type SyncEntity } from './permissions.ts';
import * as p from './primitives.ts';
import { addresses } from './sync/addresses.ts';
import { companies } from './sync/companies.ts';
import { contacts } from './sync/contacts.ts';
import { contracts } from './sync/contracts.ts';
import { customers } from './sync/customers.ts';
import { customerMaterials } from './sync/customer-materials.ts';
import { documents } from './sync/documents.ts';
import { executives } from './sync/executives.ts';
import { fiscalFiles } from './sync/fiscal-files.ts';
import { invoices } from './sync/invoices.ts';
import { locations } from './sync/locations.ts';
import { materials } from './sync/materials.ts';
import { openItems } from './sync/open-items.ts';
import { orders } from './sync/orders.ts';
import { paymentSlips } from './sync/payment-slips.ts';
import { plants } from './sync/plants.ts';
import { positions } from './sync/positions.ts';
import { priceItems } from './sync/price-items.ts';
import { priceLists } from './sync/price-lists.ts';
import { quotes } from './sync/quotes.ts';
import { shipmentEvents } from './sync/shipment-events.ts';
import { shipments } from './sync/shipments.ts';
import { statusMap } from './sync/status-map.ts';
import { stockReadings } from './sync/stock-readings.ts';
import { versioned } from './sync/fields.ts';

/** The records of each entity, as the ERP sends them. */
export const syncRecords = {
  companies: companies.record,
  executives: executives.record,
  customers: customers.record,
  addresses: addresses.record,
  contacts: contacts.record,
  materials: materials.record,
  'customer-materials': customerMaterials.record,
  plants: plants.record,
  'stock-readings': stockReadings.record,
  'price-lists': priceLists.record,
  'price-items': priceItems.record,
  'status-map': statusMap.record,
  orders: orders.record,
  quotes: quotes.record,
  invoices: invoices.record,
  'open-items': openItems.record,
  'payment-slips': paymentSlips.record,
  'fiscal-files': fiscalFiles.record,
  locations: locations.record,
  shipments: shipments.record,
  'shipment-events': shipmentEvents.record,
  positions: positions.record,
  contracts: contracts.record,
  documents: documents.record,
} satisfies Record<SyncEntity, z.ZodObject>;

/** Which fields make the natural key of each entity. */
export const syncKeys = {
  companies: companies.key,
  executives: executives.key,
  customers: customers.key,
  addresses: addresses.key,
  contacts: contacts.key,
  materials: materials.key,
  'customer-materials': customerMaterials.key,
  plants: plants.key,
  'stock-readings': stockReadings.key,
  'price-lists': priceLists.key,
  'price-items': priceItems.key,
  'status-map': statusMap.key,
  orders: orders.key,
  quotes: quotes.key,
  invoices: invoices.key,
  'open-items': openItems.key,
  'payment-slips': paymentSlips.key,
  'fiscal-files': fiscalFiles.key,
  locations: locations.key,
  shipments: shipments.key,
  'shipment-events': shipmentEvents.key,
  positions: positions.key,
  contracts: contracts.key,
  documents: documents.key,
} as const satisfies Record<SyncEntity, readonly string[]>;

export type SyncRecord<E extends SyncEntity = SyncEntity> = z.output<(typeof syncRecords)[E]>;
export type SyncInput<E extends SyncEntity = SyncEntity> = z.input<(typeof syncRecords)[E]>;

/** A tombstone: the key of a record, `deleted`, and its version. */
export function tombstone(entity: SyncEntity) {
  const { shape } = syncRecords[entity];
  const key = Object.fromEntries(
    syncKeys[entity].map((field) => {
      const own: unknown = shape[field as keyof typeof shape];
      // What a key may leave out, its tombstone may leave out as well.
      if (own instanceof z.ZodDefault) return [field, own];
      return [field, p.line(field === 'fiscalId' ? limits.fiscalId : limits.identifier)];
    }),
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

const batch = (entity: SyncEntity) => ({
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

type Batches = { [E in SyncEntity as `POST /sync/${E}`]: ReturnType<typeof batch> };

/** The ERP's door: one endpoint per entity, all alike. */
export const sync = defineEndpoints(
  Object.fromEntries(
    syncEntities.map((entity) => [`POST /sync/${entity}`, batch(entity)]),
  ) as Batches,
);

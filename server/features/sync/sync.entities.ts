import type { SyncEntity } from '#contract/permissions';
import { addresses } from './entities/addresses.ts';
import { companies } from './entities/companies.ts';
import { contacts } from './entities/contacts.ts';
import { contracts } from './entities/contracts.ts';
import { customerMaterials } from './entities/customer-materials.ts';
import { customers } from './entities/customers.ts';
import { documents } from './entities/documents.ts';
import { executives } from './entities/executives.ts';
import { fiscalFiles } from './entities/fiscal-files.ts';
import { invoices } from './entities/invoices.ts';
import { locations } from './entities/locations.ts';
import { materials } from './entities/materials.ts';
import { openItems } from './entities/open-items.ts';
import { orders } from './entities/orders.ts';
import { paymentSlips } from './entities/payment-slips.ts';
import { plants } from './entities/plants.ts';
import { positions } from './entities/positions.ts';
import { priceItems } from './entities/price-items.ts';
import { priceLists } from './entities/price-lists.ts';
import { quotes } from './entities/quotes.ts';
import { shipmentEvents } from './entities/shipment-events.ts';
import { shipments } from './entities/shipments.ts';
import { statusMap } from './entities/status-map.ts';
import { stockReadings } from './entities/stock-readings.ts';
import type { Entity } from './sync.entity.ts';

const all = {
  companies,
  executives,
  customers,
  addresses,
  contacts,
  materials,
  'customer-materials': customerMaterials,
  plants,
  'stock-readings': stockReadings,
  'price-lists': priceLists,
  'price-items': priceItems,
  'status-map': statusMap,
  orders,
  quotes,
  invoices,
  'open-items': openItems,
  'payment-slips': paymentSlips,
  'fiscal-files': fiscalFiles,
  locations,
  shipments,
  'shipment-events': shipmentEvents,
  positions,
  contracts,
  documents,
} satisfies Record<SyncEntity, unknown>;

/** The definition of an entity, for records that its schema has parsed. */
export const entityOf = (name: SyncEntity) => all[name] as unknown as Entity;

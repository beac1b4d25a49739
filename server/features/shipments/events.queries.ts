import { z } from 'zod';
import type { ShipmentEvent } from '#contract/shipments';
import { createRecords, is } from '../../records/records.ts';
import { isRetracted } from '../../records/shipments/derive.ts';

type Ask = { shipment: string; visibility?: 'customer'; sort: '-at' };
export type EventRecord = Omit<ShipmentEvent, 'place' | 'moment'> & {
  place: string | null;
  placeName: string | null;
  at: string;
  local: string;
  zone: string;
  precision: ShipmentEvent['moment']['precision'];
};

/** What a point of the way is known by, and when its source said so. */
const sameAs = `n.container_key = p.container_key and n.code = p.code and n.location is not distinct from p.place
  and coalesce(n.is_empty, false) = coalesce(p.empty, false) and n.call is not distinct from p.call`;
const known = (row: string) => `coalesce(${row}.made_at, ${row}.received_at)`;

/** What was said of shipments, the latest first. */
export const eventRecords = createRecords<EventRecord, Ask, 'at'>({
  name: 'shipment events',
  rows: (db) =>
    db('shipment_events as e')
      .join('shipments as s', (on) =>
        on.on('s.tenant_id', 'e.tenant_id').on('s.id', 'e.shipment_id'),
      )
      .whereNotNull('e.code')
      .whereNull('s.deleted_at'),
  select: (db) => [
    { id: 'e.id', tenant_id: 'e.tenant_id', shipment_id: 'e.shipment_id', source: 'e.source' },
    { family: 'e.family', code: 'e.code', classifier: 'e.classifier', empty: 'e.is_empty' },
    { container: 'e.container', container_key: 'e.container_key', place: 'e.location' },
    { placeName: 'e.location_name', facility: 'e.facility_type', mode: 'e.leg_mode' },
    { vessel: 'e.vessel', voyage: 'e.voyage', call: 'e.call', at: 'e.occurred_at' },
    { local: 'e.local_time', zone: 'e.time_zone', precision: 'e.precision' },
    { assumed: 'e.assumed', remark: 'e.remark', deleted_at: 'e.deleted_at' },
    db.raw(`${known('e')} as "knownAt", ${isRetracted('e')} as void, e.source_key, e.external_key`),
  ],
  lookUp: (db, page) =>
    db.from(page.as('p')).select(
      'p.*',
      db.raw(`p.void or p.deleted_at is not null as retracted,
        exists (select from shipment_events n
          where n.tenant_id = p.tenant_id and n.shipment_id = p.shipment_id and ${sameAs}
            and n.classifier = p.classifier and n.deleted_at is null and n.id <> p.id and not ${isRetracted('n')}
            and (${known('n')}, n.source_key || ' ' || n.external_key)
              > (p."knownAt", p.source_key || ' ' || p.external_key)) as superseded`),
    ),
  id: 'e.id',
  idOf: ({ id }) => id,
  customer: 's.customer_id',
  contact: 's.contact_id',
  company: 's.company_id',
  sorts: {
    at: {
      column: 'e.occurred_at',
      shape: z.string().regex(/^\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$/),
    },
  },
  filters: { shipment: is('e.shipment_id'), visibility: is('e.visibility') },
});

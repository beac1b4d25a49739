import { z } from 'zod';
import { cargoKey, containerKey } from '#contract/cargo-numbers';
import type { Query } from '#contract/endpoint';
import { identifierKey } from '#contract/identifiers';
import { date } from '#contract/primitives';
import {
  arrivingDays,
  groupStatuses,
  pressingDays,
  type ShipmentGroup,
  type ShipmentSearchField,
  type ShipmentSortField,
} from '#contract/shipment-words';
import type { Moment, ShipmentRow, shipments } from '#contract/shipments';
import type { Query as Builder } from '../../db/scope.ts';
import type { ClockRule } from '../../records/shipments/clocks.ts';
import { contains, createRecords, from, is, until } from '../../records/records.ts';

export type ShipmentAsk = Omit<Query<(typeof shipments)['GET /shipments']>, 'limit' | 'cursor'>;
type Derived = Pick<ShipmentRow, 'arrival' | 'status' | 'reason' | 'operation' | 'mode'>;
/** A shipment as it is listed, before its places have names. */
export type ShipmentRecord = Derived &
  Record<'id' | 'number' | 'customerId' | 'customerNumber' | 'customerName', string> &
  Record<'companyId' | 'companyCode' | 'companyName' | 'zone', string> &
  Record<'opened' | 'changedAt' | 'freeToday', string> &
  Record<'origin' | 'destination' | 'reference' | 'firstContainer', string | null> &
  Record<'freeFrom' | 'freeUntil', string | null> & {
    freeBasis: ClockRule['basis'] | null;
    contactId: string | null;
    count: number;
    delivered: number;
    firstArrival: Moment | null;
  };

const today = `(now() at time zone c.time_zone)::date`;
/** The day where free days are counted: of one that was not derived since, the company's. */
export const freeToday = `(now() at time zone coalesce(s.free_zone, c.time_zone))::date`;
/** From when on few free days are left. */
export const pressingFrom = `coalesce(s.pressing_from, s.free_until - ${pressingDays - 1})`;
export const open = `s.status not in ('delivered', 'closed', 'cancelled')`;
const among = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/** What a group asks of the rows. Nothing of it is bound: there are few, and each has its name. */
const groups: Record<ShipmentGroup, string> = {
  in_transit: `s.status in (${among(groupStatuses.in_transit)})`,
  in_customs: `(s.status in (${among(groupStatuses.in_customs)})
    or s.status = 'held' and s.status_reason = 'customs')`,
  released: `s.status in (${among(groupStatuses.released)})`,
  delivered: `s.status in (${among(groupStatuses.delivered)})`,
  held: `s.status in (${among(groupStatuses.held)})`,
  arriving: `${open} and s.ata is null and s.eta >= ${today} and s.eta < ${today} + ${arrivingDays}`,
  clock: `${open} and s.free_until is not null and ${pressingFrom} <= ${freeToday}`,
};

/** Asks for a number that a shipment goes by, in whichever writing. */
function search(query: Builder, asked: string, by: ShipmentSearchField): void {
  const key = cargoKey(asked);
  const hung = (table: string, column: string) =>
    `s.id in (select x.shipment_id from ${table} x where x.${column} = ?)`;
  const ways: Record<Exclude<ShipmentSearchField, 'any'>, (either: Builder) => unknown> = {
    number: (either) => either.orWhere((one) => contains(one, 's.number', asked)),
    reference: (either) => either.orWhereRaw(hung('shipment_references', 'value_key'), [key]),
    container: (either) =>
      either.orWhereRaw(hung('containers', 'number_key'), [containerKey(asked)]),
    document: (either) =>
      either.orWhere('s.booking_key', key).orWhere('s.master_key', key).orWhere('s.house_key', key),
  };
  query.where((either) => {
    for (const [field, way] of Object.entries(ways)) if (by === 'any' || by === field) way(either);
  });
}

const instantText = z
  .string()
  .regex(/^(infinity|\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?)$/);

/** Shipments as they are listed and found. */
export const shipmentRecords = createRecords<ShipmentRecord, ShipmentAsk, ShipmentSortField>({
  name: 'shipments',
  rows: (db) =>
    db('shipments as s')
      .join('customers as k', (on) =>
        on.on('k.tenant_id', 's.tenant_id').on('k.id', 's.customer_id'),
      )
      .join('companies as c', (on) =>
        on.on('c.tenant_id', 's.tenant_id').on('c.id', 's.company_id'),
      )
      .whereNull('s.deleted_at'),
  select: (db) => [
    { id: 's.id', tenant_id: 's.tenant_id', number: 's.number', operation: 's.operation' },
    { mode: 's.mode', origin: 's.origin', destination: 's.destination', opened: 's.opened_on' },
    { arrival: 's.arrival', firstArrival: 's.first_arrival', status: 's.status' },
    { reason: 's.status_reason', count: 's.containers', delivered: 's.delivered' },
    { freeUntil: 's.free_until', changedAt: 's.changed_at', contactId: 's.contact_id' },
    { customerId: 's.customer_id', customerNumber: 'k.number', customerName: 'k.name' },
    { companyId: 's.company_id', companyCode: 'c.code', companyName: 'c.legal_name' },
    { zone: 'c.time_zone' },
    { freeFrom: 's.free_from', freeBasis: 's.free_basis' },
    db.raw(`${freeToday} as "freeToday"`),
  ],
  lookUp: (db, page) =>
    db.from(page.as('p')).select(
      'p.*',
      db.raw(`(select b.number from containers b where b.tenant_id = p.tenant_id and b.shipment_id = p.id
          order by b.line limit 1) as "firstContainer",
        (select r.value from shipment_references r where r.tenant_id = p.tenant_id and r.shipment_id = p.id
          and r.kind = 'customer_order' order by r.line limit 1) as reference`),
    ),
  id: 's.id',
  idOf: ({ id }) => id,
  customer: 's.customer_id',
  contact: 's.contact_id',
  company: 's.company_id',
  sorts: {
    changed: { column: 's.changed_at', shape: instantText },
    opened: { column: 's.opened_on', shape: date },
    eta: { column: `coalesce(s.eta, 'infinity')`, shape: instantText },
    number: { column: 's.number_key' },
  },
  filters: {
    group: (query, group) => void query.whereRaw(groups[group]),
    status: is('s.status'),
    operation: is('s.operation'),
    mode: is('s.mode'),
    from: from('s.opened_on'),
    to: until('s.opened_on'),
    etaFrom: (query, day) =>
      void query.whereRaw('s.eta >= (?::date at time zone c.time_zone)', [day]),
    etaTo: (query, day) =>
      void query.whereRaw('s.eta < ((?::date + 1) at time zone c.time_zone)', [day]),
    customer: (query, number) => void query.where('k.number_key', identifierKey(number)),
    search: (query, asked, { by }) => search(query, asked, by),
  },
});

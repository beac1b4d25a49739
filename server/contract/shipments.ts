import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import {
  cursor,
  date,
  givenDate,
  identifier,
  instant,
  line,
  locale,
  page,
  pageSize,
  uuid,
} from './primitives.ts';
import {
  classifiers,
  clockBases,
  clockKinds,
  clockStates,
  deadlineKinds,
  eventFamilies,
  facilityTypes,
  holdReasons,
  legModes,
  loads,
  milestoneStates,
  operations,
  precisions,
  referenceKinds,
  shipmentGroups,
  shipmentSearchFields,
  shipmentSorts,
  shipmentStatuses,
  transportModes,
} from './shipment-words.ts';

const text = z.string().nullable();
const count = z.number().int();
const party = z.object({ number: z.string(), name: z.string() });

/** A place of the way; name and country are null for a code that nobody knows. */
export const ShipmentPlace = z.object({ code: z.string(), name: text, country: text });
export type ShipmentPlace = z.output<typeof ShipmentPlace>;

/** When something is, by the clock of its place: `yyyy-mm-ddThh:mm`, or a day where no hour is known. */
export const Moment = z.object({
  at: instant,
  local: z.string(),
  zone: z.string(),
  precision: z.enum(precisions),
});
export type Moment = z.output<typeof Moment>;
const Expected = Moment.extend({ state: z.enum(milestoneStates) });

export const ShipmentRow = z.object({
  id: uuid,
  number: z.string(),
  /** The customer's own number of it. */
  reference: text,
  customer: party,
  operation: z.enum(operations),
  mode: z.enum(transportModes),
  origin: ShipmentPlace.nullable(),
  destination: ShipmentPlace.nullable(),
  /** How many there are, the first of them, and how many were delivered. */
  containers: z.object({ count, first: text, delivered: count }),
  /** At the destination: expected, or as it was. */
  arrival: Expected.nullable(),
  /** Days that is later than what was expected at first; below zero where it is earlier. */
  movedDays: count.nullable(),
  status: z.enum(shipmentStatuses),
  /** Why it is held. */
  reason: z.enum(holdReasons).nullable(),
  /** Last free day of the clock that runs out first, and days until then with today; below one where it is over. */
  freeUntil: date.nullable(),
  freeDays: count.nullable(),
  opened: date,
  changedAt: instant,
});
export type ShipmentRow = z.output<typeof ShipmentRow>;

export const ShipmentClock = z.object({
  kind: z.enum(clockKinds),
  basis: z.enum(clockBases),
  grantedDays: count,
  firstDayCounts: z.boolean(),
  state: z.enum(clockStates),
  start: date.nullable(),
  /** It begins with something that is only expected. */
  estimated: z.boolean(),
  lastFreeDay: date.nullable(),
  daysLeft: count.nullable(),
  /** Free days that the expected arrival leaves of an end that is fixed, before it begins. */
  daysAtArrival: count.nullable(),
  chargedDays: count,
  /** What the days of delay cost; null where there is no price, or the caller may not see amounts. */
  amount: text,
  currency: text,
  tiers: z.array(z.object({ from: count, to: count.nullable(), perDay: z.string() })),
});
export type ShipmentClock = z.output<typeof ShipmentClock>;

const Milestone = z.object({
  /** Number of its container; null for all of the shipment. */
  container: text,
  family: z.enum(eventFamilies),
  code: z.string(),
  empty: z.boolean().nullable(),
  place: ShipmentPlace.nullable(),
  facility: z.enum(facilityTypes).nullable(),
  mode: z.enum(legModes).nullable(),
  vessel: text,
  voyage: text,
  state: z.enum(milestoneStates),
  /** It is expected at a time that has gone by: something later happened already. */
  overtaken: z.boolean(),
  planned: Moment.nullable(),
  estimated: Moment.nullable(),
  actual: Moment.nullable(),
  /** What was expected before the last change. */
  previous: Moment.nullable(),
});
export type Milestone = z.output<typeof Milestone>;

const Container = z.object({
  number: z.string(),
  /** The check digit is another one; only staff is told. */
  wrongDigit: z.boolean(),
  isoType: text,
  load: z.enum(['full', 'empty']).nullable(),
  weight: text,
  verifiedMass: text,
  packages: text,
  seals: z.array(z.string()),
  clocks: z.array(ShipmentClock),
});
export type ShipmentContainer = z.output<typeof Container>;

export const ShipmentDetail = ShipmentRow.extend({
  company: z.object({ code: z.string(), name: z.string() }),
  load: z.enum(loads).nullable(),
  incoterm: text,
  incotermPlace: text,
  finalPlace: ShipmentPlace.nullable(),
  carrier: text,
  carrierCode: text,
  vessel: text,
  vesselImo: text,
  voyage: text,
  flight: text,
  booking: text,
  masterDocument: text,
  houseDocument: text,
  customsOffice: text,
  declaration: text,
  regime: text,
  closed: date.nullable(),
  packages: text,
  grossWeight: text,
  volume: text,
  goods: text,
  departure: Expected.nullable(),
  references: z.array(z.object({ kind: z.enum(referenceKinds), value: z.string() })),
  /** Orders that travel with it, as far as the caller sees orders. */
  orders: z.array(z.object({ id: uuid, number: z.string() })),
  boxes: z.array(Container),
  /** Clocks of all of it. */
  clocks: z.array(ShipmentClock),
  deadlines: z.array(
    z.object({ kind: z.enum(deadlineKinds), date, at: instant.nullable(), done: z.boolean() }),
  ),
  milestones: z.array(Milestone),
  /** Whether it can be drawn on a map: something of it has a known place. */
  mapped: z.boolean(),
  /** Where it was last, for whoever may see that. */
  position: z
    .object({ latitude: z.string(), longitude: z.string(), at: instant, source: z.string() })
    .nullable(),
});
export type ShipmentDetail = z.output<typeof ShipmentDetail>;

export const ShipmentEvent = z.object({
  id: uuid,
  source: z.string(),
  family: z.enum(eventFamilies),
  code: z.string(),
  classifier: z.enum(classifiers),
  empty: z.boolean().nullable(),
  container: text,
  place: ShipmentPlace.nullable(),
  facility: z.enum(facilityTypes).nullable(),
  mode: z.enum(legModes).nullable(),
  vessel: text,
  voyage: text,
  moment: Moment,
  /** The zone, or which of two instants is meant, was not said. */
  assumed: z.boolean(),
  remark: text,
  /** When the source made it, else when it came. */
  knownAt: instant,
  /** A later word of it counts, or its source took it back. */
  superseded: z.boolean(),
  retracted: z.boolean(),
});
export type ShipmentEvent = z.output<typeof ShipmentEvent>;

const filter = {
  group: z.enum(shipmentGroups).optional(),
  status: z.enum(shipmentStatuses).optional(),
  operation: z.enum(operations).optional(),
  mode: z.enum(transportModes).optional(),
  /** First and last day it was opened on, and it is expected on; all included. */
  from: givenDate.optional(),
  to: givenDate.optional(),
  etaFrom: givenDate.optional(),
  etaTo: givenDate.optional(),
  /** Whose; all that the caller sees unless given. */
  customer: identifier.optional(),
  by: z.enum(shipmentSearchFields).default('any'),
  search: line(limits.search).optional(),
  sort: z.enum(shipmentSorts).default('-changed'),
};
const shipmentId = z.strictObject({ id: uuid });
const exported = {
  permission: 'shipments.export',
  query: z.strictObject({ ...filter, locale }),
  errors: [],
  look: 'query',
  cost: 'export',
  audit: 'shipments.exported',
} as const;
const Figure = z.object({ count, more: z.boolean() });

export const shipments = defineEndpoints({
  'GET /shipments': {
    permission: 'shipments.view',
    summary:
      'Shipments of the customers the caller may see, what changed last first unless asked otherwise.',
    query: z.strictObject({ ...filter, limit: pageSize, cursor: cursor.optional() }),
    response: page(ShipmentRow),
    errors: [],
    look: 'answer',
  },
  'GET /shipment-figures': {
    permission: 'shipments.view',
    summary:
      'How many shipments are on the way, in customs, about to arrive, and short of free days.',
    query: z.strictObject({ customer: identifier.optional() }),
    response: z.object({
      in_transit: Figure,
      in_customs: Figure,
      arriving: Figure,
      clock: Figure,
    }),
    errors: [],
    look: 'query',
  },
  'GET /shipments/:id': {
    permission: 'shipments.view',
    summary: 'One shipment with its containers, milestones, deadlines and free time.',
    params: shipmentId,
    response: ShipmentDetail,
    errors: ['not_found'],
    look: 'answer',
  },
  'GET /shipments/:id/events': {
    permission: 'shipments.view',
    summary:
      'Everything that was said of a shipment, the latest first, with what no longer counts.',
    params: shipmentId,
    query: z.strictObject({ limit: pageSize, cursor: cursor.optional() }),
    response: page(ShipmentEvent),
    errors: ['not_found'],
    look: 'answer',
  },
  'GET /exports/shipments/csv': {
    ...exported,
    summary: 'The filtered list as CSV, one row a container.',
    response: { file: 'text/csv' },
  },
  'GET /exports/shipments/xlsx': {
    ...exported,
    summary: 'The filtered list as XLSX, one row a container.',
    response: { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  },
});

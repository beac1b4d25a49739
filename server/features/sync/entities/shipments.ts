import { cargoKey, checkContainer, containerKey } from '#contract/cargo-numbers';
import { identifierKey } from '#contract/identifiers';
import type { SyncRecord } from '#contract/sync';
import { attachWaiting } from '../../../records/shipments/attach.ts';
import { rederive } from '../../../records/shipments/derive.ts';
import {
  boolean,
  date,
  entity,
  identifier,
  instant,
  integer,
  json,
  lines,
  numeric,
  ref,
  text,
} from '../sync.columns.ts';

type Shipment = SyncRecord<'shipments'>;
type Box = Shipment['containers'][number];
type Rule = Box['clocks'][number];

const key = (value: string | null): string | null => value && cargoKey(value);
const line = { parent: 'shipment_id', numbered: true };

const headColumns = {
  company_id: ref<Shipment>('company', 'company', (r) => [r.company]),
  customer_id: ref<Shipment>('customer', 'customer', (r) => [r.customer]),
  contact_id: ref<Shipment>('contact', 'contact', (r) => [r.contact]),
  mapped_status: ref<Shipment>('shipment_status', 'status', (r) => [r.status]),
  hold_reason: text((r: Shipment) => r.holdReason),
  operation: text((r: Shipment) => r.operation),
  mode: text((r: Shipment) => r.mode),
  load: text((r: Shipment) => r.load),
  incoterm: text((r: Shipment) => r.incoterm),
  incoterm_place: text((r: Shipment) => r.incotermPlace),
  origin: text((r: Shipment) => r.origin),
  destination: text((r: Shipment) => r.destination),
  final_place: text((r: Shipment) => r.finalPlace),
  opened_on: date((r: Shipment) => r.opened),
  closed_on: date((r: Shipment) => r.closed),
  goods: text((r: Shipment) => r.goods),
  packages: numeric((r: Shipment) => r.packages),
  gross_weight: numeric((r: Shipment) => r.grossWeight),
  volume: numeric((r: Shipment) => r.volume),
  header_at: instant((r: Shipment) => r.changedAt ?? new Date().toISOString()),
};

const carriageColumns = {
  carrier: text((r: Shipment) => r.carrier),
  carrier_code: text((r: Shipment) => r.carrierCode),
  vessel: text((r: Shipment) => r.vessel),
  vessel_imo: text((r: Shipment) => r.vesselImo),
  voyage: text((r: Shipment) => r.voyage),
  flight: text((r: Shipment) => r.flight),
  booking: text((r: Shipment) => r.booking),
  booking_key: text((r: Shipment) => key(r.booking)),
  master_document: text((r: Shipment) => r.masterDocument),
  master_key: text((r: Shipment) => key(r.masterDocument)),
  house_document: text((r: Shipment) => r.houseDocument),
  house_key: text((r: Shipment) => key(r.houseDocument)),
  customs_office: text((r: Shipment) => r.customsOffice),
  declaration: text((r: Shipment) => r.declaration),
  regime: text((r: Shipment) => r.regime),
};

/** Clocks of the containers, and those of all of it. */
const clocksOf = (r: Shipment): (Rule & { container: string })[] => [
  ...r.clocks.map((rule) => ({ ...rule, container: '' })),
  ...r.containers.flatMap(({ number, clocks }) =>
    clocks.map((rule) => ({ ...rule, container: containerKey(number) })),
  ),
];

const belongings = [
  lines((r: Shipment) => r.references, {
    table: 'shipment_references',
    path: 'references',
    ...line,
    columns: {
      kind: text((one) => one.kind),
      value: text((one) => one.value),
      value_key: text((one) => cargoKey(one.value)),
    },
  }),
  lines((r: Shipment) => r.orders, {
    table: 'shipment_orders',
    parent: 'shipment_id',
    path: 'orders',
    once: identifierKey,
    columns: { order_id: ref('order', '', (order) => [order]) },
  }),
  lines((r: Shipment) => r.deadlines, {
    table: 'shipment_deadlines',
    path: 'deadlines',
    ...line,
    columns: {
      kind: text((one) => one.kind),
      due_on: date((one) => one.date),
      due_at: instant((one) => one.at),
      done: boolean((one) => one.done),
    },
  }),
];

const boxes = [
  lines((r: Shipment) => r.containers, {
    table: 'containers',
    path: 'containers',
    ...line,
    columns: {
      number: text((box) => box.number),
      number_key: text((box) => containerKey(box.number)),
      wrong_digit: boolean((box) => checkContainer(box.number) === 'wrong_digit'),
      iso_type: text((box) => box.isoType),
      load: text((box) => box.load),
      weight: numeric((box) => box.weight),
      verified_mass: numeric((box) => box.verifiedMass),
      packages: numeric((box) => box.packages),
    },
  }),
  lines(
    (r: Shipment) =>
      r.containers.flatMap(({ number, seals }) =>
        seals.map((seal) => ({ ...seal, container: containerKey(number) })),
      ),
    {
      table: 'container_seals',
      path: 'containers',
      ...line,
      columns: {
        container_key: text((seal) => seal.container),
        number: text((seal) => seal.number),
        source: text((seal) => seal.source),
      },
    },
  ),
  lines(clocksOf, {
    table: 'container_clocks',
    path: 'containers',
    ...line,
    columns: {
      container_key: text((rule) => rule.container),
      kind: text((rule) => rule.kind),
      basis: text((rule) => rule.basis),
      free_days: integer((rule) => rule.freeDays),
      first_day_counts: boolean((rule) => rule.firstDayCounts),
      start_on: date((rule) => rule.start),
      stop_on: date((rule) => rule.stop),
      last_free_day: date((rule) => rule.lastFreeDay),
      currency: text((rule) => rule.currency),
      tiers: json((rule) => rule.tiers),
    },
  }),
];

export const shipments = entity<Shipment>('shipments', {
  conflict: ['number_key'],
  identifiers: [identifier('number', (r) => r.number), identifier('erp_status', (r) => r.status)],
  columns: { ...headColumns, ...carriageColumns },
  lines: [...belongings, ...boxes],
  // Events write what is derived of a shipment as well.
  holds: ['shipment-events'],
  after: async (db, records, { idOf }) => {
    const ids = records.map(idOf);
    await attachWaiting(db, ids);
    await rederive(db, ids);
  },
});

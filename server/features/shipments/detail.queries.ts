import type { Milestone, ShipmentDetail } from '#contract/shipments';
import type { Db } from '../../db/scope.ts';
import type { Reach } from '../../http/caller.ts';
import { withinOrders } from '../../records/order-places.ts';
import type { ClockRule } from '../../records/shipments/clocks.ts';
import { shipmentRecords } from './shipments.queries.ts';

type Same =
  | 'load'
  | 'incoterm'
  | 'incotermPlace'
  | 'carrier'
  | 'carrierCode'
  | 'vessel'
  | 'vesselImo'
  | 'voyage'
  | 'flight'
  | 'booking'
  | 'masterDocument'
  | 'houseDocument'
  | 'customsOffice'
  | 'declaration'
  | 'regime'
  | 'closed'
  | 'packages'
  | 'grossWeight'
  | 'volume'
  | 'goods'
  | 'departure'
  | 'references'
  | 'deadlines'
  | 'position';
export type ClockRow = ClockRule & { container: string };
export type MilestoneRow = Omit<Milestone, 'container' | 'place'> & {
  /** Look-up key; empty for all of the shipment. */
  container: string;
  place: string | null;
};
export type BoxRow = Omit<ShipmentDetail['boxes'][number], 'seals' | 'clocks'> & { key: string };
/** A shipment with all that hangs on it, before its places have names and its clocks are read. */
export type DetailRecord = Pick<ShipmentDetail, Same> & {
  finalPlace: string | null;
  clocks: ClockRow[];
  milestones: MilestoneRow[];
  boxes: BoxRow[];
  seals: { container: string; number: string }[];
};

/** Rows that hang on a shipment `s`, as JSON in their order. */
const list = (table: string, row: string, order: string): string =>
  `(select coalesce(json_agg(json_build_object(${row}) order by ${order}), '[]') from ${table} x
    where x.tenant_id = s.tenant_id and x.shipment_id = s.id)`;

const columns = {
  load: 's.load',
  incoterm: 's.incoterm',
  incotermPlace: 's.incoterm_place',
  finalPlace: 's.final_place',
  carrier: 's.carrier',
  carrierCode: 's.carrier_code',
  vessel: 's.vessel',
  vesselImo: 's.vessel_imo',
  voyage: 's.voyage',
  flight: 's.flight',
  booking: 's.booking',
  masterDocument: 's.master_document',
  houseDocument: 's.house_document',
  customsOffice: 's.customs_office',
  declaration: 's.declaration',
  regime: 's.regime',
  closed: 's.closed_on',
  packages: 's.packages',
  grossWeight: 's.gross_weight',
  volume: 's.volume',
  goods: 's.goods',
  departure: 's.departure',
};

const lists = {
  references: list('shipment_references', `'kind', x.kind, 'value', x.value`, 'x.line'),
  deadlines: list(
    'shipment_deadlines',
    `'kind', x.kind, 'date', x.due_on, 'at', to_char(x.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
      'done', x.done`,
    'x.due_on, x.line',
  ),
  boxes: list(
    'containers',
    `'key', x.number_key, 'number', x.number, 'wrongDigit', x.wrong_digit, 'isoType', x.iso_type, 'load', x.load,
      'weight', x.weight::text, 'verifiedMass', x.verified_mass::text, 'packages', x.packages::text`,
    'x.line',
  ),
  seals: list('container_seals', `'container', x.container_key, 'number', x.number`, 'x.line'),
  clocks: list(
    'container_clocks',
    `'container', x.container_key, 'kind', x.kind, 'basis', x.basis, 'freeDays', x.free_days,
      'firstDayCounts', x.first_day_counts, 'start', x.start_on, 'stop', x.stop_on, 'lastFreeDay', x.last_free_day,
      'currency', x.currency, 'tiers', x.tiers`,
    'x.line',
  ),
  milestones: list(
    'shipment_milestones',
    `'container', x.container_key, 'family', x.family, 'code', x.code, 'empty', x.is_empty, 'place', x.location,
      'facility', x.facility_type, 'mode', x.leg_mode, 'vessel', x.vessel, 'voyage', x.voyage, 'state', x.state,
      'overtaken', x.overtaken, 'planned', x.planned, 'estimated', x.estimated, 'actual', x.actual,
      'previous', x.previous`,
    'x.position',
  ),
  position: `(select json_build_object('latitude', x.latitude::text, 'longitude', x.longitude::text,
      'at', to_char(x.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'source', x.source)
    from positions x where x.tenant_id = s.tenant_id and x.shipment_id = s.id and x.deleted_at is null
    order by x.at desc limit 1)`,
};

/** A shipment with all that hangs on it: one statement, so that no import comes between. */
export const findShipment = (db: Db, reach: Reach, id: string) =>
  shipmentRecords.find<DetailRecord>(db, reach, id, (query) =>
    query.select(
      columns,
      ...Object.entries(lists).map(([name, sql]) => db.raw(`${sql} as ??`, [name])),
    ),
  );

/** Orders that travel with a shipment, as far as the reach for orders goes. */
export const ordersOf = (db: Db, reach: Reach, id: string): Promise<ShipmentDetail['orders']> =>
  db('shipment_orders as x')
    .join('orders as o', (on) => on.on('o.tenant_id', 'x.tenant_id').on('o.id', 'x.order_id'))
    .where('x.shipment_id', id)
    .whereNull('o.deleted_at')
    .modify((query) => withinOrders(query, reach))
    .orderBy('o.number_key')
    .select({ id: 'o.id', number: 'o.number' });

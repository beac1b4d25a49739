/** Words of shipments. Plain constants: this file may travel to the browser. */

export const operations = ['import', 'export', 'transit', 'domestic'] as const;
export type Operation = (typeof operations)[number];
export const transportModes = ['sea', 'air', 'road', 'rail', 'multimodal'] as const;
export type TransportMode = (typeof transportModes)[number];
/** How the goods travel: full or part container, air cargo, full or part truck. */
export const loads = ['fcl', 'lcl', 'air', 'ftl', 'ltl'] as const;

/** Canonical statuses, in the order a shipment goes through them; the last two are off the line. */
export const shipmentStatuses = [
  'booked',
  'picked_up',
  'at_origin',
  'departed',
  'in_transit',
  'transhipped',
  'arrived',
  'in_customs',
  'released',
  'out_for_delivery',
  'delivered',
  'closed',
  'held',
  'cancelled',
] as const;
export type ShipmentStatus = (typeof shipmentStatuses)[number];
/** How far a status is along the way; below zero off the line. */
export const rankOf = (status: ShipmentStatus): number =>
  status === 'held' || status === 'cancelled' ? -1 : shipmentStatuses.indexOf(status);
export const deliveredRank = rankOf('delivered');

export const holdReasons = ['customs', 'carrier', 'terminal', 'documents', 'payment'] as const;
export type HoldReason = (typeof holdReasons)[number];

/** What a list is narrowed to, as people ask for it; `clock` is whatever has free days that run. */
export const shipmentGroups = [
  'in_transit',
  'in_customs',
  'released',
  'delivered',
  'held',
  'arriving',
  'clock',
] as const;
export type ShipmentGroup = (typeof shipmentGroups)[number];
/** The groups that are a set of statuses; those held by customs are in customs besides. */
export const groupStatuses = {
  in_transit: ['departed', 'in_transit', 'transhipped'],
  in_customs: ['arrived', 'in_customs'],
  released: ['released', 'out_for_delivery'],
  delivered: ['delivered', 'closed'],
  held: ['held'],
} as const satisfies Partial<Record<ShipmentGroup, readonly ShipmentStatus[]>>;
/** Days ahead that count as arriving this week, and days left from which a clock is pressing. */
export const arrivingDays = 7;
export const pressingDays = 3;

/** The six steps of the progress bar, each reached with a status. */
export const shipmentSteps = [
  ['booked', 'booked'],
  ['departure', 'departed'],
  ['transit', 'in_transit'],
  ['arrival', 'arrived'],
  ['customs', 'in_customs'],
  ['delivery', 'delivered'],
] as const satisfies readonly (readonly [string, ShipmentStatus])[];

export const shipmentSortFields = ['changed', 'opened', 'eta', 'number'] as const;
export type ShipmentSortField = (typeof shipmentSortFields)[number];
/** A leading minus means descending. */
export const shipmentSorts = shipmentSortFields.flatMap((field) => [field, `-${field}`] as const);
export type ShipmentSort = (typeof shipmentSorts)[number];
/** What a search looks in. */
export const shipmentSearchFields = [
  'any',
  'number',
  'reference',
  'container',
  'document',
] as const;
export type ShipmentSearchField = (typeof shipmentSearchFields)[number];

export const referenceKinds = [
  'customer_order',
  'supplier_invoice',
  'customs_entry',
  'consignee',
  'shipper',
  'general',
] as const;
export const deadlineKinds = ['documents', 'vgm', 'cargo', 'customs'] as const;
export const clockKinds = ['demurrage', 'detention', 'storage', 'combined'] as const;
export type ClockKind = (typeof clockKinds)[number];
export const clockBases = ['calendar', 'working'] as const;
/** How it stands with free time: not begun, running, on its last day, past it, or ended. */
export const clockStates = ['waiting', 'free', 'last_day', 'charged', 'stopped'] as const;
export type ClockState = (typeof clockStates)[number];

export const eventFamilies = ['shipment', 'transport', 'equipment', 'air'] as const;
export type EventFamily = (typeof eventFamilies)[number];
export const classifiers = ['planned', 'estimated', 'actual'] as const;
export type Classifier = (typeof classifiers)[number];
export const precisions = ['minute', 'hour', 'day'] as const;
export type Precision = (typeof precisions)[number];
export const facilityTypes = [
  'port_terminal',
  'off_dock_storage',
  'depot',
  'inland_terminal',
  'freight_station',
  'customer',
  'border',
  'berth',
  'ramp',
] as const;
export type FacilityType = (typeof facilityTypes)[number];
/** How the goods move on a leg. */
export const legModes = ['vessel', 'barge', 'rail', 'truck', 'air'] as const;
export type LegMode = (typeof legModes)[number];

/** How a milestone stands: it happened, is expected, or was left out of the way. */
export const milestoneStates = ['actual', 'estimated', 'planned', 'omitted'] as const;

/**
 * Codes of events that have words of their own: those of DCSA Track & Trace 2.2 and 3.0, and of IATA for air cargo.
 * Others are kept and shown as they are.
 */
export const knownCodes = [
  'ARRI',
  'DEPA',
  'LOAD',
  'DISC',
  'GTIN',
  'GTOT',
  'STUF',
  'STRP',
  'PICK',
  'DROP',
  'INSP',
  'RSEA',
  'RMVD',
  'AVPU',
  'AVDO',
  'CUSS',
  'CUSI',
  'CUSR',
  'CROS',
  'RECE',
  'DRFT',
  'PENA',
  'PENU',
  'REJE',
  'APPR',
  'ISSU',
  'SURR',
  'SUBM',
  'VOID',
  'CONF',
  'REQS',
  'CMPL',
  'HOLD',
  'RELS',
  'RCS',
  'MAN',
  'DEP',
  'ARR',
  'RCF',
  'NFD',
  'AWD',
  'CCD',
  'DLV',
  'TFD',
  'DIS',
] as const;
export type KnownCode = (typeof knownCodes)[number];
export const isKnownCode = (code: string): code is KnownCode =>
  (knownCodes as readonly string[]).includes(code);
export const departureCodes: readonly string[] = ['DEPA', 'DEP'];
export const arrivalCodes: readonly string[] = ['ARRI', 'ARR'];

/** What an event is about, as far as the status goes. */
type Happening = {
  code: string;
  /** Of a container: nothing is in it; null where that is not said. */
  empty: boolean | null;
  /** Where: at the origin, the destination or the final place, or in between; null where the place is not known. */
  at: 'origin' | 'destination' | 'between' | null;
  facility: FacilityType | null;
  /** Kind of the document it is about, as DCSA writes it: `CUS`, `BKG`. */
  document: string | null;
};

/** Why a document keeps a shipment, by its kind. */
const holdBy: Partial<Record<string, HoldReason>> = {
  CUS: 'customs',
  SRM: 'carrier',
  TRD: 'documents',
  SHI: 'documents',
  DGD: 'documents',
};

const byCode: Partial<Record<string, (happening: Happening) => ShipmentStatus | null>> = {
  CONF: ({ document }) => (document === 'BKG' ? 'booked' : null),
  PICK: () => 'picked_up',
  STUF: () => 'picked_up',
  GTIN: ({ empty, at }) => {
    if (empty) return at === 'origin' ? null : 'closed';
    return at === 'destination' ? 'arrived' : at === 'between' ? 'transhipped' : 'at_origin';
  },
  GTOT: ({ empty, at }) => {
    if (empty) return at === 'destination' ? null : 'picked_up';
    return at === 'destination' ? 'out_for_delivery' : at === 'origin' ? 'at_origin' : 'in_transit';
  },
  LOAD: ({ at }) => (at === 'between' ? 'transhipped' : at === 'destination' ? null : 'at_origin'),
  DEPA: ({ at }) => (at === 'origin' || at === null ? 'departed' : 'in_transit'),
  CROS: () => 'in_transit',
  ARRI: ({ at }) => (at === 'destination' ? 'arrived' : at === 'origin' ? null : 'transhipped'),
  DISC: ({ at }) => (at === 'destination' ? 'arrived' : at === 'origin' ? null : 'transhipped'),
  CUSS: () => 'in_customs',
  CUSI: () => 'in_customs',
  CUSR: () => 'released',
  AVPU: () => 'released',
  DROP: ({ empty, facility }) => (!empty && facility === 'customer' ? 'delivered' : null),
  STRP: () => 'delivered',
  HOLD: () => 'held',
  RELS: ({ document }) => (document === 'CUS' ? 'released' : null),
  RCS: () => 'at_origin',
  MAN: () => 'at_origin',
  DEP: ({ at }) => (at === 'origin' || at === null ? 'departed' : 'in_transit'),
  ARR: ({ at }) => (at === 'destination' ? 'arrived' : 'transhipped'),
  RCF: ({ at }) => (at === 'destination' ? 'arrived' : 'transhipped'),
  TFD: () => 'transhipped',
  NFD: () => 'arrived',
  AWD: () => 'arrived',
  CCD: () => 'released',
  DLV: () => 'delivered',
  DIS: () => 'held',
};

/** The status that something which happened brings a shipment to; null where it says nothing of it. */
export function statusAfter(
  happening: Happening,
): { status: ShipmentStatus; reason: HoldReason | null } | null {
  const status = byCode[happening.code]?.(happening) ?? null;
  if (status === null) return null;
  const reason = status === 'held' ? (holdBy[happening.document ?? ''] ?? 'carrier') : null;
  return { status, reason };
}

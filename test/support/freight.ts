import type { SyncInput } from '#contract/sync';

export type ShipmentInput = SyncInput<'shipments'>;
export type EventInput = SyncInput<'shipment-events'>;

/** A shipment, whole; what matters to a test is given, the rest is filled in. */
export const shipment = (number: string, more: Partial<ShipmentInput> = {}): ShipmentInput => ({
  number,
  company: 'SM01',
  customer: '1002945',
  operation: 'import',
  mode: 'sea',
  load: 'fcl',
  origin: 'CNSHA',
  destination: 'MXZLO',
  opened: '2026-01-02',
  changedAt: '2026-01-02T12:00:00Z',
  ...more,
});

let serial = 0;

/** An event of a carrier, each with an id of its own. */
export const freightEvent = (more: Partial<EventInput> = {}): EventInput => ({
  source: 'MAEU',
  id: `E-${++serial}`,
  family: 'transport',
  code: 'DEPA',
  at: '2026-01-10T08:00:00Z',
  location: 'CNSHA',
  createdAt: '2026-01-10T09:00:00Z',
  ...more,
});

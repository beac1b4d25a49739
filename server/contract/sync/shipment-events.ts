import { z } from 'zod';
import { limits } from '../limits.ts';
import * as p from '../primitives.ts';
import { classifiers, eventFamilies, facilityTypes, legModes } from '../shipment-words.ts';
import { latitude, longitude, optional, place, reference, versioned, word } from './fields.ts';

/** A time as sources write it: an instant with its offset, the clock of the place, or a day. */
const time = z
  .string()
  .max(40)
  .regex(/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/, {
    error: 'event_time',
  });

const record = z.strictObject({
  source: p.identifier.default('ERP'),
  /** The source's own; without one it is made of what the event says. */
  id: reference,
  /** What it belongs to: any of these. */
  shipment: reference,
  booking: reference,
  /** Bills of lading, air waybills. */
  documents: z.array(p.identifier).max(20).default([]),
  container: reference,
  family: z.enum(eventFamilies).default('equipment'),
  /** As DCSA or IATA names it; others are kept and shown as they are. */
  code: optional(p.line(20).transform((code) => code.toUpperCase())),
  classifier: z.enum(classifiers).default('actual'),
  at: time,
  empty: optional(z.boolean()),
  location: place,
  locationName: word,
  latitude: optional(latitude),
  longitude: optional(longitude),
  facility: word,
  facilityType: optional(z.enum(facilityTypes)),
  mode: optional(z.enum(legModes)),
  vessel: word,
  vesselImo: optional(p.line(10)),
  voyage: reference,
  /** Number of the call of a vessel, which tells two calls at one place apart. */
  call: optional(z.number().int().min(0).max(1_000)),
  /** Kind of the document that it is about, as DCSA writes it. */
  documentKind: optional(p.line(10)),
  delayReason: optional(p.line(10)),
  remark: optional(p.line(limits.text)),
  /** When the source made it: the later word counts. */
  createdAt: optional(p.pastInstant),
  /** Id of the event of the same source that is void from here on. */
  retracts: reference,
  /** `internal` is for staff alone. */
  visibility: z.enum(['customer', 'internal']).default('customer'),
  ...versioned,
});

export const shipmentEvents = {
  key: ['source', 'id'],
  record: p.ruled(
    p.ruled(
      record,
      (one) =>
        one.retracts !== null ||
        [one.shipment, one.booking, one.container, ...one.documents].some((name) => name),
      { error: 'event_subject', path: ['shipment'] },
    ),
    (one) => one.retracts !== null || one.code !== null,
    { error: 'required', path: ['code'] },
  ),
} as const;

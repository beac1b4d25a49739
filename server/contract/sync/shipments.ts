import { z } from 'zod';
import { containerKey } from '../cargo-numbers.ts';
import { limits } from '../limits.ts';
import * as p from '../primitives.ts';
import {
  clockBases,
  clockKinds,
  deadlineKinds,
  holdReasons,
  loads,
  operations,
  referenceKinds,
  transportModes,
} from '../shipment-words.ts';
import { optional, place, reference, uniqueBy, versioned, word } from './fields.ts';

const quantity = optional(p.notNegative(p.quantity));
const day = optional(p.date);
const freeDays = z.number().int().min(0).max(365);
const chargedDay = z.number().int().min(1).max(1_000);

const clock = z.strictObject({
  kind: z.enum(clockKinds),
  basis: z.enum(clockBases).default('calendar'),
  freeDays,
  firstDayCounts: z.boolean().default(false),
  /** Where the ERP knows them; else the milestones say when it begins and ends. */
  start: day,
  stop: day,
  /** Wins over what is counted. */
  lastFreeDay: day,
  currency: optional(p.currency),
  /** What a day of delay costs, from which one on and until which, the first being 1. */
  tiers: z
    .array(
      z.strictObject({
        from: chargedDay,
        to: optional(chargedDay),
        perDay: p.notNegative(p.money),
      }),
    )
    .max(20)
    .default([]),
});

const container = z.strictObject({
  number: p.identifier,
  /** Size and type by ISO 6346, as `45G1`. */
  isoType: optional(z.string().regex(/^[A-Z0-9]{4}$/, { error: 'format' })),
  load: optional(z.enum(['full', 'empty'])),
  weight: quantity,
  verifiedMass: quantity,
  packages: quantity,
  seals: z
    .array(z.strictObject({ number: p.identifier, source: word }))
    .max(20)
    .default([]),
  clocks: z.array(clock).max(10).default([]),
});

export const shipments = {
  key: ['number'],
  record: z.strictObject({
    number: p.identifier,
    company: p.identifier,
    customer: p.identifier,
    /** Contact whose shipment it is, by the ERP's id. */
    contact: reference,
    operation: z.enum(operations),
    mode: z.enum(transportModes),
    load: optional(z.enum(loads)),
    incoterm: optional(p.line(10)),
    incotermPlace: word,
    origin: place,
    destination: place,
    finalPlace: place,
    carrier: word,
    /** SCAC, or the prefix or code of an airline. */
    carrierCode: optional(p.line(10)),
    vessel: word,
    vesselImo: optional(z.string().regex(/^\d{7}$/, { error: 'format' })),
    voyage: reference,
    flight: reference,
    booking: reference,
    /** Bill of lading, air waybill or consignment note: of the carrier, and of the agency. */
    masterDocument: reference,
    houseDocument: reference,
    customsOffice: word,
    declaration: reference,
    regime: word,
    /** A code of the status map, or a canonical status; without one what happens decides. */
    status: reference,
    holdReason: optional(z.enum(holdReasons)),
    opened: p.date,
    closed: day,
    packages: quantity,
    /** Kilograms, and cubic metres. */
    grossWeight: quantity,
    volume: quantity,
    goods: optional(p.line(limits.text)),
    /** When the ERP changed it. */
    changedAt: optional(p.pastInstant),
    references: z
      .array(z.strictObject({ kind: z.enum(referenceKinds), value: p.identifier }))
      .max(100)
      .default([]),
    /** Numbers of orders that travel with it. */
    orders: z.array(p.identifier).max(100).default([]),
    containers: p.ruled(
      z.array(container).max(limits.documentLines).default([]),
      uniqueBy((one: { number: string }) => containerKey(one.number)),
      { error: 'duplicate' },
    ),
    /** Clocks of all of it, as the storage of loose goods. */
    clocks: z.array(clock).max(10).default([]),
    deadlines: z
      .array(
        z.strictObject({
          kind: z.enum(deadlineKinds),
          /** The day, and the instant where it is that exact. */
          date: p.date,
          at: optional(p.givenInstant),
          done: z.boolean().default(false),
        }),
      )
      .max(50)
      .default([]),
    ...versioned,
  }),
} as const;

import { z } from 'zod';
import * as p from '../primitives.ts';
import { latitude, longitude, optional, versioned } from './fields.ts';

export const positions = {
  key: ['shipment', 'at', 'source'],
  record: p.ruled(
    z.strictObject({
      shipment: p.identifier,
      at: p.pastInstant,
      source: p.identifier.default('ERP'),
      latitude,
      longitude,
      /** Degrees from north, and knots. */
      course: optional(p.decimal(5, 2)),
      speed: optional(p.notNegative(p.decimal(6, 2))),
      ...versioned,
    }),
    // Where the equator meets Greenwich no ship stays: it is what a broken device says.
    ({ latitude: north, longitude: east }) => Number(north) !== 0 || Number(east) !== 0,
    { error: 'position_zero', path: ['latitude'] },
  ),
} as const;

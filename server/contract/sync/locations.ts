import { z } from 'zod';
import { limits } from '../limits.ts';
import * as p from '../primitives.ts';
import { country, latitude, longitude, optional, versioned } from './fields.ts';

export const locations = {
  key: ['code'],
  record: p.ruled(
    z.strictObject({
      /** UN/LOCODE, IATA code of an airport, or the tenant's own. */
      code: p.identifier,
      name: p.line(limits.name),
      country,
      timeZone: optional(p.timeZone),
      latitude: optional(latitude),
      longitude: optional(longitude),
      ...versioned,
    }),
    (one) => (one.latitude === null) === (one.longitude === null),
    { error: 'required', path: ['longitude'] },
  ),
} as const;

import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import * as p from './primitives.ts';

/** The carriers' door: their own format comes in as it is. */
export const carriers = defineEndpoints({
  'POST /dcsa/events': {
    permission: 'sync.shipment-events',
    summary:
      'Takes over events as carriers send them to a subscriber, in the format of DCSA Track & Trace 2.2 or 3.0, one or a list. Where the key has a secret, `Notification-Signature` is checked. What is refused is listed with the data of the ERP.',
    headers: z.object({ 'notification-signature': p.line(200).optional() }),
    bodyBytes: limits.batchBytes,
    signed: true,
    // Events are read one by one, so that a bad one spoils only itself; their schema is DCSA's.
    body: z.union([
      z.array(z.unknown()).min(1).max(limits.batchRecords),
      z.record(z.string(), z.unknown()),
    ]),
    response: 'nothing',
    errors: ['signature_wrong'],
    audit: 'sync.applied',
  },
});

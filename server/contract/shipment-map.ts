import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { instant, uuid } from './primitives.ts';

/** How goods go from one stop to the next. */
export const legModes = ['sea', 'air', 'road', 'rail'] as const;
/** A leg is under way while nothing tells how far it is done. */
export const legStates = ['travelled', 'under_way', 'coming'] as const;

const spot = { x: z.number(), y: z.number() };

/** A map in units of its own: the world is 2,048 wide, and goes on to either side where a way leads over 180°. */
export const ShipmentMap = z.object({
  /** Where the land is fetched from, from the server's address on. */
  land: z.string(),
  /** Left, top, width and height of what is worth seeing. */
  view: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  stops: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      country: z.string().nullable(),
      passed: z.boolean(),
      /** Null where nobody knows where it lies. */
      at: z.object(spot).nullable(),
    }),
  ),
  /** Paths of SVG. */
  legs: z.array(z.object({ d: z.string(), mode: z.enum(legModes), state: z.enum(legStates) })),
  /** Where it was really seen, as a path of SVG. */
  track: z.string().nullable(),
  position: z.object({ ...spot, seenAt: instant }).nullable(),
  /** Whether the lines are sketches, because no positions tell the way. */
  schematic: z.boolean(),
});
export type ShipmentMap = z.output<typeof ShipmentMap>;

export const shipmentMap = defineEndpoints({
  'GET /shipments/:id/map': {
    permission: 'shipments.map',
    summary: 'The way of one shipment as lines of a map: stops, legs, where it was seen.',
    params: z.strictObject({ id: uuid }),
    response: ShipmentMap,
    errors: ['not_found', 'no_map'],
    look: 'answer',
  },
});

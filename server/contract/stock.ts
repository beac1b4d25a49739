import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import {
  cursor,
  identifier,
  instant,
  line,
  localisedOut,
  page,
  pageSize,
  uuid,
} from './primitives.ts';

const Place = z.object({ code: z.string(), name: z.string() });

/** Where stock lies. States and towns come with their names, or their codes where they have none. */
export const Plant = z.object({
  code: z.string(),
  name: z.string(),
  shortName: z.string(),
  state: Place.nullable(),
  locality: Place.nullable(),
});
export type Plant = z.output<typeof Plant>;

export const Material = z.object({
  id: uuid,
  number: z.string(),
  descriptions: localisedOut,
  unit: z.string(),
});
export type Material = z.output<typeof Material>;

/** What there is of a material in a plant. */
export const StockRow = z.object({
  material: Material,
  plant: z.object({ code: z.string(), name: z.string(), shortName: z.string() }),
  /**
   * `exact` has a quantity; the others say how it stands to the threshold, for whom may not see it. `some`: it was
   * counted in another unit than the material's, in which the threshold is.
   */
  level: z.enum(['exact', 'enough', 'little', 'some', 'none']),
  quantity: z.string().nullable(),
  unit: z.string(),
  /** When the ERP counted. */
  readAt: instant,
  /** `live`: asked for just now. `stored`: the last reading there is. */
  source: z.enum(['live', 'stored']),
});
export type StockRow = z.output<typeof StockRow>;

export const stock = defineEndpoints({
  'GET /plants': {
    permission: 'stock.view',
    summary: 'Plants with their state and town, by name.',
    response: z.object({ items: z.array(Plant) }),
    errors: [],
  },
  'GET /materials': {
    permission: 'stock.view',
    summary: 'Materials whose number or description has words that begin as the searched ones do.',
    query: z.strictObject({
      search: line(limits.search).optional(),
      limit: pageSize,
      cursor: cursor.optional(),
    }),
    response: page(Material),
    errors: [],
  },
  'POST /stock-queries': {
    permission: 'stock.view',
    summary: 'What there is of some materials now, in the plants of a place, or in all.',
    body: z.strictObject({
      materials: z.array(uuid).min(1).max(limits.stockMaterials),
      plant: identifier.optional(),
      state: identifier.optional(),
      locality: identifier.optional(),
    }),
    response: z.object({
      items: z.array(StockRow),
      /** The quantity from which `enough` is said. */
      threshold: z.string(),
      /** `unavailable`: the ERP did not answer, and these are its last readings. */
      erp: z.enum(['answered', 'unavailable', 'none']),
    }),
    errors: [],
    cost: 'document',
    audit: 'none',
  },
});

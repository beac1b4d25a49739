import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import {
  currencyCode,
  cursor,
  date,
  identifier,
  line,
  locale,
  page,
  pageSize,
} from './primitives.ts';
import { Material } from './stock.ts';

/** A list whose prices hold for the customer today. */
export const PriceList = z.object({
  code: z.string(),
  name: z.string().nullable(),
  currency: currencyCode,
  taxIncluded: z.boolean(),
  validFrom: date.nullable(),
  validTo: date.nullable(),
});
export type PriceList = z.output<typeof PriceList>;

/** What a material costs: from a quantity on, in one unit. */
export const Price = z.object({
  /** Code of the list it stands in. */
  list: z.string(),
  unit: z.string(),
  price: z.string(),
  /** How many units the price is for. */
  priceUnit: z.string(),
  /** The least quantity it holds for; `0` is any. */
  minQuantity: z.string(),
  currency: currencyCode,
  taxIncluded: z.boolean(),
  /** The days it holds, of the price and of its list, whichever are fewer. */
  validFrom: date.nullable(),
  validTo: date.nullable(),
});
export type Price = z.output<typeof Price>;

/** A material and its prices, by unit, then in the order of the lists, then by quantity. */
export const PricedMaterial = z.object({ material: Material, prices: z.array(Price) });
export type PricedMaterial = z.output<typeof PricedMaterial>;

const filter = {
  /** Number or words of the description, from their beginnings. */
  search: line(limits.search).optional(),
  /** A group of materials, as `GET /price-lists` names it. */
  group: line(limits.name).optional(),
  /** Whose prices: for staff, and for contacts whose permission reaches subsidiaries. */
  customer: identifier.optional(),
};

const exported = (format: 'CSV' | 'XLSX', type: string) =>
  ({
    permission: 'prices.export',
    summary: `The prices in force as ${format}.`,
    query: z.strictObject({ ...filter, locale }),
    response: { file: type },
    errors: ['not_found'],
    cost: 'export',
    audit: 'prices.exported',
    look: 'query',
  }) as const;

export const prices = defineEndpoints({
  'GET /price-lists': {
    permission: 'prices.view',
    summary:
      'The lists that hold for the customer today, in their order, and the groups of their materials.',
    query: z.strictObject({ customer: filter.customer }),
    response: z.object({
      items: z.array(PriceList),
      groups: z.array(z.string()),
      /** Whether the caller may look at the prices of other customers, too. */
      others: z.boolean(),
    }),
    errors: ['not_found'],
    look: 'query',
  },
  'GET /prices': {
    permission: 'prices.view',
    summary:
      'Materials with the prices that hold today, by number: of each material and unit, those of the first list that has it.',
    query: z.strictObject({ ...filter, limit: pageSize, cursor: cursor.optional() }),
    response: page(PricedMaterial),
    errors: ['not_found'],
    look: 'query',
  },
  'GET /exports/prices/csv': exported('CSV', 'text/csv; charset=utf-8'),
  'GET /exports/prices/xlsx': exported(
    'XLSX',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ),
});

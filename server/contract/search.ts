import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { line } from './primitives.ts';
import { searchKinds } from './search-words.ts';

/** Something that goes by a number or a name that begins so. */
export const SearchHit = z.object({
  kind: z.enum(searchKinds),
  /** Of the record; of a material and a customer, the number. */
  id: z.string(),
  number: z.string(),
  /** What else it goes by: a purchase order, a fiscal id, a container, a description, a name. */
  text: z.string().nullable(),
  /** Whose it is; null of a material. */
  customer: z.object({ number: z.string(), name: z.string() }).nullable(),
});
export type SearchHit = z.output<typeof SearchHit>;

export const search = defineEndpoints({
  'GET /search': {
    permission: 'signed-in',
    summary:
      'Orders, invoices (also by fiscal id), shipments, quotes, contracts, materials and customers whose number begins so, as far as the caller may see each; some of every kind.',
    query: z.strictObject({ q: line(limits.search) }),
    response: z.object({ items: z.array(SearchHit) }),
    errors: [],
    look: 'answer',
  },
});

import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { line, ruled, uuid } from './primitives.ts';
import { filteredLists, mostSavedFilters } from './saved-filter-words.ts';

const list = z.enum(filteredLists);
const name = line(limits.filterName);

/** What a list is asked for, by the names its address has; what is left out is as at first. */
export const KeptFilter = ruled(
  z.record(z.string().regex(/^[a-z]{1,20}$/), line(limits.text)),
  (filter) => Object.keys(filter).length <= limits.filterFields,
  { error: 'format' },
);
export type KeptFilter = z.output<typeof KeptFilter>;

/** A filter that a person keeps under a name of its own. */
export const SavedFilter = z.object({ id: uuid, name: z.string(), filter: KeptFilter });
export type SavedFilter = z.output<typeof SavedFilter>;
const SavedFilters = z.object({ items: z.array(SavedFilter) });

const own = { permission: 'signed-in' } as const;

export const savedFilters = defineEndpoints({
  'GET /saved-filters': {
    ...own,
    summary: 'The filters of a list that the caller keeps, by name.',
    query: z.strictObject({ list }),
    response: SavedFilters,
    errors: [],
  },
  'PUT /saved-filters': {
    ...own,
    summary: `Keeps a filter of a list under a name that none of the caller's other filters of this list has, in whichever case; ${mostSavedFilters} of a list at most. Keeping the same once more changes nothing.`,
    body: z.strictObject({ list, name, filter: KeptFilter }),
    response: SavedFilters,
    errors: ['name_taken', 'limit_reached'],
    audit: 'none',
  },
  'PATCH /saved-filters/:id': {
    ...own,
    summary: 'Gives a filter that the caller keeps another name.',
    params: z.strictObject({ id: uuid }),
    body: z.strictObject({ name }),
    response: SavedFilters,
    errors: ['not_found', 'name_taken'],
    audit: 'none',
  },
  'DELETE /saved-filters/:id': {
    ...own,
    summary: 'Forgets a filter that the caller keeps.',
    params: z.strictObject({ id: uuid }),
    response: 'nothing',
    errors: ['not_found'],
    audit: 'none',
  },
});

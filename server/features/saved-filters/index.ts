import { savedFilters as endpoints } from '#contract/saved-filters';
import { defineFeature } from '../feature.ts';
import { dropFilter, filtersOf, keepFilter, renameFilter } from './saved-filters.service.ts';

/** The filters that people keep of the lists they work with. */
export const savedFilters = defineFeature({
  endpoints,
  handlers: () => ({
    'GET /saved-filters': ({ db, caller, query }) => filtersOf(db, caller, query.list),
    'PUT /saved-filters': ({ db, caller, body }) => keepFilter(db, caller, body),
    'PATCH /saved-filters/:id': ({ db, caller, params, body }) =>
      renameFilter(db, caller, params.id, body.name),
    'DELETE /saved-filters/:id': ({ db, caller, params }) => dropFilter(db, caller, params.id),
  }),
});

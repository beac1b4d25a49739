import { search as endpoints } from '#contract/search';
import { defineFeature } from '../feature.ts';
import { searchAll } from './search.service.ts';

/** One box for all that goes by a number. */
export const search = defineFeature({
  endpoints,
  handlers: () => ({
    'GET /search': ({ db, caller, query }) => searchAll(db, caller, query.q),
  }),
});

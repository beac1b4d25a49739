import { defineFeature } from '../feature.ts';
import { frontPage } from './front.page.ts';

/** What the server says to whoever opens its address in a browser; it has no endpoint. */
export const front = defineFeature({
  endpoints: {},
  handlers: () => ({}),
  pages: frontPage,
});

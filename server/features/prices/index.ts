import { prices as endpoints } from '#contract/prices';
import type { Texts } from '../../output/texts.ts';
import { defineFeature } from '../feature.ts';
import { createPriceService, pricesFigure } from './prices.service.ts';

/** Price lists and prices, on screen and as files. */
export const prices = defineFeature({
  endpoints,
  handlers: ({ texts }: { texts: Texts }) => {
    const service = createPriceService(texts);
    return {
      'GET /price-lists': ({ db, caller, query }) => service.lists(db, caller, query.customer),
      'GET /prices': ({ db, caller, query }) => service.page(db, caller, query),
      'GET /exports/prices/csv': {
        detached: ({ inTenant, caller, query }) =>
          service.exportFile('csv', inTenant, caller, query),
      },
      'GET /exports/prices/xlsx': {
        detached: ({ inTenant, caller, query }) =>
          service.exportFile('xlsx', inTenant, caller, query),
      },
    };
  },
  section: { section: 'prices', source: 'price-items', figure: pricesFigure },
});

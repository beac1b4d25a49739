import { orders as endpoints } from '#contract/orders';
import type { Texts } from '../../output/texts.ts';
import { defineFeature } from '../feature.ts';
import { createOrderService, ordersFigure } from './orders.service.ts';

/** Orders: the list, the detail, their invoices and the export. */
export const orders = defineFeature({
  endpoints,
  handlers: ({ texts }: { texts: Texts }) => {
    const service = createOrderService(texts);
    return {
      'GET /orders': ({ db, caller, query }) => service.list(db, caller, query),
      'GET /orders/:id': ({ db, caller, params }) => service.find(db, caller, params.id),
      'GET /orders/:id/invoices': ({ db, caller, params }) =>
        service.invoices(db, caller, params.id),
      'GET /exports/orders': {
        detached: async ({ inTenant, caller, query: { locale, ...filter } }) =>
          service.exportCsv(inTenant, caller, filter, locale),
      },
    };
  },
  section: { section: 'orders', source: 'orders', figure: ordersFigure },
});

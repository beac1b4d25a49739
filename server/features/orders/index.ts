import { orderChanges } from '#contract/order-changes';
import { orders as orderEndpoints } from '#contract/orders';
import { defineFeature } from '../feature.ts';
import { answerChange, askChange, type ChangeDeps } from './changes.ts';
import { createOrderService, ordersFigure } from './orders.service.ts';

/** Orders: the list, the detail, their invoices, the export, and what is asked to be changed of them. */
export const orders = defineFeature({
  endpoints: { ...orderEndpoints, ...orderChanges },
  handlers: (deps: ChangeDeps) => {
    const service = createOrderService(deps.texts);
    return {
      'GET /orders': ({ db, caller, query }) => service.list(db, caller, query),
      'GET /orders/:id': ({ db, caller, params }) => service.find(db, caller, params.id),
      'GET /orders/:id/invoices': ({ db, caller, params }) =>
        service.invoices(db, caller, params.id),
      'POST /orders/:id/change-requests': async ({ db, caller, params, body, audit }) => {
        const change = await askChange(db, deps, caller, params.id, body);
        await audit(db, { record: params.id, detail: { change: change.id, kind: change.kind } });
        return change;
      },
      'POST /order-changes/:id/answer': async ({ db, caller, params, body, audit }) => {
        const { change, ...whose } = await answerChange(db, caller, params.id, body);
        await audit(db, { record: params.id, detail: { ...whose, ...body } });
        return change;
      },
      'GET /exports/orders': {
        detached: ({ inTenant, caller, query: { locale, ...filter } }) =>
          service.exportFile('csv', inTenant, caller, filter, locale),
      },
      'GET /exports/orders/xlsx': {
        detached: ({ inTenant, caller, query: { locale, ...filter } }) =>
          service.exportFile('xlsx', inTenant, caller, filter, locale),
      },
    };
  },
  section: { section: 'orders', source: 'orders', figure: ordersFigure },
});

import type Router from '@koa/router';
import { orders } from '#contract/orders';
import type { Gate } from '../../http/gate.ts';
import { mount } from '../../http/mount.ts';
import type { createOrderService } from './orders.service.ts';

/** Mounts the list, the detail, the invoices and the export of orders. */
export function mountOrders(
  router: Router,
  service: ReturnType<typeof createOrderService>,
  gate: Gate,
): void {
  mount(
    router,
    orders,
    {
      'GET /orders': ({ db, caller, query }) => service.list(db, caller, query),
      'GET /orders/:id': ({ db, caller, params }) => service.find(db, caller, params.id),
      'GET /orders/:id/invoices': ({ db, caller, params }) =>
        service.invoices(db, caller, params.id),
      'GET /exports/orders': {
        detached: async ({ inTenant, caller, query: { locale, ...filter } }) =>
          service.exportCsv(inTenant, caller, filter, locale),
      },
    },
    gate,
  );
}

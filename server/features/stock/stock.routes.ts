import type Router from '@koa/router';
import { stock } from '#contract/stock';
import type { Gate } from '../../http/gate.ts';
import { mount } from '../../http/mount.ts';
import type { createStockService } from './stock.service.ts';

/** Mounts what `contract/stock.ts` declares. */
export function mountStock(
  router: Router,
  service: ReturnType<typeof createStockService>,
  gate: Gate,
): void {
  mount(
    router,
    stock,
    {
      'GET /plants': ({ db }) => service.plants(db),
      'GET /materials': ({ db, query }) => service.materials(db, query),
      // Detached: no transaction waits for the ERP.
      'POST /stock-queries': {
        detached: ({ inTenant, caller, body }) => service.query(inTenant, caller, body),
      },
    },
    gate,
  );
}

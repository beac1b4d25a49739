import type Router from '@koa/router';
import { prices } from '#contract/prices';
import type { Gate } from '../../http/gate.ts';
import { mount } from '../../http/mount.ts';
import type { createPriceService } from './prices.service.ts';

/** Mounts what `contract/prices.ts` declares. */
export function mountPrices(
  router: Router,
  service: ReturnType<typeof createPriceService>,
  gate: Gate,
): void {
  mount(
    router,
    prices,
    {
      'GET /price-lists': ({ db, caller, query }) => service.lists(db, caller, query.customer),
      'GET /prices': ({ db, caller, query }) => service.page(db, caller, query),
      'GET /exports/prices/csv': {
        detached: ({ inTenant, caller, query }) => service.exportCsv(inTenant, caller, query),
      },
      'GET /exports/prices/xlsx': {
        detached: ({ inTenant, caller, query }) => service.exportXlsx(inTenant, caller, query),
      },
    },
    gate,
  );
}

import type Router from '@koa/router';
import { invoices } from '#contract/invoices';
import type { Gate } from '../../http/gate.ts';
import { mount } from '../../http/mount.ts';
import type { createInvoiceService } from './invoices.service.ts';

/** Mounts what `contract/invoices.ts` declares. */
export function mountInvoices(
  router: Router,
  service: ReturnType<typeof createInvoiceService>,
  gate: Gate,
): void {
  mount(
    router,
    invoices,
    {
      'GET /invoices': ({ db, caller, query }) => service.list(db, caller, query),
      'GET /invoices/:id': ({ db, caller, params }) => service.find(db, caller, params.id),
      'GET /exports/invoices': {
        detached: ({ inTenant, caller, query }) => service.exportXlsx(inTenant, caller, query),
      },
    },
    gate,
  );
}

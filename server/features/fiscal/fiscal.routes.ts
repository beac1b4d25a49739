import type Router from '@koa/router';
import { fiscal } from '#contract/fiscal';
import type { Gate } from '../../http/gate.ts';
import { mount } from '../../http/mount.ts';
import type { createFiscalService } from './fiscal.service.ts';

/** Mounts what `contract/fiscal.ts` declares. */
export function mountFiscal(
  router: Router,
  service: ReturnType<typeof createFiscalService>,
  gate: Gate,
): void {
  mount(
    router,
    fiscal,
    {
      'GET /fiscal-files/:id/xml': ({ db, caller, params }) =>
        service.file(db, caller, 'xml', params.id),
      'GET /fiscal-files/:id/pdf': ({ db, caller, params }) =>
        service.file(db, caller, 'pdf', params.id),
      'POST /fiscal-archives': {
        detached: ({ inTenant, caller, body, audit }) =>
          service.archive(inTenant, caller, body, (db, detail) => audit(db, { detail })),
      },
    },
    gate,
  );
}

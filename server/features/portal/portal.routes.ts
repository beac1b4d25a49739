import type Router from '@koa/router';
import { portal } from '#contract/portal';
import type { Gate } from '../../http/gate.ts';
import { mount } from '../../http/mount.ts';
import { describeSession } from '../../http/session-view.ts';

/** Mounts what an element must know before it draws itself. */
export function mountPortal(router: Router, environment: string, gate: Gate): void {
  mount(
    router,
    portal,
    {
      'GET /portal': async ({ caller, db }) => ({
        tenant: { ...caller.tenant, environment },
        session:
          caller.kind === 'contact' || caller.kind === 'staff'
            ? await describeSession(db, caller)
            : null,
      }),
    },
    gate,
  );
}

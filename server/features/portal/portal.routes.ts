import type Router from '@koa/router';
import type { Context } from 'koa';
import { portal } from '#contract/portal';
import { cookieName, type Gate } from '../../http/gate.ts';
import { mount } from '../../http/mount.ts';
import { createPortalQueries } from './portal.queries.ts';
import type { createPortalService } from './portal.service.ts';

/** Mounts the start of every element, and signing in and out. */
export function mountPortal(
  router: Router,
  service: ReturnType<typeof createPortalService>,
  gate: Gate,
): void {
  mount(
    router,
    portal,
    {
      'GET /portal': async ({ caller }) => service.describe(caller),
      'POST /sessions': {
        detached: async ({ inTenant, caller, body, ctx, trace, nothingToAudit }) => {
          const { delivery, ...names } = body;
          const { session, token } = await service.signIn(inTenant, caller.tenant, {
            ...names,
            origin: ctx.get('Origin'),
            trace,
          });
          nothingToAudit(); // The service wrote it, in the transaction of the session.
          if (delivery === 'cookie')
            setCookie(ctx, caller.tenant.slug, token, caller.tenant.sessionLifeSeconds);
          return { session, token: delivery === 'bearer' ? token : null };
        },
      },
      'DELETE /session': async ({ db, caller, ctx, audit, nothingToAudit }) => {
        setCookie(ctx, caller.tenant.slug, '', 0);
        if (caller.kind !== 'contact' && caller.kind !== 'staff') return nothingToAudit();
        await createPortalQueries(db).deleteSession(caller.sessionId);
        await audit(db);
      },
    },
    gate,
  );
}

/**
 * The cookie of a session: unreadable to scripts, and partitioned, so that it works in a foreign
 * page of a browser that blocks third-party cookies (security 2.4).
 */
function setCookie(ctx: Context, slug: string, value: string, seconds: number): void {
  ctx.append(
    'Set-Cookie',
    `${cookieName(slug)}=${value}; Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=None; Partitioned`,
  );
}

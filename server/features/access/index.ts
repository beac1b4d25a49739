import { access as endpoints } from '#contract/access';
import { writeAudit } from '../../http/caller.ts';
import {
  deviceCookie,
  linkCookie,
  readCookie,
  sessionCookie,
  setCookie,
} from '../../http/cookies.ts';
import { defineFeature } from '../feature.ts';
import { createAccessMails } from './access.mail.ts';
import { createAccessQueries } from './access.queries.ts';
import { deliver, linkOf, linkSeconds } from './deliver.ts';
import { createAccessService, type AccessDeps } from './access.service.ts';
import { sweepAccess } from './sweep.ts';

/** Signing in and out, the ways to a password, and the mails about them. */
export const access = defineFeature({
  endpoints,
  handlers: (deps: AccessDeps) => {
    const service = createAccessService(deps);
    return {
      'POST /sessions': {
        detached: async ({ inTenant, caller, body, ctx, trace, nothingToAudit }) => {
          const { delivery, ...names } = body;
          const entered = await service.signIn(inTenant, caller.tenant, {
            ...names,
            device: readCookie(ctx, deviceCookie(caller.tenant.slug)),
            origin: ctx.get('Origin'),
            trace,
          });
          nothingToAudit(); // The service wrote it, in the transaction of the session.
          return deliver(ctx, caller.tenant, entered, delivery);
        },
      },
      'POST /host-sessions': {
        detached: async ({ inTenant, caller, body, ctx, trace, nothingToAudit }) => {
          const { delivery, assertion } = body;
          const origin = ctx.get('Origin');
          const entered = await service.vouch(inTenant, caller.tenant, {
            assertion,
            origin,
            trace,
          });
          nothingToAudit(); // As above.
          return deliver(ctx, caller.tenant, entered, delivery);
        },
      },
      'DELETE /session': async ({ db, caller, ctx, audit, nothingToAudit }) => {
        setCookie(ctx, sessionCookie(caller.tenant.slug), '', 0);
        if (caller.kind !== 'contact' && caller.kind !== 'staff') return nothingToAudit();
        await createAccessQueries(db).deleteSession(caller.sessionId);
        await audit(db);
      },
      'PUT /me/password': {
        detached: async ({ inTenant, caller, body, ctx, trace, audit }) => {
          const change = {
            ...body,
            trace,
            device: readCookie(ctx, deviceCookie(caller.tenant.slug)),
          };
          await service.changePassword(inTenant, caller, change, (db) => audit(db));
          setCookie(ctx, sessionCookie(caller.tenant.slug), '', 0);
        },
      },
      'POST /password-resets': {
        detached: async ({ inTenant, caller, body, trace, audit }) =>
          service.requestReset(inTenant, caller.tenant, { ...body, trace }, (db) => audit(db)),
      },
      'POST /access-links/check': {
        detached: async ({ inTenant, caller, body, ctx, trace }) => {
          const { tenant } = caller;
          const token = linkOf(ctx, tenant, body.token);
          const link = await service.checkLink(inTenant, tenant, { token, trace });
          setCookie(ctx, linkCookie(tenant.slug), token, linkSeconds);
          return link;
        },
      },
      'POST /access-links/use': {
        detached: async ({ inTenant, caller, body, ctx, trace, nothingToAudit }) => {
          nothingToAudit(); // Written below, in the name of the person and not of the caller.
          const { tenant } = caller;
          const token = linkOf(ctx, tenant, body.token);
          const device = readCookie(ctx, deviceCookie(tenant.slug));
          const change = { ...body, token, trace, device };
          await service.applyLink(inTenant, tenant, change, (db, identityId) =>
            writeAudit(
              db,
              'password.changed',
              { tenantId: tenant.id, kind: 'person', id: identityId },
              trace,
              { detail: { by: 'link' } },
            ),
          );
          setCookie(ctx, linkCookie(tenant.slug), '', 0);
        },
      },
    };
  },
  composers: createAccessMails,
  sweep: sweepAccess,
});

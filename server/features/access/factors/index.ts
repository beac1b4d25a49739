import type { Context } from 'koa';
import { factors as endpoints } from '#contract/factors';
import type { TenantRow } from '../../../http/caller.ts';
import { deviceCookie, readCookie } from '../../../http/cookies.ts';
import type { Throttle } from '../../../http/throttle.ts';
import { defineFeature } from '../../feature.ts';
import { deliver } from '../deliver.ts';
import type { Passwords } from '../passwords.ts';
import { createFactorService } from './factors.service.ts';
import { passkeyPage } from './passkey.page.ts';
import { createPasskeys, sweepPasskeys } from './passkeys.ts';

const from = (ctx: Context, { slug }: TenantRow) => ({
  origin: ctx.get('Origin'),
  device: readCookie(ctx, deviceCookie(slug)),
});

/** The second factor: codes of authenticators, or passkeys, beside the password. */
export const factors = defineFeature({
  endpoints,
  handlers: (deps: { passwords: Passwords; throttle: Throttle; publicUrl: URL }) => {
    const service = createFactorService({ ...deps, passkeys: createPasskeys(deps.publicUrl) });
    return {
      'POST /session/code': {
        detached: async ({ inTenant, caller, body, ctx, trace, nothingToAudit }) => {
          nothingToAudit(); // The service writes it, in the transaction of the session.
          const { code, delivery } = body;
          const { tenant } = caller;
          const entered = await service.signIn(inTenant, caller, {
            ...from(ctx, tenant),
            code,
            trace,
          });
          return deliver(ctx, tenant, entered, delivery);
        },
      },
      'POST /session/confirmation': {
        detached: ({ inTenant, caller, body, trace, audit }) =>
          service.confirm(inTenant, caller, body, trace, (db, detail) => audit(db, { detail })),
      },
      'POST /session/passkey-window': ({ db, caller, ctx }) =>
        service.show(db, caller, ctx.get('Origin')),
      'GET /me/factors': ({ db, caller }) => service.list(db, caller),
      'POST /me/factors': ({ db, caller, body }) => service.begin(db, caller, body.name),
      'POST /me/passkeys': ({ db, caller, body, ctx }) =>
        service.beginPasskey(db, caller, body.name, ctx.get('Origin')),
      'POST /me/factors/:id/activation': {
        detached: async ({ inTenant, caller, params, body, ctx, trace, audit }) => {
          const { origin } = from(ctx, caller.tenant);
          const done = await service.activate(
            inTenant,
            caller,
            { id: params.id, code: body.code, trace, origin },
            (db, name) => audit(db, { record: params.id, detail: { name } }),
          );
          const { recoveryCodes } = done;
          return { ...deliver(ctx, caller.tenant, done, body.delivery), recoveryCodes };
        },
      },
      'DELETE /me/factors/:id': async ({ db, caller, params, audit }) => {
        const name = await service.remove(db, caller, params.id);
        await audit(db, { record: params.id, detail: { name } });
      },
      'POST /me/recovery-codes': async ({ db, caller, audit }) => {
        const recoveryCodes = await service.renewCodes(db, caller);
        await audit(db);
        return { recoveryCodes };
      },
      'GET /settings/second-factor': async ({ caller }) => ({ demand: caller.tenant.secondFactor }),
      'PUT /settings/second-factor': async ({ db, caller, body, audit, nothingToAudit }) => {
        const before = caller.tenant.secondFactor;
        if (before === body.demand) return nothingToAudit();
        await service.setDemand(db, body.demand);
        await audit(db, { detail: { before: { demand: before }, after: { demand: body.demand } } });
      },
    };
  },
  pages: passkeyPage,
  sweep: sweepPasskeys,
});

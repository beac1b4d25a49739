import type { Context, Middleware } from 'koa';
import { permissionsHeader } from '#contract/portal';
import type { InScope } from '../db/scope.ts';
import { AppError } from './app-error.ts';

const allowedHeaders =
  'Authorization, Content-Type, Idempotency-Key, Portal-Customer, Portal-Tenant';
const exposedHeaders = `Content-Disposition, ${permissionsHeader}, Portal-Request-Id, Retry-After`;

/** Lets the page at `origin` read the answer. */
export function allowOrigin(ctx: Context, origin: string): void {
  ctx.set('Access-Control-Allow-Origin', origin);
  ctx.set('Access-Control-Allow-Credentials', 'true');
  ctx.set('Access-Control-Expose-Headers', exposedHeaders);
}

/**
 * Answers preflights. They carry no tenant, so any tenant's origin passes here; the gate holds the
 * call itself against the origins of its own tenant.
 */
export function preflight(inScope: InScope, ownOrigin: string): Middleware {
  return async (ctx, next) => {
    ctx.vary('Origin');
    if (ctx.method !== 'OPTIONS') return next();
    const origin = ctx.get('Origin');
    const known =
      origin === ownOrigin ||
      (await inScope({ tenantId: null }, (db) =>
        db('tenant_origins').where({ origin }).first<object | undefined>('origin'),
      ));
    if (!known) throw new AppError('origin_not_allowed');
    allowOrigin(ctx, origin);
    ctx.set('Access-Control-Allow-Methods', 'GET, POST, PUT, PATCH, DELETE');
    ctx.set('Access-Control-Allow-Headers', allowedHeaders);
    ctx.set('Access-Control-Max-Age', '7200');
    ctx.status = 204;
  };
}

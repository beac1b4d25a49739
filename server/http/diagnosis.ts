import type { Context, Middleware } from 'koa';
import { diagnosisPath, type Diagnosis } from '#contract/doctor-words';
import { sectionPermissions } from '#contract/sections';
import type { Db, InScope } from '../db/scope.ts';
import { AppError } from './app-error.ts';
import { setCookie } from './cookies.ts';
import { allowOrigin } from './cors.ts';
import { tenantOfHost } from './gate.ts';
import { hostOf } from './door.ts';

/** Comes back with the next question, where the browser keeps cookies of ours; opens nothing. */
const probe = '__Host-portal-probe';

/**
 * `GET /diagnosis.json?tenant=<slug>`: what `portico doctor` and `data-doctor` ask. Any page may read it, also one
 * that is not in the tenant's list, which is what it wants to know; what it says of tenant and origin is what every
 * other answer says by its code.
 */
export function diagnosis(
  inScope: InScope,
  { publicUrl, version }: { publicUrl: URL; version: string },
): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== diagnosisPath || ctx.method !== 'GET') return next();
    ctx.state.endpoint = `GET ${diagnosisPath}`;
    ctx.vary('Origin');
    // A page that may not read the answer still learns that there is one.
    ctx.set('Cross-Origin-Resource-Policy', 'cross-origin');
    const origin = ctx.get('Origin');
    // The text `null` of a page without an origin of its own would let each of them in.
    if (origin && origin !== 'null') allowOrigin(ctx, origin);
    else ctx.set('Access-Control-Allow-Origin', '*');
    const slug = typeof ctx.query.tenant === 'string' ? ctx.query.tenant.slice(0, 40) : '';
    const found = await look(ctx, inScope, slug, origin);
    setCookie(ctx, probe, 'here', 60);
    ctx.body = {
      version,
      address: publicUrl.href.replace(/\/+$/, ''),
      time: new Date().toISOString(),
      ...found,
      ...(origin === publicUrl.origin && { origin: 'listed' }),
      cookie: ctx.get('Cookie').includes(`${probe}=`),
      sections: sectionPermissions,
    } satisfies Diagnosis;
  };
}

/** Whether there is such a tenant, and whether it lists the origin. */
async function look(
  ctx: Context,
  inScope: InScope,
  given: string,
  origin: string,
): Promise<Pick<Diagnosis, 'tenant' | 'origin'>> {
  const slug = given || (await inScope({ tenantId: null }, (db) => slugOf(db, hostOf(ctx))));
  if (!slug) return { tenant: 'missing', origin: origin ? 'unlisted' : 'none' };
  if (!/^[a-z0-9-]+$/.test(slug))
    return { tenant: 'unknown', origin: origin ? 'unlisted' : 'none' };
  return inScope({ slug }, async (db) => {
    const tenant = await db('tenants').where({ slug }).first<{ id: string } | undefined>('id');
    const listed =
      tenant &&
      (await db('tenant_origins')
        .where({ tenant_id: tenant.id, origin })
        .first<object | undefined>('origin'));
    const ofOrigin = listed ? 'listed' : 'unlisted';
    return { tenant: tenant ? 'known' : 'unknown', origin: origin ? ofOrigin : 'none' };
  });
}

async function slugOf(db: Db, host: string): Promise<string> {
  try {
    return await tenantOfHost(db, host);
  } catch (error) {
    if (error instanceof AppError) return '';
    throw error;
  }
}

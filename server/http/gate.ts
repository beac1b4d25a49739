import type { Context } from 'koa';
import { rowsOf } from '../db/rows.ts';
import { permissionsHeader } from '#contract/portal';
import type { Db, InScope } from '../db/scope.ts';
import { isAskedByScript } from './addressed.ts';
import { createAllowance } from './allowance.ts';
import { AppError } from './app-error.ts';
import {
  admit,
  noteCaller,
  type Admission,
  type Caller,
  type CallerOf,
  type TenantRow,
} from './caller.ts';
import { readCookie, sessionCookie } from './cookies.ts';
import { allowOrigin } from './cors.ts';
import { findKey, findSession } from './credentials.ts';
import type { CursorSeal } from './cursor.ts';
import { hostOf, noteTenant } from './door.ts';
import { permissionsTag } from './grants.ts';

/** The door of every request: whose it is, who calls, and whether they may. */
export type Gate = {
  /**
   * Opens a transaction for the tenant and the caller of a request. All it reads is of one moment, so that the
   * parts of an answer fit each other.
   * @throws AppError `tenant_required`, `unknown_tenant`, `origin_not_allowed`, `unauthenticated`,
   *   `password_change_required`, `second_factor_required`, `second_factor_setup_required`, `read_only`,
   *   `terms_required`, `forbidden`, `confirmation_required`, `address_not_allowed`, `too_many_requests`
   */
  open<A extends Admission, T>(
    ctx: Context,
    admission: A,
    work: (db: Db, caller: CallerOf<A>) => Promise<T>,
  ): Promise<T>;
  /** Seals where the pages of lists end. */
  cursors: CursorSeal;
  /** Another transaction of the same tenant. */
  enter<T>(tenantId: string, work: (db: Db) => Promise<T>): Promise<T>;
};

/** @param ownOrigin the server's own origin, whose pages need no entry in a tenant's list */
export function createGate(inScope: InScope, ownOrigin: string, cursors: CursorSeal): Gate {
  const allowance = createAllowance();
  return {
    cursors,
    enter: (tenantId, work) => inScope({ tenantId }, work),
    open: async (ctx, admission, work) => {
      const slug =
        ctx.get('Portal-Tenant') ||
        (await inScope({ tenantId: null }, (db) => tenantOfHost(db, hostOf(ctx))));
      let charged = false;
      const enter = async (db: Db) => {
        const caller: Caller = await identify(ctx, db, slug, ownOrigin, admission);
        admit(caller, admission);
        refuseOtherCustomer(ctx, caller, admission);
        // Once, however often the transaction is tried.
        if (!charged) allowance.charge(caller, admission.cost);
        charged = true;
        return work(db, caller);
      };
      return inScope({ slug }, enter, { snapshot: true });
    },
  };
}

async function identify(
  ctx: Context,
  db: Db,
  slug: string,
  ownOrigin: string,
  { unattended }: Admission,
): Promise<Caller> {
  const origin = ctx.get('Origin');
  const credential = readCredential(ctx, slug);
  // None of these waits for another: they leave the server together. Where nobody has the slug, the scope
  // shows no sessions, so there is nobody behind the credential either.
  const [tenant, caller] = await Promise.all([
    findTenant(db, slug, origin),
    findCaller(db, credential, ctx.ip, unattended === true),
  ]);
  if (!tenant) throw new AppError('unknown_tenant');
  noteTenant(tenant.slug);
  const sameOrigin = origin ? origin === ownOrigin : ctx.get('Sec-Fetch-Site') === 'same-origin';
  const allowed = tenant.originAllowed || sameOrigin;
  if (origin && !allowed) throw new AppError('origin_not_allowed');
  if (origin) allowOrigin(ctx, origin);
  // A cookie travels by itself, so it counts only where an allowed page asked, in so many words.
  const cookieRefused = credential?.kind === 'cookie' && (!allowed || !isAskedByScript(ctx));
  const known: Caller =
    !caller || cookieRefused || isElsewhere(caller, origin)
      ? { kind: 'public', tenant }
      : { ...caller, tenant };
  noteCaller(ctx, known);
  if ('grants' in known) ctx.set(permissionsHeader, permissionsTag(known));
  return known;
}

/** Whether a session that is good on one origin alone came from another. */
const isElsewhere = (
  caller: NonNullable<Awaited<ReturnType<typeof findCaller>>>,
  origin: string,
): boolean => 'onlyOrigin' in caller && caller.onlyOrigin !== null && caller.onlyOrigin !== origin;

/**
 * In another tab the person may have changed to another customer: a page that still shows the one before
 * must not mix the two.
 * @throws AppError `customer_changed`
 */
function refuseOtherCustomer(ctx: Context, caller: Caller, { permission }: Admission): void {
  const shown = ctx.get('Portal-Customer');
  if (!shown || permission === 'public' || !('customer' in caller)) return;
  // A page that shows a customer to staff was looking at the portal as a contact, and does so no longer.
  if (!caller.customer || shown !== encodeURIComponent(caller.customer.number))
    throw new AppError('customer_changed');
}

type Credential = { kind: 'cookie' | 'bearer' | 'key'; value: string };

function readCredential(ctx: Context, slug: string): Credential | null {
  const bearer = /^Bearer (\S{1,200})$/.exec(ctx.get('Authorization'))?.[1];
  if (bearer) return { kind: bearer.startsWith('pk_') ? 'key' : 'bearer', value: bearer };
  const cookie = readCookie(ctx, sessionCookie(slug));
  return cookie ? { kind: 'cookie', value: cookie } : null;
}

async function findCaller(
  db: Db,
  credential: Credential | null,
  address: string,
  unattended: boolean,
) {
  if (!credential) return null;
  return credential.kind === 'key'
    ? findKey(db, credential.value, address)
    : findSession(db, credential.value, unattended);
}

async function findTenant(
  db: Db,
  slug: string,
  origin: string,
): Promise<(TenantRow & { originAllowed: boolean }) | null> {
  const rows = await rowsOf<TenantRow & { originAllowed: boolean }>(
    db,
    `select t.id, t.slug, t.name, t.locale, t.time_zone as "timeZone",
       extract(epoch from t.session_life)::int as "sessionLifeSeconds",
       t.password_policy as "passwordPolicy", t.reset_by as "resetBy", t.second_factor as "secondFactor",
       exists (select from tenant_origins o where o.tenant_id = t.id and o.origin = ?) as "originAllowed"
     from tenants t where t.slug = ?`,
    [origin, slug],
    { name: 'tenant' },
  );
  return rows[0] ?? null;
}

/** The tenant a host name belongs to; else the only tenant there is. */
export async function tenantOfHost(db: Db, host: string): Promise<string> {
  const [found] = await rowsOf<{ slug: string }>(
    db,
    `select t.slug from tenant_hosts h join tenants t on t.id = h.tenant_id where h.host = ?
     union all
     select min(slug) from tenants having count(*) = 1`,
    [host],
  );
  if (!found) throw new AppError('tenant_required');
  return found.slug;
}

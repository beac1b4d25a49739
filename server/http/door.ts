import type { Context, Middleware } from 'koa';
import type { ErrorCode } from '#contract/errors';
import { AppError } from './app-error.ts';
import { senderOf, type Sender } from './network.ts';
import { workFor } from '../work/whose.ts';
import type { Trace } from './caller.ts';

/** The form of a tenant's slug, as the database has it (`0001_tenants.sql`). */
const slug = /^[a-z][a-z0-9-]{0,39}$/;

/**
 * The form of every header that is looked up by, compared with or stored. What another header holds is
 * parsed where it is read and kept nowhere.
 */
const forms: Record<string, [form: RegExp, refusal: ErrorCode]> = {
  'portal-tenant': [slug, 'unknown_tenant'],
  // As `encodeURIComponent` writes a customer's number, of four bytes each at most.
  'portal-customer': [/^[\w.!~*'()%-]{1,720}$/, 'customer_changed'],
  origin: [/^[\x21-\x7e]{1,300}$/, 'origin_not_allowed'],
};

/**
 * Holds headers against their forms before anything else happens, so that no text of a stranger becomes the
 * key of something that is kept; and says in whose line the request waits for what is scarce.
 * @throws AppError `unknown_tenant`, `customer_changed`, `origin_not_allowed`
 */
export const door: Middleware = (ctx, next) => {
  for (const [name, [form, refusal]] of Object.entries(forms)) {
    const value = ctx.get(name);
    if (value && !form.test(value)) throw new AppError(refusal);
  }
  const slug = ctx.get('Portal-Tenant');
  return workFor([knownTenants.has(slug) ? slug : '', askerOf(ctx)], next);
};

/** Slugs that tenants have, as requests found them: names that a stranger makes up share one line. */
const knownTenants = new Set<string>();

/** Remembers that there is a tenant of this name. */
export const noteTenant = (slug: string): void => void knownTenants.add(slug);

/**
 * In whose line a request waits, as far as it can be told before anything is looked up: of its network, whoever
 * brings a key, a session, or nothing. So neither an ERP nor a rush of sign-ins stands before people who work.
 */
const askerOf = (ctx: Context): string => {
  const credential = ctx.get('Authorization') || ctx.get('Cookie');
  const kind = credential.startsWith('Bearer pk_') ? 'key' : credential ? 'session' : 'nobody';
  return `${(ctx.state.sender as Sender).network} ${kind}`;
};

/** What is noted of a request: its address in one spelling, and as much of the browser's name as is kept. */
export function noteRequest(ctx: Context, requestId: string): void {
  const sender = senderOf(ctx.ip);
  const trace: Trace = {
    requestId,
    ip: sender.address,
    userAgent: ctx.get('User-Agent').slice(0, 300),
  };
  Object.assign(ctx.state, { sender, trace });
}

/** The host name a request was sent to; empty where it cannot be one. */
export const hostOf = (ctx: Context): string =>
  /^[\w.-]{1,253}$/.test(ctx.hostname) ? ctx.hostname : '';

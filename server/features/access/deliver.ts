import type { Context } from 'koa';
import type { TenantRow } from '../../http/caller.ts';
import { AppError } from '../../http/app-error.ts';
import {
  deviceCookie,
  linkCookie,
  readCookie,
  sessionCookie,
  setCookie,
} from '../../http/cookies.ts';
import type { Entered } from './sign-in.ts';

// As long as browsers keep a cookie at most, in seconds.
const deviceLife = 400 * 24 * 60 * 60;

/** Seconds that a mailed link is kept for a browser that has opened it. */
export const linkSeconds = 15 * 60;

/**
 * The secret of a mailed link: the one that was given, else the one this browser opened before. A cookie travels by
 * itself, so it counts only where the page asked in a header that foreign pages may not send.
 * @throws AppError `link_invalid` where there is none
 */
export function linkOf(ctx: Context, { slug }: TenantRow, given: string | undefined): string {
  const kept = ctx.get('Portal-Tenant') ? readCookie(ctx, linkCookie(slug)) : undefined;
  const token = given ?? kept;
  if (token === undefined) throw new AppError('link_invalid');
  return token;
}

/** Hands a session over as a cookie, or its secret in the answer; and what the browser is known again by. */
export function deliver(
  ctx: Context,
  tenant: TenantRow,
  { session, token, lifeSeconds, device }: Omit<Entered, 'device'> & { device?: string | null },
  delivery: 'cookie' | 'bearer',
) {
  const bears = delivery === 'bearer';
  if (!bears) setCookie(ctx, sessionCookie(tenant.slug), token, lifeSeconds);
  if (device) setCookie(ctx, deviceCookie(tenant.slug), device, deviceLife);
  return { session, token: bears ? token : null };
}

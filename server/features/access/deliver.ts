import type { Context } from 'koa';
import type { TenantRow } from '../../http/caller.ts';
import { deviceCookie, sessionCookie, setCookie } from '../../http/cookies.ts';
import type { Entered } from './sign-in.ts';

// As long as browsers keep a cookie at most, in seconds.
const deviceLife = 400 * 24 * 60 * 60;

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

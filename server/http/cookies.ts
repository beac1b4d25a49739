import type { Context } from 'koa';

/** One cookie per tenant, so that two portals in one page do not sign each other out. */
export const sessionCookie = (slug: string) => `__Host-portal-${slug}`;
/** Tells a browser again that a person has signed in from; opens nothing by itself. */
export const deviceCookie = (slug: string) => `__Host-portal-device-${slug}`;

/** Keeps what a mailed link opened through a reload of the page, which has taken it out of its address. */
export const linkCookie = (slug: string) => `__Host-portal-link-${slug}`;

/** The secret in a cookie of ours: 32 random bytes. */
const secret = /^[\w-]{43}$/;

/**
 * The secret in a cookie of that name; undefined where there is none, or another text. Koa's own
 * `ctx.cookies` compiles and keeps an expression per name, for ever; this keeps nothing.
 */
export function readCookie(ctx: Context, name: string): string | undefined {
  const start = `${name}=`;
  for (const part of ctx.get('Cookie').split(';')) {
    const pair = part.trim();
    if (!pair.startsWith(start)) continue;
    const value = pair.slice(start.length);
    return secret.test(value) ? value : undefined;
  }
  return undefined;
}

/**
 * Sets a cookie no script can read, partitioned, so that it works in a foreign page of a browser that
 * blocks third-party cookies (security 5.1). With 0 seconds it is taken away.
 */
export function setCookie(ctx: Context, name: string, value: string, seconds: number): void {
  ctx.append(
    'Set-Cookie',
    `${name}=${value}; Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=None; Partitioned`,
  );
}

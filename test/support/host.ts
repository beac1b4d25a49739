import { randomUUID } from 'node:crypto';
import { SignJWT, type JWTPayload } from 'jose';
import { createApi, visitor, type Answer, type Api } from './api.ts';
import { hostOrigin, type Slug } from './fixtures.ts';
import type { TestPortal } from './portal.ts';

export const issuer = 'https://intranet.example';

/** The claims of an assertion as a host writes it, in which each test spoils one. */
export function claimsFor(
  running: TestPortal,
  { contact = 'C-1', widgets = ['orders'], slug = 'norte' as Slug } = {},
): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    aud: `${running.url}/${slug}`,
    sub: contact,
    jti: randomUUID(),
    iat: now,
    exp: now + 60,
    origin: hostOrigin[slug],
    widgets,
  };
}

/** Signs with a shared secret. */
export const sign = (claims: JWTPayload, secret: string): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret));

/** Exchanges an assertion, as the page of the host does. */
export const exchange = (
  { url }: TestPortal,
  assertion: string,
  slug: Slug = 'norte',
  headers: Record<string, string> = {},
): Promise<Answer<{ token: string; session: { access: string; permissions: string[] } }>> =>
  visitor(url, slug)('POST /host-sessions', { body: { assertion, delivery: 'bearer' }, headers });

/** The API as somebody sees it whom the host vouched for. */
export async function hostSession(
  running: TestPortal,
  who: { contact: string; widgets: string[] },
): Promise<Api> {
  const secret = await running.portal.admin.createHostKey('norte', { issuer, secret: true });
  const { status, body } = await exchange(running, await sign(claimsFor(running, who), secret!));
  if (status !== 201) throw new Error(`The assertion was refused: ${status}`);
  return createApi(running.url, {
    'Portal-Tenant': 'norte',
    Origin: hostOrigin.norte,
    Authorization: `Bearer ${body.token}`,
  });
}

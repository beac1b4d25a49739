import { createLocalJWKSet, decodeJwt, jwtVerify, type JWTPayload } from 'jose';
import { z } from 'zod';
import { identifierKey } from '#contract/identifiers';
import { limits } from '#contract/limits';
import { widgetPermissions } from '#contract/permissions';
import { line } from '#contract/primitives';
import { AppError } from '../../http/app-error.ts';
import { writeAudit, type TenantRow, type Trace } from '../../http/caller.ts';
import { hashSecret } from '../../http/credentials.ts';
import type { InTenant } from '../../http/mount.ts';
import type { Throttle } from '../../http/throttle.ts';
import { createAccessQueries } from './access.queries.ts';
import type { KeySets } from './key-sets.ts';
import { openSession } from './sign-in.ts';

// Time enough for two clocks that differ, and too short to be worth stealing.
const longestLife = 120;
const clockSkew = 10;
const sessionLife = 60 * 60;

type HostKey = { id: string; jwksUrl: string | null; jwks: object | null; secret: string | null };
const widgets = Object.keys(widgetPermissions) as (keyof typeof widgetPermissions)[];

/** What a host says in its assertion, besides `iss`, `aud`, `iat` and `exp`. */
const claimsSchema = z.object({
  /** The contact, by the ERP's id. */
  sub: line(limits.identifier),
  /** A number used once. */
  jti: line(limits.identifier),
  iat: z.number(),
  exp: z.number(),
  /** The site the session is for; no other may use it. */
  origin: z.string().max(limits.name),
  /** Elements that may be shown, as `orders`. */
  widgets: z.array(z.enum(widgets)).min(1),
});

/**
 * Exchanges a JWT that a host signed about somebody signed in there for a session of that contact,
 * limited to the host's origin and to the named elements. Each assertion counts once.
 * @param audience the portal's public address, which the assertion must be for, with the tenant's slug
 * @throws AppError `assertion_refused`, `too_many_attempts`
 */
export async function vouch(
  { throttle, keySets }: { throttle: Throttle; keySets: KeySets },
  inTenant: InTenant,
  tenant: TenantRow,
  {
    assertion,
    audience,
    origin,
    trace,
  }: { assertion: string; audience: string; origin: string; trace: Trace },
) {
  await throttle.request('vouch', tenant.id, trace);
  const claims = await verify({ inTenant, keySets }, assertion, audience);
  // Without an origin it is no page that asks, and with another it is not the one that was meant.
  if (!claims || !origin || claims.origin !== origin) throw new AppError('assertion_refused');
  return inTenant(async (db) => {
    const queries = createAccessQueries(db);
    const contact = await queries.contactOf(identifierKey(claims.sub));
    const identity = contact && (await queries.identity(contact.identityId));
    const fresh = await queries.useAssertion(
      tenant.id,
      hashSecret(`${claims.iss}\0${claims.jti}`),
      new Date((claims.exp + clockSkew) * 1000),
    );
    if (!contact || !identity || !fresh) throw new AppError('assertion_refused');
    const entered = await openSession(db, tenant, identity, {
      access: 'host',
      contactId: contact.id,
      hostKeyId: claims.keyId,
      permissions: claims.widgets.flatMap((name) => [...widgetPermissions[name]]),
      lifeSeconds: Math.min(sessionLife, tenant.sessionLifeSeconds),
      origin,
      trace,
    });
    if (!entered) throw new AppError('assertion_refused');
    await writeAudit(
      db,
      'session.vouched',
      { tenantId: tenant.id, kind: 'contact', id: identity.id, contactId: contact.id },
      trace,
      { record: contact.id, detail: { issuer: claims.iss, widgets: claims.widgets } },
    );
    return entered;
  });
}

async function verify(
  { inTenant, keySets }: { inTenant: InTenant; keySets: KeySets },
  assertion: string,
  audience: string,
) {
  const issuer = issuerOf(assertion);
  if (!issuer) return null;
  const keys = await inTenant((db) => createAccessQueries(db).hostKeys(issuer));
  for (const key of keys) {
    const payload = await verifyWith(keySets, key, assertion, { issuer, audience });
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success) continue;
    const { iat, exp } = claims.data;
    return exp - iat <= longestLife ? { ...claims.data, iss: issuer, keyId: key.id } : null;
  }
  return null;
}

const issuerSchema = line(limits.name);

/** Only says whose key to try; nothing of it is believed. */
function issuerOf(assertion: string): string | null {
  try {
    return issuerSchema.parse(decodeJwt(assertion).iss);
  } catch {
    return null;
  }
}

async function verifyWith(
  keySets: KeySets,
  key: HostKey,
  assertion: string,
  meant: { issuer: string; audience: string },
): Promise<JWTPayload | null> {
  const checks = {
    ...meant,
    clockTolerance: clockSkew,
    maxTokenAge: longestLife,
    requiredClaims: ['sub', 'jti', 'iat', 'exp'],
  };
  try {
    // A key is for one family of algorithms: a public one must never serve as a shared secret.
    if (key.secret) {
      const secret = new TextEncoder().encode(key.secret);
      return (await jwtVerify(assertion, secret, { ...checks, algorithms: ['HS256'] })).payload;
    }
    const set = key.jwksUrl ? keySets(key.jwksUrl) : createLocalJWKSet(key.jwks as never);
    const algorithms = ['ES256', 'RS256', 'EdDSA'];
    return (await jwtVerify(assertion, set, { ...checks, algorithms })).payload;
  } catch {
    return null;
  }
}

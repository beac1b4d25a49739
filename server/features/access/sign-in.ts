import { createHash } from 'node:crypto';
import { identifierKey } from '#contract/identifiers';
import type { Session } from '#contract/portal';
import { enqueueMail } from '../../records/mail-queue.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { writeAudit, type TenantRow, type Trace } from '../../http/caller.ts';
import { findSession, hashSecret, newSecret } from '../../http/credentials.ts';
import type { InTenant } from '../../http/mount.ts';
import { describeSession } from '../../http/session-view.ts';
import { networksOf } from '../../http/network.ts';
import { namedInAudit, type Throttle } from '../../http/throttle.ts';
import { recordAccountEvent } from './account-events.ts';
import { createAccessQueries, type Identity } from './access.queries.ts';
import { hashingFor, isTemporary, withoutBlanks, type Passwords } from './passwords.ts';

type SignIn = {
  login: string;
  password: string;
  /** The browser's device cookie, if it kept one. */
  device: string | undefined;
  origin: string;
  trace: Trace;
};
export type Entered = {
  session: Session;
  token: string;
  lifeSeconds: number;
  /** What the browser is to keep, to be known again; null where it has not proved itself. */
  device: string | null;
};

// A temporary password is for the change alone.
const temporaryLife = 30 * 60;
// A password alone waits for the code so long.
const codeLife = 10 * 60;
const mostSessions = 10;
const mostDevices = 20;

/**
 * Signs in by password. Unknown and known names get the same answer in the same time.
 * @returns the session and its secret, which exists nowhere else
 * @throws AppError `wrong_credentials`, `too_many_attempts`, `unavailable`
 */
export async function signIn(
  deps: { passwords: Passwords; throttle: Throttle },
  inTenant: InTenant,
  tenant: TenantRow,
  { login, password, device, origin, trace }: SignIn,
): Promise<Entered> {
  const nameKey = identifierKey(login);
  const { identity, knownDevice } = await inTenant(async (db) => {
    const queries = createAccessQueries(db);
    const found = await queries.identityOf(nameKey);
    // Looked up for nobody as well: the same statements whoever is asked for.
    const known = await queries.deviceOf(found?.id ?? nobody, hashSecret(device ?? ''));
    return { identity: found, knownDevice: known?.id ?? null };
  });
  // Whichever of its names is tried, an account counts as one.
  const account = identity?.id ?? nameKey;
  const at = { tenant: tenant.id, account, trace, device: knownDevice };
  const entered = await deps.throttle.attempt(at, async () => {
    const access = await accessOf(deps.passwords, tenant, identity, password, trace);
    return identity && access
      ? inTenant((db) => enter(db, tenant, identity, { access, device, origin, trace }))
      : null;
  });
  if (!entered) {
    await inTenant((db) =>
      writeAudit(
        db,
        'session.refused',
        { tenantId: tenant.id, kind: 'public', id: identity?.id ?? null },
        trace,
        { detail: { name: namedInAudit(tenant.id, account) } },
      ),
    );
    throw new AppError('wrong_credentials');
  }
  return entered;
}

const nobody = '00000000-0000-4000-8000-000000000000';

/** What a password opens; null where it is wrong. Takes as long for nobody as for somebody. */
async function accessOf(
  passwords: Passwords,
  { id: tenantId, resetBy }: TenantRow,
  identity: Identity | null,
  password: string,
  { ip }: Trace,
): Promise<'full' | 'temporary' | null> {
  const { passwordHash = null, temporary = {} } = identity ?? {};
  const whose = hashingFor(tenantId, ip);
  if (resetBy === 'link') {
    if (passwordHash) return (await passwords.check(passwordHash, password, whose)) ? 'full' : null;
    const only = temporary.assigned ?? temporary.reset ?? null;
    return (await passwords.check(only, withoutBlanks(password), whose)) ? 'temporary' : null;
  }
  // A mailed temporary password stands beside the one so far (spec S2.6), and beside one that was handed over.
  if (await passwords.check(passwordHash, password, whose)) return 'full';
  return (await isTemporary(passwords, temporary, password, whose)) ? 'temporary' : null;
}

type Entrance = { device: string | undefined; origin: string; trace: Trace };

async function enter(
  db: Db,
  tenant: TenantRow,
  identity: Identity,
  { access: opened, ...entrance }: Entrance & { access: 'full' | 'temporary' },
): Promise<Entered | null> {
  const access = opened === 'full' && identity.hasFactor ? 'code' : opened;
  if (access === 'full') return enterFully(db, tenant, identity, { ...entrance, by: 'password' });
  const { origin, trace } = entrance;
  const lifeSeconds = access === 'temporary' ? temporaryLife : codeLife;
  const entered = await openSession(db, tenant, identity, { access, lifeSeconds, origin, trace });
  if (!entered) return null;
  await noteEntered(db, tenant, identity, entered, trace, { access });
  // Who holds a temporary password has shown that a mail arrived, and a password alone is not the person either.
  return { ...entered, device: null };
}

/** Opens the session of somebody who has shown all there is to show. @param by the last that was shown */
export async function enterFully(
  db: Db,
  tenant: TenantRow,
  identity: Identity,
  { device, origin, trace, by }: Entrance & { by: 'password' | 'totp' | 'passkey' | 'recovery' },
): Promise<Entered | null> {
  const lifeSeconds = tenant.sessionLifeSeconds;
  const entered = await openSession(db, tenant, identity, {
    access: 'full',
    lifeSeconds,
    origin,
    trace,
  });
  if (!entered) return null;
  await noteEntered(db, tenant, identity, entered, trace, { access: 'full', by });
  await createAccessQueries(db).noteSignIn(identity.id);
  return { ...entered, device: await recognise(db, tenant, identity, device, trace) };
}

const noteEntered = (
  db: Db,
  { id: tenantId }: TenantRow,
  identity: Identity,
  { session, contactId }: OpenedSession,
  trace: Trace,
  detail: Record<string, unknown>,
): Promise<void> =>
  writeAudit(
    db,
    'session.created',
    { tenantId, kind: session.kind, id: identity.id, contactId },
    trace,
    { detail },
  );

type OpenedSession = {
  session: Session;
  token: string;
  lifeSeconds: number;
  /** The membership it works for; null for staff. */
  contactId: string | null;
};

/** Opens a session; null for whom there is no membership left. */
export async function openSession(
  db: Db,
  tenant: TenantRow,
  identity: Identity,
  how: {
    access: Session['access'];
    lifeSeconds: number;
    origin: string;
    trace: Trace;
    /** The membership; else the first. */
    contactId?: string;
    /** What it is limited to; else all that is granted. */
    permissions?: string[];
    /** The key of the host that vouched. */
    hostKeyId?: string;
  },
): Promise<OpenedSession | null> {
  const queries = createAccessQueries(db);
  const contactId = how.contactId ?? (await queries.firstContactOf(identity.id))?.id ?? null;
  if (!contactId && !(await queries.isStaff(identity.id))) return null;
  const token = newSecret();
  await queries.insertSession({
    tenantId: tenant.id,
    tokenHash: hashSecret(token),
    identityId: identity.id,
    contactId,
    access: how.access,
    permissions: how.permissions ?? null,
    hostKeyId: how.hostKeyId ?? null,
    lifeSeconds: how.lifeSeconds,
    previousSignInAt: identity.lastSignInAt,
    origin: how.origin,
    userAgent: how.trace.userAgent,
  });
  await queries.endSurplusSessions(identity.id, mostSessions);
  const person = await findSession(db, token);
  if (!person) return null;
  const { contactId: membership } = person;
  const { lifeSeconds } = how;
  return { token, session: await describeSession(db, person), lifeSeconds, contactId: membership };
}

/** Remembers the browser, and writes to the person where it is a new one. @returns its secret */
async function recognise(
  db: Db,
  tenant: TenantRow,
  identity: Identity,
  presented: string | undefined,
  trace: Trace,
): Promise<string> {
  const queries = createAccessQueries(db);
  const devices = await queries.devicesOf(identity.id);
  // A browser that drops cookies would be new each time: it is told by its likeness.
  const likeness = createHash('sha256')
    .update(`${trace.userAgent}\0${networksOf(trace.ip)[0]}`)
    .digest('base64url');
  const known = devices.some(
    (device) =>
      device.likeness === likeness || (presented && device.tokenHash === hashSecret(presented)),
  );
  const secret = presented || newSecret();
  await queries.noteDevice({
    tenantId: tenant.id,
    identityId: identity.id,
    tokenHash: hashSecret(secret),
    likeness,
  });
  await queries.forgetSurplusDevices(identity.id, mostDevices);
  // The first one is the person's own, just after choosing a password.
  if (!known && devices.length > 0) {
    await enqueueMail(db, tenant.id, {
      kind: 'new_device',
      data: { identityId: identity.id, userAgent: trace.userAgent, at: new Date().toISOString() },
      priority: 2,
    });
    await recordAccountEvent(db, 'account.new_device', identity.id);
  }
  return secret;
}

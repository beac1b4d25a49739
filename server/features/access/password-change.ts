import { identifierKey } from '#contract/identifiers';
import { enqueueMail } from '../../records/mail-queue.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { PersonCaller, TenantRow, Trace } from '../../http/caller.ts';
import { hashSecret } from '../../http/credentials.ts';
import type { InTenant } from '../../http/mount.ts';
import type { Throttle } from '../../http/throttle.ts';
import { recordAccountEvent } from './account-events.ts';
import { createAccessQueries, type Identity } from './access.queries.ts';
import { faultOf, type PasswordFault } from './password-policy.ts';
import { hashingFor, isTemporary, normalised, withoutBlanks, type Passwords } from './passwords.ts';
import { keepDevice } from './revocation.ts';

/** A new password, and the device cookie of the browser it comes from, which stays known. */
type Change = { password: string; trace: Trace; device: string | undefined };
type Deps = { passwords: Passwords; throttle: Throttle };
/** Writes the audit event, in the transaction of the change. */
type Note = (db: Db, identityId: string) => Promise<void>;

/**
 * Changes a password by its old one, and ends every session of the person (spec S1.18).
 * @throws AppError `invalid_input` (`body.current: wrong_password`, `body.password: …`),
 *   `too_many_attempts`, `unavailable`
 */
export async function changePassword(
  { passwords, throttle }: Deps,
  inTenant: InTenant,
  caller: PersonCaller,
  { current, password, trace, device }: Change & { current: string },
  note: Note,
): Promise<void> {
  const { tenant, identityId } = caller;
  const { identity, context } = await inTenant(async (db) => {
    const queries = createAccessQueries(db);
    return {
      identity: await queries.identity(identityId),
      context: await queries.contextOf(identityId),
    };
  });
  if (!identity) throw new AppError('unauthenticated');
  // Whoever sits before a screen left open must not guess at the password either.
  const at = { tenant: tenant.id, account: identityId, trace, device: null };
  const whose = hashingFor(tenant.id, trace.ip);
  const temporary = caller.access === 'temporary';
  const check = () =>
    temporary
      ? isTemporary(passwords, identity.temporary, current, whose)
      : passwords.check(identity.passwordHash, current, whose);
  const right = await throttle.attempt(at, async () => (await check()) || null);
  if (!right) refuse('body.current', { rule: 'wrong_password' });
  const isSame = temporary
    ? withoutBlanks(password) === withoutBlanks(current)
    : normalised(password) === normalised(current);
  if (isSame) refuse('body.password', { rule: 'password_same' });
  const passwordHash = await newHash(passwords, tenant, context, password, trace);
  await inTenant(async (db) => {
    await note(db, identityId);
    await setPassword(db, tenant, identity, { passwordHash, device });
  });
}

/**
 * Queues the way to a new password. What happens does not depend on whether the name is known: that
 * is found out when the mail is written.
 * @throws AppError `too_many_attempts`
 */
export async function requestReset(
  { throttle }: Pick<Deps, 'throttle'>,
  inTenant: InTenant,
  tenant: TenantRow,
  { login, trace }: { login: string; trace: Trace },
  note: (db: Db) => Promise<void>,
): Promise<void> {
  await throttle.request('reset', tenant.id, trace);
  const nameKey = identifierKey(login);
  await inTenant(async (db) => {
    await note(db);
    // Nobody's mailbox is filled by pressing a button many times.
    const queries = createAccessQueries(db);
    const whose = (await queries.identityOf(nameKey))?.id ?? nameKey;
    if (await queries.resetAskedLately(whose, 2)) return;
    await enqueueMail(db, tenant.id, {
      kind: 'password_reset',
      data: { nameKey, whose },
      priority: 1,
      lifeMinutes: 120,
    });
  });
}

/**
 * What a mailed link is for; looking at it uses nothing up, so that scanners of mail may (threat 8).
 * @throws AppError `link_invalid`, `too_many_attempts`
 */
export async function checkLink(
  { throttle }: Pick<Deps, 'throttle'>,
  inTenant: InTenant,
  tenant: TenantRow,
  { token, trace }: { token: string; trace: Trace },
) {
  await throttle.request('link', tenant.id, trace);
  return inTenant(async (db) => {
    const { link, identity } = await openLink(db, token);
    const [login = ''] = await createAccessQueries(db).loginsOf(identity.id);
    return { kind: link.kind, login, name: identity.name, expiresAt: link.expiresAt };
  });
}

/**
 * Sets a password by a mailed link, once.
 * @throws AppError `link_invalid`, `invalid_input` (`body.password: …`), `too_many_attempts`, `unavailable`
 */
export async function applyLink(
  { passwords, throttle }: Deps,
  inTenant: InTenant,
  tenant: TenantRow,
  { token, password, trace, device }: Change & { token: string },
  note: Note,
): Promise<void> {
  await throttle.request('link', tenant.id, trace);
  const context = await inTenant(async (db) => {
    const { identity } = await openLink(db, token);
    return createAccessQueries(db).contextOf(identity.id);
  });
  // A fault of the password leaves the link as it was.
  const passwordHash = await newHash(passwords, tenant, context, password, trace);
  await inTenant(async (db) => {
    const { identity } = await openLink(db, token);
    // Two at once: one of them takes it.
    if (!(await createAccessQueries(db).takeLink(hashSecret(token))))
      throw new AppError('link_invalid');
    await note(db, identity.id);
    await setPassword(db, tenant, identity, { passwordHash, device });
  });
}

async function openLink(db: Db, token: string) {
  const queries = createAccessQueries(db);
  const link = await queries.findLink(hashSecret(token));
  const identity = link && (await queries.identity(link.identityId));
  // A link dies with the mailbox it went to (threat 14).
  if (!link || !identity || identity.address !== link.address) throw new AppError('link_invalid');
  return { link, identity };
}

async function newHash(
  passwords: Passwords,
  { id: tenantId, passwordPolicy }: TenantRow,
  context: readonly string[],
  password: string,
  { ip }: Trace,
): Promise<string> {
  const whose = hashingFor(tenantId, ip);
  const fault = await faultOf(passwords, password, passwordPolicy, context, whose);
  if (fault) refuse('body.password', fault);
  return passwords.hash(password, whose);
}

async function setPassword(
  db: Db,
  tenant: TenantRow,
  identity: Identity,
  { passwordHash, device }: { passwordHash: string; device: string | undefined },
): Promise<void> {
  if (device) await keepDevice(db, hashSecret(device));
  await createAccessQueries(db).setPassword(identity.id, passwordHash);
  // The owner hears of it by a way the one who changed it may not have. Not of the very first one.
  if (identity.hasPassword) {
    await enqueueMail(db, tenant.id, {
      kind: 'password_changed',
      data: { identityId: identity.id, at: new Date().toISOString() },
      priority: 2,
    });
    await recordAccountEvent(db, 'account.password_changed', identity.id);
  }
}

function refuse(path: string, fault: PasswordFault): never {
  throw new AppError('invalid_input', { errors: [{ path, ...fault }] });
}

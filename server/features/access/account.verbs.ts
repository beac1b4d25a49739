import type { AuditEvent } from '#contract/endpoint';
import type { PasswordPolicy } from '#contract/portal';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { writeAudit, type Trace } from '../../http/caller.ts';
import { enqueueMail } from '../../records/mail-queue.ts';
import { createAccessQueries, type Identity } from './access.queries.ts';
import { invitationDays } from './access.mail.ts';
import { createAccountsQueries } from './accounts.queries.ts';
import type { WorkKeys } from '../../work/fair-queue.ts';
import type { Passwords } from './passwords.ts';
import { revokeIdentity } from './revocation.ts';
import { createFactorQueries } from './factors/factors.queries.ts';
import { tellOfFactor } from './factors/factor-notice.ts';
import { newTemporaryPassword } from './temporary-password.ts';

/** Who does something with an account, for the audit log. */
export type Actor = {
  tenantId: string;
  kind: string;
  id: string | null;
  contactId?: string | null;
  trace: Trace | null;
};

/** Whose account it is, and what the audit log names it by: a contact of the person, else the person. */
export type Subject = { identityId: string; record: string };

/** Adds a row to the audit log. */
export const note = (
  db: Db,
  actor: Actor,
  event: AuditEvent,
  record: string,
  detail?: Record<string, unknown>,
): Promise<void> => writeAudit(db, event, actor, actor.trace, { record, detail });

/** @throws AppError `contact_inactive` where the account is switched off */
export async function personOf(db: Db, identityId: string): Promise<Identity> {
  const identity = await createAccessQueries(db).identity(identityId);
  if (!identity) throw new AppError('contact_inactive');
  return identity;
}

/** @throws AppError `no_mailbox` where there is no address to write to */
async function write(db: Db, actor: Actor, identity: Identity, kind: string): Promise<void> {
  if (!identity.address) throw new AppError('no_mailbox');
  await enqueueMail(db, actor.tenantId, {
    kind,
    data: { identityId: identity.id },
    priority: 2,
  });
}

/**
 * Mails an invitation, again where there was one: each works until one is used.
 * @throws AppError `has_password`, `no_mailbox`, `contact_inactive`
 */
export async function invite(db: Db, actor: Actor, { identityId, record }: Subject): Promise<void> {
  const identity = await personOf(db, identityId);
  if (identity.hasPassword) throw new AppError('has_password');
  await write(db, actor, identity, 'invitation');
  await createAccountsQueries(db, actor.tenantId).updateIdentity(identityId, {
    invited_at: db.fn.now(),
  });
  await note(db, actor, 'account.invited', record);
}

/** Takes open invitations back. @returns how many links worked and how many mails were to be sent */
export async function revokeInvitations(
  db: Db,
  actor: Actor,
  { identityId, record }: Subject,
): Promise<number> {
  const queries = createAccountsQueries(db, actor.tenantId);
  const ended = await queries.endInvitationsOf(identityId);
  await queries.updateIdentity(identityId, { invited_at: null });
  await note(db, actor, 'account.invitation_revoked', record, { ended });
  return ended;
}

/** A temporary password and what is kept of it. Takes its time, so no transaction is held for it. */
export type NewTemporary = { password: string; hash: string };

export async function drawTemporary(
  passwords: Passwords,
  policy: PasswordPolicy,
  whose?: WorkKeys,
): Promise<NewTemporary> {
  const password = await newTemporaryPassword(passwords, policy);
  return { password, hash: await passwords.hash(password, whose) };
}

/**
 * Has an account whose mailbox became another prove the new one: no password works any more, no session goes on, and
 * an invitation leads to a new password. Where nobody could sign in yet, nothing changes.
 */
export async function startAnew(
  db: Db,
  actor: Actor,
  { identityId, record }: Subject,
): Promise<void> {
  const identity = await createAccessQueries(db).identity(identityId);
  if (!identity) return;
  await createAccountsQueries(db, actor.tenantId).endInvitationsOf(identityId);
  await createAccessQueries(db).clearPasswords(identityId);
  await revokeIdentity(db, identityId);
  if (identity.address) await invite(db, actor, { identityId, record });
}

/**
 * Replaces the password by a temporary one, which opens nothing but its own change.
 * @returns the password, to be handed over; null where it is mailed
 * @throws AppError `no_mailbox`, `contact_inactive`
 */
export async function assignTemporary(
  db: Db,
  actor: Actor,
  { identityId, record }: Subject,
  { password, hash, mailed }: NewTemporary & { mailed: boolean },
): Promise<string | null> {
  const identity = await personOf(db, identityId);
  const access = createAccessQueries(db);
  await access.clearPasswords(identityId);
  await revokeIdentity(db, identityId);
  await access.setTemporary({
    tenantId: actor.tenantId,
    identityId,
    origin: 'assigned',
    hash,
    days: invitationDays,
  });
  // Mailed, it is another one, made when the mail is sent: none rests in the outbox.
  if (mailed) await write(db, actor, { ...identity, hasPassword: false }, 'welcome');
  await note(db, actor, 'account.temporary_password', record, { mailed });
  return mailed ? null : password;
}

/** Switches an account off, which ends all it had open, or on again. Its history stays. */
export async function setDisabled(
  db: Db,
  actor: Actor,
  { identityId, record }: Subject,
  disabled: boolean,
): Promise<void> {
  await createAccountsQueries(db, actor.tenantId).updateIdentity(identityId, {
    disabled_at: disabled ? db.fn.now() : null,
  });
  await note(db, actor, disabled ? 'account.disabled' : 'account.enabled', record);
}

/**
 * Takes the second factor of somebody who lost it, and ends all that is open: signing in takes the password alone, and
 * another factor where the company demands one.
 * @throws AppError `no_factor`
 */
export async function resetFactor(
  db: Db,
  actor: Actor,
  { identityId, record }: Subject,
): Promise<void> {
  const removed = await createFactorQueries(db, actor.tenantId, identityId).removeAll();
  if (removed === 0) throw new AppError('no_factor');
  await revokeIdentity(db, identityId);
  await tellOfFactor(db, actor.tenantId, identityId, 'reset');
  await note(db, actor, 'account.factor_reset', record);
}

/**
 * Mails a link to a new password; the old one stays valid until it is used.
 * @throws AppError `no_mailbox`, `contact_inactive`
 */
export async function sendReset(
  db: Db,
  actor: Actor,
  { identityId, record }: Subject,
): Promise<void> {
  await write(db, actor, await personOf(db, identityId), 'account_reset');
  await note(db, actor, 'account.reset_sent', record);
}

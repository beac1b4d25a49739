import { randomUUID } from 'node:crypto';
import { identifierKey } from '#contract/identifiers';
import type { Locale } from '#contract/primitives';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import type { StoredGrant } from '../../../http/grants.ts';
import { createAccessQueries } from '../access.queries.ts';
import { note, type Actor } from '../account.verbs.ts';
import { createAccountsQueries } from '../accounts.queries.ts';
import { createContactQueries, type ContactKey } from './contacts.queries.ts';

export type NewContact = {
  customerId: string;
  name: string;
  email: string | null;
  phone?: string | null;
  role?: string | null;
};

/**
 * Adds a contact the ERP does not know.
 * @throws AppError `mailbox_of_contact` where the customer has one with this mailbox
 */
export async function createContact(
  db: Db,
  actor: Actor,
  contact: NewContact,
): Promise<ContactKey & { externalId: string }> {
  const queries = createContactQueries(db);
  const { customerId, name, email } = contact;
  if (email !== null) await holdMailbox(db, { customerId, email });
  const externalId = `portal-${randomUUID()}`;
  const id = await queries.insert(actor.tenantId, { ...contact, externalId });
  await note(db, actor, 'contact.created', id, { customer: customerId, name, email });
  return { id, externalId, name, email, customerId, identityId: null };
}

/** @throws AppError `mailbox_of_contact` where another contact of the customer has this mailbox */
export async function holdMailbox(
  db: Db,
  who: { customerId: string; email: string; id?: string },
): Promise<void> {
  const [other] = await createContactQueries(db).withMailboxes(who.customerId, [who.email]);
  if (other && other.id !== who.id) throw new AppError('mailbox_of_contact');
}

/**
 * Prepares the account of a contact: nobody can sign in yet. Without names the mailbox is the user name (spec S14.2).
 * An account that exists keeps its password.
 * @returns the person
 * @throws AppError `no_mailbox` where there is no name; `person_known` where another person signs in by one of them,
 *   `mailbox_taken` where that person is of the company
 */
export async function openAccount(
  db: Db,
  actor: Actor,
  contact: ContactKey,
  { logins = [], locale }: { logins?: string[]; locale?: Locale | null } = {},
): Promise<string> {
  if (contact.identityId && logins.length === 0) return contact.identityId;
  const names = logins.length > 0 ? logins : contact.email ? [contact.email] : [];
  if (names.length === 0) throw new AppError('no_mailbox');
  const queries = createAccountsQueries(db, actor.tenantId);
  for (const name of names) await holdLogin(db, actor, name, contact.identityId);
  const id =
    contact.identityId ?? (await queries.insertIdentity({ name: contact.name, email: null }));
  await queries.setLogins(id, names);
  if (contact.identityId) return id;
  if (locale) await queries.updateIdentity(id, { locale });
  await queries.linkContact(contact.id, id);
  await note(db, actor, 'account.created', contact.id, { logins: names });
  return id;
}

/** @throws AppError `person_known`, `mailbox_taken` where somebody else signs in by a name */
export async function holdLogin(
  db: Db,
  actor: Actor,
  name: string,
  mine: string | null,
): Promise<void> {
  const queries = createContactQueries(db);
  const owner = await createAccountsQueries(db, actor.tenantId).identityOfLogin(name);
  // Whose mailbox it is among the company's people is theirs to sign in by, whether they do or not.
  if (!owner && (await queries.isMailboxOfCompany(name))) throw new AppError('mailbox_taken');
  if (!owner || owner === mine) return;
  const staff = await queries.isOfCompany(owner);
  throw new AppError(staff ? 'mailbox_taken' : 'person_known');
}

/** Grants as the audit log has them. */
const told = (grants: readonly StoredGrant[]) =>
  grants
    .toSorted((a, b) => (a.permission < b.permission ? -1 : 1))
    .map(({ permission, scope, companyIds, addressIds, expiresOn, limit }) => ({
      permission,
      scope,
      ...(companyIds.length > 0 && { companies: companyIds }),
      ...(addressIds.length > 0 && { addresses: addressIds }),
      ...(expiresOn && { expiresOn }),
      ...(limit && { limit }),
    }));

/**
 * Replaces all permissions of a contact. Whoever is signed in has them from the next request on; what is done
 * then is decided by them.
 */
export async function setAccess(
  db: Db,
  actor: Actor,
  contact: Pick<ContactKey, 'id'>,
  access: { grants: readonly StoredGrant[]; profile?: string | null },
): Promise<void> {
  const queries = createContactQueries(db);
  const before = await queries.grantsOf(contact.id);
  await queries.replaceGrants(actor.tenantId, contact.id, access.grants);
  await queries.update(contact.id, {
    profile: access.profile ?? null,
    access_changed_at: db.fn.now(),
  });
  await note(db, actor, 'account.permissions_changed', contact.id, {
    before: { grants: told(before) },
    after: { grants: told(access.grants) },
  });
}

/**
 * Makes a contact another membership of a person who has an account already: one password, several customers.
 * @throws AppError `not_joinable` where the contact is somebody's, or the person is of the company
 */
export async function joinContact(
  db: Db,
  actor: Actor,
  contact: ContactKey,
  identityId: string,
): Promise<void> {
  if (contact.identityId || (await createContactQueries(db).isOfCompany(identityId)))
    throw new AppError('not_joinable');
  await createAccountsQueries(db, actor.tenantId).linkContact(contact.id, identityId);
  await note(db, actor, 'account.joined', contact.id, { person: identityId });
}

/** The person who signs in with a contact's mailbox and is not of the company; null where there is none. */
export async function joinablePerson(
  db: Db,
  tenantId: string,
  { email, identityId }: Pick<ContactKey, 'email' | 'identityId'>,
): Promise<string | null> {
  if (!email || identityId) return null;
  const owner = await createAccountsQueries(db, tenantId).identityOfLogin(email);
  return owner && !(await createContactQueries(db).isOfCompany(owner)) ? owner : null;
}

/** What of a contact may be changed here. */
export type ContactChanges = Partial<
  Record<'name', string> & Record<'email' | 'phone' | 'role', string | null>
>;

/**
 * Changes a contact that is not the ERP's. Where the mailbox was the user name, the new one is it.
 * @returns whether it was, so that the person has to prove the new one
 * @throws AppError `mailbox_of_contact`, `mailbox_taken`
 */
export async function changeContact(
  db: Db,
  actor: Actor,
  contact: ContactKey,
  changes: ContactChanges,
): Promise<boolean> {
  const { email } = changes;
  if (email) await holdMailbox(db, { customerId: contact.customerId, email, id: contact.id });
  const renamed =
    email !== undefined &&
    email !== contact.email &&
    contact.identityId !== null &&
    contact.email !== null &&
    (await renameLogin(db, actor, contact.identityId, contact.email, email));
  await createContactQueries(db).update(contact.id, changes);
  return renamed;
}

async function renameLogin(
  db: Db,
  actor: Actor,
  identityId: string,
  from: string,
  to: string | null,
): Promise<boolean> {
  const logins = await createAccessQueries(db).loginsOf(identityId);
  const same = (name: string) => identifierKey(name) === identifierKey(from);
  if (!logins.some(same)) return false;
  const kept = logins.filter((name) => !same(name));
  if (to === null && kept.length === 0) throw new AppError('no_mailbox');
  if (to !== null)
    await holdLogin(db, actor, to, identityId).catch((error: unknown) => {
      throw error instanceof AppError ? new AppError('mailbox_taken') : error;
    });
  await createAccountsQueries(db, actor.tenantId).setLogins(identityId, [
    ...new Set(logins.flatMap((name) => (same(name) ? (to === null ? [] : [to]) : [name]))),
  ]);
  return true;
}

/** Switches a contact off for its customer, or on again; a trigger ends what was open to it. */
export async function setActive(
  db: Db,
  actor: Actor,
  contact: Pick<ContactKey, 'id'>,
  active: boolean,
): Promise<void> {
  await createContactQueries(db).update(contact.id, {
    disabled_at: active ? null : db.fn.now(),
  });
  await note(db, actor, active ? 'contact.activated' : 'contact.deactivated', contact.id);
}

import type { Body } from '#contract/endpoint';
import type { ContactDetail, contacts } from '#contract/contacts';
import { today } from '#contract/format';
import type { Home } from '#contract/home';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import { actorOf, type PersonCaller } from '../../../http/caller.ts';
import type { InTenant } from '../../../http/mount.ts';
import { namesOf } from '../../../http/user-agent.ts';
import { addressesFor } from './addresses.ts';
import * as account from '../account.verbs.ts';
import { createAccountsQueries } from '../accounts.queries.ts';
import { hashingFor, type Passwords } from '../passwords.ts';
import { preview } from './access-preview.ts';
import * as verbs from './contact.verbs.ts';
import {
  holdAdministrator,
  mayTakeOver,
  reachOfContacts,
  type Editor,
} from './contacts.policies.ts';
import { createContactQueries, type ContactRecord } from './contacts.queries.ts';
import { contactRecords, type ContactFilter } from './contacts.records.ts';
import { detailOf, foundWithin, rowWith } from './contacts.view.ts';
import { grantsFrom } from './grants-asked.ts';
import { allProfiles } from './profiles.ts';

type Asked<K extends keyof typeof contacts> = Body<(typeof contacts)[K]>;

const actor = ({ caller, trace }: Editor): account.Actor => ({ ...actorOf(caller), trace });
const dayOf = ({ tenant }: PersonCaller): string => today(tenant.timeZone);

/** @param deps.home the home page as the person of a session gets it */
export function createContactService(deps: {
  passwords: Passwords;
  home(db: Db, caller: PersonCaller): Promise<Home>;
}) {
  return {
    list,
    find: (db: Db, caller: PersonCaller, id: string) =>
      detailOf(db, caller, reachOfContacts(caller, 'view'), id),
    create,
    change,
    setAccess,
    invite,
    revokeInvitations,
    join,
    temporaryPassword: (inTenant: InTenant, editor: Editor, id: string, mailed: boolean) =>
      temporaryPassword(deps.passwords, inTenant, editor, { id, mailed }),
    sendReset,
    resetFactor,
    setActive,
    sessions,
    endSessions,
    addresses,
    preview: (db: Db, editor: Editor, body: Asked<'POST /access-previews'>) =>
      preview(deps.home, db, editor, body),
  };
}

async function list(
  db: Db,
  caller: PersonCaller,
  asked: ContactFilter & { limit: number; cursor?: string },
) {
  const profiles = await allProfiles(db);
  return contactRecords.page(db, reachOfContacts(caller, 'view'), asked, rowWith(profiles));
}

const shown = (db: Db, { caller }: Editor, id: string): Promise<ContactDetail> =>
  detailOf(db, caller, reachOfContacts(caller, 'manage'), id);

/**
 * A contact the editor looks after, which nobody else changes meanwhile.
 * @throws AppError `not_found`
 */
async function held(db: Db, { caller }: Editor, id: string): Promise<ContactRecord> {
  const reach = reachOfContacts(caller, 'manage');
  await foundWithin(db, reach, id);
  const contact = await createContactQueries(db).held(id);
  if (!contact) throw new AppError('not_found');
  return contact;
}

/** @throws AppError `record_changed` with the contact as it is now */
async function holdVersion(
  db: Db,
  editor: Editor,
  contact: ContactRecord,
  version: number,
): Promise<void> {
  if (contact.version !== version)
    throw new AppError('record_changed', { current: await shown(db, editor, contact.id) });
}

/** @throws AppError `no_account` */
function subjectOf({ id, identityId }: ContactRecord): account.Subject {
  if (!identityId) throw new AppError('no_account');
  return { identityId, record: id };
}

/** @throws AppError `contact_inactive` */
function holdActive({ active }: ContactRecord): void {
  if (!active) throw new AppError('contact_inactive');
}

async function customerOf(
  db: Db,
  caller: PersonCaller,
  number: string | undefined,
): Promise<string> {
  const { customerIds, contactId } = reachOfContacts(caller, 'manage');
  // Who looks after itself alone adds nobody.
  if (contactId) throw new AppError('forbidden');
  if (number === undefined && caller.kind === 'contact' && caller.customer)
    return caller.customer.id;
  if (number === undefined)
    throw new AppError('invalid_input', { errors: [{ path: 'body.customer', rule: 'required' }] });
  const customer = await createContactQueries(db).customer(number);
  if (!customer || (customerIds !== 'all' && !customerIds.includes(customer.id)))
    throw new AppError('not_found');
  return customer.id;
}

async function create(
  db: Db,
  editor: Editor,
  { customer, grants: asked, profile, invite: invited, locale, ...person }: Asked<'POST /contacts'>,
): Promise<ContactDetail> {
  const customerId = await customerOf(db, editor.caller, customer);
  const grants = await grantsFrom(db, editor, { customerId }, { before: [], asked });
  if (invited && person.email === null) throw new AppError('no_mailbox');
  const by = actor(editor);
  const contact = await verbs.createContact(db, by, { customerId, ...person });
  if (grants.length > 0) await verbs.setAccess(db, by, contact, { grants, profile });
  if (invited && !(await verbs.joinablePerson(db, by.tenantId, contact))) {
    const identityId = await verbs.openAccount(db, by, contact, { locale });
    await account.invite(db, by, { identityId, record: contact.id });
  }
  return shown(db, editor, contact.id);
}

async function change(
  db: Db,
  editor: Editor,
  id: string,
  { version, locale, ...changes }: Asked<'PATCH /contacts/:id'>,
): Promise<ContactDetail> {
  const contact = await held(db, editor, id);
  await holdVersion(db, editor, contact, version);
  const fields = Object.keys(changes) as (keyof typeof changes)[];
  if (fields.length > 0 && !contact.own) throw new AppError('erp_owned');
  if (fields.length === 0 && locale === undefined) return shown(db, editor, id);
  const { caller } = editor;
  if (changes.email !== undefined && changes.email !== contact.email)
    await holdAccount(db, editor, contact);
  if (fields.length > 0 && (await verbs.changeContact(db, actor(editor), contact, changes)))
    await account.startAnew(db, actor(editor), subjectOf(contact));
  const before: Record<string, unknown> = Object.fromEntries(
    fields.map((field) => [field, contact[field]]),
  );
  if (locale !== undefined) {
    const { identityId } = subjectOf(contact);
    before.locale = (await createContactQueries(db).identity(identityId))?.locale ?? null;
    await createAccountsQueries(db, caller.tenant.id).updateIdentity(identityId, { locale });
  }
  const after = { ...changes, ...(locale !== undefined && { locale }) };
  await account.note(db, actor(editor), 'contact.changed', id, { before, after });
  return shown(db, editor, id);
}

async function setAccess(
  db: Db,
  editor: Editor,
  id: string,
  { version, grants: asked, profile }: Asked<'PUT /contacts/:id/access'>,
): Promise<ContactDetail> {
  const contact = await held(db, editor, id);
  await holdVersion(db, editor, contact, version);
  const before = await createContactQueries(db).grantsOf(id);
  const grants = await grantsFrom(db, editor, contact, { before, asked });
  const day = dayOf(editor.caller);
  await holdAdministrator(db, editor.caller, contact, { before, after: grants }, day);
  await verbs.setAccess(db, actor(editor), contact, { grants, profile });
  return shown(db, editor, id);
}

async function invite(db: Db, editor: Editor, id: string): Promise<ContactDetail> {
  const contact = await held(db, editor, id);
  holdActive(contact);
  if (!contact.email) throw new AppError('no_mailbox');
  const identityId = await verbs.openAccount(db, actor(editor), contact);
  await account.invite(db, actor(editor), { identityId, record: id });
  return shown(db, editor, id);
}

async function revokeInvitations(db: Db, editor: Editor, id: string): Promise<ContactDetail> {
  const contact = await held(db, editor, id);
  await account.revokeInvitations(db, actor(editor), subjectOf(contact));
  return shown(db, editor, id);
}

async function join(db: Db, editor: Editor, id: string): Promise<ContactDetail> {
  const contact = await held(db, editor, id);
  const identityId = await verbs.joinablePerson(db, editor.caller.tenant.id, contact);
  if (!identityId || !contact.active) throw new AppError('not_joinable');
  await createContactQueries(db).holdIdentity(identityId);
  await verbs.joinContact(db, actor(editor), contact, identityId);
  return shown(db, editor, id);
}

/** @throws AppError `person_beyond_own` where the account opens more than the editor may have */
async function holdAccount(db: Db, { caller }: Editor, contact: ContactRecord): Promise<void> {
  const queries = createContactQueries(db);
  if (contact.identityId) await queries.holdIdentity(contact.identityId);
  const grants = await queries.grantsOf(contact.id);
  if (!(await mayTakeOver(db, caller, { ...contact, grants }, dayOf(caller))))
    throw new AppError('person_beyond_own');
}

async function temporaryPassword(
  passwords: Passwords,
  inTenant: InTenant,
  editor: Editor,
  { id, mailed }: { id: string; mailed: boolean },
) {
  const { caller, trace } = editor;
  const checked = async (db: Db): Promise<ContactRecord> => {
    const contact = await held(db, editor, id);
    holdActive(contact);
    await holdAccount(db, editor, contact);
    // A customer's own people could otherwise sign in by a mailbox that is somebody else's, before its owner comes.
    if (!mailed && caller.kind !== 'staff') throw new AppError('forbidden');
    return contact;
  };
  await inTenant(checked);
  // Nothing is held while the password is drawn.
  const drawn = await account.drawTemporary(
    passwords,
    caller.tenant.passwordPolicy,
    hashingFor(caller.tenant.id, trace.ip),
  );
  return inTenant(async (db) => {
    const contact = await checked(db);
    const identityId = await verbs.openAccount(db, actor(editor), contact);
    const subject = { identityId, record: id };
    const password = await account.assignTemporary(db, actor(editor), subject, {
      ...drawn,
      mailed,
    });
    const detail = await shown(db, editor, id);
    return { password, login: detail.logins[0] ?? '', contact: detail };
  });
}

async function sendReset(db: Db, editor: Editor, id: string): Promise<ContactDetail> {
  const contact = await held(db, editor, id);
  holdActive(contact);
  await account.sendReset(db, actor(editor), subjectOf(contact));
  return shown(db, editor, id);
}

async function resetFactor(db: Db, editor: Editor, id: string): Promise<ContactDetail> {
  const contact = await held(db, editor, id);
  const subject = subjectOf(contact);
  await holdAccount(db, editor, contact);
  await account.resetFactor(db, actor(editor), subject);
  return shown(db, editor, id);
}

async function setActive(
  db: Db,
  editor: Editor,
  id: string,
  active: boolean,
): Promise<ContactDetail> {
  const contact = await held(db, editor, id);
  const { caller } = editor;
  if (active && !contact.erpActive) throw new AppError('erp_owned');
  const grants = await createContactQueries(db).grantsOf(id);
  if (!active)
    await holdAdministrator(db, caller, contact, { before: grants, after: [] }, dayOf(caller));
  await verbs.setActive(db, actor(editor), contact, active);
  return shown(db, editor, id);
}

async function addresses(
  db: Db,
  caller: PersonCaller,
  id: string,
  asked: Parameters<typeof addressesFor>[3],
) {
  const { customerId } = await foundWithin(db, reachOfContacts(caller, 'manage'), id);
  return addressesFor(db, caller, customerId, asked);
}

async function sessions(db: Db, caller: PersonCaller, id: string) {
  await foundWithin(db, reachOfContacts(caller, 'view'), id);
  const found = await createContactQueries(db).sessions(id);
  const current = 'sessionId' in caller ? caller.sessionId : null;
  return {
    items: found.map(({ userAgent, ...session }) => ({
      ...session,
      ...namesOf(userAgent ?? ''),
      current: session.id === current,
    })),
  };
}

/** Ends the sessions of a contact, or one of them. */
async function endSessions(db: Db, editor: Editor, id: string, session?: string): Promise<void> {
  const contact = await held(db, editor, id);
  const ended = await createContactQueries(db).endSessions(contact.id, session);
  if (session !== undefined && ended === 0) throw new AppError('not_found');
  await account.note(db, actor(editor), 'account.sessions_ended', id, { ended });
}

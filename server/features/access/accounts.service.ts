import { z } from 'zod';
import type { ErrorCode } from '#contract/errors';
import { identifierKey } from '#contract/identifiers';
import { limits } from '#contract/limits';
import { mailbox } from '#contract/mailbox';
import {
  contactPermissions,
  grantScopes,
  type ContactPermission,
  type GrantScope,
  type PersonPermission,
} from '#contract/permissions';
import type { PasswordPolicy } from '#contract/portal';
import { line } from '#contract/primitives';
import type { Db, InScope } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { unlimited, type StoredGrant } from '../../http/grants.ts';
import { createContact, joinContact, openAccount, setAccess } from './contacts/contact.verbs.ts';
import { createContactQueries, type ContactRecord } from './contacts/contacts.queries.ts';
import { createStaffQueries } from './staff/staff.queries.ts';
import { findStaff } from './staff/staff.records.ts';
import * as staffVerbs from './staff/staff.verbs.ts';
import { createAccessQueries } from './access.queries.ts';
import {
  assignTemporary,
  drawTemporary,
  invite,
  note,
  resetFactor,
  revokeInvitations,
  sendReset,
  setDisabled,
  type Actor,
  type Subject,
} from './account.verbs.ts';
import { createAccountsQueries, type AccountRow } from './accounts.queries.ts';
import type { Passwords } from './passwords.ts';
import { revokeIdentity } from './revocation.ts';

export type { AccountRow } from './accounts.queries.ts';

export type Grant = { permission: ContactPermission; scope: GrantScope };
/** Whose account: a contact's, by the ERP's id, or anybody's, by a login name. */
export type Who = { contact: string } | { login: string };

export type LoginInput = {
  /** The contact, by the ERP's id. */
  contact: string;
  logins: string[];
  password: string;
  grants: Grant[];
};

export type StaffInput = {
  name: string;
  logins: string[];
  email?: string;
  /** Without one the person is invited, or gets a temporary one. */
  password?: string;
  permissions: PersonPermission[];
  /** Numbers of the customers of the portfolio, or all of them. */
  customers: string[] | 'all';
  /** The ERP's code of this person: its customers belong to the portfolio too. */
  executive?: string;
};

const grantsSchema = z.array(
  z.strictObject({ permission: z.enum(contactPermissions), scope: z.enum(grantScopes) }),
);
const loginsSchema = z.array(line(limits.loginName)).min(1);
const newContactSchema = z.strictObject({
  customer: line(limits.identifier),
  name: line(limits.name),
  email: mailbox,
});

/** What the codes of the verbs mean to an operator. */
const sentences: Partial<Record<ErrorCode, string>> = {
  contact_inactive: 'This account is disabled: enable it first',
  has_password: 'This person has a password already: send a reset instead',
  no_mailbox: 'There is no e-mail address of this person, nor another name to sign in by',
  person_known: 'Somebody signs in by this name already: join the contact instead',
  mailbox_taken: 'Somebody of the company signs in by this name already',
  login_taken: 'Somebody signs in by one of these names already',
  mailbox_of_contact: 'The customer has a contact with this e-mail address already',
  no_factor: 'This person has no second factor',
  not_joinable: 'This person is of the company, and works for no customer',
};

/** @throws Error where there is none */
async function contactOf(db: Db, externalId: string): Promise<ContactRecord> {
  const contact = await createContactQueries(db).byExternalKey(externalId);
  if (!contact) throw new Error(`There is no contact ${externalId}`);
  return contact;
}

/** A person of staff and its portfolio as they are. @throws Error where there is none */
async function staffBefore(db: Db, identityId: string) {
  const queries = createStaffQueries(db);
  const id = await queries.byIdentity(identityId);
  const row = id && (await findStaff(db, id));
  if (!row) throw new Error('This person is not of the company');
  const { all, executiveKey } = row;
  return { ...row, portfolio: { all, executiveKey, customers: await queries.customersOf(row.id) } };
}

/** The portfolio that is asked for; numbers that are nobody's count for nothing. */
async function portfolioOf(db: Db, { customers, executive }: StaffInput) {
  const all = customers === 'all';
  return {
    all,
    customers: all ? [] : await createStaffQueries(db).customersByNumber(customers),
    executiveKey: executive === undefined ? null : identifierKey(executive),
  };
}

const storedOf = (grants: Grant[]): StoredGrant[] => grantsSchema.parse(grants).map(unlimited);

/**
 * Creates accounts and looks after them, by the same verbs as the portal: here in the name of the operator, and by
 * the ids of the ERP.
 */
export function createAccounts(deps: {
  inScope: InScope;
  findTenant(slug: string): Promise<{ id: string } | null>;
  passwords: Passwords;
}) {
  type TenantContext = {
    db: Db;
    actor: Actor;
    queries: ReturnType<typeof createAccountsQueries>;
    access: ReturnType<typeof createAccessQueries>;
  };
  const within = async <T>(slug: string, work: (room: TenantContext) => Promise<T>): Promise<T> => {
    const tenant = await deps.findTenant(slug);
    if (!tenant) throw new Error(`There is no tenant ${slug}`);
    const tenantId = tenant.id;
    const actor = { tenantId, kind: 'operator', id: null, trace: null };
    return deps
      .inScope({ tenantId }, (db) =>
        work({
          db,
          actor,
          queries: createAccountsQueries(db, tenantId),
          access: createAccessQueries(db),
        }),
      )
      .catch((error: unknown) => {
        const sentence = error instanceof AppError && sentences[error.code];
        throw sentence ? new Error(sentence, { cause: error }) : error;
      });
  };
  /** @throws Error where there is no such contact, or it has no account */
  const subjectOf = async ({ db, queries }: TenantContext, who: Who): Promise<Subject> => {
    if ('login' in who) {
      const id = await queries.identityOfLogin(who.login);
      if (!id) throw new Error(`Nobody signs in as ${who.login}`);
      return { identityId: id, record: id };
    }
    const contact = await contactOf(db, who.contact);
    if (!contact.identityId) throw new Error(`The contact ${who.contact} has no account yet`);
    return { identityId: contact.identityId, record: contact.id };
  };

  return {
    /** Whether somebody signs in with this name. */
    hasLogin: (slug: string, name: string): Promise<boolean> =>
      within(slug, async ({ queries }) => (await queries.identityOfLogin(name)) !== null),

    /**
     * Gives a contact of the ERP an active account with a password of the company's choosing, or
     * replaces names, password and permissions; ends its sessions.
     */
    createLogin: async (slug: string, login: LoginInput): Promise<void> => {
      const grants = storedOf(login.grants);
      const logins = loginsSchema.parse(login.logins);
      const passwordHash = await deps.passwords.hash(login.password);
      await within(slug, async ({ db, actor, access }) => {
        const contact = await contactOf(db, login.contact);
        const id = await openAccount(db, actor, contact, { logins });
        await access.setPassword(id, passwordHash);
        await setAccess(db, actor, contact, { grants });
      });
    },

    /** Creates a person of the company, or replaces the one with the first of these login names. */
    createStaff: async (slug: string, staff: StaffInput): Promise<void> => {
      const passwordHash = staff.password && (await deps.passwords.hash(staff.password));
      const logins = loginsSchema.parse(staff.logins);
      await within(slug, async ({ db, actor, queries, access }) => {
        const email = staff.email ?? null;
        const known = await queries.identityOfLogin(logins[0] ?? '');
        if (known && !(await createContactQueries(db).isOfCompany(known)))
          throw new Error(`${logins[0]} signs in for a customer: choose another login name`);
        const was = known ? await staffBefore(db, known) : null;
        const one = was ?? (await staffVerbs.createStaff(db, actor, { ...staff, email, logins }));
        if (was) {
          await queries.setLogins(was.identityId, logins);
          const person = { name: staff.name, ...(email && { email }) };
          await staffVerbs.changePerson(db, actor, was, person);
        }
        if (passwordHash) await access.setPassword(one.identityId, passwordHash);
        // The operator needs no second person: somebody has to be the first.
        await staffVerbs.setPermissions(db, actor, one, {
          before: was?.permissions ?? [],
          after: staff.permissions,
        });
        await staffVerbs.setPortfolio(db, actor, one, {
          before: was?.portfolio ?? { all: false, customers: [], executiveKey: null },
          after: await portfolioOf(db, staff),
        });
        await revokeIdentity(db, one.identityId);
      });
    },

    /** Adds a contact the ERP does not know. @returns the id it goes by from here on */
    addContact: (
      slug: string,
      input: { customer: string; name: string; email: string },
    ): Promise<string> => {
      const { customer: number, ...contact } = newContactSchema.parse(input);
      return within(slug, async ({ db, actor }) => {
        const customer = await createContactQueries(db).customer(number);
        if (!customer) throw new Error(`There is no customer ${number}`);
        const made = await createContact(db, actor, { ...contact, customerId: customer.id });
        return made.externalId;
      });
    },

    /**
     * Prepares the account of a contact: nobody can sign in yet. Without names the mailbox is the user name
     * (spec S14.2). An account that exists keeps its password.
     */
    openAccount: (
      slug: string,
      { contact: id, logins, grants }: { contact: string; logins?: string[]; grants?: Grant[] },
    ): Promise<void> =>
      within(slug, async ({ db, actor }) => {
        const contact = await contactOf(db, id);
        await openAccount(db, actor, contact, {
          logins: logins?.length ? loginsSchema.parse(logins) : [],
        });
        if (grants) await setAccess(db, actor, contact, { grants: storedOf(grants) });
      }),

    /**
     * Makes a contact another membership of a person who has an account already: one password, several
     * customers. @throws Error where the contact is somebody's, or the person is of the company
     */
    joinContact: (
      slug: string,
      input: { contact: string; login: string; grants?: Grant[] },
    ): Promise<void> =>
      within(slug, async (room) => {
        const contact = await contactOf(room.db, input.contact);
        if (contact.identityId)
          throw new Error(`The contact ${input.contact} has an account already`);
        const { identityId } = await subjectOf(room, { login: input.login });
        await joinContact(room.db, room.actor, contact, identityId);
        await setAccess(room.db, room.actor, contact, { grants: storedOf(input.grants ?? []) });
      }),

    /** Mails an invitation, again where there was one: each works until one is used. */
    invite: (slug: string, who: Who): Promise<void> =>
      within(slug, async (room) => invite(room.db, room.actor, await subjectOf(room, who))),

    /** Takes open invitations back. @returns how many links worked and how many mails were to be sent */
    revokeInvitation: (slug: string, who: Who): Promise<number> =>
      within(slug, async (room) =>
        revokeInvitations(room.db, room.actor, await subjectOf(room, who)),
      ),

    /**
     * Replaces the password by a temporary one, which opens nothing but its own change.
     * @returns the password, to be handed over; null where it is mailed
     */
    assignTemporary: async (
      slug: string,
      who: Who,
      { mailed }: { mailed: boolean },
    ): Promise<string | null> => {
      const { policy } = await within(slug, ({ db, actor }) =>
        db('tenants')
          .where({ id: actor.tenantId })
          .first<{ policy: PasswordPolicy }>({ policy: 'password_policy' }),
      );
      const drawn = await drawTemporary(deps.passwords, policy);
      return within(slug, async (room) =>
        assignTemporary(room.db, room.actor, await subjectOf(room, who), { ...drawn, mailed }),
      );
    },

    /** Mails a link to a new password; the old one stays valid until it is used. */
    sendReset: (slug: string, who: Who): Promise<void> =>
      within(slug, async (room) => sendReset(room.db, room.actor, await subjectOf(room, who))),

    /** Takes the second factor of somebody who lost it. */
    resetFactor: (slug: string, who: Who): Promise<void> =>
      within(slug, async (room) => resetFactor(room.db, room.actor, await subjectOf(room, who))),

    /** Switches an account off, which ends all it had open, or on again. Its history stays. */
    setDisabled: (slug: string, who: Who, disabled: boolean): Promise<void> =>
      within(slug, async (room) =>
        setDisabled(room.db, room.actor, await subjectOf(room, who), disabled),
      ),

    /** Signs a person out everywhere. @returns from how many places */
    endSessions: (slug: string, who: Who): Promise<number> =>
      within(slug, async (room) => {
        const { identityId, record } = await subjectOf(room, who);
        const ended = await room.queries.endSessionsOf(identityId);
        await note(room.db, room.actor, 'account.sessions_ended', record, { ended });
        return ended;
      }),

    /** Contacts with the state of their accounts, of one customer or all. */
    listContacts: (slug: string, customer?: string): Promise<AccountRow[]> =>
      within(slug, ({ queries }) => queries.listContacts(customer)),

    listStaff: (slug: string): Promise<AccountRow[]> =>
      within(slug, ({ queries }) => queries.listStaff()),
  };
}

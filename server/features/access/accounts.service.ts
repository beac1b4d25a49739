import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AuditEvent } from '#contract/endpoint';
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
import { enqueueMail } from '../../records/mail-queue.ts';
import type { Db, InScope } from '../../db/scope.ts';
import { writeAudit } from '../../http/caller.ts';
import { createAccessQueries, type Identity } from './access.queries.ts';
import { invitationDays } from './access.mail.ts';
import { createAccountsQueries, type AccountRow } from './accounts.queries.ts';
import type { Passwords } from './passwords.ts';
import { revokeIdentity } from './revocation.ts';
import { newTemporaryPassword } from './temporary-password.ts';

export type { AccountRow, AccountState } from './accounts.queries.ts';

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

/**
 * Creates accounts and looks after them. Every change is audited, and what takes rights away ends the
 * sessions in the same transaction.
 */
export function createAccounts(deps: {
  inScope: InScope;
  findTenant(slug: string): Promise<{ id: string } | null>;
  passwords: Passwords;
}) {
  type Room = {
    db: Db;
    tenantId: string;
    queries: ReturnType<typeof createAccountsQueries>;
    access: ReturnType<typeof createAccessQueries>;
    note(event: AuditEvent, identityId: string, detail?: Record<string, unknown>): Promise<void>;
  };
  const within = async <T>(slug: string, work: (room: Room) => Promise<T>): Promise<T> => {
    const tenant = await deps.findTenant(slug);
    if (!tenant) throw new Error(`There is no tenant ${slug}`);
    const tenantId = tenant.id;
    return deps.inScope({ tenantId }, (db) =>
      work({
        db,
        tenantId,
        queries: createAccountsQueries(db, tenantId),
        access: createAccessQueries(db),
        note: (event, identityId, detail) =>
          writeAudit(db, event, { tenantId, kind: 'operator', id: null }, null, {
            record: identityId,
            detail,
          }),
      }),
    );
  };
  /** @throws Error where there is no such contact, or it has no account */
  const identityIdOf = async ({ queries }: Room, who: Who): Promise<string> => {
    if ('login' in who) {
      const id = await queries.identityOfLogin(who.login);
      if (!id) throw new Error(`Nobody signs in as ${who.login}`);
      return id;
    }
    const contact = await queries.findContact(who.contact);
    if (!contact) throw new Error(`There is no contact ${who.contact}`);
    if (!contact.identityId) throw new Error(`The contact ${who.contact} has no account yet`);
    return contact.identityId;
  };
  const personOf = async (room: Room, who: Who): Promise<Identity> => {
    const identity = await room.access.identity(await identityIdOf(room, who));
    if (!identity) throw new Error('This account is disabled: enable it first');
    return identity;
  };
  /** @throws Error where there is no address to write to */
  const write = async (room: Room, identity: Identity, kind: string): Promise<void> => {
    if (!identity.address) throw new Error(`There is no e-mail address of ${identity.name}`);
    await enqueueMail(room.db, room.tenantId, {
      kind,
      data: { identityId: identity.id },
      priority: 2,
    });
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
      grantsSchema.parse(login.grants);
      const passwordHash = await deps.passwords.hash(login.password);
      await within(slug, async ({ queries, access, note }) => {
        const contact = await queries.findContact(login.contact);
        if (!contact) throw new Error(`There is no contact ${login.contact}`);
        const id =
          contact.identityId ?? (await queries.insertIdentity({ name: contact.name, email: null }));
        await queries.setLogins(id, loginsSchema.parse(login.logins));
        await access.setPassword(id, passwordHash);
        await queries.linkContact(contact.id, id);
        await queries.setGrants(contact.id, login.grants);
        await note('account.created', id);
      });
    },

    /** Creates a person of the company, or replaces the one with the first of these login names. */
    createStaff: async (slug: string, staff: StaffInput): Promise<void> => {
      const passwordHash = staff.password && (await deps.passwords.hash(staff.password));
      const logins = loginsSchema.parse(staff.logins);
      await within(slug, async ({ db, queries, access, note }) => {
        const email = staff.email ?? null;
        const id =
          (await queries.identityOfLogin(logins[0] ?? '')) ??
          (await queries.insertIdentity({ name: staff.name, email }));
        await queries.updateIdentity(id, { name: staff.name, ...(email && { email }) });
        await queries.setLogins(id, logins);
        if (passwordHash) await access.setPassword(id, passwordHash);
        const all = staff.customers === 'all';
        const executiveKey = staff.executive === undefined ? null : identifierKey(staff.executive);
        const staffId = await queries.upsertStaff(id, staff.permissions, all, executiveKey);
        await queries.setPortfolio(staffId, staff.customers === 'all' ? [] : staff.customers);
        await revokeIdentity(db, id);
        await note('account.created', id);
      });
    },

    /** Adds a contact the ERP does not know. @returns the id it goes by from here on */
    addContact: (
      slug: string,
      input: { customer: string; name: string; email: string },
    ): Promise<string> => {
      const contact = newContactSchema.parse(input);
      return within(slug, async ({ queries }) => {
        const customer = await queries.findCustomer(contact.customer);
        if (!customer) throw new Error(`There is no customer ${contact.customer}`);
        const externalId = `portal-${randomUUID()}`;
        const { name, email } = contact;
        await queries.insertContact({ externalId, customerId: customer.id, name, email });
        return externalId;
      });
    },

    /**
     * Prepares the account of a contact: nobody can sign in yet. Without names the e-mail is the user
     * name (spec S14.2). An account that exists keeps its password.
     */
    openAccount: (
      slug: string,
      {
        contact: externalId,
        logins,
        grants,
      }: { contact: string; logins?: string[]; grants?: Grant[] },
    ): Promise<void> =>
      within(slug, async ({ queries, note }) => {
        const contact = await queries.findContact(externalId);
        if (!contact) throw new Error(`There is no contact ${externalId}`);
        const names = logins?.length ? logins : contact.email ? [contact.email] : [];
        const id =
          contact.identityId ?? (await queries.insertIdentity({ name: contact.name, email: null }));
        if (!contact.identityId || logins?.length)
          await queries.setLogins(id, loginsSchema.parse(names));
        if (!contact.identityId) {
          await queries.linkContact(contact.id, id);
          await note('account.created', id);
        }
        if (!grants) return;
        await queries.setGrants(contact.id, grantsSchema.parse(grants));
        await queries.endSessionsOf(id);
        await note('account.permissions_changed', id, { grants });
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
        const { queries } = room;
        const contact = await queries.findContact(input.contact);
        if (!contact) throw new Error(`There is no contact ${input.contact}`);
        if (contact.identityId)
          throw new Error(`The contact ${input.contact} has an account already`);
        const id = await identityIdOf(room, { login: input.login });
        if (await room.access.isStaff(id))
          throw new Error(`${input.login} is of the company, and works for no customer`);
        await queries.linkContact(contact.id, id);
        await queries.setGrants(contact.id, grantsSchema.parse(input.grants ?? []));
        await room.note('account.joined', id, {
          contact: input.contact,
          grants: input.grants ?? [],
        });
      }),

    /** Mails an invitation, again where there was one: each works until one is used. */
    invite: (slug: string, who: Who): Promise<void> =>
      within(slug, async (room) => {
        const identity = await personOf(room, who);
        if (identity.hasPassword)
          throw new Error(`${identity.name} has a password already: send a reset instead`);
        await write(room, identity, 'invitation');
        await room.note('account.invited', identity.id);
      }),

    /** Takes open invitations back. @returns how many there were */
    revokeInvitation: (slug: string, who: Who): Promise<number> =>
      within(slug, async (room) => {
        const id = await identityIdOf(room, who);
        const ended = await room.queries.endInvitationsOf(id);
        await room.note('account.invitation_revoked', id, { ended });
        return ended;
      }),

    /**
     * Replaces the password by a temporary one, which opens nothing but its own change.
     * @returns the password, to be handed over; null where it is mailed
     */
    assignTemporary: async (
      slug: string,
      who: Who,
      { mailed }: { mailed: boolean },
    ): Promise<string | null> => {
      const { policy } = await within(slug, ({ db, tenantId }) =>
        db('tenants')
          .where({ id: tenantId })
          .first<{ policy: PasswordPolicy }>({ policy: 'password_policy' }),
      );
      const password = await newTemporaryPassword(deps.passwords, policy);
      const hash = await deps.passwords.hash(password);
      return within(slug, async (room) => {
        const identity = await personOf(room, who);
        await room.access.clearPasswords(identity.id);
        await revokeIdentity(room.db, identity.id);
        await room.access.setTemporary({
          tenantId: room.tenantId,
          identityId: identity.id,
          origin: 'assigned',
          hash,
          days: invitationDays,
        });
        // Mailed, it is another one, made when the mail is sent: none rests in the outbox.
        if (mailed) await write(room, { ...identity, hasPassword: false }, 'welcome');
        await room.note('account.temporary_password', identity.id, { mailed });
        return mailed ? null : password;
      });
    },

    /** Mails a link to a new password; the old one stays valid until it is used. */
    sendReset: (slug: string, who: Who): Promise<void> =>
      within(slug, async (room) => {
        const identity = await personOf(room, who);
        await write(room, identity, 'account_reset');
        await room.note('account.reset_sent', identity.id);
      }),

    /** Switches an account off, which ends all it had open, or on again. Its history stays. */
    setDisabled: (slug: string, who: Who, disabled: boolean): Promise<void> =>
      within(slug, async (room) => {
        const id = await identityIdOf(room, who);
        await room.queries.updateIdentity(id, { disabled_at: disabled ? new Date() : null });
        await room.note(disabled ? 'account.disabled' : 'account.enabled', id);
      }),

    /** Signs a person out everywhere. @returns from how many places */
    endSessions: (slug: string, who: Who): Promise<number> =>
      within(slug, async (room) => {
        const id = await identityIdOf(room, who);
        const ended = await room.queries.endSessionsOf(id);
        await room.note('account.sessions_ended', id, { ended });
        return ended;
      }),

    /** Contacts with the state of their accounts, of one customer or all. */
    listContacts: (slug: string, customer?: string): Promise<AccountRow[]> =>
      within(slug, ({ queries }) => queries.listContacts(customer)),

    listStaff: (slug: string): Promise<AccountRow[]> =>
      within(slug, ({ queries }) => queries.listStaff()),
  };
}

import { identifierKey } from '#contract/identifiers';
import { isOneOf } from '../../../db/keys.ts';
import { rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import { endOf, storedGrants } from '../../../http/credentials.ts';
import type { StoredGrant } from '../../../http/grants.ts';

/** A contact as its verbs need it. */
export type ContactKey = {
  id: string;
  name: string;
  email: string | null;
  customerId: string;
  identityId: string | null;
};

export type CompanyRecord = { id: string; code: string; name: string };
/** A contact as its editor needs it, locked or not. */
export type ContactRecord = ContactKey & {
  externalId: string;
  own: boolean;
  erpActive: boolean;
  active: boolean;
  version: number;
  phone: string | null;
  role: string | null;
};

const keyColumns = {
  id: 'c.id',
  name: 'c.name',
  email: 'c.email',
  customerId: 'c.customer_id',
  identityId: 'c.identity_id',
  externalId: 'c.external_id',
  own: 'c.own',
  erpActive: 'c.erp_active',
  active: 'c.active',
  version: 'c.version',
  phone: 'c.phone',
  role: 'c.role',
};

/** Statements of changing contacts and their grants. */
export function createContactQueries(db: Db) {
  const contacts = () => db('contacts as c').whereNull('c.deleted_at').select(keyColumns);
  return {
    contact: (id: string): Promise<ContactRecord | undefined> =>
      contacts().where('c.id', id).first(),

    /** The same, which nobody else changes meanwhile. */
    held: (id: string): Promise<ContactRecord | undefined> =>
      contacts().where('c.id', id).forUpdate().first(),

    byExternalKey: (externalId: string): Promise<ContactRecord | undefined> =>
      contacts().where('c.external_key', identifierKey(externalId)).first(),

    /** Contacts of a customer that have one of these mailboxes. */
    withMailboxes: (customerId: string, emails: readonly string[]): Promise<ContactRecord[]> =>
      contacts()
        .where('c.customer_id', customerId)
        .whereRaw(isOneOf('lower(c.email)', 'text'), [
          emails.map((email) => email.toLowerCase()) as never,
        ]),

    insert: async (
      tenantId: string,
      contact: {
        externalId: string;
        customerId: string;
        name: string;
        email: string | null;
        phone?: string | null;
        role?: string | null;
      },
    ): Promise<string> => {
      const [made] = await db('contacts')
        .insert({
          tenant_id: tenantId,
          external_id: contact.externalId,
          external_key: identifierKey(contact.externalId),
          customer_id: contact.customerId,
          name: contact.name,
          email: contact.email,
          phone: contact.phone ?? null,
          role: contact.role ?? null,
          erp_active: true,
          own: true,
        })
        .returning<{ id: string }[]>('id');
      return made!.id;
    },

    update: (id: string, changes: Record<string, unknown>) =>
      db('contacts').where({ id }).update(changes),

    /** All that is granted, expired or not. */
    grantsOf: async (contactId: string): Promise<StoredGrant[]> => {
      const row = await db('contacts as c')
        .where('c.id', contactId)
        .first<{ grants: StoredGrant[] } | undefined>(db.raw(`${storedGrants} as grants`));
      return row?.grants ?? [];
    },

    replaceGrants: async (
      tenantId: string,
      contactId: string,
      grants: readonly StoredGrant[],
    ): Promise<void> => {
      await db('contact_grants').where({ contact_id: contactId }).delete();
      const own = { tenant_id: tenantId, contact_id: contactId };
      if (grants.length === 0) return;
      await db('contact_grants').insert(
        grants.map(({ permission, scope, expiresOn, limit }) => ({
          ...own,
          permission,
          scope,
          expires_on: expiresOn,
          max_amount: limit?.amount ?? null,
          max_currency: limit?.currency ?? null,
        })),
      );
      const limits = grants.flatMap(({ permission, companyIds }) =>
        companyIds.map((id) => ({ ...own, permission, company_id: id })),
      );
      if (limits.length > 0) await db('contact_grant_companies').insert(limits);
      const places = grants.flatMap(({ permission, addressIds }) =>
        addressIds.map((id) => ({ ...own, permission, address_id: id })),
      );
      if (places.length > 0) await db('contact_grant_addresses').insert(places);
    },

    /** The companies a customer buys from, and further ones by id. */
    companies: (customerId: string, more: readonly string[]): Promise<CompanyRecord[]> =>
      db('companies as c')
        .whereRaw(
          `(c.id in (select l.company_id from customer_companies l where l.customer_id = ?)
            or ${isOneOf('c.id', 'uuid')})`,
          [customerId, more as never],
        )
        .orderBy('c.code_key')
        .select({ id: 'c.id', code: 'c.code', name: 'c.legal_name' }),

    customer: (number: string): Promise<{ id: string; number: string; name: string } | undefined> =>
      db('customers')
        .where({ number_key: identifierKey(number) })
        .whereNull('deleted_at')
        .first('id', 'number', 'name'),

    /** Customers of a person's memberships that hold. */
    customersOf: (identityId: string): Promise<{ id: string; number: string; name: string }[]> =>
      db('contacts as c')
        .join('customers as k', (on) =>
          on.on('k.tenant_id', 'c.tenant_id').on('k.id', 'c.customer_id'),
        )
        .where({ 'c.identity_id': identityId })
        .whereNull('c.deleted_at')
        .whereNull('k.deleted_at')
        .orderBy('k.number_key')
        .distinct({ id: 'k.id', number: 'k.number', name: 'k.name', key: 'k.number_key' }),

    /** All memberships of a person, those that are switched off or deleted included. */
    membershipsOf: (
      identityId: string,
    ): Promise<{ id: string; customerId: string; grants: StoredGrant[] }[]> =>
      db('contacts as c')
        .where('c.identity_id', identityId)
        .select({ id: 'c.id', customerId: 'c.customer_id' }, db.raw(`${storedGrants} as grants`)),

    /** Locks a person, so that nobody joins it meanwhile. */
    holdIdentity: (id: string) => db('identities').where({ id }).forUpdate().first('id'),

    /** Whether a person is of the company, active or not. */
    isOfCompany: async (identityId: string): Promise<boolean> =>
      Boolean(await db('staff_users').where({ identity_id: identityId }).first('id')),

    /** Whether a name is the mailbox of one of the company's people. */
    isMailboxOfCompany: async (name: string): Promise<boolean> =>
      Boolean(
        await db('staff_users as s')
          .join('identities as i', (on) =>
            on.on('i.tenant_id', 's.tenant_id').on('i.id', 's.identity_id'),
          )
          .whereRaw('lower(i.email) = lower(?)', [name])
          .first('i.id'),
      ),

    /** Locks a customer, so that what is counted of its contacts holds until the end. */
    holdCustomer: (id: string) => db('customers').where({ id }).forUpdate().first('id'),

    /**
     * Until when others of a customer may sign in and look after its contacts, one left out: the last day, `infinity`
     * for no end; null where nobody ever does.
     */
    othersAdministerUntil: async (
      customerId: string,
      contactId: string,
    ): Promise<string | null> => {
      const [row] = await rowsOf<{ until: string | null }>(
        db,
        `select max(least(coalesce(m.expires_on, 'infinity'), coalesce(v.expires_on, 'infinity')))::text as until
         from contacts c
         join contact_grants m on m.tenant_id = c.tenant_id and m.contact_id = c.id
           and m.permission = 'contacts.manage' and m.scope <> 'own'
         join contact_grants v on v.tenant_id = c.tenant_id and v.contact_id = c.id
           and v.permission = 'contacts.view' and v.scope <> 'own'
         join identities i on i.tenant_id = c.tenant_id and i.id = c.identity_id
         where c.customer_id = ? and c.id <> ? and c.active and c.deleted_at is null
           and i.disabled_at is null and i.password_hash is not null`,
        [customerId, contactId],
      );
      return row?.until ?? null;
    },

    /** Sessions of a contact that still work. */
    sessions: async (contactId: string): Promise<SessionRecord[]> => {
      return rowsOf<SessionRecord>(
        db,
        `select s.id, s.created_at as "createdAt", s.seen_at as "seenAt", s.origin, s.user_agent as "userAgent"
         from sessions s join tenants t on t.id = s.tenant_id
         where s.contact_id = ? and ${endOf} > now() and s.seen_at > now() - t.session_idle
         order by s.seen_at desc, s.id`,
        [contactId],
      );
    },

    /** @returns how many there were */
    endSessions: async (contactId: string, id?: string): Promise<number> =>
      (
        await db('sessions')
          .where({ contact_id: contactId, ...(id !== undefined && { id }) })
          .delete(['id'])
      ).length,

    identity: (
      id: string,
    ): Promise<{ id: string; name: string; locale: string | null } | undefined> =>
      db('identities').where({ id }).first('id', 'name', 'locale'),
  };
}

export type SessionRecord = {
  id: string;
  createdAt: string;
  seenAt: string;
  origin: string | null;
  userAgent: string | null;
};

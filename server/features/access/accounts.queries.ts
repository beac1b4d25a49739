import { identifierKey } from '#contract/identifiers';
import type { ContactState } from '#contract/contact-words';
import type { ErrorCode } from '#contract/errors';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { accountState, invitedUntil, loginsOf } from './account.state.ts';

/** An account as administrators see it. */
export type AccountRow = {
  id: string | null;
  /** The ERP's id of the contact; null for staff. */
  contact: string | null;
  name: string;
  customer: string | null;
  email: string | null;
  state: ContactState;
  logins: string[];
  /** Until when an open invitation works. */
  invitedUntil: string | null;
  lastSignInAt: string | null;
};

const accountColumns = (out?: string) => `
  ${accountState(out)} as state, ${loginsOf} as logins, ${invitedUntil} as "invitedUntil",
  i.last_sign_in_at as "lastSignInAt"`;

/** Statements of creating accounts and looking after them. */
export function createAccountsQueries(db: Db, tenantId: string) {
  return {
    identityOfLogin: async (login: string): Promise<string | null> =>
      (
        await db('login_names')
          .where({ name_key: identifierKey(login) })
          .first<{ id: string } | undefined>({ id: 'identity_id' })
      )?.id ?? null,

    insertIdentity: async (person: { name: string; email: string | null }): Promise<string> => {
      const [{ id }] = (await db('identities')
        .insert({ tenant_id: tenantId, ...person })
        .returning<{ id: string }[]>('id')) as [{ id: string }];
      return id;
    },

    updateIdentity: (id: string, changes: Record<string, unknown>) =>
      db('identities').where({ id }).update(changes),

    /**
     * Replaces the login names of a person; the first is the one it is greeted by.
     * @param taken what is answered where another transaction was quicker with one of them
     * @throws AppError that one
     */
    setLogins: async (
      identityId: string,
      logins: string[],
      taken: ErrorCode = 'mailbox_taken',
    ): Promise<void> => {
      await db('login_names').where({ identity_id: identityId }).delete();
      try {
        await db('login_names').insert(
          logins.map((name, position) => ({
            tenant_id: tenantId,
            identity_id: identityId,
            name,
            name_key: identifierKey(name),
            position,
          })),
        );
      } catch (error) {
        throw (error as { code?: string }).code === '23505' ? new AppError(taken) : error;
      }
    },

    linkContact: (contactId: string, identityId: string) =>
      db('contacts').where({ id: contactId }).update({ identity_id: identityId }),

    /** @returns how many there were */
    endSessionsOf: async (identityId: string): Promise<number> =>
      (await db('sessions').where({ identity_id: identityId }).delete(['id'])).length,

    /**
     * Ends open invitations. A mail on its way is taken back until the moment in which it is handed over, at which it
     * asks whether it is still wanted.
     * @returns how many links worked and how many mails were to be sent
     */
    endInvitationsOf: async (identityId: string): Promise<number> => {
      const links = await db('access_links')
        .where({ identity_id: identityId, kind: 'invitation' })
        .whereNull('ended_at')
        .where('expires_at', '>', db.fn.now())
        .update({ ended_at: db.fn.now() });
      const mails = await db('mails')
        .where({ kind: 'invitation' })
        .whereIn('state', ['queued', 'deferred', 'sending'])
        .whereRaw(`data ->> 'identityId' = ?`, [identityId])
        .update({
          state: 'cancelled',
          reason: 'revoked',
          claim: null,
          lease_until: null,
          finished_at: db.fn.now(),
        });
      return links + mails;
    },

    listContacts: async (customer?: string): Promise<AccountRow[]> => {
      return rowsOf<AccountRow>(
        db,
        `select i.id, c.external_id as contact, c.name, k.number as customer, coalesce(i.email, c.email) as email, ${accountColumns('not c.active')}
         from contacts c join customers k on k.tenant_id = c.tenant_id and k.id = c.customer_id
         left join identities i on i.tenant_id = c.tenant_id and i.id = c.identity_id
         where c.deleted_at is null and (:all or k.number_key = :key)
         order by k.number_key, c.external_key`,
        { all: customer === undefined, key: identifierKey(customer ?? '') },
      );
    },

    listStaff: async (): Promise<AccountRow[]> => {
      return rowsOf<AccountRow>(
        db,
        `select i.id, null as contact, i.name, null as customer, i.email, ${accountColumns()}
         from staff_users u join identities i on i.tenant_id = u.tenant_id and i.id = u.identity_id order by i.name, i.id`,
      );
    },
  };
}

import type { Account } from '#contract/account';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { endOf } from '../../http/credentials.ts';

type SessionRow = {
  id: string;
  createdAt: string;
  seenAt: string;
  origin: string | null;
  userAgent: string | null;
};

/** Statements of a person's own account; each takes the person first. */
export function createAccountQueries(db: Db, identityId: string) {
  return {
    account: (): Promise<Account> =>
      rowOf<Account>(
        db,
        `select i.name, i.locale, i.last_sign_in_at as "lastSignInAt",
           i.password_changed_at as "passwordChangedAt",
           coalesce(i.email, (
             select c.email from contacts c
             where c.tenant_id = i.tenant_id and c.identity_id = i.id and c.active and c.deleted_at is null and c.email is not null
             order by c.external_key limit 1)) as email,
           array(select n.name from login_names n where n.tenant_id = i.tenant_id and n.identity_id = i.id order by n.position, n.name) as logins
         from identities i where i.id = ?`,
        [identityId],
      ),

    update: (changes: { name?: string; locale?: Account['locale'] }) =>
      db('identities').where({ id: identityId }).update(changes),

    /** Sessions that still work. */
    sessions: (): Promise<SessionRow[]> =>
      rowsOf<SessionRow>(
        db,
        `select s.id, s.created_at as "createdAt", s.seen_at as "seenAt", s.origin, s.user_agent as "userAgent"
         from sessions s join tenants t on t.id = s.tenant_id
         where s.identity_id = ? and ${endOf} > now() and s.seen_at > now() - t.session_idle
         order by s.seen_at desc, s.id`,
        [identityId],
      ),

    // Rows are asked back, because the embedded database does not count what it deletes.
    endSession: async (id: string): Promise<boolean> =>
      (await db('sessions').where({ identity_id: identityId, id }).delete(['id'])).length > 0,

    /** @returns how many there were */
    endSessionsBut: async (id: string): Promise<number> =>
      (await db('sessions').where({ identity_id: identityId }).whereNot({ id }).delete(['id']))
        .length,
  };
}

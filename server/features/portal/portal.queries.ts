import type { Db } from '../../db/scope.ts';

/** Statements of signing in and out. */
export function createPortalQueries(db: Db) {
  return {
    /** The identity behind a login name (in its look-up form), with what a sign-in needs. */
    identityOf: (nameKey: string) =>
      db('login_names as n')
        .join('identities as i', 'i.id', 'n.identity_id')
        .where('n.name_key', nameKey)
        .whereNull('i.disabled_at')
        .first<{ id: string; passwordHash: string | null } | undefined>({
          id: 'i.id',
          passwordHash: 'i.password_hash',
        }),

    /** The membership a session starts with: the first by customer number. */
    firstContactOf: (identityId: string) =>
      db('contacts as c')
        .join('customers as k', 'k.id', 'c.customer_id')
        .where({ 'c.identity_id': identityId, 'c.active': true })
        .whereNull('c.deleted_at')
        .whereNull('k.deleted_at')
        .orderBy('k.number_key')
        .first<{ id: string } | undefined>({ id: 'c.id' }),

    isStaff: async (identityId: string) =>
      Boolean(await db('staff_users').where({ identity_id: identityId, active: true }).first('id')),

    insertSession: (session: {
      tenantId: string;
      tokenHash: string;
      identityId: string;
      contactId: string | null;
      lifeSeconds: number;
      origin: string;
      userAgent: string;
    }) =>
      db('sessions').insert({
        tenant_id: session.tenantId,
        token_hash: session.tokenHash,
        identity_id: session.identityId,
        contact_id: session.contactId,
        expires_at: db.raw(`now() + make_interval(secs => ?)`, [session.lifeSeconds]),
        origin: session.origin || null,
        user_agent: session.userAgent.slice(0, 300),
      }),

    noteSignIn: (identityId: string) =>
      db('identities').where({ id: identityId }).update({ last_sign_in_at: db.fn.now() }),

    deleteSession: (id: string) => db('sessions').where({ id }).delete(),
  };
}

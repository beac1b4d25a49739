import type { Session } from '#contract/portal';
import type { Locale } from '#contract/primitives';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';

/** Who made a temporary password: the company, or the portal for whoever asked. */
export const temporaryOrigins = ['assigned', 'reset'] as const;
export type TemporaryOrigin = (typeof temporaryOrigins)[number];

/** What a sign-in compares with, and what a mail to this person needs. */
export type Identity = {
  id: string;
  name: string;
  locale: Locale | null;
  passwordHash: string | null;
  /** Hashes of temporary passwords that have not had their time. */
  temporary: Partial<Record<TemporaryOrigin, string>>;
  hasPassword: boolean;
  lastSignInAt: string | null;
  /** Whether signing in takes a code of an authenticator as well. */
  hasFactor: boolean;
  /** Where mails go: the portal's own address of this person, else that of the ERP's contact. */
  address: string | null;
};

const identityColumns = `i.id, i.name, i.locale, i.password_hash as "passwordHash",
  coalesce((
    select jsonb_object_agg(p.origin, p.hash) from temporary_passwords p
    where p.tenant_id = i.tenant_id and p.identity_id = i.id and p.expires_at > now()), '{}') as temporary,
  exists (
    select from second_factors f
    where f.tenant_id = i.tenant_id and f.identity_id = i.id and f.confirmed_at is not null) as "hasFactor",
  i.password_hash is not null as "hasPassword", i.last_sign_in_at as "lastSignInAt",
  coalesce(i.email, (
    select c.email from contacts c
    where c.tenant_id = i.tenant_id and c.identity_id = i.id and c.active and c.deleted_at is null and c.email is not null
    order by c.external_key limit 1)) as address`;

/** Statements of signing in and out, passwords, links and devices. */
export function createAccessQueries(db: Db) {
  return {
    /** The person behind a login name in its look-up form, unless disabled. */
    identityOf: async (nameKey: string): Promise<Identity | null> => {
      const rows = await rowsOf<Identity>(
        db,
        `select ${identityColumns} from login_names n
         join identities i on i.tenant_id = n.tenant_id and i.id = n.identity_id
         where n.name_key = ? and i.disabled_at is null`,
        [nameKey],
      );
      return rows[0] ?? null;
    },

    /** A person by id, unless disabled. */
    identity: async (id: string): Promise<Identity | null> => {
      const rows = await rowsOf<Identity>(
        db,
        `select ${identityColumns} from identities i where i.id = ? and i.disabled_at is null`,
        [id],
      );
      return rows[0] ?? null;
    },

    loginsOf: (identityId: string) =>
      db('login_names')
        .where({ identity_id: identityId })
        .orderBy(['position', 'name'])
        .pluck<string[]>('name'),

    /** Names that a password of this person must not be built on. */
    contextOf: async (identityId: string): Promise<string[]> => {
      const rows = await rowsOf<{ name: string }>(
        db,
        `select name from login_names where identity_id = :id
         union select name from identities where id = :id
         union select k.name from contacts c join customers k on k.tenant_id = c.tenant_id and k.id = c.customer_id where c.identity_id = :id
         union select slug from tenants where id = nullif(current_setting('app.tenant_id', true), '')::uuid
         union select name from tenants where id = nullif(current_setting('app.tenant_id', true), '')::uuid`,
        { id: identityId },
      );
      return rows.map(({ name }) => name);
    },

    /** The membership a session starts with: the one worked for last, else the first by customer number. */
    firstContactOf: (identityId: string) =>
      db('contacts as c')
        .join('customers as k', 'k.id', 'c.customer_id')
        .where({ 'c.identity_id': identityId, 'c.active': true })
        .whereNull('c.deleted_at')
        .whereNull('k.deleted_at')
        .orderByRaw(
          'c.id = (select last_contact_id from identities where id = ?) desc nulls last, k.number_key',
          [identityId],
        )
        .first<{ id: string } | undefined>({ id: 'c.id' }),

    /** A contact the ERP knows by this id, with its person. */
    contactOf: (externalKey: string) =>
      db('contacts as c')
        .join('identities as i', 'i.id', 'c.identity_id')
        .where({ 'c.external_key': externalKey, 'c.active': true })
        .whereNull('c.deleted_at')
        .whereNull('i.disabled_at')
        .first<{ id: string; identityId: string } | undefined>({
          id: 'c.id',
          identityId: 'i.id',
        }),

    isStaff: async (identityId: string) =>
      Boolean(await db('staff_users').where({ identity_id: identityId, active: true }).first('id')),

    insertSession: (session: {
      tenantId: string;
      tokenHash: string;
      identityId: string;
      contactId: string | null;
      access: Session['access'];
      permissions: string[] | null;
      hostKeyId: string | null;
      lifeSeconds: number;
      previousSignInAt: string | null;
      origin: string;
      userAgent: string;
    }) =>
      db('sessions').insert({
        tenant_id: session.tenantId,
        token_hash: session.tokenHash,
        identity_id: session.identityId,
        contact_id: session.contactId,
        access: session.access,
        permissions: session.permissions,
        host_key_id: session.hostKeyId,
        // A password, and a code where there is one, have just been typed.
        confirmed_at: session.access === 'full' ? db.fn.now() : null,
        expires_at: db.raw(`now() + make_interval(secs => ?)`, [session.lifeSeconds]),
        previous_sign_in_at: session.previousSignInAt,
        origin: session.origin || null,
        user_agent: session.userAgent.slice(0, 300),
      }),

    /** Keeps the newest sessions of a person and ends the others. */
    endSurplusSessions: (identityId: string, keep: number) =>
      db.raw(
        `delete from sessions where identity_id = :id and token_hash in (
           select token_hash from sessions where identity_id = :id order by created_at desc offset :keep)`,
        { id: identityId, keep },
      ),

    noteSignIn: (identityId: string) =>
      db('identities').where({ id: identityId }).update({ last_sign_in_at: db.fn.now() }),

    deleteSession: (id: string) => db('sessions').where({ id }).delete(),

    /** Replaces the password, which ends all that the one before had opened. */
    setPassword: async (identityId: string, passwordHash: string): Promise<void> => {
      await db('temporary_passwords').where({ identity_id: identityId }).delete();
      await db('identities')
        .where({ id: identityId })
        .update({ password_hash: passwordHash, password_changed_at: db.fn.now() });
    },

    /** Ends the password and the temporary ones. */
    clearPasswords: async (identityId: string): Promise<void> => {
      await db('temporary_passwords').where({ identity_id: identityId }).delete();
      await db('identities').where({ id: identityId }).update({ password_hash: null });
    },

    /** Adds a temporary password; it replaces one of the same origin alone. */
    setTemporary: (temporary: {
      tenantId: string;
      identityId: string;
      origin: TemporaryOrigin;
      hash: string;
      days: number;
    }) =>
      db('temporary_passwords')
        .insert({
          tenant_id: temporary.tenantId,
          identity_id: temporary.identityId,
          origin: temporary.origin,
          hash: temporary.hash,
          expires_at: db.raw('now() + make_interval(days => ?)', [temporary.days]),
        })
        .onConflict(['tenant_id', 'identity_id', 'origin'])
        .merge(),

    insertLink: (link: {
      tenantId: string;
      tokenHash: string;
      identityId: string;
      kind: 'reset' | 'invitation';
      address: string;
      lifeMinutes: number;
    }) =>
      db('access_links').insert({
        tenant_id: link.tenantId,
        token_hash: link.tokenHash,
        identity_id: link.identityId,
        kind: link.kind,
        address: link.address,
        expires_at: db.raw('now() + make_interval(mins => ?)', [link.lifeMinutes]),
      }),

    /** An open link: neither used, revoked nor expired. */
    findLink: (tokenHash: string) =>
      db('access_links')
        .where({ token_hash: tokenHash })
        .whereNull('ended_at')
        .where('expires_at', '>', db.fn.now())
        .first<
          | {
              identityId: string;
              kind: 'reset' | 'invitation';
              address: string;
              expiresAt: string;
            }
          | undefined
        >({
          identityId: 'identity_id',
          kind: 'kind',
          address: 'address',
          expiresAt: 'expires_at',
        }),

    /** Uses a link up. @returns whether it was this call that did */
    takeLink: async (tokenHash: string): Promise<boolean> =>
      (await db('access_links')
        .where({ token_hash: tokenHash })
        .whereNull('ended_at')
        .where('expires_at', '>', db.fn.now())
        .update({ ended_at: db.fn.now() })) === 1,

    /**
     * Whether somebody asked for a new password within the last minutes; the second of two at once waits for
     * the first.
     * @param whose the person's id, else the name nobody has
     */
    resetAskedLately: async (whose: string, minutes: number): Promise<boolean> => {
      await db.raw(
        `select pg_advisory_xact_lock(hashtextextended(current_setting('app.tenant_id') || ?, 0))`,
        [`password_reset ${whose}`],
      );
      return Boolean(
        await db('mails')
          .where({ kind: 'password_reset' })
          .whereRaw(`data ->> 'whose' = ?`, [whose])
          .where('created_at', '>', db.raw('now() - make_interval(mins => ?)', [minutes]))
          .first('id'),
      );
    },

    /** The device a browser's cookie names, if this person has signed in from it. */
    deviceOf: (identityId: string, tokenHash: string) =>
      db('devices')
        .where({ identity_id: identityId, token_hash: tokenHash })
        .first<{ id: string } | undefined>('id'),

    devicesOf: (identityId: string) =>
      db('devices')
        .where({ identity_id: identityId })
        .select<{ tokenHash: string; likeness: string }[]>('token_hash as tokenHash', 'likeness'),

    noteDevice: (device: {
      tenantId: string;
      identityId: string;
      tokenHash: string;
      likeness: string;
    }) =>
      db('devices')
        .insert({
          tenant_id: device.tenantId,
          identity_id: device.identityId,
          token_hash: device.tokenHash,
          likeness: device.likeness,
        })
        .onConflict(['tenant_id', 'identity_id', 'token_hash'])
        .merge({ seen_at: db.fn.now(), likeness: device.likeness }),

    /** Forgets all but the devices seen last. */
    forgetSurplusDevices: (identityId: string, keep: number) =>
      db.raw(
        `delete from devices where identity_id = :id and id in (
           select id from devices where identity_id = :id order by seen_at desc offset :keep)`,
        { id: identityId, keep },
      ),

    hostKeys: (issuer: string) =>
      db('host_keys').where({ issuer }).whereNull('revoked_at').select<
        {
          id: string;
          jwksUrl: string | null;
          jwks: { keys: Record<string, unknown>[] } | null;
          secret: string | null;
        }[]
      >({ id: 'id', jwksUrl: 'jwks_url', jwks: 'jwks', secret: 'secret' }),

    /** Remembers an assertion. @returns false where it was exchanged before */
    useAssertion: async (tenantId: string, hash: string, expiresAt: Date): Promise<boolean> => {
      const rows = await db('used_assertions')
        .insert({ tenant_id: tenantId, assertion_hash: hash, expires_at: expiresAt })
        .onConflict(['tenant_id', 'assertion_hash'])
        .ignore()
        .returning('assertion_hash');
      return rows.length === 1;
    },
  };
}

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { identifierKey } from '#contract/identifiers';
import { limits } from '#contract/limits';
import {
  contactPermissions,
  grantScopes,
  syncEntities,
  type ContactPermission,
  type GrantScope,
  type KeyPermission,
} from '#contract/permissions';
import { line, locale, type Locale } from '#contract/primitives';
import type { Connection } from '../../db/connect.ts';
import type { Db, InScope } from '../../db/scope.ts';
import { hashSecret, newSecret } from '../../http/credentials.ts';
import { readTheme } from './theme.ts';

/** What a tenant is made of. Dates and money of a language follow its entry in `formats`. */
export type TenantInput = {
  slug: string;
  name: string;
  locale: Locale;
  formats?: Record<string, string>;
  timeZone: string;
  /** Exact origins of the sites that may embed the portal. */
  origins: string[];
  /** Host names of the server that belong to this tenant. */
  hosts?: string[];
  /** A theme file's content (see `themes/`). */
  theme?: unknown;
  strings?: Record<string, Record<string, string>>;
};

export type LoginInput = {
  /** The contact, by the ERP's id. */
  contact: string;
  logins: string[];
  password: string;
  grants: { permission: ContactPermission; scope: GrantScope }[];
};

export type StaffInput = {
  name: string;
  logins: string[];
  password: string;
  permissions: ContactPermission[];
  /** Numbers of the customers of the portfolio, or all of them. */
  customers: string[] | 'all';
};

const origin = z
  .url({ protocol: /^https?$/ })
  .refine((text) => URL.parse(text)?.origin === text, { error: 'origin' });
const tenantSchema = z.strictObject({
  slug: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  name: line(limits.name),
  locale,
  formats: z.partialRecord(locale, z.string().regex(/^[a-z]{2}-[A-Z]{2}$/)).optional(),
  timeZone: z
    .string()
    .refine((zone) => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC'),
  origins: z.array(origin).max(50),
  hosts: z.array(z.hostname()).max(20).optional(),
  theme: z.unknown().optional(),
  strings: z.partialRecord(locale, z.record(z.string(), z.string().max(limits.text))).optional(),
});

/**
 * What the operator does from the command line, and a company's own program through `createPortal`.
 * Tenants are written as the owner of the tables: the server's own role may not.
 */
export function createAdmin(deps: {
  connection: Connection;
  inScope: InScope;
  hashPassword(text: string): Promise<string>;
}) {
  const { connection, inScope } = deps;
  const find = async (slug: string): Promise<{ id: string } | null> =>
    (await connection.knex('tenants').where({ slug }).first('id')) ?? null;
  const within = async <T>(
    slug: string,
    work: (db: Db, tenantId: string) => Promise<T>,
  ): Promise<T> => {
    const tenant = await find(slug);
    if (!tenant) throw new Error(`There is no tenant ${slug}`);
    return inScope({ tenantId: tenant.id }, (db) => work(db, tenant.id));
  };

  return {
    findTenant: find,

    /**
     * Creates a tenant, or brings the one with this slug up to date.
     * @throws z.ZodError on bad input; Error that names every fault of the theme
     */
    createTenant: async (input: TenantInput): Promise<{ id: string }> => {
      const tenant = tenantSchema.parse(input) as TenantInput;
      const row = {
        slug: tenant.slug,
        name: tenant.name,
        locale: tenant.locale,
        formats: JSON.stringify({ ...defaultFormats, ...tenant.formats }),
        time_zone: tenant.timeZone,
        theme: JSON.stringify(tenant.theme ? readTheme(tenant.theme, baseTheme()) : {}),
        strings: JSON.stringify(tenant.strings ?? {}),
      };
      return connection.knex.transaction(async (db) => {
        const [{ id }] = (await db('tenants')
          .insert(row)
          .onConflict('slug')
          .merge()
          .returning<{ id: string }[]>('id')) as [{ id: string }];
        await db('tenant_origins').where({ tenant_id: id }).delete();
        if (tenant.origins.length)
          await db('tenant_origins').insert(
            tenant.origins.map((o) => ({ tenant_id: id, origin: o })),
          );
        await db('tenant_hosts').where({ tenant_id: id }).delete();
        if (tenant.hosts?.length)
          await db('tenant_hosts').insert(tenant.hosts.map((host) => ({ tenant_id: id, host })));
        return { id };
      });
    },

    listTenants: () =>
      connection
        .knex('tenants')
        .orderBy('slug')
        .select<{ slug: string; name: string; locale: string }[]>('slug', 'name', 'locale'),

    /** Creates an API key. @returns the secret, which is shown once and kept nowhere */
    createKey: (
      slug: string,
      key: { name: string; permissions: KeyPermission[]; expiresAt?: string },
    ): Promise<string> =>
      within(slug, async (db, tenantId) => {
        const prefix = randomBytes(6).toString('hex');
        const secret = newSecret();
        const unknown = key.permissions.filter((name) => !keyPermissions.includes(name));
        if (unknown.length)
          throw new Error(
            `There is no permission ${unknown.join(', ')}. Known: ${keyPermissions.join(', ')}`,
          );
        await db('api_keys').insert({
          tenant_id: tenantId,
          prefix,
          secret_hash: hashSecret(secret),
          name: key.name,
          permissions: key.permissions,
          expires_at: key.expiresAt ?? null,
        });
        return `pk_${prefix}.${secret}`;
      }),

    listKeys: (slug: string) =>
      within(slug, (db) =>
        db('api_keys')
          .orderBy('created_at')
          .select<
            Record<
              'prefix' | 'name' | 'expires_at' | 'revoked_at' | 'last_used_at',
              string | null
            >[]
          >('prefix', 'name', 'expires_at', 'revoked_at', 'last_used_at'),
      ),

    /** Ends an API key at once. */
    revokeKey: (slug: string, prefix: string): Promise<number> =>
      within(slug, (db) =>
        db('api_keys')
          .where({ prefix })
          .whereNull('revoked_at')
          .update({ revoked_at: db.fn.now() }),
      ),

    /** Whether somebody signs in with this name. */
    hasLogin: (slug: string, name: string): Promise<boolean> =>
      within(slug, async (db) =>
        Boolean(
          await db('login_names')
            .where({ name_key: identifierKey(name) })
            .first('name'),
        ),
      ),

    /** Gives a contact of the ERP a sign-in and its permissions, or replaces both; ends its sessions. */
    createLogin: async (slug: string, login: LoginInput): Promise<void> => {
      z.array(
        z.strictObject({ permission: z.enum(contactPermissions), scope: z.enum(grantScopes) }),
      ).parse(login.grants);
      const passwordHash = await deps.hashPassword(login.password);
      await within(slug, async (db, tenantId) => {
        const contact = await db('contacts')
          .where({ external_key: identifierKey(login.contact) })
          .first('id', 'name', 'identity_id');
        if (!contact) throw new Error(`There is no contact ${login.contact}`);
        const identityId = await writeIdentity(db, tenantId, {
          id: contact.identity_id,
          name: contact.name,
          passwordHash,
          logins: login.logins,
        });
        await db('contacts').where({ id: contact.id }).update({ identity_id: identityId });
        await db('contact_grants').where({ contact_id: contact.id }).delete();
        if (login.grants.length) {
          await db('contact_grants').insert(
            login.grants.map((grant) => ({
              tenant_id: tenantId,
              contact_id: contact.id,
              ...grant,
            })),
          );
        }
      });
    },

    /** Creates a person of the company, or replaces the one with the first of these login names. */
    createStaff: async (slug: string, staff: StaffInput): Promise<void> => {
      const passwordHash = await deps.hashPassword(staff.password);
      await within(slug, async (db, tenantId) => {
        const known = await db('login_names')
          .where({ name_key: identifierKey(staff.logins[0] ?? '') })
          .first('identity_id');
        const identityId = await writeIdentity(db, tenantId, {
          id: known?.identity_id ?? null,
          name: staff.name,
          passwordHash,
          logins: staff.logins,
        });
        const row = {
          tenant_id: tenantId,
          identity_id: identityId,
          permissions: staff.permissions,
          all_customers: staff.customers === 'all',
        };
        const [{ id }] = (await db('staff_users')
          .insert(row)
          .onConflict(['tenant_id', 'identity_id'])
          .merge()
          .returning<{ id: string }[]>('id')) as [{ id: string }];
        await db('staff_customers').where({ staff_user_id: id }).delete();
        if (staff.customers === 'all' || staff.customers.length === 0) return;
        const keys = staff.customers.map(identifierKey);
        const portfolio = await db('customers').whereIn('number_key', keys).pluck<string[]>('id');
        await db('staff_customers').insert(
          portfolio.map((customerId) => ({
            tenant_id: tenantId,
            staff_user_id: id,
            customer_id: customerId,
          })),
        );
      });
    },
  };
}

export type Admin = ReturnType<typeof createAdmin>;

export const keyPermissions = syncEntities.map((entity) => `sync.${entity}` as const);
const defaultFormats = { es: 'es-MX', pt: 'pt-BR', en: 'en-US' };
const baseTheme = () =>
  readTheme(
    JSON.parse(readFileSync(new URL('../../../themes/base.json', import.meta.url), 'utf8')),
  );

async function writeIdentity(
  db: Db,
  tenantId: string,
  person: { id: string | null; name: string; passwordHash: string; logins: string[] },
): Promise<string> {
  const row = { tenant_id: tenantId, name: person.name, password_hash: person.passwordHash };
  const id = person.id ?? ((await db('identities').insert(row).returning('id'))[0].id as string);
  if (person.id) await db('identities').where({ id }).update(row);
  await db('sessions').where({ identity_id: id }).delete();
  await db('login_names').where({ identity_id: id }).delete();
  const names = person.logins.map((name) => ({
    tenant_id: tenantId,
    identity_id: id,
    name,
    name_key: identifierKey(name),
  }));
  await db('login_names').insert(names);
  return id;
}

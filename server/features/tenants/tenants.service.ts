import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { identifierKey } from '#contract/identifiers';
import { limits } from '#contract/limits';
import { mailbox } from '#contract/mailbox';
import { syncEntities, type KeyPermission } from '#contract/permissions';
import { PasswordPolicy } from '#contract/portal';
import { line, locale, type Locale } from '#contract/primitives';
import type { Connection } from '../../db/connect.ts';
import type { Db, InScope } from '../../db/scope.ts';
import { hashSecret, newSecret } from '../../http/credentials.ts';
import { toLogo, type Picture } from '../../output/picture.ts';
import { faultsOfStrings } from './strings.ts';
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
  /** The page with `<portal-login>` that links in mails lead to; else the first origin. */
  page?: string;
  /** Sender of mails; else the server's. */
  mailFrom?: { name: string | null; address: string };
  /** `alphanumeric_8_10` is what older portals print (spec S1.6). 12 to 128 of anything unless given. */
  passwordPolicy?: 'standard' | 'alphanumeric_8_10' | PasswordPolicy;
  /** What a forgotten password is answered with; a link unless given. */
  resetBy?: 'link' | 'temporary_password';
  /** Minutes without a call, and in all, after which a session ends; 30 and 720 unless given. */
  sessionIdleMinutes?: number;
  sessionLifeMinutes?: number;
  /** Address of the user manual by language. */
  manuals?: Record<string, string>;
  /** Terms of use: which version holds, and where it stands by language. */
  terms?: { version: string; urls: Record<string, string> };
};

/** Whom mails tell to ask; of one company, or of all. */
export type DepartmentInput = {
  kind: (typeof departmentKinds)[number];
  /** Code of the company it is for. */
  company?: string;
  phone?: string;
  extension?: string;
  mailbox?: string;
};
const departmentKinds = ['customer_service', 'receivables', 'logistics'] as const;

export type HostKeyInput = { issuer: string } & (
  | { jwksUrl: string }
  | { jwks: { keys: Record<string, unknown>[] } }
  /** A shared secret is made and handed back. */
  | { secret: true }
);

const origin = z
  .url({ protocol: /^https?$/ })
  .refine((text) => URL.parse(text)?.origin === text, { error: 'origin' });
/** Over TLS, but on this machine. */
const webAddress = z.url({ protocol: /^https?$/ }).refine((text) => {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || /^(localhost|127\.0\.0\.1|.*\.localhost)$/.test(hostname);
}, 'must be https outside of this machine');
const minutes = z
  .number()
  .int()
  .min(1)
  .max(60 * 24 * 31);
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
  page: webAddress.optional(),
  mailFrom: z.strictObject({ name: line(limits.name).nullable(), address: mailbox }).optional(),
  passwordPolicy: z
    .union([
      z.enum(['standard', 'alphanumeric_8_10']),
      PasswordPolicy.refine(
        ({ minLength, maxLength }) =>
          minLength >= 8 && minLength <= maxLength && maxLength <= limits.password,
        { error: 'password_policy' },
      ),
    ])
    .optional(),
  resetBy: z.enum(['link', 'temporary_password']).optional(),
  sessionIdleMinutes: minutes.optional(),
  sessionLifeMinutes: minutes.optional(),
  manuals: z.partialRecord(locale, webAddress).optional(),
  terms: z
    .strictObject({
      version: line(40),
      urls: z
        .partialRecord(locale, webAddress)
        .refine((urls) => Object.keys(urls).length > 0, { error: 'at least one language' }),
    })
    .optional(),
});
const departmentsSchema = z.array(
  z.strictObject({
    kind: z.enum(departmentKinds),
    company: line(limits.identifier).optional(),
    phone: line(40).optional(),
    extension: line(20).optional(),
    mailbox: mailbox.optional(),
  }),
);
const hostKeySchema = z.union([
  z.strictObject({ issuer: line(limits.name), jwksUrl: webAddress }),
  z.strictObject({
    issuer: line(limits.name),
    jwks: z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1) }),
  }),
  z.strictObject({ issuer: line(limits.name), secret: z.literal(true) }),
]);

/** Tenants and their keys. Written as the owner of the tables: the server's own role may not. */
export function createTenants({
  connection,
  inScope,
}: {
  connection: Connection;
  inScope: InScope;
}) {
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
      const faults = faultsOfStrings(tenant.strings ?? {});
      if (faults.length > 0) throw new Error(`These texts do not fit:\n- ${faults.join('\n- ')}`);
      const page = tenant.page ?? (tenant.origins[0] && `${tenant.origins[0]}/`);
      if (page && !tenant.origins.includes(new URL(page).origin))
        throw new Error(`The page ${page} is on none of the tenant's origins`);
      const policy =
        typeof tenant.passwordPolicy === 'string'
          ? policies[tenant.passwordPolicy]
          : tenant.passwordPolicy;
      // What is not given stays as it was, or takes the default of its column.
      const optional = {
        page_url: page,
        mail_from: tenant.mailFrom && JSON.stringify(tenant.mailFrom),
        password_policy: policy && JSON.stringify(policy),
        reset_by: tenant.resetBy,
        session_idle: tenant.sessionIdleMinutes && `${tenant.sessionIdleMinutes} minutes`,
        session_life: tenant.sessionLifeMinutes && `${tenant.sessionLifeMinutes} minutes`,
        manuals: tenant.manuals && JSON.stringify(tenant.manuals),
        terms_version: tenant.terms?.version,
        terms_url: tenant.terms && JSON.stringify(tenant.terms.urls),
      };
      const row = {
        ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value)),
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

    /**
     * Replaces the logo: a picture for light ground, and one for dark ground where that needs its own.
     * @throws Error where one cannot be read
     */
    setLogo: async (
      slug: string,
      pictures: { light: Uint8Array; dark?: Uint8Array },
    ): Promise<void> => {
      const tenant = await find(slug);
      if (!tenant) throw new Error(`There is no tenant ${slug}`);
      const rows = await Promise.all(
        (['light', 'dark'] as const).map(async (scheme) => {
          const picture = pictures[scheme];
          return picture ? [logoRow(tenant.id, scheme, await toLogo(picture))] : [];
        }),
      );
      await connection.knex.transaction(async (db) => {
        // The wall stands before the owner of the tables as well.
        await db.raw(`select set_config('app.tenant_id', ?, true)`, [tenant.id]);
        await db('tenant_logos').where({ tenant_id: tenant.id }).delete();
        await db('tenant_logos').insert(rows.flat());
      });
    },

    /** Replaces the departments that mails name. @throws Error where a company does not exist */
    setDepartments: (slug: string, input: DepartmentInput[]): Promise<void> => {
      const departments = departmentsSchema.parse(input);
      return within(slug, async (db, tenantId) => {
        await db('department_contacts').delete();
        for (const { company, kind, phone, extension, mailbox } of departments) {
          const found =
            company &&
            (await db('companies')
              .where({ code_key: identifierKey(company) })
              .first('id'));
          if (company && !found) throw new Error(`There is no company ${company}`);
          await db('department_contacts').insert({
            tenant_id: tenantId,
            company_id: found?.id ?? null,
            kind,
            phone,
            extension,
            mailbox,
          });
        }
      });
    },

    /**
     * Names the address where the tenant's ERP is asked for stock, or takes it away.
     * @returns the secret that signs the questions, which is shown once
     */
    setErp: (slug: string, url: string | null): Promise<string | null> =>
      within(slug, async (db, tenantId) => {
        await db('erp_endpoints').delete();
        if (url === null) return null;
        const secret = newSecret();
        await db('erp_endpoints').insert({
          tenant_id: tenantId,
          url: webAddress.parse(url),
          secret,
        });
        return secret;
      }),

    /**
     * Believes a host about who is signed in there. @returns the shared secret where there is one,
     * which is shown once
     */
    createHostKey: (slug: string, input: HostKeyInput): Promise<string | null> => {
      const key = hostKeySchema.parse(input);
      return within(slug, async (db, tenantId) => {
        const secret = 'secret' in key ? newSecret() : null;
        await db('host_keys').insert({
          tenant_id: tenantId,
          issuer: key.issuer,
          jwks_url: 'jwksUrl' in key ? key.jwksUrl : null,
          jwks: 'jwks' in key ? JSON.stringify(key.jwks) : null,
          secret,
        });
        return secret;
      });
    },

    listHostKeys: (slug: string) =>
      within(slug, (db) =>
        db('host_keys')
          .orderBy('created_at')
          .select<
            Record<'id' | 'issuer' | 'jwks_url' | 'created_at' | 'revoked_at', string | null>[]
          >('id', 'issuer', 'jwks_url', 'created_at', 'revoked_at'),
      ),

    /** Believes an issuer no longer. @returns how many keys that were */
    revokeHostKeys: (slug: string, issuer: string): Promise<number> =>
      within(slug, (db) =>
        db('host_keys')
          .where({ issuer })
          .whereNull('revoked_at')
          .update({ revoked_at: db.fn.now() }),
      ),

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
  };
}

const logoRow = (tenantId: string, scheme: 'light' | 'dark', { content, ...size }: Picture) => ({
  tenant_id: tenantId,
  scheme,
  content,
  sha256: createHash('sha256').update(content).digest('hex'),
  ...size,
});

export const keyPermissions: readonly KeyPermission[] = [
  ...syncEntities.map((entity) => `sync.${entity}` as const),
  'mail.bounces',
];
const policies: Record<'standard' | 'alphanumeric_8_10', PasswordPolicy> = {
  standard: { minLength: 12, maxLength: 128, characters: 'any' },
  alphanumeric_8_10: { minLength: 8, maxLength: 10, characters: 'alphanumeric' },
};
const defaultFormats = { es: 'es-MX', pt: 'pt-BR', en: 'en-US' };
const baseTheme = () =>
  readTheme(
    JSON.parse(readFileSync(new URL('../../../themes/base.json', import.meta.url), 'utf8')),
  );

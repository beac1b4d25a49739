import { z } from 'zod';
import { builtInDepartments } from '#contract/department-words';
import type { ErrorCode } from '#contract/errors';
import { identifierKey } from '#contract/identifiers';
import { mostOrigins } from '#contract/settings-words';
import { webAddress } from '#contract/primitives';
import type { Connection } from '../../db/connect.ts';
import type { Db, InScope } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { newSecret } from '../../http/credentials.ts';
import { toLogo } from '../../output/picture.ts';
import { loadTexts } from '../../output/texts.ts';
import {
  departments as departmentsSchema,
  hostKey as hostKeySchema,
  origin,
  readChanges,
  readTenant,
  type DepartmentInput,
  type HostKeyInput,
  type TenantChanges,
  type TenantInput,
} from './tenant.schema.ts';
import { addDepartment } from './departments.verbs.ts';
import { operatorOf } from './settings.actor.ts';
import { addSites, readSites, removeSites } from './sites.verbs.ts';
import { changedParts, currentLook, keepPicture, operator, publishLook } from './look.ts';
import {
  holdStored,
  insertTenant,
  readStored,
  updateTenant,
  type TenantView,
} from './tenant.store.ts';

export { clearable, departments, origin } from './tenant.schema.ts';
export type { DepartmentInput, HostKeyInput, TenantChanges, TenantInput } from './tenant.schema.ts';

/** What the codes of the verbs mean to an operator, behind the name of the tenant. */
const sentences: Partial<Record<ErrorCode, string>> = {
  limit_reached: `has at most ${mostOrigins} origins`,
  not_found: 'does not list all of them',
  site_of_mails: 'has its page there, which links in mails lead to: portico tenant set --page',
};

/** Tenants. Written as the owner of the tables: the server's own role may not. */
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
    return inScope({ tenantId: tenant.id }, (db) => work(db, tenant.id)).catch((error: unknown) => {
      const sentence = error instanceof AppError && sentences[error.code];
      throw sentence ? new Error(`${slug} ${sentence}`, { cause: error }) : error;
    });
  };

  const view = (slug: string) => connection.knex.transaction((db) => readStored(db, { slug }));
  const change = (slug: string, changesOf: (stored: TenantView) => TenantChanges): Promise<void> =>
    connection.knex.transaction(async (db) => {
      const stored = await holdStored(db, { slug });
      await updateTenant(db, stored, changesOf(stored));
    });

  return {
    findTenant: find,

    /**
     * Creates a tenant.
     * @throws z.ZodError on bad input; Error where the slug is taken, or that names every fault of the theme
     */
    createTenant: async (input: TenantInput): Promise<{ id: string }> => {
      const tenant = readTenant(input);
      return connection.knex.transaction(async (db) => ({ id: await insertTenant(db, tenant) }));
    },

    /**
     * Changes what is named of a tenant, and leaves the rest as it is.
     * @throws z.ZodError on bad input; Error where there is no such tenant, or the change does not fit the rest
     */
    setTenant: async (slug: string, input: TenantChanges): Promise<void> => {
      const changes = readChanges(input);
      await change(slug, () => changes);
    },

    /** Lets sites embed the portal, besides those that may. @returns all of them */
    addOrigins: async (slug: string, added: string[]): Promise<string[]> => {
      const origins = z.array(origin).parse(added);
      return within(slug, async (db, tenantId) => {
        const sites = await addSites(db, operatorOf(tenantId), origins);
        return sites.origins;
      });
    },

    /**
     * Lets sites embed the portal no longer. @returns those that still may
     * @throws Error where one is not in the list, or mails lead to it
     */
    removeOrigins: async (slug: string, named: string[]): Promise<string[]> =>
      within(slug, async (db, tenantId) => {
        const { origins: listed } = await readSites(db, tenantId);
        // What was written before there were rules may be taken out as it is listed.
        const removed = named.map((text) => (listed.includes(text) ? text : origin.parse(text)));
        return (await removeSites(db, operatorOf(tenantId), { removed })).origins;
      }),

    /** All there is to know of a tenant, but its logo and keys. @throws Error where there is none */
    showTenant: async (slug: string) => {
      const { versions: _, ...tenant } = await view(slug);
      const own = await within(slug, async (db) => ({
        companies: await db('companies').orderBy('code').pluck('code'),
        departments: await db('department_contacts as d')
          .leftJoin('companies as c', 'c.id', 'd.company_id')
          .orderBy(['d.kind', 'c.code'])
          .select({
            kind: 'd.kind',
            company: 'c.code',
            phone: 'd.phone',
            extension: 'd.extension',
            mailbox: 'd.mailbox',
          }),
        erp: (await db('erp_endpoints').first<{ url: string } | undefined>('url'))?.url ?? null,
      }));
      return { ...tenant, ...own };
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
      const [light, dark] = await Promise.all([
        toLogo(pictures.light),
        pictures.dark && toLogo(pictures.dark),
      ]);
      await connection.knex.transaction(async (db) => {
        // The wall stands before the owner of the tables as well.
        await db.raw(`select set_config('app.tenant_id', ?, true)`, [tenant.id]);
        const { look } = await currentLook(db, tenant.id);
        const { light: _, dark: __, ...others } = look.logos;
        const logos = {
          ...others,
          light: await keepPicture(db, tenant.id, light),
          ...(dark && { dark: await keepPicture(db, tenant.id, dark) }),
        };
        const changed = { ...look, logos };
        if (changedParts(look, changed).length > 0)
          await publishLook(db, tenant.id, changed, { by: operator });
      });
    },

    /**
     * Names a department of the tenant's own, unless there is one of that key: people may have changed it.
     * @throws AppError `department_known` where another one has that name
     */
    addDepartment: (
      slug: string,
      department: Omit<Parameters<typeof addDepartment>[3], 'key'> & { key: string },
    ): Promise<boolean> =>
      within(slug, async (db, tenantId) => {
        if (await db('departments').where({ key: department.key }).first('key')) return false;
        await addDepartment(db, operatorOf(tenantId), loadTexts(), department);
        return true;
      }),

    /** Replaces where the built-in departments are reached. @throws Error where a company does not exist */
    setDepartments: (slug: string, input: DepartmentInput[]): Promise<void> => {
      const departments = departmentsSchema.parse(input);
      return within(slug, async (db, tenantId) => {
        await db('department_contacts')
          .whereIn('kind', [...builtInDepartments])
          .delete();
        for (const { company, kind, phone, extension, mailbox } of departments) {
          const found =
            company &&
            (await db('companies')
              .where({ code_key: identifierKey(company) })
              .first<{ id: string } | undefined>('id'));
          if (company && !found) throw new Error(`There is no company ${company}`);
          await db('department_contacts').insert({
            tenant_id: tenantId,
            company_id: found ? found.id : null,
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
  };
}

import { readFile } from 'node:fs/promises';
import { limits } from '#contract/limits';
import {
  syncEntities,
  type ContactPermission,
  type GrantScope,
  type KeyPermission,
  type SyncEntity,
} from '#contract/permissions';
import type { SyncResult } from '#contract/sync';
import { brands, type Brand } from './brands.ts';
import { demoRecords, todayIn } from './data/index.ts';

/** What seeding asks of a portal. */
export type SeedTarget = {
  admin: {
    findTenant(slug: string): Promise<{ id: string } | null>;
    createTenant(tenant: {
      slug: string;
      name: string;
      locale: 'es' | 'pt' | 'en';
      formats?: Record<string, string>;
      timeZone: string;
      origins: string[];
      theme: unknown;
    }): Promise<{ id: string }>;
    createKey(
      slug: string,
      key: { name: string; permissions: KeyPermission[]; expiresAt?: string },
    ): Promise<string>;
    hasLogin(slug: string, name: string): Promise<boolean>;
    createLogin(
      slug: string,
      login: {
        contact: string;
        logins: string[];
        password: string;
        grants: { permission: ContactPermission; scope: GrantScope }[];
      },
    ): Promise<void>;
  };
  sync(slug: string, entity: SyncEntity, records: unknown[]): Promise<{ results: SyncResult[] }>;
};

/** How many records ended how. */
export type Counts = Partial<Record<SyncResult['status'], number>>;
export type Seeded = {
  slug: string;
  /** The ERP key of a tenant that did not exist before; nobody can read it again later. */
  key: string | null;
  counts: Counts;
};

/** Creates the demo tenants, or brings them up to `today`; a second run on the same day changes nothing. */
export async function seedDemo(
  portal: SeedTarget,
  options: {
    /** Where the sites answer that may embed a brand's portal. */
    origins: (brand: Brand) => string[];
    today?: (timeZone: string) => string;
  },
): Promise<Seeded[]> {
  const today = options.today ?? todayIn;
  const seeded: Seeded[] = [];
  for (const brand of brands) {
    const isNew = (await portal.admin.findTenant(brand.slug)) === null;
    await createTenant(portal, brand, options.origins(brand));
    const key = isNew ? await createErpKey(portal, brand.slug) : null;
    const records = demoRecords(brand.source, today(brand.timeZone));
    const counts: Counts = {};
    for (const entity of syncEntities) {
      const [invalid] = await applyRecords(portal, brand.slug, entity, records[entity], counts);
      // Invented data has no excuse.
      if (invalid) throw new Error(`${brand.slug}, ${entity} ${faultsOf(invalid)}`);
    }
    await createLogins(portal, brand);
    seeded.push({ slug: brand.slug, key, counts });
  }
  return seeded;
}

async function createTenant(portal: SeedTarget, brand: Brand, origins: string[]): Promise<void> {
  const { slug, name, locale, formats, timeZone } = brand;
  const theme: unknown = JSON.parse(
    await readFile(new URL(`../themes/${brand.theme}.json`, import.meta.url), 'utf8'),
  );
  await portal.admin.createTenant({
    slug,
    name,
    locale,
    formats,
    timeZone,
    origins,
    theme,
  });
}

/**
 * Creates the sign-ins that are missing: a start that was broken off may have left a tenant without
 * them, and writing one anew would end its sessions.
 */
async function createLogins(
  { admin }: Pick<SeedTarget, 'admin'>,
  { slug, logins: people, password }: Pick<Brand, 'slug' | 'logins' | 'password'>,
): Promise<void> {
  for (const { contact, logins, grants } of people) {
    const known = await Promise.all(logins.map((name) => admin.hasLogin(slug, name)));
    if (known.includes(false)) await admin.createLogin(slug, { contact, logins, password, grants });
  }
}

/** A key as an ERP gets it: it may send every entity and read nothing. */
export function createErpKey(portal: SeedTarget, slug: string): Promise<string> {
  const permissions = syncEntities.map((entity): KeyPermission => `sync.${entity}`);
  return portal.admin.createKey(slug, { name: 'ERP', permissions });
}

/** Sends records in batches, counts the results and answers with the ones that were refused. */
export async function applyRecords(
  portal: Pick<SeedTarget, 'sync'>,
  slug: string,
  entity: SyncEntity,
  records: readonly unknown[],
  counts: Counts,
): Promise<SyncResult[]> {
  const invalid: SyncResult[] = [];
  for (let start = 0; start < records.length; start += limits.batchRecords) {
    const batch = records.slice(start, start + limits.batchRecords);
    const { results } = await portal.sync(slug, entity, batch);
    for (const result of results) {
      counts[result.status] = (counts[result.status] ?? 0) + 1;
      if (result.status === 'invalid') invalid.push(result);
    }
  }
  return invalid;
}

/** What is wrong with a refused record, in one line. */
export function faultsOf({ key, errors = [] }: SyncResult): string {
  return `${key ?? '?'}: ${errors.map(({ path, rule }) => `${path} ${rule}`).join(', ')}`;
}

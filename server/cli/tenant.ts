import { readFileSync } from 'node:fs';
import { locale } from '#contract/primitives';
import type { Options } from '../cli.ts';
import { createSyncService } from '../features/sync/sync.service.ts';
import { need, withAdmin } from './admin.ts';

/** `portico tenant create` and `portico tenant list` */
export async function tenantCommand([verb]: string[], options: Options): Promise<void> {
  if (verb === 'list') return list();
  if (verb !== 'create') throw new Error('portico tenant create | list');
  const companies = (options.company ?? []).map((text) => company(text, options['time-zone']));
  await withAdmin(async (admin, inScope) => {
    const { id } = await admin.createTenant({
      slug: need(options.slug, 'slug'),
      name: need(options.name, 'name'),
      locale: locale.parse(options.locale),
      timeZone: need(options['time-zone'], 'time-zone'),
      formats:
        options.format &&
        Object.fromEntries(options.format.map((pair) => pair.split('=') as [string, string])),
      origins: options.origin ?? [],
      hosts: options.host,
      theme: options.theme && JSON.parse(readFileSync(options.theme, 'utf8')),
    });
    if (companies.length > 0) {
      // All or none: a tenant with half its companies would be worse than an error.
      await inScope({ tenantId: id }, (db) =>
        createSyncService().apply(db, 'companies', companies, true),
      );
    }
    console.log(`Tenant ${options.slug} stands (${id}).`);
  });
}

/** `CODE;LEGAL NAME;CURRENCY[;ZONE]` as a record of the sync API. */
function company(text: string, zone: string | undefined) {
  const [code, legalName, currency, timeZone = zone] = text.split(';').map((part) => part.trim());
  return { code, legalName, currency, timeZone };
}

async function list(): Promise<void> {
  await withAdmin(async (admin) => {
    for (const { slug, name, locale: language } of await admin.listTenants())
      console.log(`${slug}\t${language}\t${name}`);
  });
}

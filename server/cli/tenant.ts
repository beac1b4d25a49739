import { readFileSync } from 'node:fs';
import { locale } from '#contract/primitives';
import type { Options } from '../cli.ts';
import { applyBatch } from '../features/sync/sync.apply.ts';
import { readBatch } from '../features/sync/sync.parse.ts';
import type { DepartmentInput, TenantInput } from '../features/tenants/tenants.service.ts';
import { need, withAdmin } from './admin.ts';

/** `portico tenant create`, `portico tenant logo` and `portico tenant list` */
export async function tenantCommand([verb, ...words]: string[], options: Options): Promise<void> {
  if (verb === 'list') return list();
  if (verb === 'logo') return logo(words, options);
  if (verb !== 'create') throw new Error('portico tenant create | logo | list');
  const companies = (options.company ?? []).map((text) => company(text, options['time-zone']));
  await withAdmin(async (admin, inScope) => {
    const { id } = await admin.createTenant({
      slug: need(options.slug, 'slug'),
      name: need(options.name, 'name'),
      locale: locale.parse(options.locale),
      timeZone: need(options['time-zone'], 'time-zone'),
      formats: pairs(options.format),
      origins: options.origin ?? [],
      hosts: options.host,
      theme: options.theme && JSON.parse(readFileSync(options.theme, 'utf8')),
      page: options.page,
      mailFrom: options['mail-from']
        ? { name: options['mail-name'] ?? null, address: options['mail-from'] }
        : undefined,
      manuals: pairs(options.manual),
      terms: terms(options),
      // The schema of the tenant says what these may be.
      passwordPolicy: options['password-policy'] as TenantInput['passwordPolicy'],
      resetBy: options['reset-by'] as TenantInput['resetBy'],
      sessionIdleMinutes: options.idle === undefined ? undefined : Number(options.idle),
      sessionLifeMinutes: options.life === undefined ? undefined : Number(options.life),
    });
    if (companies.length > 0) {
      // All or none: a tenant with half its companies would be worse than an error.
      const batch = await readBatch('companies', companies, true);
      await inScope({ tenantId: id }, (db) => applyBatch(db, batch));
    }
    if (options.department)
      await admin.setDepartments(options.slug ?? '', options.department.map(department));
    console.log(`Tenant ${options.slug} stands (${id}).`);
  });
}

/** Options such as `es=https://…`, as an object. */
const pairs = (texts: string[] | undefined): Record<string, string> | undefined =>
  texts &&
  Object.fromEntries(
    texts.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );

/** `--terms-url es=https://… --terms-version V`: one says nothing without the other. */
function terms(options: Options): TenantInput['terms'] {
  const urls = pairs(options['terms-url']);
  const version = options['terms-version'];
  if (!urls && version === undefined) return undefined;
  return { version: need(version, 'terms-version'), urls: urls ?? {} };
}

async function logo([slug, file]: string[], { dark }: Options): Promise<void> {
  if (!slug || !file) throw new Error('portico tenant logo SLUG FILE [--dark FILE]');
  await withAdmin((admin) =>
    admin.setLogo(slug, {
      light: readFileSync(file),
      ...(dark !== undefined && { dark: readFileSync(dark) }),
    }),
  );
  console.log(`The logo of ${slug} is set.`);
}

/** `KIND;PHONE;EXTENSION;MAILBOX[;COMPANY]` */
function department(text: string): DepartmentInput {
  const [kind, phone, extension, mailbox, company] = text
    .split(';')
    .map((part) => part.trim() || undefined);
  return { kind: kind as DepartmentInput['kind'], phone, extension, mailbox, company };
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

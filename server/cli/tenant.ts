import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import type { Locale } from '#contract/primitives';
import type { Admin } from '../admin.ts';
import type { InScope } from '../db/scope.ts';
import { applyBatch } from '../features/sync/sync.apply.ts';
import { readBatch } from '../features/sync/sync.parse.ts';
import { clearable, type TenantChanges } from '../features/tenants/tenants.service.ts';
import { withAdmin } from './admin.ts';
import { oneOf } from './program.ts';
import { addOrigins, addStrings } from './tenant-lists.ts';
import { changesOf, readJson, withSettings, type Settings } from './tenant-settings.ts';
import { describeTenant } from './tenant-show.ts';

type NewOptions = Settings & { slug: string; name: string; locale: Locale; timeZone: string };
type SetOptions = Settings & { strings?: string; clear?: string[] };

/** `portico tenant …`: who runs a portal here, and how it looks and behaves. */
export function addTenant(program: Command): void {
  const tenant = program.command('tenant').description('who runs a portal here');
  addCreate(tenant);
  addSet(tenant);
  tenant
    .command('show')
    .description('everything that is set')
    .argument('<slug>', 'the tenant')
    .option('--json', 'as JSON, with the theme and the texts')
    .action((slug: string, { json }: { json?: true }) =>
      withAdmin(async (admin) => {
        const shown = await admin.showTenant(slug);
        console.log(json ? JSON.stringify(shown, null, 2) : describeTenant(shown));
      }),
    );
  tenant
    .command('list')
    .description('all tenants')
    .action(() =>
      withAdmin(async (admin) => {
        for (const { slug, name, locale } of await admin.listTenants())
          console.log(`${slug}\t${locale}\t${name}`);
      }),
    );
  addLogo(tenant);
  addOrigins(tenant);
  addStrings(tenant);
}

function addCreate(tenant: Command): void {
  const create = tenant
    .command('create')
    .description('creates a tenant; a slug that is taken is refused')
    .requiredOption('--slug <slug>', 'its name in addresses: lower case letters, digits, hyphens');
  withSettings(create, true).action((options: NewOptions, command: Command) => {
    const { slug, name, locale, timeZone, origin: origins = [] } = options;
    const { terms, ...settings } = changesOf(options);
    const { version, urls = {} } = terms ?? {};
    if (terms && version === undefined) command.error('error: --terms-version is needed');
    return withAdmin(async (admin, inScope) => {
      const { id } = await admin.createTenant({
        ...settings,
        slug,
        name,
        locale,
        timeZone,
        origins,
        strings: undefined,
        ...(version !== undefined && { terms: { version, urls } }),
      });
      await addRest(admin, inScope, { id, slug, timeZone }, options);
      console.log(`Tenant ${slug} stands (${id}).`);
    });
  });
}

/** Names of settings on the command line, and in the service. */
const clearing = new Map(
  clearable.map((name) => [name.replaceAll(/[A-Z]/g, (c) => `-${c.toLowerCase()}`), name] as const),
);

function addSet(tenant: Command): void {
  const set = tenant
    .command('set')
    .description('changes what is named, and leaves the rest as it is')
    .argument('<slug>', 'the tenant');
  withSettings(set, false)
    .option('--strings <file>', 'own texts, as JSON; see portico tenant strings')
    .addOption(oneOf(new Option('--clear <setting>', 'takes a setting back'), [...clearing.keys()]))
    .action((slug: string, options: SetOptions, command: Command) => {
      if (Object.keys(options).length === 0)
        command.error('error: nothing is named that is to change');
      return withAdmin(async (admin, inScope) => {
        await admin.setTenant(slug, await changesFor(admin, slug, options));
        await addRest(admin, inScope, await admin.showTenant(slug), options);
        console.log(`Tenant ${slug} is changed.`);
      });
    });
}

async function changesFor(admin: Admin, slug: string, options: SetOptions): Promise<TenantChanges> {
  const { mailName: name, mailFrom: address, strings, clear } = options;
  const changes = changesOf(options);
  // A sender is a name and a mailbox: of the one that is not named, the one that stands is kept.
  if (name !== undefined || address !== undefined) {
    const { mailFrom } = await admin.showTenant(slug);
    const mailbox = address ?? mailFrom?.address;
    if (mailbox === undefined) throw new Error('--mail-from is needed: there is no sender yet');
    changes.mailFrom = { name: name ?? mailFrom?.name ?? null, address: mailbox };
  }
  if (strings !== undefined) changes.strings = readJson(strings) as TenantChanges['strings'];
  if (clear) changes.clear = clear.flatMap((one) => clearing.get(one) ?? []);
  return changes;
}

/** Companies and departments, which have tables of their own. */
async function addRest(
  admin: Admin,
  inScope: InScope,
  tenant: { id: string; slug: string; timeZone: string },
  { company, department }: Settings,
): Promise<void> {
  try {
    const companies = company?.map((one) => ({ timeZone: tenant.timeZone, ...one }));
    // All or none: a tenant with half its companies would be worse than an error.
    if (companies) {
      const batch = await readBatch('companies', companies, true);
      await inScope({ tenantId: tenant.id }, (db) => applyBatch(db, batch));
    }
    if (department) await admin.setDepartments(tenant.slug, department);
  } catch (error) {
    throw new Error(
      `${(error as Error).message}. The tenant stands without its companies or departments: portico tenant set ${tenant.slug} adds them`,
      { cause: error },
    );
  }
}

function addLogo(tenant: Command): void {
  tenant
    .command('logo')
    .description(
      'sets the logo: any picture or SVG, and one for dark ground where it needs its own',
    )
    .argument('<slug>', 'the tenant')
    .argument('<file>', 'the picture')
    .option('--dark <file>', 'the picture for dark ground')
    .action((slug: string, file: string, { dark }: { dark?: string }) =>
      withAdmin(async (admin) => {
        await admin.setLogo(slug, {
          light: readFileSync(file),
          ...(dark !== undefined && { dark: readFileSync(dark) }),
        });
        console.log(`The logo of ${slug} is set.`);
      }),
    );
}

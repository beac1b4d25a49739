import type { Command } from 'commander';
import type { TenantChanges } from '../features/tenants/tenants.service.ts';
import { withAdmin } from './admin.ts';
import { readJson, site } from './tenant-settings.ts';

/** `portico tenant origin add | remove | list`: the sites that may embed a portal. */
export function addOrigins(tenant: Command): void {
  const origin = tenant.command('origin').description('the sites that may embed the portal');
  origin
    .command('add')
    .description('lets sites in; those that are in stay')
    .argument('<slug>', 'the tenant')
    .argument('<origin...>', 'scheme and host, as https://www.example.com', site)
    .action((slug: string, origins: string[]) =>
      withAdmin(async (admin) => print(await admin.addOrigins(slug, origins))),
    );
  origin
    .command('remove')
    .description('lets sites in no longer')
    .argument('<slug>', 'the tenant')
    .argument('<origin...>', 'as they are listed')
    .action((slug: string, origins: string[]) =>
      withAdmin(async (admin) => print(await admin.removeOrigins(slug, origins))),
    );
  origin
    .command('list')
    .description('the sites that are in')
    .argument('<slug>', 'the tenant')
    .action((slug: string) =>
      withAdmin(async (admin) => print((await admin.showTenant(slug)).origins)),
    );
}

/** `portico tenant strings set | show`: texts that take the place of the catalogue's. */
export function addStrings(tenant: Command): void {
  const strings = tenant.command('strings').description("a tenant's own texts");
  strings
    .command('set')
    .description('sets the texts of a file, {"es": {"orders.title": "Mis pedidos"}}; others stay')
    .argument('<slug>', 'the tenant')
    .argument('<file>', 'JSON by language and key (orders.title); null takes one back')
    .option('--replace', 'takes back every text that the file does not hold')
    .action((slug: string, file: string, { replace }: { replace?: true }) =>
      withAdmin(async (admin) => {
        const texts = readJson(file) as TenantChanges['strings'];
        await admin.setTenant(slug, { strings: texts, ...(replace && { clear: ['strings'] }) });
        console.log(`The texts of ${slug} are set.`);
      }),
    );
  strings
    .command('show')
    .description('the texts, as JSON that strings set takes')
    .argument('<slug>', 'the tenant')
    .action((slug: string) =>
      withAdmin(async (admin) =>
        console.log(JSON.stringify((await admin.showTenant(slug)).strings, null, 2)),
      ),
    );
}

function print(origins: readonly string[]): void {
  for (const origin of origins) console.log(origin);
}

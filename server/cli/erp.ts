import type { Command } from 'commander';
import { withAdmin } from './admin.ts';

/** `portico erp set | remove`: where a tenant's ERP is asked for its stock. */
export function addErp(program: Command): void {
  const erp = program.command('erp').description('where the ERP is asked for stock');
  erp
    .command('set')
    .description('names the address, and prints the secret that signs the questions')
    .requiredOption('--tenant <slug>', 'whose ERP it is')
    .requiredOption('--url <url>', 'address that takes the questions')
    .action(({ tenant, url }: { tenant: string; url: string }) =>
      withAdmin(async (admin) => {
        const secret = await admin.setErp(tenant, url);
        console.log(`${secret}\nIt signs the questions, and is shown this once.`);
      }),
    );
  erp
    .command('remove')
    .description('asks no longer')
    .requiredOption('--tenant <slug>', 'whose ERP it is')
    .action(({ tenant }: { tenant: string }) =>
      withAdmin(async (admin) => {
        await admin.setErp(tenant, null);
        console.log('Stock comes from the sync API alone.');
      }),
    );
}

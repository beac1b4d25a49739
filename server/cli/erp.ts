import type { Options } from '../cli.ts';
import { need, withAdmin } from './admin.ts';

/** `portico erp set | remove`: where a tenant's ERP is asked for its stock. */
export async function erpCommand([verb]: string[], options: Options): Promise<void> {
  const slug = need(options.tenant, 'tenant');
  await withAdmin(async (admin) => {
    if (verb === 'set') {
      const secret = await admin.setErp(slug, need(options.url, 'url'));
      console.log(`${secret}\nIt signs the questions, and is shown this once.`);
    } else if (verb === 'remove') {
      await admin.setErp(slug, null);
      console.log('Stock comes from the sync API alone.');
    } else throw new Error('portico erp set | remove');
  });
}

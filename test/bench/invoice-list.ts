// The list of invoices at ten thousand and at a million, with what the ledger knows of each: the same time, beside the
// same statements by hand.
import { connect } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope } from '../../server/db/scope.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import type { Finding } from './compare.ts';
import { flat, oneByOne, prepare, superuser, type Stage } from './list.ts';
import { compare } from './notifications.ts';

const path = '/invoices';

export async function benchInvoiceList(
  postgres: TemporaryPostgres,
  sizes: number[],
): Promise<Finding[]> {
  const owner = await connect({ url: postgres.ownerUrl, poolSize: 2 });
  await migrate(owner);
  const stage = await prepare(owner);
  await createScope(owner)({ tenantId: stage.tenantId }, (db) =>
    db.raw(
      `insert into contact_grants (tenant_id, contact_id, permission, scope)
       select tenant_id, id, 'invoices.view', 'customer' from contacts where external_id = '1'`,
    ),
  );
  await owner.close();
  const latencies = new Map<number, number>();
  let filled = 0;
  for (const size of sizes) {
    await fill(postgres, stage, filled, size);
    filled = size;
    latencies.set(size, await oneByOne(postgres.serverUrl, stage, path));
  }
  return [flat('invoices', latencies), ...(await compare(postgres, stage, [[path, 0.5]]))];
}

/** Adds invoices up to a size, a hundredth of them of each customer, each with its document in the ledger. */
async function fill(
  postgres: TemporaryPostgres,
  { tenantId }: Stage,
  from: number,
  to: number,
): Promise<void> {
  const owner = await connect({ url: superuser(postgres), poolSize: 1 });
  await createScope(owner)({ tenantId }, async (db) => {
    await db.raw(`set local session_replication_role = 'replica'`);
    await db.raw(
      `with made as (
         insert into invoices (tenant_id, number, number_key, company_id, customer_id, kind, invoice_date, due_date,
           currency, net, tax, total)
         select t.id, 'F' || g, 'F' || g, (select id from companies where tenant_id = t.id), k.ids[1 + g % 100], 'invoice',
           date '2026-06-01' - (g % 730)::int, date '2026-07-01' - (g % 730)::int, 'MXN', 100, 16, 116
         from generate_series(:from::int, :to::int) g, tenants t,
           (select array_agg(id order by number_key::int) as ids from customers where tenant_id = :tenantId) k
         where t.id = :tenantId returning id, number, number_key, company_id, customer_id, invoice_date, due_date
       ), item as (
         insert into open_items (tenant_id, company_id, external_id, external_key)
         select :tenantId, company_id, number, number from made returning id, external_key
       )
       insert into open_item_versions (tenant_id, item_id, company_id, customer_id, kind, invoice_number, invoice_of,
         document_date, posting_date, due_date, currency, amount, cleared_on)
       select :tenantId, i.id, m.company_id, m.customer_id, 'invoice', m.number,
         concat_ws(' ', m.customer_id, m.company_id, m.number_key), m.invoice_date, m.invoice_date, m.due_date, 'MXN', 116,
         'infinity'
       from made m join item i on i.external_key = m.number`,
      { from: from + 1, to, tenantId },
    );
  });
  await owner.knex.raw('vacuum analyze invoices, open_items, open_item_versions');
  await owner.close();
}

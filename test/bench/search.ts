// The one search box over a million orders, as many invoices with what the ledger knows of them, and 5,000 customers:
// for an executive with all of them, with a portfolio of as many, and for a customer, whatever the database knows of its
// tables, against the bare look-up of one number.
import { connect } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { rowsOf } from '../../server/db/rows.ts';
import { createScope, type Db } from '../../server/db/scope.ts';
import { searchAll } from '../../server/features/search/search.service.ts';
import type { PersonCaller } from '../../server/http/caller.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import { slowMs, type Finding } from './compare.ts';
import { superuser } from './list.ts';

const customers = 5_000;
const orders = 1_000_000;
const rounds = 60;
/** Milliseconds that an answer may take. */
const budget = 300;

/** What is typed: numbers that begin a few and very many, names that few and very many have, and what nobody has. */
const asks = {
  'a whole number': '84777777',
  'how 100,000 begin': '847',
  'how all begin': '84',
  'a purchase order': 'oc-777777',
  'how all purchase orders begin': 'OC',
  'a fiscal id': '000bde31-0000-4000-8000',
  'a name of one': 'cliente 4321',
  'a name of all': 'cliente',
  'a material': 'tinaco 500',
  nobody: 'zarzamora',
};

export async function benchSearch(postgres: TemporaryPostgres): Promise<Finding[]> {
  const owner = await connect({ url: postgres.ownerUrl, poolSize: 1 });
  await migrate(owner);
  const [{ id: tenantId }] = (await owner
    .knex('tenants')
    .insert({ slug: 'buscado', name: 'Buscado', locale: 'es', time_zone: 'UTC' })
    .returning('id')) as [{ id: string }];
  const filling = await connect({ url: superuser(postgres), poolSize: 1 });
  await createScope(filling)({ tenantId }, (db) => fill(db, tenantId));
  await filling.close();
  const server = await connect({ url: postgres.serverUrl, poolSize: 1 });
  const inScope = createScope(server);
  const ids = await inScope({ tenantId }, (db) =>
    rowsOf<{ id: string }>(db, 'select id from customers order by number_key'),
  );
  const everybody = ids.map(({ id }) => id);
  const readers = {
    'for whoever sees all': callerOf(tenantId, 'all'),
    'for a portfolio of 5,000': callerOf(tenantId, everybody),
    'for a customer': callerOf(tenantId, everybody[77]!),
  };
  const findings: Finding[] = [];
  for (const known of ['without statistics', 'with them']) {
    if (known === 'with them') await owner.knex.raw('vacuum analyze');
    console.error(known);
    const bareMs = await slowMs(rounds, () => inScope({ tenantId }, bare));
    for (const [reader, caller] of Object.entries(readers))
      for (const [what, q] of Object.entries(asks)) {
        const ms = await slowMs(rounds, () =>
          inScope({ tenantId }, (db) => searchAll(db, caller, q)),
        );
        findings.push({
          what: `${what}, ${reader}, ${known}`,
          value: `${ms.toFixed(1)} ms`,
          limit: `${bareMs.toFixed(1)} ms`,
          ratio: ms / bareMs,
          budget: `${budget} ms`,
          holds: ms <= budget,
        });
      }
  }
  await server.close();
  await owner.close();
  return findings;
}

const opened = ['orders', 'invoices', 'shipments', 'quotes', 'contracts', 'stock', 'statement'];

/** @param who all customers, or some, of staff; or the id of the one who asks */
function callerOf(tenantId: string, who: 'all' | readonly string[] | string): PersonCaller {
  const isOne = typeof who === 'string' && who !== 'all';
  const common = {
    tenant: { id: tenantId, locale: 'es' },
    grants: new Map(opened.map((name) => [`${name}.view`, isOne ? 'customer' : 'portfolio'])),
    companyLimits: new Map(),
    addressLimits: new Map(),
    amountLimits: new Map(),
    otherCustomerIds: isOne ? [] : who,
  };
  const person = isOne
    ? { kind: 'contact', customer: { id: who, number: '78', name: 'Cliente 78' }, contactId: who }
    : { kind: 'staff', customer: null, contactId: null };
  return { ...common, ...person } as unknown as PersonCaller;
}

/** The look-up of one number alone. */
const bare = (db: Db) =>
  rowsOf(
    db,
    `select id, number from orders where deleted_at is null and number_key = '84777777' limit 5`,
  );

/** Orders and invoices of customers in turn. Foreign keys are sound by construction, so their checks are spared. */
async function fill(db: Db, tenantId: string): Promise<void> {
  // Its trigger keeps the words.
  await db.raw(
    `insert into materials (tenant_id, number, number_key, descriptions, unit, active)
     select :tenantId, 'T-' || g, 'T-' || g, jsonb_build_object('es', 'Tinaco tricapa ' || g), 'PZ', true
     from generate_series(1, 20000) g`,
    { tenantId },
  );
  await db.raw(`set local session_replication_role = 'replica'`);
  const [{ id: companyId }] = (await db('companies')
    .insert({
      tenant_id: tenantId,
      code: 'C',
      code_key: 'C',
      legal_name: 'C',
      currency: 'MXN',
      time_zone: 'UTC',
    })
    .returning('id')) as [{ id: string }];
  const run = (sql: string) => db.raw(sql, { tenantId, companyId });
  await run(`insert into customers (tenant_id, number, number_key, name, search_text)
    select :tenantId, n, n, 'Cliente ' || n, ' cliente ' || n || ' ' || n from generate_series(1, ${customers}) n`);
  const ofEach = `from generate_series(1, ${orders}) g,
      (select array_agg(id order by number_key::int) as ids from customers where tenant_id = :tenantId) k`;
  await run(`insert into orders (tenant_id, number, number_key, company_id, customer_id, purchase_order, order_date, currency,
      amount, erp_status, erp_status_key, status)
    select :tenantId, 84000000 + g, 84000000 + g, :companyId, k.ids[1 + g % ${customers}], 'OC-' || g,
      date '2026-06-01' - (g % 730)::int, 'MXN', 100, 'released', 'RELEASED', 'released' ${ofEach}`);
  await run(`insert into invoices (tenant_id, number, number_key, company_id, customer_id, kind, invoice_date, due_date,
      currency, net, tax, total)
    select :tenantId, 84000000 + g, 84000000 + g, :companyId, k.ids[1 + g % ${customers}], 'invoice',
      date '2026-06-01' - (g % 730)::int, date '2026-07-01' - (g % 730)::int, 'MXN', 100, 16, 116 ${ofEach}`);
  const fiscal = `upper(lpad(to_hex(g), 8, '0') || '-0000-4000-8000-' || lpad(g::text, 12, '0'))`;
  await run(`insert into open_items (tenant_id, company_id, external_id, external_key)
    select :tenantId, :companyId, 84000000 + g, 84000000 + g from generate_series(1, ${orders}) g`);
  await run(`insert into open_item_versions (tenant_id, item_id, company_id, customer_id, kind, invoice_number, invoice_of,
      document_date, posting_date, due_date, currency, amount, cleared_on, fiscal_id, fiscal_key)
    select :tenantId, i.id, :companyId, k.ids[1 + g % ${customers}], 'invoice', i.external_id,
      concat_ws(' ', k.ids[1 + g % ${customers}], cast(:companyId as uuid), i.external_key), '2026-01-01', '2026-01-01', '2026-02-01', 'MXN', 116,
      'infinity', ${fiscal}, ${fiscal}
    from open_items i cross join lateral (select i.external_key::int - 84000000 as g) n,
      (select array_agg(id order by number_key::int) as ids from customers where tenant_id = :tenantId) k
    where i.tenant_id = :tenantId`);
}

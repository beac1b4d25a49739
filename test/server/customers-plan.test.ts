// Thousands of customers are looked up by their keys and listed by their names, each by the index that is meant for it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createScope, type Db } from '../../server/db/scope.ts';
import { portfolioPage } from '../../server/features/portfolio/portfolio.queries.ts';
import { createStatementQueries } from '../../server/features/statement/statement.queries.ts';
import { overdueOf } from '../../server/records/balances.ts';
import { plansOf, type Plan } from '../support/plans.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

const many = 5_000;
let running: TestPortal;
let tenantId: string;
let companyId: string;

before(async () => {
  running = await startPortal();
  const [tenant] = await running.sql<{ id: string; company: string }>(
    `select t.id, c.id as company from tenants t join companies c on c.tenant_id = t.id where t.slug = 'norte' limit 1`,
  );
  ({ id: tenantId, company: companyId } = tenant!);
  await running.sql(`insert into customers (tenant_id, number, number_key, name, search_text)
    select '${tenantId}', 'P' || n, 'P' || n, 'Cliente ' || n, ' cliente ' || n from generate_series(1, ${many}) n`);
  await running.sql(`insert into customer_companies (tenant_id, customer_id, company_id, currency, credit_blocked)
    select tenant_id, id, '${companyId}', 'MXN', false from customers where number like 'P%'`);
});
after(() => running.close());

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** Indexes by which customers are read. */
async function indexesOf(work: (db: Db) => Promise<unknown>): Promise<unknown[]> {
  const plans = await createScope(running.connection)({ tenantId }, (db) =>
    plansOf(db, () => work(db)),
  );
  return plans
    .flatMap(nodesOf)
    .filter((node) => node['Relation Name'] === 'customers')
    .map((node) => node['Index Name'] ?? node['Node Type']);
}

const today = '2026-05-06';
const usual = {
  words: [],
  show: undefined,
  currency: null,
  sort: 'oldest',
  descending: false,
} as const;

// What only an index holds is read from it alone once a table has been vacuumed.
for (const known of ['nothing is known of the tables', 'the tables are vacuumed'])
  describe(`of thousands of customers, where ${known}`, () => {
    before(async () => {
      if (known.endsWith('vacuumed'))
        await running.owner().raw('vacuum analyze customers, customer_companies');
    });

    test('each of a portfolio is looked up by its key', async () => {
      const indexes = await indexesOf((db) =>
        portfolioPage(
          db,
          { customerIds: 'all' },
          { ...usual, days: [{ companyId, today }], after: null, limit: 26 },
        ),
      );
      assert.deepEqual(new Set(indexes), new Set(['customers_pkey']));
    });

    test('those with something overdue are counted without reading all names for each', async () => {
      const indexes = await indexesOf((db) =>
        overdueOf(db, { customerIds: 'all' }, [{ companyId, today }]),
      );
      assert.ok(!indexes.includes('customers_tenant_id_sort_text_idx'), String(indexes));
    });

    test('a page by name is read in the order of the names', async () => {
      const indexes = await indexesOf((db) =>
        createStatementQueries(db).customers({ customerIds: 'all' }, [], 26, null),
      );
      assert.deepEqual(indexes, ['customers_tenant_id_sort_text_idx']);
    });
  });

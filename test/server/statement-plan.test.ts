// A statement reads what is open, and leaves the years that are cleared alone.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isZero, sumOf } from '#contract/decimal';
import { rowOf } from '../../server/db/rows.ts';
import { connect, type Connection } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope, type Db, type InScope } from '../../server/db/scope.ts';
import { sectionsAt } from '../../server/features/statement/ledger.ts';
import { overdueOf } from '../../server/records/balances.ts';
import { createStatementQueries } from '../../server/features/statement/statement.queries.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const customers = 40;
const documentsEach = 500;
const openEach = 10;
const today = '2026-05-06';

let database: TestDatabase;
let connection: Connection;
let inScope: InScope;
let tenantId: string;
let companyId: string;
let customerId: string;

before(async () => {
  database = await createTestDatabase();
  connection = await connect(database.address);
  const owner = (await database.ownerConnection()) ?? connection;
  await migrate(owner);
  [{ id: tenantId }] = await owner
    .knex('tenants')
    .insert({ slug: 'uno', name: 'Uno', locale: 'es', time_zone: 'UTC' })
    .returning('id');
  inScope = createScope(connection);
  await inScope({ tenantId }, fill);
  await owner.knex.raw(
    'analyze open_items, open_item_versions, open_item_clearings, customers, customer_companies',
  );
});
after(async () => {
  await connection.close();
  await database.drop();
});

/** Documents of five years: all but the last few of each customer are cleared. */
async function fill(db: Db): Promise<void> {
  [{ id: companyId }] = await db('companies')
    .insert({
      tenant_id: tenantId,
      code: 'C',
      code_key: 'C',
      legal_name: 'C',
      currency: 'MXN',
      time_zone: 'UTC',
    })
    .returning('id');
  await db.raw(
    `insert into customers (tenant_id, number, number_key, name)
     select ?, i::text, i::text, i::text from generate_series(1, ${customers}) i`,
    [tenantId],
  );
  await db.raw(
    `insert into customer_companies (tenant_id, customer_id, company_id, credit_blocked)
     select tenant_id, id, ?, false from customers`,
    [companyId],
  );
  ({ id: customerId } = await db('customers').where({ number: '7' }).first('id'));
  await db.raw(
    `with item as (
       insert into open_items (tenant_id, company_id, external_id, external_key)
       select k.tenant_id, :companyId, k.number || ' ' || i, k.number || ' ' || i
       from customers k, generate_series(1, ${documentsEach}) i
       returning id, split_part(external_key, ' ', 1) as number, split_part(external_key, ' ', 2)::int as i
     ), version as (
       insert into open_item_versions (tenant_id, item_id, company_id, customer_id, kind, document_date, posting_date,
         due_date, currency, amount, cleared_on)
       select k.tenant_id, item.id, :companyId, k.id, 'invoice', day, day, day + 30, 'MXN', 100,
         case when i <= ${openEach} then 'infinity' else day + 30 end
       from item join customers k on k.number = item.number, lateral (select date '2026-04-01' - i * 3 as day) d
       returning id, cleared_on, posting_date
     )
     insert into open_item_clearings (tenant_id, version_id, line, cleared_on, amount)
     select :tenantId, id, 1, case when cleared_on = 'infinity' then posting_date else cleared_on end,
       case when cleared_on = 'infinity' then 40 else 100 end
     from version`,
    { tenantId, companyId },
  );
}

type Node = Record<string, unknown> & { Plans?: Node[] };

/** How the database runs a statement of ours, and how many rows of each table it took into its hands. */
async function readBy(
  work: (queries: ReturnType<typeof createStatementQueries>, db: Db) => Promise<unknown>,
) {
  const plans: Node[] = [];
  await inScope({ tenantId }, async (db) => {
    // The plan that is kept for all values: a statement with a name comes to it after some times.
    await db.raw(`select set_config('plan_cache_mode', 'force_generic_plan', true)`);
    const explain = async (sql: string, values: never) => {
      const { bindings, sql: text } = db.raw(sql, values).toSQL().toNative();
      const given = bindings
        .map((value) => `'${Array.isArray(value) ? `{${value.join(',')}}` : String(value)}'`)
        .join(', ');
      await db.raw(`prepare explained as ${text.replaceAll('?', '\\?')}`);
      const explained = await rowOf<{ 'QUERY PLAN': [{ Plan: Node }] }>(
        db,
        `explain (analyze, format json) execute explained (${given})`,
      );
      await db.raw('deallocate explained');
      plans.push(explained['QUERY PLAN'][0].Plan);
      return { rows: [] };
    };
    const explaining = {
      raw: (sql: string, values: never) => {
        const answer = explain(sql, values);
        return Object.assign(answer, { options: () => answer });
      },
    };
    const recorded = explaining as unknown as Db;
    await work(createStatementQueries(recorded), recorded);
  });
  const nodes = plans.flatMap(nodesOf);
  const rowsOf = (table: string) =>
    nodes
      .filter((node) => node['Relation Name'] === table)
      .reduce((sum, node) => sum + touched(node), 0);
  return {
    whole: nodes
      .filter((node) => node['Node Type'] === 'Seq Scan')
      .map((node) => node['Relation Name']),
    versions: rowsOf('open_item_versions'),
    clearings: rowsOf('open_item_clearings'),
  };
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
const touched = (node: Node): number =>
  (Number(node['Actual Rows']) + Number(node['Rows Removed by Filter'] ?? 0)) *
  Number(node['Actual Loops']);

describe(`among ${customers * documentsEach} documents`, () => {
  test('a statement of today reads those of the customer that are open, and what hangs on them', async () => {
    const account = { customerId, companyId };
    const read = await readBy((queries) => queries.ledger(account, { from: today, to: today }));
    assert.deepEqual(read, { whole: [], versions: openEach, clearings: openEach });
  });

  test('one of a past date reads what was cleared since, besides', async () => {
    const account = { customerId, companyId };
    const read = await readBy((queries) =>
      queries.ledger(account, { from: '2026-03-01', to: '2026-03-01' }),
    );
    assert.deepEqual(read.whole, []);
    assert.ok(read.versions < 40, `${read.versions} versions`);
    assert.ok(read.clearings < 40, `${read.clearings} clearings`);
  });

  test('what is overdue today is found as well', async () => {
    const read = await readBy((_, db) =>
      overdueOf(db, { customerIds: [customerId] }, [{ companyId, today }]),
    );
    // So few customers and their accounts lie on two pages, which are read faster than an index of them.
    const ledger = read.whole.filter((table) => !String(table).startsWith('customer'));
    assert.deepEqual([ledger, read.versions], [[], openEach]);
    assert.ok(read.clearings <= openEach);
  });

  test('that of all customers reads what is open of each, and nothing that is cleared', async () => {
    const read = await readBy((_, db) =>
      overdueOf(db, { customerIds: 'all' }, [{ companyId, today }]),
    );
    assert.equal(read.versions, customers * openEach);
    assert.ok(!read.whole.includes('open_item_versions'), String(read.whole));
  });

  test('and is what the statement of the day says', async () => {
    for (const day of [today, '2026-04-20', '2025-12-24', '2021-01-01'])
      await inScope({ tenantId }, async (db) => {
        const queries = createStatementQueries(db);
        const account = { customerId, companyId };
        const [section] = await sectionsAt(
          await queries.ledger(account, { from: day, to: day }),
          day,
          {
            currency: 'MXN',
            limit: null,
          },
        );
        const reach = { customerIds: [customerId] };
        const found = await overdueOf(db, reach, [{ companyId, today: day }]);
        const { overdue, total } = section!.figures;
        assert.deepEqual(
          found.map(({ currency, amount, customers: owing }) => [
            currency,
            sumOf([amount ?? '0']),
            owing,
          ]),
          isZero(overdue)
            ? [[null, '0.00', 0]]
            : [
                ['MXN', overdue, 1],
                [null, overdue, 1],
              ],
        );
        assert.deepEqual(
          (await queries.balances(customerId, [{ companyId, today: day }])).map(({ amount }) =>
            sumOf([amount]),
          ),
          section!.items.length > 0 ? [total] : [],
        );
        if (day === today) assert.equal(section!.figures.overdue, '600.00');
      });
  });
});

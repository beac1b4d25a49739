// Many keys are looked up, at whatever moment statistics were taken. What is held is the work, not the time:
// how many rows a statement looks at and throws away again.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SyncEntity } from '#contract/permissions';
import { createScope, type Db, type InScope } from '../../server/db/scope.ts';
import { applyBatch } from '../../server/features/sync/sync.apply.ts';
import { readBatch } from '../../server/features/sync/sync.parse.ts';
import { createMailingListQueries } from '../../server/features/mailing-lists/mailing-lists.queries.ts';
import { onPostgres } from '../support/database.ts';
import { order } from '../support/fixtures.ts';
import { openItem } from '../support/ledger.ts';
import { workOf } from '../support/plans.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
let inScope: InScope;
let tenantId: string;

/** Rows of a table that is looked into, and keys that are looked up in it. */
const [rows, keys] = [1_500, 500];

type Asked = { sql: string; bindings: unknown[] };
/** Lists of keys come as arrays or as JSON; rows to insert do so, too. */
const seesMany = ({ sql, bindings }: Asked) =>
  !sql.startsWith('insert') &&
  bindings.some(
    (value) =>
      (Array.isArray(value) && value.length > 20) ||
      (typeof value === 'string' && value.startsWith('[') && value.length > 200),
  );

/** Runs the work, and then once more each statement over many keys, to see how it went about it; all is undone. */
async function mostWork(
  work: (db: Db) => Promise<unknown>,
): Promise<{ work: number; sql: string }[]> {
  const found: { work: number; sql: string }[] = [];
  const undone = new Error('undone');
  await inScope({ tenantId }, async (db) => {
    const asked: Asked[] = [];
    const note = (query: Asked) => asked.push(query);
    db.on('query', note);
    await work(db);
    db.removeListener('query', note);
    for (const { sql, bindings } of asked.filter(seesMany)) {
      if (/portico_freshen/.test(sql)) continue;
      await db.raw('savepoint here');
      const connection = await db.client.acquireConnection();
      const result = await connection.query(
        `explain (analyze, timing off, format json) ${sql}`,
        bindings,
      );
      found.push({ work: workOf(result.rows[0]['QUERY PLAN'][0].Plan), sql });
      await db.raw('rollback to savepoint here');
    }
    throw undone;
  }).catch((error: unknown) => {
    if (error !== undone) throw error;
  });
  return found;
}

const customers = (from: number, count: number) =>
  `insert into customers (tenant_id, number, number_key, name)
   select id, n::text, n::text, 'Cliente' from tenants, generate_series(${from}, ${from + count - 1}) n where slug = 'norte'`;
const links = `insert into customer_companies (tenant_id, customer_id, company_id, credit_blocked)
  select k.tenant_id, k.id, c.id, false from customers k join companies c using (tenant_id) where k.name = 'Cliente'
  on conflict do nothing`;
const lists = `with made as (
    insert into mailing_lists (tenant_id, company_id, customer_id)
      select a.tenant_id, a.company_id, a.customer_id from customer_companies a
      join customers k on k.tenant_id = a.tenant_id and k.id = a.customer_id where k.name = 'Cliente'
      on conflict do nothing returning tenant_id, id)
  insert into mailing_list_mailboxes (tenant_id, list_id, position, address, address_key, role)
    select tenant_id, id, 0, 'x@c.example', 'x@c.example', 'to' from made`;
const records = `insert into sync_records (tenant_id, entity, key, hash, deleted)
  select tenant_id, e.entity, e.prefix || number_key, 'x', false
  from customers, (values ('customers', ''), ('orders', ''), ('open-items', 'SM01 / ')) as e (entity, prefix)
  where name = 'Cliente' on conflict do nothing`;
const orders = `insert into orders (tenant_id, number, number_key, company_id, customer_id, order_date, currency, amount, erp_status, erp_status_key, status)
  select k.tenant_id, k.number, k.number_key, c.id, k.id, '2026-01-01', 'MXN', 1, 'X', 'X', 'pending'
  from customers k join companies c using (tenant_id) where k.name = 'Cliente' on conflict do nothing`;
const orderItems = `insert into order_items (tenant_id, order_id, line, position, descriptions, quantity, delivered, unit, unit_price, price_unit, amount, erp_status, erp_status_key, status)
  select tenant_id, id, 1, '1', '{}', 1, 0, 'X', 1, 1, 1, 'X', 'X', 'pending' from orders where erp_status = 'X' on conflict do nothing`;
const items = `with made as (
    insert into open_items (tenant_id, company_id, external_id, external_key)
      select k.tenant_id, c.id, k.number, k.number_key from customers k join companies c using (tenant_id)
      where k.name = 'Cliente' on conflict do nothing returning tenant_id, id, company_id)
  insert into open_item_versions (tenant_id, item_id, company_id, customer_id, kind, document_date, posting_date, currency, amount)
    select m.tenant_id, m.id, m.company_id, (select id from customers where number_key = '1002945'), 'invoice', '2026-01-01', '2026-01-01', 'MXN', 1
    from made m`;
const fill = [links, lists, records, orders, orderItems, items];
const tables = [
  'customers',
  'customer_companies',
  'mailing_lists',
  'mailing_list_mailboxes',
  'sync_records',
  'orders',
  'order_items',
  'open_items',
  'open_item_versions',
];
const empty = `delete from order_items where order_id in (select id from orders where erp_status = 'X');
  delete from orders where erp_status = 'X';
  delete from mailing_list_mailboxes; delete from mailing_lists;
  delete from open_item_versions; delete from open_items where external_id = external_key;
  delete from sync_records where hash = 'x';
  delete from customer_companies where customer_id in (select id from customers where name = 'Cliente');
  delete from customers where name = 'Cliente'`;

const each = async (statements: string[]) => {
  for (const sql of statements) await running.sql(sql);
};
const analyze = () => each(tables.map((table) => `analyze ${table}`));

/** How the tables came to hold what they hold, and what was known of them meanwhile. */
const histories: Record<string, () => Promise<void>> = {
  'statistics are of now': async () => {
    await each([customers(1, rows), ...fill]);
    await analyze();
  },
  'statistics are of hardly any rows': async () => {
    await each([customers(1, 1), ...fill]);
    await analyze();
    await each([customers(2, rows), ...fill]);
  },
  'statistics are of empty tables': async () => {
    await analyze();
    await each([customers(1, rows), ...fill]);
  },
  'tables were emptied, tidied and filled again': async () => {
    await each([customers(1, rows), ...fill, ...empty.split(';')]);
    const owner = running.owner();
    for (const table of tables) await owner.raw(`vacuum analyze ${table}`);
    await each([customers(1, rows), ...fill]);
  },
};

const numbers = Array.from({ length: keys }, (_, i) => String(i + 1));

describe('many keys', { skip: !onPostgres && 'needs PostgreSQL' }, () => {
  before(async () => {
    running = await startPortal();
    inScope = createScope(running.connection);
    const owner = running.owner();
    [{ id: tenantId }] = await owner('tenants').where({ slug: 'norte' }).select('id');
    // Nobody takes statistics but who is asked to.
    for (const table of tables)
      await owner.raw(`alter table ${table} set (autovacuum_enabled = false)`);
  });
  after(() => running.close());

  for (const [history, make] of Object.entries(histories))
    test(`are looked up with little work where ${history}`, async () => {
      await each(empty.split(';'));
      await make();
      const apply = (entity: SyncEntity, sent: unknown[]) => async (db: Db) => {
        const batch = await readBatch(entity, sent, false);
        const results = await applyBatch(db, batch);
        const bad = results.find(({ status }) => status === 'invalid');
        assert.equal(bad, undefined, JSON.stringify(bad));
      };
      const sent = numbers.slice(0, 500);
      const found = [
        ...(await mostWork(async (db) => {
          const queries = createMailingListQueries(db, { customerIds: 'all' });
          const all = await queries.customers(numbers);
          assert.equal(all.length, keys);
          const ids = all.map(({ id }) => id);
          assert.equal((await queries.memberships(ids)).length, keys);
          const listIds = (await queries.listsOf(ids)).map(({ id }) => id);
          assert.equal(listIds.length, keys);
          assert.equal((await queries.addressesOf(listIds)).size, keys);
          await queries.replaceMailboxes(listIds, []);
        })),
        ...(await mostWork(
          apply(
            'customers',
            sent.map((number) => ({ number, name: 'Otro', companies: [{ company: 'SM01' }] })),
          ),
        )),
        ...(await mostWork(
          apply(
            'orders',
            sent.map((number) => order(number, { customer: number, shipTo: null, status: 'PRC' })),
          ),
        )),
        ...(await mostWork(
          apply(
            'open-items',
            sent.map((number) => openItem(number, { id: number, customer: number })),
          ),
        )),
        ...(await mostWork(
          apply(
            'open-items',
            sent.map((id) => ({ company: 'SM01', id, deleted: true })),
          ),
        )),
        ...(await mostWork(
          apply(
            'orders',
            sent.map((number) => ({ number, deleted: true })),
          ),
        )),
      ];
      assert.ok(found.length > 15, `${found.length} statements`);
      // Each row and each key some times over, and far from each row for each key.
      const most = 6 * (rows + keys);
      for (const { work, sql } of found) assert.ok(work < most, `${work} for ${sql}`);
    });
});

import { connect } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope, type Db } from '../../server/db/scope.ts';
import { createStatementQueries } from '../../server/features/statement/statement.queries.ts';
import { hashSecret, newSecret } from '../../server/http/credentials.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import { median, type Finding } from './compare.ts';
import { highWater } from './prices.ts';
import { start } from './stock.ts';

/** Documents that are open among those that years have cleared, and rows of a long file. */
const open = 10_000;
const cleared = 200_000;
const long = 100_000;
const cutOff = '2026-05-06';
const rounds = 9;

type Stage = { tenantId: string; companyId: string; customers: [big: string, long: string] };

/** A statement of 10,000 open documents, and the files of one of 100,000. */
export async function benchStatement(postgres: TemporaryPostgres): Promise<Finding[]> {
  const token = newSecret();
  const stage = await prepare(postgres, token);
  const database = JSON.stringify({ url: postgres.serverUrl });
  const headers = { 'Portal-Tenant': 'cartera', Authorization: `Bearer ${token}` };
  const make = async (url: string, customer: string): Promise<string> => {
    const response = await fetch(`${url}/api/v1/statements`, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify({ company: 'C', customer, cutOff }),
    });
    if (response.status !== 201)
      throw new Error(`A statement was answered with ${response.status}`);
    return ((await response.json()) as { id: string }).id;
  };

  const server = await start('server-process.ts', 'portal', database);
  const ms = await timed(() => make(server.url, '1'));
  const id = await make(server.url, '2');
  await server.stop();
  const bareMs = await bare(postgres, stage);

  // Another process, whose memory is the file's alone.
  const writer = await start('server-process.ts', 'portal', database);
  const idle = highWater(writer.pid!);
  const begin = performance.now();
  const { body } = await fetch(`${writer.url}/api/v1/statements/${id}/xlsx?locale=es`, { headers });
  let first = 0;
  let bytes = 0;
  for await (const chunk of body!) {
    first ||= performance.now() - begin;
    bytes += (chunk as Uint8Array).length;
  }
  const seconds = (performance.now() - begin) / 1000;
  const megabytes = highWater(writer.pid!) - idle;
  await writer.stop();
  return [
    {
      what: 'statement of 10,000 open among 200,000 cleared',
      value: `${ms.toFixed(0)} ms`,
      limit: `${bareMs.toFixed(0)} ms`,
      ratio: ms / bareMs,
      budget: '2000 ms',
      holds: ms < 2000,
    },
    {
      what: `its XLSX of 100,000 rows, ${(bytes / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s`,
      value: `${megabytes.toFixed(0)} MB, first byte ${first.toFixed(0)} ms`,
      budget: '256 MB, 1 s',
      holds: megabytes < 256 && first < 1000,
    },
  ];
}

/** How many documents are being paid, and by how much a statement may be slower for that. */
const [beingPaid, slower] = [500, 1.03];

/** A statement before, while, and after some of its documents are being paid: each as often, so that all drift alike. */
export async function overlay(postgres: TemporaryPostgres): Promise<Finding[]> {
  const token = newSecret();
  const { tenantId, companyId, customers } = await prepare(postgres, token);
  const database = JSON.stringify({ url: postgres.serverUrl });
  const headers = { 'Portal-Tenant': 'cartera', Authorization: `Bearer ${token}` };
  const owner = await connect({ url: postgres.ownerUrl, poolSize: 1 });
  const inScope = createScope(owner);
  const server = await start('server-process.ts', 'portal', database);
  /** One alone at a time: a person may have 60 in one go. */
  const make = async () => {
    const begin = performance.now();
    const response = await fetch(`${server.url}/api/v1/statements`, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify({ company: 'C', customer: '1', cutOff }),
    });
    if (response.status !== 201) throw new Error(`It was answered with ${response.status}`);
    await response.arrayBuffer();
    return performance.now() - begin;
  };
  const times = { without: [] as number[], with: [] as number[] };
  await make();
  for (let round = 0; round < 25; round++) {
    times.without.push(await make());
    await inScope({ tenantId }, (db) => pay(db, { tenantId, companyId, customerId: customers[0] }));
    times.with.push(await make());
    await inScope({ tenantId }, (db) => db('payments').delete());
  }
  await server.stop();
  await owner.close();
  const [ms, without] = [median(times.with), median(times.without)];
  return [
    {
      what: `statement of 10,000 open, ${beingPaid} of them being paid`,
      value: `${ms.toFixed(0)} ms`,
      limit: `${without.toFixed(0)} ms, none of them`,
      ratio: ms / without,
      budget: `at most ${slower}`,
      holds: ms / without <= slower,
    },
  ];
}

/** Payments under way of open documents of a customer, ten each. */
async function pay(
  db: Db,
  of: { tenantId: string; companyId: string; customerId: string },
): Promise<void> {
  await db.raw(
    `with contact as (
       insert into contacts (tenant_id, external_id, external_key, customer_id, name, erp_active)
       select :tenantId, 'payer', 'payer', :customerId, 'Payer', true
       where not exists (select from contacts where external_key = 'payer') returning id
     ), account as (
       insert into payment_accounts (tenant_id, company_id, provider, mode, name, methods, enabled, details)
       select :tenantId, :companyId, 'manual', 'test', 'Bench', array['transfer'], true,
         '{"bank":"B","beneficiary":"B","account":"1"}'
       where not exists (select from payment_accounts) returning id
     )
     select 1`,
    of,
  );
  await db.raw(
    `with made as (
       insert into payments (tenant_id, number, account_id, customer_id, company_id, contact_id, method, amount, currency,
         state, locale, return_to, return_code)
       select :tenantId, 'PG-' || g, (select id from payment_accounts limit 1), :customerId, :companyId,
         (select id from contacts where external_key = 'payer'), 'transfer', 10, 'MXN', 'pending', 'es',
         'https://host.example/', 'code-' || g
       from generate_series(1, ${beingPaid / 10}) g returning id, number
     ), item as (
       select v.item_id, row_number() over (order by v.item_id) as n from open_item_versions v
       where v.customer_id = :customerId and v.superseded_at = 'infinity' and v.cleared_on = 'infinity'
       order by v.item_id limit ${beingPaid}
     )
     insert into payment_items (tenant_id, payment_id, item_id, amount, open_at_creation)
     select :tenantId, m.id, i.item_id, 1, 100
     from item i join made m on m.number = 'PG-' || (1 + (i.n - 1) / 10)`,
    of,
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const begin = performance.now();
    await work();
    times.push(performance.now() - begin);
  }
  return median(times);
}

/** The same rows out of the same database, and nothing done with them. */
async function bare(
  postgres: TemporaryPostgres,
  { tenantId, companyId, customers: [customerId] }: Stage,
): Promise<number> {
  const connection = await connect({ url: postgres.serverUrl, poolSize: 1 });
  const inScope = createScope(connection);
  const ms = await timed(() =>
    inScope({ tenantId }, async (db) => {
      const account = { customerId, companyId };
      const rows = await createStatementQueries(db).ledger(account, { from: cutOff, to: cutOff });
      if (rows.length !== open) throw new Error(`${rows.length} documents are open`);
    }),
  );
  await connection.close();
  return ms;
}

async function prepare(postgres: TemporaryPostgres, token: string): Promise<Stage> {
  const owner = await connect({ url: postgres.ownerUrl, poolSize: 2 });
  await migrate(owner);
  const [{ id: tenantId }] = (await owner
    .knex('tenants')
    .insert({ slug: 'cartera', name: 'Cartera', locale: 'es', time_zone: 'UTC' })
    .returning('id')) as [{ id: string }];
  const stage = await createScope(owner)({ tenantId }, async (db) => {
    const insert = async (table: string, row: object): Promise<string> =>
      (
        await db(table)
          .insert({ tenant_id: tenantId, ...row })
          .returning('id')
      )[0].id;
    const names = { code: 'C', code_key: 'C', legal_name: 'C', currency: 'MXN', time_zone: 'UTC' };
    const companyId = await insert('companies', names);
    const customer = async (number: string): Promise<string> => {
      const id = await insert('customers', { number, number_key: number, name: number });
      await db('customer_companies').insert({
        tenant_id: tenantId,
        customer_id: id,
        company_id: companyId,
        credit_limit: '8000000',
        currency: 'MXN',
        credit_blocked: false,
      });
      return id;
    };
    const customers: Stage['customers'] = [await customer('1'), await customer('2')];
    await signUp(db, tenantId, token);
    await fill(db, { tenantId, companyId }, customers[0], open, cleared);
    await fill(db, { tenantId, companyId }, customers[1], long, 0);
    return { tenantId, companyId, customers };
  });
  await owner.knex.raw('vacuum analyze open_items, open_item_versions, open_item_clearings');
  await owner.close();
  return stage;
}

/** Somebody of the company who may see every statement. */
async function signUp(db: Db, tenantId: string, token: string): Promise<void> {
  const [{ id: identityId }] = await db('identities')
    .insert({ tenant_id: tenantId, name: 'Uno' })
    .returning('id');
  await db('staff_users').insert({
    tenant_id: tenantId,
    identity_id: identityId,
    permissions: ['statement.view', 'statement.export', 'credit.view', 'invoices.xml'],
    all_customers: true,
  });
  await db('sessions').insert({
    tenant_id: tenantId,
    token_hash: hashSecret(token),
    identity_id: identityId,
    expires_at: db.raw(`now() + interval '1 day'`),
  });
}

/** Documents of a customer: the first so many are open, a third of them cleared in part; the others wholly. */
async function fill(
  db: Db,
  { tenantId, companyId }: Pick<Stage, 'tenantId' | 'companyId'>,
  customerId: string,
  opens: number,
  others: number,
): Promise<void> {
  await db.raw(
    `with item as (
       insert into open_items (tenant_id, company_id, external_id, external_key)
       select :tenantId, :companyId, k, k from (select :customerId || ' ' || i as k from generate_series(1, :count::int) i) x
       returning id, split_part(external_key, ' ', 2)::int as i
     ), version as (
       insert into open_item_versions (tenant_id, item_id, company_id, customer_id, kind, order_number, invoice_number,
         fiscal_id, fiscal_key, document_date, posting_date, due_date, currency, amount, cleared_on)
       select :tenantId, id, :companyId, :customerId, 'invoice', lpad(i::text, 10, '0'), lpad(i::text, 10, '0'),
         upper(id::text), upper(id::text), date '2026-05-01' - i % 2000, date '2026-05-01' - i % 2000,
         date '2026-05-31' - i % 2000, 'MXN', 1000.25 + i % 900,
         case when i <= :opens then 'infinity' else date '2026-05-03' - i % 1900 end
       from item returning id, amount, cleared_on, posting_date
     )
     insert into open_item_clearings (tenant_id, version_id, line, cleared_on, amount, reference)
     select :tenantId, id, 1, case when cleared_on = 'infinity' then posting_date else cleared_on end,
       case when cleared_on = 'infinity' then 100 else amount end, 'R'
     from version where cleared_on <> 'infinity' or id % 3 = 0`,
    { tenantId, companyId, customerId, opens, count: opens + others },
  );
}

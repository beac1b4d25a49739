import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { connect } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope, type Db } from '../../server/db/scope.ts';
import { hashSecret, newSecret } from '../../server/http/credentials.ts';
import { writeKeyCursor } from '../../server/http/cursor.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import type { Finding } from './compare.ts';
import { answered, createMaterials, measure, readers, start } from './stock.ts';

const searchesEach = 50;

const cursor = writeKeyCursor('5');
// Lists as they are, further on, words and groups that are common, rare and in no list at all.
const questions = [
  '',
  `cursor=${cursor}`,
  'search=tanque',
  'search=tanque acero',
  'search=valvula 450',
  'search=99996',
  'search=12',
  'search=xyz',
  'group=Grupo 7',
  `group=Grupo 4&cursor=${cursor}`,
  'group=Raro',
  'group=Raro&search=tanque',
  'group=Grupo 4&search=bomba',
].map(encodeURI);

type Stage = { token: string; customerId: string };

/** Searching and paging in 50,000 prices of one customer, and all of them as XLSX. */
export async function benchPrices(postgres: TemporaryPostgres): Promise<Finding[]> {
  const { token, customerId } = await prepare(postgres);
  const portal = await start(
    'server-process.ts',
    'portal',
    JSON.stringify({ url: postgres.serverUrl }),
  );
  const bare = await start('stock-bare.ts', postgres.serverUrl, customerId);
  try {
    const ask = (url: string) => (question: string) =>
      answered(`${url}?${question}`, 'precios', token);
    const ours = ask(`${portal.url}/api/v1/prices`);
    const limit = ask(`${bare.url}/prices`);
    for (const one of [ours, limit]) await measure(one, questions, 20, 0);
    const bareMs = await measure(limit, questions, searchesEach, 0);
    const ms = await measure(ours, questions, searchesEach, 0);
    const one = async (path: string) => {
      const times: number[] = [];
      for (let i = 0; i < 20; i++) {
        const begin = performance.now();
        await answered(`${portal.url}/api/v1${path}`, 'precios', token);
        times.push(performance.now() - begin);
      }
      return times.toSorted((a, b) => a - b)[10]!;
    };
    const [lists, home] = [await one('/price-lists'), await one('/home')];
    return [
      ...(await exported(postgres, token)),
      {
        what: `50,000 prices, ${readers} readers, p95`,
        value: `${ms.toFixed(1)} ms`,
        limit: `${bareMs.toFixed(1)} ms`,
        ratio: ms / bareMs,
        budget: '60 ms',
        holds: ms < 60,
      },
      {
        what: 'lists and groups, one reader',
        value: `${lists.toFixed(1)} ms`,
        budget: '25 ms',
        holds: lists < 25,
      },
      {
        what: 'home with the figure of prices, one reader',
        value: `${home.toFixed(1)} ms`,
        budget: '15 ms',
        holds: home < 15,
      },
    ];
  } finally {
    for (const { stop } of [portal, bare]) await stop();
  }
}

/** A sheet of 100,000 rows in a process of its own; and all 100,000 prices as files of a server. */
async function exported(postgres: TemporaryPostgres, token: string): Promise<Finding[]> {
  const program = new URL('sheet-process.ts', import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, [program]);
  const alone = JSON.parse(stdout) as Record<'bytes' | 'first' | 'ms' | 'megabytes', number>;
  const finding = (what: string, { bytes, first, ms, megabytes }: typeof alone): Finding => ({
    what: `${what}, ${(bytes / 1e6).toFixed(1)} MB in ${(ms / 1000).toFixed(1)} s`,
    value: `${megabytes.toFixed(0)} MB, first byte ${first.toFixed(0)} ms`,
    budget: '256 MB, 1 s',
    holds: megabytes < 256 && first < 1000,
  });
  return [
    finding('XLSX of 100,000 rows', alone),
    finding('… by a server, beyond what it has idle', await served(postgres, token, 'xlsx')),
    finding('CSV of them', await served(postgres, token, 'csv')),
  ];
}

async function served(postgres: TemporaryPostgres, token: string, format: string) {
  const database = JSON.stringify({ url: postgres.serverUrl });
  const server = await start('server-process.ts', 'portal', database);
  const idle = highWater(server.pid!);
  const begin = performance.now();
  const { status, body } = await fetch(`${server.url}/api/v1/exports/prices/${format}?locale=es`, {
    headers: { 'Portal-Tenant': 'precios', Authorization: `Bearer ${token}` },
  });
  if (status !== 200) throw new Error(`The export was answered with ${status}`);
  let first = 0;
  let bytes = 0;
  for await (const chunk of body!) {
    first ||= performance.now() - begin;
    bytes += (chunk as Uint8Array).length;
  }
  const ms = performance.now() - begin;
  const megabytes = highWater(server.pid!) - idle;
  await server.stop();
  return { bytes, first, ms, megabytes };
}

/** The most memory a process has had, in megabytes. */
export const highWater = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

async function prepare(postgres: TemporaryPostgres): Promise<Stage> {
  const owner = await connect({ url: postgres.ownerUrl, poolSize: 2 });
  await migrate(owner);
  const [{ id: tenantId }] = (await owner
    .knex('tenants')
    .insert({ slug: 'precios', name: 'Precios', locale: 'es', time_zone: 'UTC' })
    .returning('id')) as [{ id: string }];
  const token = newSecret();
  const customerId = await createScope(owner)({ tenantId }, async (db) => {
    await createMaterials(db, tenantId);
    await db.raw(
      `update materials set material_group = case when number_key::int % 4000 = 4 then 'Raro' else 'Grupo ' || number_key::int % 40 end`,
    );
    return signUp(db, tenantId, token);
  });
  await createScope(owner)({ tenantId }, (db) => fill(db, tenantId));
  await owner.knex.raw(
    'vacuum analyze materials, material_words, price_lists, price_entries, prices',
  );
  await owner.close();
  return { token, customerId };
}

/** A contact of a customer who may see prices. */
async function signUp(db: Db, tenantId: string, token: string): Promise<string> {
  const insert = async (table: string, row: object) =>
    (
      await db(table)
        .insert({ tenant_id: tenantId, ...row })
        .returning('id')
    )[0].id as string;
  const customer = { number: '1', number_key: '1', name: 'Uno', customer_group: 'Oro' };
  const customerId = await insert('customers', customer);
  const identityId = await insert('identities', { name: 'Uno' });
  const contactId = await insert('contacts', {
    external_id: '1',
    external_key: '1',
    customer_id: customerId,
    identity_id: identityId,
    name: 'Uno',
    erp_active: true,
  });
  await db('contact_grants').insert(
    ['prices.view', 'prices.export'].map((permission) => ({
      tenant_id: tenantId,
      contact_id: contactId,
      permission,
      scope: 'customer',
    })),
  );
  await db('sessions').insert({
    tenant_id: tenantId,
    token_hash: hashSecret(token),
    identity_id: identityId,
    contact_id: contactId,
    expires_at: '2100-01-01',
  });
  return customerId;
}

/** Everybody's list with a quarter of all materials, a group's and the customer's own, each price in two steps. */
async function fill(db: Db, tenantId: string): Promise<void> {
  await db.raw(
    `insert into price_lists (tenant_id, code, code_key, currency, tax_included)
     select ?, c, c, 'MXN', false from unnest(array['ALL', 'GROUP', 'OWN']) c`,
    [tenantId],
  );
  await db.raw(
    `insert into price_list_assignments (tenant_id, list_id, customer_id, customer_group, position)
     select l.tenant_id, l.id, case code when 'OWN' then k.id end, case code when 'GROUP' then 'Oro' end, 0
     from price_lists l, customers k`,
  );
  await db.raw(
    `insert into price_entries (tenant_id, list_id, material_id, number_key)
     select l.tenant_id, l.id, m.id, m.number_key from materials m join price_lists l
       on m.number_key::int % case l.code when 'ALL' then 4 when 'GROUP' then 40 else 400 end = 0`,
  );
  await db.raw(
    `insert into prices (tenant_id, entry_id, line, unit, price, price_unit, min_quantity)
     select e.tenant_id, e.id, n, 'PZA', 12.3456 / n, 1, (n - 1) * 100 from price_entries e, generate_series(1, 2) n`,
  );
}

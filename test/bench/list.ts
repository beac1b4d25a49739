import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import autocannon from 'autocannon';
import { connect, type Connection } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope } from '../../server/db/scope.ts';
import { hashSecret, newSecret } from '../../server/http/credentials.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import { median, type Finding } from './compare.ts';

const connections = 20;
const seconds = 6;
const rounds = 3;

export type Stage = { tenantId: string; customerId: string; token: string };

/** The orders list against the bare limit, and over tables of different sizes. */
export async function benchList(postgres: TemporaryPostgres, sizes: number[]): Promise<Finding[]> {
  const owner = await connect({ url: postgres.ownerUrl, poolSize: 2 });
  await migrate(owner);
  const stage = await prepare(owner);
  const latencies = new Map<number, number>();
  const findings: Finding[] = [];
  let filled = 0;
  for (const size of sizes) {
    await fill(postgres, stage, filled, size);
    filled = size;
    if (size === 1_000_000) findings.push(...(await compare(postgres, stage)));
    latencies.set(size, await oneByOne(postgres.serverUrl, stage));
  }
  await owner.close();
  findings.push(flat('orders', latencies));
  return findings;
}

/** Whether a page takes the same time whatever the size of its table. @param latencies milliseconds by size */
export function flat(of: string, latencies: ReadonlyMap<number, number>): Finding {
  const [small = 1, ...others] = latencies.values();
  const drift = Math.max(...others.map((ms) => ms / small));
  return {
    what: `one page at ${[...latencies.keys()].map((size) => size.toLocaleString('en')).join(', ')} ${of}`,
    value: [...latencies.values()].map((ms) => `${ms.toFixed(2)} ms`).join(', '),
    budget: 'same time, ±20 %',
    holds: drift <= 1.2,
  };
}

export async function prepare(owner: Connection): Promise<Stage> {
  const [{ id: tenantId }] = (await owner
    .knex('tenants')
    .insert({ slug: 'banco', name: 'Banco de pruebas', locale: 'es', time_zone: 'UTC' })
    .returning('id')) as [{ id: string }];
  return createScope(owner)({ tenantId }, async (db) => {
    const insert = async (table: string, row: object) =>
      (
        await db(table)
          .insert({ tenant_id: tenantId, ...row })
          .returning('id')
      )[0].id as string;
    await insert('companies', {
      code: 'C',
      code_key: 'C',
      legal_name: 'C',
      currency: 'MXN',
      time_zone: 'UTC',
    });
    const customerId = await insert('customers', { number: '1', number_key: '1', name: 'Uno' });
    const identityId = await insert('identities', { name: 'Uno' });
    const contactId = await insert('contacts', {
      external_id: '1',
      external_key: '1',
      customer_id: customerId,
      identity_id: identityId,
      name: 'Uno',
      erp_active: true,
    });
    await insert('addresses', {
      customer_id: customerId,
      code: 'A',
      code_key: 'A',
      name: 'Bodega',
      street: 'Calle 5',
      city: 'Monterrey',
    });
    await db('contact_grants').insert(
      ['orders.view', 'orders.amounts'].map((permission) => ({
        tenant_id: tenantId,
        contact_id: contactId,
        permission,
        scope: 'customer',
      })),
    );
    const token = newSecret();
    await db('sessions').insert({
      tenant_id: tenantId,
      token_hash: hashSecret(token),
      identity_id: identityId,
      contact_id: contactId,
      expires_at: '2100-01-01',
    });
    // A hundred customers share the orders, so that the smallest table fills a page of one, too.
    await db.raw(
      `insert into customers (tenant_id, number, number_key, name) select ?, g::text, g::text, 'Cliente ' || g from generate_series(2, 100) g`,
      [tenantId],
    );
    return { tenantId, customerId, token };
  });
}

/** Adds orders up to a size. The foreign keys are sound by construction, so their checks are spared. */
export async function fill(
  postgres: TemporaryPostgres,
  { tenantId }: Stage,
  from: number,
  to: number,
): Promise<void> {
  const owner = await connect({ url: superuser(postgres), poolSize: 1 });
  await createScope(owner)({ tenantId }, async (db) => {
    await db.raw(`set local session_replication_role = 'replica'`);
    await db.raw(
      `insert into orders (tenant_id, number, number_key, company_id, customer_id, address_id, purchase_order, order_date, currency, amount, erp_status, erp_status_key, status)
       select t.id, g::text, g::text, (select id from companies where tenant_id = t.id), k.ids[1 + g % 100],
         case when g % 100 = 0 then (select id from addresses where tenant_id = t.id) end, 'OC-' || g,
         date '2026-06-01' - (g % 730)::int, 'MXN', (g % 100000) / 100.0, 'released', 'RELEASED', 'released'
       from generate_series(?::int, ?::int) g, tenants t,
         (select array_agg(id order by number_key::int) as ids from customers where tenant_id = ?) k
       where t.id = ?`,
      [from + 1, to, tenantId, tenantId],
    );
  });
  await owner.knex.raw('vacuum analyze orders');
  await owner.close();
}

/** Only it can spare checks of foreign keys, and passes every wall. */
export const superuser = ({ ownerUrl }: TemporaryPostgres) =>
  ownerUrl.replace('portico_owner', 'postgres');

export async function start(
  kind: string,
  url: string,
  { tenantId, customerId }: Stage,
): Promise<{ child: ChildProcess; url: string }> {
  const program = new URL('./server-process.ts', import.meta.url).pathname;
  const child = spawn(
    process.execPath,
    [program, kind, JSON.stringify({ url }), tenantId, customerId],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  return { child, url: line.toString().trim() };
}

const headersOf = ({ token }: Stage) => ({
  'Portal-Tenant': 'banco',
  Authorization: `Bearer ${token}`,
});

export async function throughput(url: string, stage: Stage, path = '/orders'): Promise<number> {
  const result = await autocannon({
    url: `${url}/api/v1${path}`,
    connections,
    duration: seconds,
    headers: headersOf(stage),
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} refusals, ${result.errors} errors`);
  return result.requests.average;
}

/** Ours and both bare servers in turn, several rounds, so that a machine that drifts drifts for all. */
async function compare(postgres: TemporaryPostgres, stage: Stage): Promise<Finding[]> {
  const servers = {
    portal: await start('portal', postgres.serverUrl, stage),
    same: await start('bare-statements', postgres.serverUrl, stage),
    // Without a wall to pass, as the owner of everything.
    list: await start('bare-list', superuser(postgres), stage),
  };
  const rates = { portal: [] as number[], same: [] as number[], list: [] as number[] };
  for (const server of Object.values(servers)) await throughput(server.url, stage);
  for (let round = 0; round < rounds; round++) {
    for (const name of ['portal', 'same', 'list'] as const)
      rates[name].push(await throughput(servers[name].url, stage));
  }
  for (const { child } of Object.values(servers)) child.kill('SIGKILL');
  const [ours, same, list] = [median(rates.portal), median(rates.same), median(rates.list)];
  const finding = (what: string, bare: number, budget: string, least: number): Finding => ({
    what,
    value: `${ours.toFixed(0)}/s`,
    limit: `${bare.toFixed(0)}/s`,
    ratio: ours / bare,
    budget,
    holds: ours / bare >= least,
  });
  return [
    finding('orders list, 1 million, same statements', same, 'at least 0.5', 0.5),
    finding('orders list, 1 million, the one select alone', list, 'at least 0.5', 0.5),
  ];
}

/** Median milliseconds of a page, one request after the other. */
export async function oneByOne(url: string, stage: Stage, path = '/orders'): Promise<number> {
  const { child, url: address } = await start('portal', url, stage);
  const times: number[] = [];
  for (let i = 0; i < 600; i++) {
    const started = performance.now();
    const response = await fetch(`${address}/api/v1${path}`, { headers: headersOf(stage) });
    await response.arrayBuffer();
    if (i >= 200) times.push(performance.now() - started);
  }
  child.kill('SIGKILL');
  return median(times);
}

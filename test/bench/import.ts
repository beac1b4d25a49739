import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { importFile } from '../../server/cli/import.ts';
import { connect, type DatabaseAddress } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope } from '../../server/db/scope.ts';
import { createKeys } from '../../server/features/keys/keys.admin.ts';
import { createTenants } from '../../server/features/tenants/tenants.service.ts';
import type { SyncEntity } from '#contract/permissions';
import { item, order } from '../support/fixtures.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import type { Finding } from './compare.ts';

const linesPerOrder = 3;

const material = (i: number) => ({
  number: `M${i}`,
  descriptions: { es: `Material ${i}`, pt: `Material ${i}` },
  unit: 'PZ',
});
const purchase = (i: number) =>
  order(String(1_000_000 + i), {
    customer: '1',
    shipTo: null,
    status: 'released',
    items: Array.from({ length: linesPerOrder }, (_, line) =>
      item(String(line + 1), { status: 'released' }),
    ),
  });

/** Records a second through `portico import` and the API, against the bare insert of the same rows. */
export async function benchImport(postgres: TemporaryPostgres): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-bench-'));
  try {
    const server = await run(
      { url: postgres.serverUrl },
      { url: postgres.ownerUrl },
      folder,
      20_000,
    );
    const bare = await bareInsert(postgres.ownerUrl);
    const embedded = await run(
      { folder: join(folder, 'db') },
      { folder: join(folder, 'db') },
      folder,
      5_000,
    );
    return [
      finding('PostgreSQL, materials', server.materials, 5_000),
      finding(`PostgreSQL, orders of ${linesPerOrder} lines`, server.orders, 5_000, bare),
      finding('PGlite, materials', embedded.materials, 1_500),
      finding(`PGlite, orders of ${linesPerOrder} lines`, embedded.orders, 1_500),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const finding = (what: string, rate: number, least: number, bare?: number): Finding => ({
  what: `import, ${what}`,
  value: `${rate.toFixed(0)} records/s`,
  ...(bare && { limit: `${bare.toFixed(0)}/s`, ratio: rate / bare }),
  budget: `${least}/s`,
  holds: rate >= least,
});

async function run(
  address: DatabaseAddress,
  owner: DatabaseAddress,
  folder: string,
  count: number,
) {
  const key = await prepare(owner);
  const program = new URL('./server-process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, 'portal', JSON.stringify(address)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  const target = { url: line.toString().trim(), tenant: 'importe', key };
  const rate = async (entity: SyncEntity, make: (i: number) => object) => {
    const file = join(folder, `${entity}.ndjson`);
    writeFileSync(
      file,
      Array.from({ length: count }, (_, i) => JSON.stringify(make(i))).join('\n'),
    );
    const started = performance.now();
    const counts = await importFile({ ...target, entity }, file, () => {});
    if (counts.created !== count)
      throw new Error(`Not all were created: ${JSON.stringify(counts)}`);
    return (count / (performance.now() - started)) * 1000;
  };
  const rates = {
    materials: await rate('materials', material),
    orders: await rate('orders', purchase),
  };
  child.kill('SIGTERM');
  await once(child, 'close');
  return rates;
}

async function prepare(address: DatabaseAddress): Promise<string> {
  const connection = await connect(address);
  await migrate(connection);
  const inScope = createScope(connection);
  const tenants = createTenants({ connection, inScope });
  const keys = createKeys({ inScope, findTenant: tenants.findTenant });
  const { id } = await tenants.createTenant({
    slug: 'importe',
    name: 'Importe',
    locale: 'es',
    timeZone: 'UTC',
    origins: [],
  });
  await inScope({ tenantId: id }, async (db) => {
    await db('companies').insert({
      tenant_id: id,
      code: 'SM01',
      code_key: 'SM01',
      legal_name: 'S',
      currency: 'MXN',
      time_zone: 'UTC',
    });
    await db('customers').insert({ tenant_id: id, number: '1', number_key: '1', name: 'Uno' });
  });
  const key = await keys.createKey('importe', {
    name: 'bench',
    permissions: ['sync.materials', 'sync.orders'],
  });
  await connection.close();
  return key;
}

/** The same orders and lines by multi-row inserts of one client, with nothing checked, compared or kept. */
async function bareInsert(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create table if not exists bare_orders (like orders including all)`);
  await client.query(`create table if not exists bare_items (like order_items including all)`);
  const count = 20_000;
  const tenant = '00000000-0000-4000-8000-000000000001';
  const started = performance.now();
  for (let from = 0; from < count; from += 500) {
    const rows = Array.from({ length: 500 }, (_, i) => ({
      ...purchase(from + i),
      id: crypto.randomUUID(),
    }));
    const lines = rows.flatMap((row) =>
      row.items.map((one, line) => ({ ...one, id: row.id, line })),
    );
    await client.query('begin');
    await client.query(
      `insert into bare_orders (tenant_id, id, number, number_key, company_id, customer_id, purchase_order, order_date, currency, amount, erp_status, erp_status_key, status)
       select $1, id, number, number, $1, $1, "purchaseOrder", date, currency, amount, status, status, status
       from jsonb_to_recordset($2::jsonb) as r(id uuid, number text, "purchaseOrder" text, date date, currency text, amount numeric, status text)`,
      [tenant, JSON.stringify(rows)],
    );
    await client.query(
      `insert into bare_items (tenant_id, order_id, line, position, material, material_key, descriptions, quantity, delivered, unit, unit_price, price_unit, amount, delivery_date, erp_status, erp_status_key, status)
       select $1, id, line, position, material, material, '{}', quantity, delivered, unit, "unitPrice", "priceUnit", amount, "deliveryDate", status, status, status
       from jsonb_to_recordset($2::jsonb) as r(id uuid, line int, position text, material text, quantity numeric, delivered numeric, unit text, "unitPrice" numeric, "priceUnit" numeric, amount numeric, "deliveryDate" date, status text)`,
      [tenant, JSON.stringify(lines)],
    );
    await client.query('commit');
  }
  const rate = (count / (performance.now() - started)) * 1000;
  await client.query('drop table bare_orders, bare_items');
  await client.end();
  return rate;
}

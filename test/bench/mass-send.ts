// node test/bench/mass-send.ts [customers]: statements of 20 rows rendered and mailed, against rendering alone
// on all processors and SMTP alone, in the same run; and what the server's readers feel of it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiBase } from '#contract/limits';
import { connect } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope, type Db } from '../../server/db/scope.ts';
import { hashSecret, newSecret } from '../../server/http/credentials.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { startPostgres, type TemporaryPostgres } from '../support/postgres.ts';
import { show, type Finding } from './compare.ts';
import { compareReceived } from './mass-send-received.ts';
import { caller } from './mass-send-run.ts';
import { answered, start } from './stock.ts';

const rows = 20;
const slug = 'envios';
/** A reader's pause: what is measured are single readers, who look at the run every second or so as its page does. */
const readEveryMs = 100;
/** Statements and mails of the bare limits, at most. */
const mostLimited = 300;

/** Sends the statements of so many customers. */
export async function benchMassSend(
  postgres: TemporaryPostgres,
  customers = 5_000,
): Promise<Finding[]> {
  const token = await prepareTenant(postgres, slug, customers);
  const folder = await mkdtemp(join(tmpdir(), 'portico-sink-'));
  const sink = await start('mass-send-sink.ts', folder);
  const limitSize = Math.min(mostLimited, customers);
  try {
    const [rendering, smtp] = [
      await bare('rendering', String(limitSize)),
      await bare('smtp', String(limitSize), sink.url),
    ].map((ms) => (ms / limitSize) * customers) as [number, number];
    await emptied(folder);
    const findings = await sendAll(postgres.serverUrl, sink.url, token, customers, {
      rendering,
      smtp,
    });
    return [...findings, await compareReceived(postgres, slug, folder)];
  } finally {
    await sink.stop();
    await rm(folder, { recursive: true });
  }
}

/** Forgets what the bare limit sent. */
async function emptied(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name));
}

/** What `npm run serve` tells Node. */
const served = packageJson.scripts.serve.split(' ').filter((word) => word.startsWith('--'));
const program = new URL('mass-send-process.ts', import.meta.url).pathname;

/** @returns milliseconds */
async function bare(...args: string[]): Promise<number> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  await once(child, 'close');
  return Number(said);
}

async function sendAll(
  database: string,
  relay: string,
  token: string,
  customers: number,
  { rendering, smtp }: { rendering: number; smtp: number },
): Promise<Finding[]> {
  const child = spawn(process.execPath, [...served, program, 'portal', database, relay], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = String((await once(child.stdout, 'data'))[0]).trim();
  const call = caller(url, slug, token);
  const reads = async (until: () => Promise<boolean>): Promise<number> => {
    const times: number[] = [];
    do {
      for (let i = 0; i < 20; i++) {
        const begin = performance.now();
        await answered(`${url}${apiBase}/customers?search=cliente%20${i}`, slug, token);
        times.push(performance.now() - begin);
        await sleep(readEveryMs);
      }
    } while (!(await until()));
    return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)]!;
  };
  let rounds = 0;
  await reads(async () => true);
  const quiet = await reads(async () => ++rounds >= 5);
  const begin = performance.now();
  const run = await call('POST', '/mass-sends', { company: 'SM01' });
  const prepared = performance.now() - begin;
  await call('POST', `/mass-sends/${run.id}/start`, { confirmed: customers });
  let now = run;
  const busy = await reads(async () => {
    now = await call('GET', `/mass-sends/${run.id}`);
    return now.state === 'done';
  });
  const ms = Date.parse(now.finishedAt!) - Date.parse(now.startedAt!);
  child.kill('SIGTERM');
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const megabytes = Number(said) / 1_024;
  const limit = Math.max(rendering, smtp);
  const seconds = (time: number) => `${(time / 1_000).toFixed(1)} s`;
  if (now.counts.sent !== customers) throw new Error(`Not all were sent: ${JSON.stringify(now)}`);
  return [
    {
      what: `${customers} customers prepared, ${rows} rows each`,
      value: seconds(prepared),
      budget: '5 s',
      holds: prepared < 5_000,
    },
    {
      what: 'their statements rendered and mailed',
      value: seconds(ms),
      limit: `${seconds(rendering)} rendering, ${seconds(smtp)} SMTP`,
      ratio: limit / ms,
      budget: '0.7 of the slower',
      holds: limit / ms >= 0.7,
    },
    {
      what: 'memory of the server, threads included',
      value: `${megabytes.toFixed(0)} MB`,
      budget: '300 MB',
      holds: megabytes < 300,
    },
    {
      what: 'a search meanwhile, p95',
      value: `${busy.toFixed(1)} ms`,
      limit: `${quiet.toFixed(1)} ms before`,
      ratio: busy / quiet,
      budget: '1.25',
      holds: busy / quiet <= 1.25,
    },
  ];
}

/**
 * A tenant with so many customers, their ledgers, a mailbox each (`pagos@cliente1.example`, …), and somebody
 * signed in to send.
 * @returns the token of who may send
 */
export async function prepareTenant(
  postgres: TemporaryPostgres,
  slug: string,
  customers: number,
): Promise<string> {
  const owner = await connect({ url: postgres.ownerUrl, poolSize: 2 });
  await migrate(owner);
  const [{ id: tenantId }] = (await owner
    .knex('tenants')
    .insert({ slug, name: 'Envíos', locale: 'es', time_zone: 'UTC' })
    .returning('id')) as [{ id: string }];
  const token = newSecret();
  await createScope(owner)({ tenantId }, async (db) => {
    await fillLedger(db, tenantId, customers);
    const [identity] = await db('identities')
      .insert({ tenant_id: tenantId, name: 'Uno', email: 'uno@envios.example' })
      .returning<{ id: string }[]>('id');
    await db('staff_users').insert({
      tenant_id: tenantId,
      identity_id: identity!.id,
      permissions: ['statement.mass_send', 'statement.view'],
      all_customers: true,
    });
    await db('sessions').insert({
      tenant_id: tenantId,
      token_hash: hashSecret(token),
      identity_id: identity!.id,
      expires_at: db.raw(`now() + interval '1 day'`),
    });
  });
  await owner.knex.raw('vacuum analyze customers, open_items, open_item_versions, mailing_lists');
  await owner.close();
  return token;
}

async function fillLedger(db: Db, tenantId: string, customers: number): Promise<void> {
  const [company] = await db('companies')
    .insert({
      tenant_id: tenantId,
      code: 'SM01',
      code_key: 'SM01',
      legal_name: 'Envíos S.A.',
      currency: 'MXN',
      time_zone: 'America/Mexico_City',
    })
    .returning<{ id: string }[]>('id');
  const of = { tenantId, companyId: company!.id, customers, rows };
  for (const statement of [
    `insert into customers (tenant_id, number, number_key, name, search_text)
     select :tenantId, lpad(i::text, 10, '0'), i::text, 'Cliente ' || i, ' cliente ' || i || ' ' || lpad(i::text, 10, '0')
     from generate_series(1, cast(:customers as integer)) i`,
    `insert into customer_companies (tenant_id, customer_id, company_id, credit_limit, currency, credit_blocked)
     select tenant_id, id, :companyId, 8000000, 'MXN', false from customers`,
    `insert into open_items (tenant_id, company_id, external_id, external_key)
     select tenant_id, :companyId, number_key || '-' || i, number_key || '-' || i
     from customers, generate_series(1, cast(:rows as integer)) i`,
    `insert into open_item_versions (tenant_id, item_id, company_id, customer_id, kind, order_number, invoice_number,
       fiscal_id, document_date, posting_date, due_date, currency, amount)
     select i.tenant_id, i.id, i.company_id, k.id, 'invoice', '0084' || lpad(split_part(i.external_key, '-', 1), 6, '0'),
       '90' || replace(i.external_key, '-', ''), upper(i.id::text), date '2026-01-01' + n.n * 7, date '2026-01-01' + n.n * 7,
       date '2026-02-01' + n.n * 7 + k.number_key::integer % 28, 'MXN', 1000 + n.n * 37.25 + k.number_key::numeric / 100
     from open_items i
     join customers k on k.tenant_id = i.tenant_id and k.number_key = split_part(i.external_key, '-', 1)
     cross join lateral (select split_part(i.external_key, '-', 2)::integer as n) n`,
    `insert into mailing_lists (tenant_id, company_id, customer_id)
     select tenant_id, :companyId, id from customers`,
    `insert into mailing_list_mailboxes (tenant_id, list_id, position, address, address_key, role)
     select l.tenant_id, l.id, 1, x.address, x.address, 'to' from mailing_lists l
     join customers k on k.tenant_id = l.tenant_id and k.id = l.customer_id
     cross join lateral (select 'pagos@cliente' || k.number_key || '.example' as address) x`,
  ])
    await db.raw(statement, of);
}

if (import.meta.main) {
  const postgres = await startPostgres();
  try {
    const customers = Number(process.argv[2] ?? 5_000);
    show('Mass send', await benchMassSend(postgres, customers));
  } finally {
    postgres.stop();
  }
}

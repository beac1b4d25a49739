// node test/bench/order-kills.ts [orders] [kills]: people send orders on PostgreSQL while the server dies so many times at
// moments of chance, `kill -9`, and starts again. Each sends its order until it is answered, under the key of its form,
// and an ERP fetches and answers meanwhile. Ends with 1 where an order is there twice, lost, or without its number.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createApi, type Api } from '../support/api.ts';
import { loadFixtures, password } from '../support/fixtures.ts';
import { startPostgres, type TemporaryPostgres } from '../support/postgres.ts';
import { createAdmin } from '../../server/admin.ts';
import { createScope } from '../../server/db/scope.ts';
import { createPasswords } from '../../server/features/access/passwords.ts';
import { createPortal } from '../../server/index.ts';
import { migrate } from '../../server/db/migrate.ts';
import { connect } from '../../server/db/connect.ts';
import { show, type Finding } from './compare.ts';

const program = new URL('server-process.ts', import.meta.url).pathname;
const slug = 'norte';
/** People who send at the same time. */
const people = 8;

type Running = { child: ChildProcess; url: string };

async function startServer(postgres: TemporaryPostgres): Promise<Running> {
  const address = JSON.stringify({ url: postgres.serverUrl });
  const child = spawn(process.execPath, [program, 'portal', address], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, url: String((await once(child.stdout, 'data'))[0]).trim() };
}

/** Sends until somebody answers, whichever server that is. */
const stubborn =
  (now: () => Running, credential: string): Api =>
  async (key, options) => {
    for (;;) {
      const api = createApi(now().url, {
        'Portal-Tenant': slug,
        Authorization: `Bearer ${credential}`,
      });
      try {
        const answer = await api(key, options);
        if (answer.status < 500 && answer.status !== 429) return answer as never;
      } catch {
        // It died under the request.
      }
      await sleep(50);
    }
  };

/** Enters and sends orders one after the other. @returns their capture numbers */
async function orderOnAndOn(api: Api, next: () => boolean): Promise<string[]> {
  const numbers: string[] = [];
  while (next()) {
    // What is not sent counts for nothing: a draft may be begun twice.
    const { body: draft } = await api<{ id: string }>('POST /order-drafts', { body: {} });
    const line = { op: 'set', id: randomUUID(), position: 1, material: '123', quantity: '1' };
    let change = await api<{ version: number; priceHash: string }>(
      `PATCH /order-drafts/${draft.id}`,
      { body: { version: 1, lines: [line] } },
    );
    // It was taken, and the answer lost.
    if (change.status === 409) change = await api(`GET /order-drafts/${draft.id}`);
    const { version, priceHash } = change.body;
    const sent = await api<{ captureNumber?: string; code?: string }>(
      `POST /order-drafts/${draft.id}/submission`,
      { headers: { 'Idempotency-Key': randomUUID() }, body: { version, priceHash } },
    );
    if (!sent.body.captureNumber) throw new Error(`Refused: ${sent.status} ${sent.body.code}`);
    numbers.push(sent.body.captureNumber);
  }
  return numbers;
}

/** An ERP that fetches and accepts; every third answer it gives twice. @returns the numbers it gave */
async function acceptOnAndOn(api: Api, stopped: () => boolean): Promise<Map<string, string>> {
  const given = new Map<string, string>();
  while (!stopped()) {
    const { body } = await api<{ items: { id: string; number: string }[] }>('GET /erp-tasks');
    for (const { id, number } of body.items) {
      const answer = {
        result: 'accepted',
        number: given.get(id) ?? `95${number.padStart(8, '0')}`,
      };
      given.set(id, answer.number);
      for (let i = 0; i < (Number(number) % 3 === 0 ? 2 : 1); i++)
        await api(`POST /erp-tasks/${id}/answer`, { body: answer });
    }
    await sleep(100);
  }
  return given;
}

export async function benchOrderKills(
  postgres: TemporaryPostgres,
  orders = 500,
  kills = 20,
): Promise<Finding[]> {
  const owner = await connect({ url: postgres.ownerUrl });
  await migrate(owner);
  const portal = await createPortal({
    publicUrl: 'http://127.0.0.1',
    database: { url: postgres.serverUrl },
  });
  const inScope = createScope(owner);
  const admin = createAdmin({ connection: owner, inScope, passwords: createPasswords() });
  await loadFixtures({ ...portal, admin });
  const key = await admin.createKey(slug, { name: 'ERP', permissions: ['erp.tasks'] });
  let running = await startServer(postgres);
  const visitor = createApi(running.url, { 'Portal-Tenant': slug });
  const { body } = await visitor<{ token: string }>('POST /sessions', {
    body: { login: 'todo', password, delivery: 'bearer' },
  });
  const now = () => running;
  let left = orders;
  const senders = Array.from({ length: people }, () =>
    orderOnAndOn(stubborn(now, body.token), () => left-- > 0),
  );
  let over = false;
  const erp = acceptOnAndOn(stubborn(now, key), () => over);
  const under = { way: true };
  const sent = Promise.all(senders).then((all) => {
    under.way = false;
    return all.flat();
  });
  let struck = 0;
  for (let i = 0; i < kills && under.way; i++) {
    await sleep(Math.random() * 600);
    running.child.kill('SIGKILL');
    await once(running.child, 'close');
    struck++;
    running = await startServer(postgres);
  }
  const numbers = await sent;
  const [tenant] = await owner.knex('tenants').where({ slug }).pluck<string[]>('id');
  // The wall stands for the owner, too.
  const pool = new pg.Pool({
    connectionString: postgres.ownerUrl,
    options: `-c app.tenant_id=${tenant}`,
  });
  const count = async (sql: string) => Number((await pool.query(sql)).rows[0].count);
  // Those that may still be undone are let go, and answered.
  await pool.query(`update erp_tasks set due_at = now() where state in ('held', 'taken')`);
  while (await count(`select count(*) from erp_tasks where state in ('held', 'waiting', 'taken')`))
    await sleep(200);
  over = true;
  const given = await erp;
  const finding = (what: string, found: number, budget: number): Finding => ({
    what,
    value: String(found),
    budget: String(budget),
    holds: found === budget,
  });
  const counted = async (what: string, sql: string) => finding(what, await count(sql), orders);
  const captured = 'from orders where capture_number is not null';
  const findings = [
    finding('kills while orders were sent', struck, kills),
    finding('orders sent and answered', numbers.length, orders),
    finding('capture numbers, each once', new Set(numbers).size, orders),
    await counted('tasks of the ERP', 'select count(*) from erp_tasks'),
    await counted(
      'tasks that were accepted',
      `select count(*) from erp_tasks where state = 'accepted'`,
    ),
    await counted('orders with a capture number', `select count(*) ${captured}`),
    await counted(
      'drafts that were accepted',
      `select count(*) from order_drafts where state = 'accepted'`,
    ),
    await counted(
      'numbers of the ERP, each once',
      `select count(distinct number) ${captured} and number like '95%'`,
    ),
    finding('tasks the ERP answered', given.size, orders),
  ];
  await pool.end();
  running.child.kill('SIGKILL');
  await portal.close();
  await owner.close();
  return findings;
}

if (import.meta.main) {
  const [orders, kills] = process.argv.slice(2).map(Number);
  const postgres = await startPostgres();
  try {
    const findings = await benchOrderKills(postgres, orders, kills);
    show('Orders whose server dies', findings);
    if (findings.some(({ holds }) => !holds)) process.exitCode = 1;
  } finally {
    postgres.stop();
  }
}

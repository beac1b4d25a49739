// node test/faults/order-kills.ts [orders] [kills]: people send orders on PostgreSQL while the server dies so many times at
// moments of chance, `kill -9`, and starts again. Each sends its order until it is answered, under the key of its form;
// one draft is sent a hundred times at once, and the server dies under that as well. An ERP fetches meanwhile, answers
// some orders twice, and some only after they were handed out again. Ends with 1 where an order is there twice, lost, or
// without its number.
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
import { show, type Finding } from '../bench/compare.ts';

const program = new URL('../bench/server-process.ts', import.meta.url).pathname;
const slug = 'norte';
/** People who send at the same time. */
const people = 8;
/** Times one draft is sent at once: half of them under one key. */
const times = 100;

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

type Ready = { id: string; version: number; priceHash: string };

/** A draft that can be sent. What is not sent counts for nothing: it may be begun twice. */
async function enter(api: Api): Promise<Ready> {
  const { body: draft } = await api<{ id: string }>('POST /order-drafts', { body: {} });
  const line = { op: 'set', id: randomUUID(), position: 1, material: '123', quantity: '1' };
  let change = await api<Ready>(`PATCH /order-drafts/${draft.id}`, {
    body: { version: 1, lines: [line] },
  });
  // It was taken, and the answer lost.
  if (change.status === 409) change = await api(`GET /order-drafts/${draft.id}`);
  return change.body;
}

/** Sends a draft. @returns its capture number, whoever sent it first */
async function send(api: Api, { id, version, priceHash }: Ready, key: string): Promise<string> {
  const { status, body } = await api<{
    captureNumber?: string;
    code?: string;
    current?: { captureNumber: string };
  }>(`POST /order-drafts/${id}/submission`, {
    headers: { 'Idempotency-Key': key },
    body: { version, priceHash },
  });
  const number = body.captureNumber ?? body.current?.captureNumber;
  if (!number) throw new Error(`Refused: ${status} ${body.code}`);
  return number;
}

/** Enters and sends orders one after the other. @returns their capture numbers */
async function orderOnAndOn(api: Api, next: () => boolean, onSent: () => void): Promise<string[]> {
  const numbers: string[] = [];
  while (next()) {
    numbers.push(await send(api, await enter(api), randomUUID()));
    onSent();
  }
  return numbers;
}

/** Sends one draft many times at once, half of them under one key. @returns the capture numbers that were answered */
async function sendAtOnce(api: Api, draft: Ready): Promise<string[]> {
  const key = randomUUID();
  return Promise.all(
    Array.from({ length: times }, (_, i) => send(api, draft, i % 2 === 0 ? key : randomUUID())),
  );
}

type Erp = {
  /** The numbers it gave, by the id of the task. */
  given: Map<string, string>;
  /** Tasks it answered twice, and those it answered only when they came to it again. */
  twice: number;
  late: number;
};

/** An ERP that fetches and accepts, a third of it twice, a fifth late. */
async function acceptOnAndOn(api: Api, stopped: () => boolean): Promise<Erp> {
  const erp: Erp = { given: new Map(), twice: 0, late: 0 };
  while (!stopped()) {
    const { body } = await api<{ items: { id: string; number: string; attempts: number }[] }>(
      'GET /erp-tasks',
    );
    for (const { id, number, attempts } of body.items) {
      const again = Number(number) % 3 === 0;
      const slow = Number(number) % 5 === 0;
      if (slow && attempts === 1) continue;
      const answer = {
        result: 'accepted',
        number: erp.given.get(id) ?? `95${number.padStart(8, '0')}`,
      };
      if (!erp.given.has(id)) {
        erp.twice += Number(again);
        erp.late += Number(slow);
      }
      erp.given.set(id, answer.number);
      for (let i = 0; i < (again ? 2 : 1); i++) {
        const { status } = await api(`POST /erp-tasks/${id}/answer`, { body: answer });
        if (status !== 200) throw new Error(`The answer to ${number} was refused: ${status}`);
      }
    }
    await sleep(100);
  }
  return erp;
}

export async function orderKills(
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
  const answered = { count: 0 };
  const senders = Array.from({ length: people }, () =>
    orderOnAndOn(
      stubborn(now, body.token),
      () => left-- > 0,
      () => answered.count++,
    ),
  );
  const [tenant] = await owner.knex('tenants').where({ slug }).pluck<string[]>('id');
  // The wall stands for the owner, too.
  const pool = new pg.Pool({
    connectionString: postgres.ownerUrl,
    options: `-c app.tenant_id=${tenant}`,
  });
  const count = async (sql: string) => Number((await pool.query(sql)).rows[0].count);
  // Minutes in which the ERP says nothing go by at once.
  const clock = setInterval(
    () => void pool.query(`update erp_tasks set due_at = now() where state = 'taken'`),
    1_000,
  );
  let over = false;
  const erp = acceptOnAndOn(stubborn(now, key), () => over);
  const sent = Promise.all(senders);
  const strike = async () => {
    running.child.kill('SIGKILL');
    await once(running.child, 'close');
    running = await startServer(postgres);
  };
  let struck = 0;
  for (let i = 0; i < kills; i++) {
    // Spread over the orders, so that each kill strikes some.
    while (answered.count < (orders * i) / kills) await sleep(20);
    await sleep(Math.random() * 300);
    await strike();
    struck++;
  }
  const numbers = (await sent).flat();
  const buyer = stubborn(now, body.token);
  const one = sendAtOnce(buyer, await enter(buyer));
  await sleep(Math.random() * 300);
  await strike();
  const same = await one;
  // Those that may still be undone are let go, and answered.
  await pool.query(`update erp_tasks set due_at = now() where state = 'held'`);
  while (await count(`select count(*) from erp_tasks where state in ('held', 'waiting', 'taken')`))
    await sleep(200);
  clearInterval(clock);
  over = true;
  const { given, twice, late } = await erp;
  const all = orders + 1;
  const finding = (what: string, found: number, budget: number): Finding => ({
    what,
    value: String(found),
    budget: String(budget),
    holds: found === budget,
  });
  const counted = async (what: string, sql: string) => finding(what, await count(sql), all);
  const captured = 'from orders where capture_number is not null';
  const findings = [
    finding('kills while orders were sent', struck, kills),
    finding('orders sent and answered', numbers.length, orders),
    finding('capture numbers, each once', new Set(numbers).size, orders),
    finding('answers to one draft that was sent a hundred times', same.length, times),
    finding('capture numbers it got', new Set(same).size, 1),
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
    finding('tasks the ERP answered', given.size, all),
    finding('tasks it answered twice, some at least', Math.min(twice, 1), 1),
    finding('tasks it answered late, some at least', Math.min(late, 1), 1),
    finding(
      'tasks that were handed out again',
      await count('select count(*) from erp_tasks where attempts > 1 and number % 5 = 0'),
      late,
    ),
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
    const findings = await orderKills(postgres, orders, kills);
    show('Orders whose server dies', findings);
    if (findings.some(({ holds }) => !holds)) process.exitCode = 1;
  } finally {
    postgres.stop();
  }
}

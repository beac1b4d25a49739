// node test/faults/payment-kills.ts [payments] [kills]: people pay on PostgreSQL through a hostile provider, whose hints are
// delayed, doubled, reordered, lost and forged and whose API breaks off, while both the server and the provider die so
// many times by `kill -9` and start again. Ends with 1 where the money there is not the money here, to the cent, where a
// reconciliation finds anything but what agrees, or where somebody got a mail twice.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Reconciliation } from '#contract/payment-desk';
import { reconciliationLists } from '#contract/payment-words';
import type { Session } from '../../demo/payments.ts';
import { createAdmin } from '../../server/admin.ts';
import { connect } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope } from '../../server/db/scope.ts';
import { createPasswords } from '../../server/features/access/passwords.ts';
import { createPortal } from '../../server/index.ts';
import { show, type Finding } from '../bench/compare.ts';
import { createApi, type Answer } from '../support/api.ts';
import { hostOrigin, loadFixtures, password } from '../support/fixtures.ts';
import { openItem } from '../support/ledger.ts';
import { startPostgres, type TemporaryPostgres } from '../support/postgres.ts';
import { startSink, type Sink } from '../support/smtp.ts';

const program = new URL('payment-process.ts', import.meta.url).pathname;
const slug = 'norte';
const [secretKey, secret] = ['sk_kills', 'whsec_kills'];
/** People who pay at the same time. */
const people = 8;

type Side = { start: () => Promise<void>; kill: () => Promise<void> };

function side(...argv: (string | (() => string))[]): Side {
  let child: ChildProcess;
  return {
    start: async () => {
      const given = argv.map((one) => (typeof one === 'string' ? one : one()));
      child = spawn(process.execPath, [program, ...given], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout!, 'data');
    },
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return String(port);
}

const unsent = `kind = 'payment' and state in ('queued', 'sending', 'handing', 'deferred')`;
/** What tells mails apart that came: to whom, and of what state of which payment. */
const paymentMailsIn = ({ received }: Sink): string[] =>
  received
    .map(({ to, raw }) => `${to.join()} ${subjectIn(raw)}`)
    .filter((one) => one.includes('PG-'));
const subjectIn = (raw: string) => /^subject: (.*(?:\r\n[ \t].*)*)/im.exec(raw)?.[1] ?? '';
const twiceIn = (sink: Sink) => paymentMailsIn(sink).length - new Set(paymentMailsIn(sink)).size;

/** Does something until it comes off. */
async function insist<T>(work: () => Promise<T | null>): Promise<T> {
  for (;;) {
    try {
      const done = await work();
      if (done !== null) return done;
    } catch {
      // The one or the other died under it.
    }
    await sleep(50);
  }
}

/** What became of each page, by the journal of the provider. */
function sessionsIn(journal: string): Session[] {
  const sessions = new Map<string, Session>();
  for (const line of readFileSync(journal, 'utf8').split('\n')) {
    try {
      const kept = JSON.parse(line) as Session & { key?: string };
      if (kept.key === undefined) sessions.set(kept.id, kept);
    } catch {
      // Half a line.
    }
  }
  return [...sessions.values()];
}

export async function paymentKills(
  postgres: TemporaryPostgres,
  payments = 1_000,
  kills = 20,
): Promise<Finding[]> {
  const journal = join(tmpdir(), `payments-${randomUUID()}.ndjson`);
  const [portalPort, deskPort] = [await freePort(), await freePort()];
  const [portalUrl, deskUrl] = [portalPort, deskPort].map((port) => `http://127.0.0.1:${port}`);
  const owner = await connect({ url: postgres.ownerUrl });
  await migrate(owner);
  const first = await createPortal({
    publicUrl: portalUrl!,
    database: { url: postgres.serverUrl },
  });
  const admin = createAdmin({
    connection: owner,
    inScope: createScope(owner),
    passwords: createPasswords(),
  });
  await loadFixtures({ ...first, admin });
  const account = await admin.setPaymentAccount(slug, {
    company: 'SM01',
    provider: 'stripe',
    mode: 'test',
    name: 'Kills',
    methods: ['card', 'oxxo'],
    credentials: { secretKey: secretKey!, webhookSecrets: [secret!] },
  });
  // Cents of every kind, so that a sum that is right is right in each.
  const records = Array.from({ length: payments }, (_, i) =>
    openItem(`K${i}`, { amount: `${100 + (i % 900)}.${String((i * 37) % 100).padStart(2, '0')}` }),
  );
  await first.sync(slug, 'open-items', records);
  await admin.createStaff(slug, {
    name: 'Cobranza',
    logins: ['cobranza'],
    password,
    permissions: ['payments.view', 'payments.review'],
    customers: 'all',
  });
  const [tenant] = await owner.knex('tenants').where({ slug }).pluck<string[]>('id');
  // The wall stands for the owner, too.
  const pool = new pg.Pool({
    connectionString: postgres.ownerUrl,
    options: `-c app.tenant_id=${tenant}`,
  });
  const count = async (sql: string) => Number((await pool.query(sql)).rows[0].count);
  const { rows: items } = await pool.query<{ id: string; amount: string }>(
    `select o.id, v.amount::text as amount from open_items o
     join open_item_versions v on v.item_id = o.id and v.superseded_at = 'infinity' where o.external_id like '% K%'`,
  );
  await first.close();

  let mood = 'hostile';
  let seed = 0;
  const sink = await startSink();
  const portal = side('portal', portalPort, postgres.serverUrl, deskUrl!, sink.url);
  const desk = side(
    'desk',
    deskPort,
    journal,
    () => String(++seed),
    () => mood,
    `${portalUrl}/payment-hints/${slug}/${account}`,
    secretKey!,
    secret!,
  );
  await Promise.all([portal.start(), desk.start()]);
  const headers = { 'Portal-Tenant': slug };
  const sessionOf = async (login: string) => {
    const { body } = await createApi(portalUrl!, headers)<{ token: string }>('POST /sessions', {
      body: { login, password, delivery: 'bearer' },
    });
    return createApi(portalUrl!, { ...headers, Authorization: `Bearer ${body.token}` });
  };
  const [api, staff] = [await sessionOf('todo'), await sessionOf('cobranza')];
  const answered = async <T>(asked: () => Promise<Answer<T>>) => {
    const answer = await asked();
    if (answer.status === 429 || answer.status >= 500) return null;
    if (answer.status >= 400) console.error(answer.status, answer.text.slice(0, 200));
    return answer.body;
  };

  const pay = async (item: { id: string; amount: string }, i: number): Promise<void> => {
    const key = randomUUID();
    const begun = await insist(() =>
      answered(() =>
        api<{ id: string }>('POST /payments', {
          headers: { 'Idempotency-Key': key },
          body: {
            company: 'SM01',
            currency: 'MXN',
            method: i % 7 === 0 ? 'oxxo' : 'card',
            items: [item],
            returnTo: `${hostOrigin.norte}/pagos`,
            locale: 'es',
          },
        }),
      ),
    );
    const redirect = await insist(async () => {
      const payment = await answered(() =>
        api<{ redirect: string | null }>(`GET /payments/${begun.id}`),
      );
      return payment?.redirect ?? null;
    });
    // Some close the page, some are declined first, some pay with a voucher.
    const acts = i % 13 === 0 ? ['lapse'] : i % 7 === 0 ? ['voucher', 'approve'] : ['approve'];
    for (const act of i % 5 === 0 ? ['decline', ...acts] : acts)
      await insist(async () => {
        const response = await fetch(`${redirect}/${act}`, { method: 'POST', redirect: 'manual' });
        return response.status === 303 ? true : null;
      });
    if (i % 3 === 0) await api(`GET /payments/${begun.id}`).catch(() => {});
  };

  const next = items.entries();
  let done = 0;
  const payers = Promise.all(
    Array.from({ length: people }, async () => {
      for (const [i, item] of next) {
        await pay(item, i);
        done++;
      }
    }),
  );
  let struck = 0;
  for (let i = 0; i < kills; i++) {
    // Spread over the payments, so that each kill strikes some.
    await insist(() => Promise.resolve(done >= (payments * i) / kills ? true : null));
    for (const one of i % 2 === 0 ? [portal, desk] : [desk, portal]) {
      await sleep(Math.random() * 300);
      await one.kill();
      await one.start();
      struck++;
    }
  }
  await payers;
  // From here on the provider behaves; the janitor finds what nobody heard of.
  await desk.kill();
  mood = 'kind';
  await desk.start();
  const there = sessionsIn(journal);
  const paidThere = there.filter(({ paid }) => paid);
  const sumThere = paidThere.reduce((sum, { intent }) => sum + (intent?.received ?? 0), 0);
  for (let round = 0; round < 120; round++) {
    await pool.query(
      `update payments set due_at = now() where state in ('created', 'started', 'unknown', 'pending')`,
    );
    await pool.query(`insert into payment_due (tenant_id) values ($1)`, [tenant]);
    await sleep(2_500);
    const { rows } = await pool.query<{ paid: string; live: string }>(
      `select count(*) filter (where received > 0) as paid,
         count(*) filter (where state in ('created', 'unknown', 'pending')) as live from payments`,
    );
    if (Number(rows[0]!.paid) >= paidThere.length && Number(rows[0]!.live) === 0) break;
  }
  const { items: reconciled } = await insist(() =>
    answered(() =>
      staff<{ items: Reconciliation[] }>('POST /payment-reconciliations', { body: {} }),
    ),
  );
  const { rows: accepted } = await pool.query<{ id: string }>(
    `select id from mails where kind = 'payment' and state = 'accepted'`,
  );
  const came = new Set(sink.received.map(({ messageId }) => /[\da-f-]{36}/.exec(messageId)?.[0]));
  const listed = (list: (typeof reconciliationLists)[number]) =>
    reconciled.reduce((sum, { counts }) => sum + counts[list], 0);
  // A worker that died held mails under a lease, which has to run out first.
  for (let round = 0; round < 150; round++) {
    if ((await count(`select count(*) from mails where ${unsent}`)) === 0) break;
    await sleep(2_000);
  }
  const finding = (what: string, found: number, budget: number): Finding => ({
    what,
    value: String(found),
    budget: String(budget),
    holds: found === budget,
  });
  const findings = [
    finding('kills of server and provider', struck, kills * 2),
    finding('payments begun, each once', await count('select count(*) from payments'), payments),
    finding(
      'pages at the provider, each of one payment',
      new Set(there.map(({ reference }) => reference)).size,
      there.length,
    ),
    finding(
      'cents here that are at the provider',
      await count('select coalesce(sum(received) * 100, 0)::bigint as count from payments'),
      sumThere,
    ),
    finding(
      'payments paid',
      await count(`select count(*) from payments where state in ('paid', 'late')`),
      paidThere.length,
    ),
    finding(
      'payments whose outcome nobody knows',
      await count(
        `select count(*) from payments where state in ('created', 'unknown', 'pending', 'mismatch')`,
      ),
      0,
    ),
    ...reconciliationLists.map((list) =>
      finding(`on the list "${list}"`, listed(list), list === 'matched' ? paidThere.length : 0),
    ),
    finding(
      'mails that are yet to go',
      await count(`select count(*) from mails where ${unsent}`),
      0,
    ),
    finding('mails that came twice', twiceIn(sink), 0),
    // What nobody knows of may have come as well, and is counted neither here nor there.
    finding(
      'mails that were accepted and did not come',
      accepted.filter(({ id }) => !came.has(id)).length,
      0,
    ),
    finding(
      'mails that are neither accepted nor of an outcome nobody knows',
      await count(
        // Whoever has paid by the time a voucher is written is not asked to pay any more.
        `select count(*) from mails m where m.kind = 'payment' and m.state not in ('accepted', 'unknown')
           and not (m.state = 'cancelled' and m.data ->> 'news' in ('voucher', 'expiring') and exists (
             select 1 from payments p where p.id::text = m.data ->> 'paymentId' and p.state <> 'pending'))`,
      ),
      0,
    ),
    finding(
      'mails of the same thing to the same person',
      await count(
        `select count(*) from (select 1 from mails where kind = 'payment' group by data having count(*) > 1) x`,
      ),
      0,
    ),
    finding(
      'payments the ERP was told of, each once',
      await count(`select count(distinct key) from erp_tasks where kind = 'payment'`),
      paidThere.length,
    ),
    finding(
      'steps of one payment into a state it was in',
      await count(
        `select count(*) from (select 1 from payment_events where state in ('paid', 'expired', 'failed')
           group by payment_id, state having count(*) > 1) x`,
      ),
      0,
    ),
  ];
  await pool.end();
  await sink.close();
  await portal.kill();
  await desk.kill();
  await owner.close();
  rmSync(journal, { force: true });
  return findings;
}

if (import.meta.main) {
  const [payments, kills] = process.argv.slice(2).map(Number);
  const postgres = await startPostgres();
  try {
    const findings = await paymentKills(postgres, payments, kills);
    show('Payments whose both sides die', findings);
    if (findings.some(({ holds }) => !holds)) process.exitCode = 1;
  } finally {
    postgres.stop();
  }
}

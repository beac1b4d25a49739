// Workers that are killed at random moments: no mail is lost, none goes out twice, and what nobody can
// know is said to be unknown. THOROUGH=yes kills more often.
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Connection, type DatabaseAddress } from '../../server/db/connect.ts';
import { createTestDatabase, onPostgres } from '../support/database.ts';
import { tablesAlone, unpackDatabase } from '../support/database-image.ts';
import { endChildren, killChild, startChild } from '../support/children.ts';
import { eventually } from '../support/eventually.ts';
import type { MailProcessSettings } from '../support/mail-process.ts';
import { addTenant, outboxOf } from '../support/outbox.ts';
import { startSink, type Sink } from '../support/smtp.ts';
import { rounds } from '../support/thorough.ts';

const program = new URL('../support/mail-process.ts', import.meta.url).pathname;
after(endChildren);
const lanes = 5;
/** Leases that a dead worker gives up soon, and that no living one outlasts. */
const timing = { pollMs: 50, leaseMs: 1_500, fenceLeaseMs: 1_500 };

type Run = { mails: number; kills: number };

/** Starts a worker; resolves as soon as it runs. */
async function start(settings: MailProcessSettings): Promise<ChildProcess> {
  const child = startChild([program, JSON.stringify(settings)]);
  await once(child.stdout!, 'data');
  return child;
}

/** Kills worker after worker while they send, lets the last one finish, and counts. */
async function survive(
  t: TestContext,
  sink: Sink,
  database: DatabaseAddress,
  { mails, kills }: Run,
  finished: () => Promise<boolean>,
): Promise<void> {
  const settings = { database, relay: sink.url, lanes, timing };
  // Slow enough that every kill finds mails under way.
  sink.behave = () => ({ thinkMs: randomInt(0, 40), slowMs: randomInt(0, 40) });
  for (let i = 0; i < kills; i++) {
    const child = await start(settings);
    // Every other one when it has begun to send for certain, however busy the machine is.
    if (i % 2 === 0) await arrival(sink);
    await sleep(randomInt(20, 500));
    await killChild(child);
  }
  t.diagnostic(
    `${sink.received.length} of ${mails} mails had arrived at the last of ${kills} kills`,
  );
  const last = await start(settings);
  await eventually(finished, 'The last worker does not finish', 200);
  await killChild(last);
}

/** Waits for the next mail to arrive. */
async function arrival({ received }: Sink): Promise<void> {
  const before = received.length;
  await eventually(() => received.length > before, 'No mail arrives', 5);
}

/** Holds what the outbox says against what arrived. */
async function judge(
  t: TestContext,
  sink: Sink,
  connection: Connection,
  tenantId: string,
  { mails, kills }: Run,
): Promise<void> {
  const { service } = outboxOf(connection, tenantId);
  const all = await service.list({ limit: mails * 2 });
  const arrived = sink.received.map(({ messageId }) => messageId.slice(1, messageId.indexOf('@')));
  const received = new Set(arrived);
  const inState = (state: string) => all.filter((mail) => mail.state === state);
  const [accepted, unknown] = [inState('accepted'), inState('unknown')];
  const lost = accepted.filter(({ id }) => !received.has(id));
  const doubles = arrived.length - received.size;
  t.diagnostic(
    `${kills} kills, ${mails} mails: ${accepted.length} accepted, ${unknown.length} unknown ` +
      `(${unknown.filter(({ id }) => received.has(id)).length} of them arrived), ` +
      `${doubles} doubles, ${lost.length} lost`,
  );
  assert.equal(all.length, mails);
  assert.deepEqual(await service.counts(), {
    accepted: accepted.length,
    ...(unknown.length > 0 && { unknown: unknown.length }),
  });
  assert.equal(accepted.length + unknown.length, mails);
  assert.equal(doubles, 0, 'no mail arrives twice');
  assert.equal(lost.length, 0, 'every accepted mail has arrived');
  assert.ok(unknown.length <= lanes * (kills + 1), 'no more unknown than were under way');
}

const recipients = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ to: `m${i}@cliente.example` }));

test(
  'workers killed while they send on PostgreSQL',
  { skip: !onPostgres && 'needs PostgreSQL' },
  async (t) => {
    const kills = rounds(4, 20);
    const run = { mails: 25 * kills, kills };
    const sink = await startSink();
    const database = await createTestDatabase();
    const connection = await connect(database.address);
    try {
      const tenantId = await addTenant((await database.ownerConnection())!);
      const { queue, service } = outboxOf(connection, tenantId);
      await queue(recipients(run.mails));
      await survive(t, sink, database.address, run, async () => {
        const { accepted = 0, unknown = 0 } = await service.counts();
        return accepted + unknown === run.mails;
      });
      await judge(t, sink, connection, tenantId, run);
    } finally {
      await sink.close();
      await connection.close();
      await database.drop();
    }
  },
);

test('workers killed while they send from the embedded database', async (t) => {
  const kills = rounds(2, 8);
  const run = { mails: 25 * kills, kills };
  const sink = await startSink();
  const home = mkdtempSync(join(tmpdir(), 'portico-mail-'));
  const address = { folder: join(home, 'db') };
  // Only one process may have the folder open, so this one looks in before and afterwards.
  const visit = async <T>(work: (connection: Connection) => Promise<T>): Promise<T> => {
    const connection = await connect(address);
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  };
  try {
    await unpackDatabase(tablesAlone, address.folder);
    const tenantId = await visit(async (connection) => {
      const id = await addTenant(connection);
      await outboxOf(connection, id).queue(recipients(run.mails));
      return id;
    });
    // Nobody can look in: when all but the lost has arrived, the last leases have to run out.
    let [arrived, since] = [-1, 0];
    await survive(t, sink, address, run, async () => {
      if (sink.received.length !== arrived)
        [arrived, since] = [sink.received.length, performance.now()];
      const most = run.mails - lanes * (run.kills + 1);
      return arrived >= most && performance.now() - since > 4_000;
    });
    await visit((connection) => judge(t, sink, connection, tenantId, run));
  } finally {
    await sink.close();
    rmSync(home, { recursive: true, force: true });
  }
});

// Mass sends whose workers die at random moments, or lose their database: nobody gets two, nobody is
// forgotten, and what nobody can know is said to be unknown. THOROUGH=yes kills more often.
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import type { DatabaseAddress } from '../../server/db/connect.ts';
import type { Api } from '../support/api.ts';
import { onPostgres } from '../support/database.ts';
import { endChildren, killChild, startChild } from '../support/children.ts';
import { eventually } from '../support/eventually.ts';
import {
  act,
  addCustomers,
  collector,
  customerNumber,
  mailboxOf,
  prepare,
  setList,
  until,
} from '../support/mass-send.ts';
import type { MassSendProcessSettings } from '../support/mass-send-process.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { startSink, type Sink } from '../support/smtp.ts';
import { rounds } from '../support/thorough.ts';

const program = new URL('../support/mass-send-process.ts', import.meta.url).pathname;
const lanes = 5;
/** Leases that a dead worker gives up soon, and that no living one outlasts. */
const timing = { pollMs: 50, leaseMs: 6_000, fenceLeaseMs: 3_000, pauseMs: [50, 200] } as const;
const kills = rounds(3, 12);
const customers = 50;
const boxes = 2 * customers;

async function start(database: DatabaseAddress, sink: Sink): Promise<ChildProcess> {
  const settings = { database, relay: sink.url, lanes, timing } satisfies MassSendProcessSettings;
  const child = startChild([program, JSON.stringify(settings)]);
  await once(child.stdout!, 'data');
  return child;
}

/** Waits for so many more mails to arrive, or for the last. */
async function arrival({ received }: Sink, more: number): Promise<void> {
  const least = Math.min(received.length + more, boxes);
  await eventually(() => received.length >= least, 'No mail arrives', 5);
}

/** A way to the database that can be cut. */
async function openWay(url: string) {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let open = true;
  const server = createServer((near) => {
    if (!open) return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((server.address() as AddressInfo).port);
  const cut = () => {
    open = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: through.href,
    cut,
    mend: () => {
      open = true;
    },
    close: () => {
      cut();
      server.close();
    },
  };
}

describe('a run whose workers fail', { skip: !onPostgres && 'needs PostgreSQL' }, () => {
  let running: TestPortal;
  let sink: Awaited<ReturnType<typeof startSink>>;
  let staff: Api;
  before(async () => {
    sink = await startSink();
    running = await startPortal();
    await addCustomers(running, customers);
    for (let n = 1; n <= customers; n++)
      await setList(running, customerNumber(n), [mailboxOf(n), mailboxOf(n, 'copia')]);
    await running.sql('update tenants set mass_send_window_hours = 0');
    staff = await collector(running, 'cobranza');
  });
  after(async () => {
    await endChildren();
    await running.close();
    await sink.close();
  });

  /** Holds what the run says of itself against what arrived. @returns how many nobody knows of */
  async function judge(id: string): Promise<number> {
    const mails = await running.sql<{ id: string; state: string; address: string }>(
      `select m.id, m.state, a.address from mass_send_recipients r
       join mass_send_mails a on a.recipient_id = r.id join mails m on m.id = a.mail_id
       where r.run_id = '${id}'`,
    );
    const ours = sink.received.filter(({ to }) => to[0]!.includes('@cliente'));
    const arrived = ours.map(({ to }) => to[0]!);
    assert.equal(mails.length, boxes);
    assert.equal(new Set(arrived).size, arrived.length, 'nobody gets two');
    const states = new Set(mails.map(({ state }) => state));
    assert.deepEqual(
      [...states].filter((state) => state !== 'accepted' && state !== 'unknown'),
      [],
    );
    for (const { state, address } of mails)
      if (state === 'accepted') assert.ok(arrived.includes(address), `${address} was forgotten`);
    // Both mailboxes of a customer got one file, whichever worker drew it.
    const hashes = new Map<string, string>();
    for (const { raw, to } of ours) {
      const [, customer = ''] = /@(cliente\d+)\./.exec(to[0]!) ?? [];
      const [file] = (await PostalMime.parse(raw)).attachments;
      const hash = createHash('sha256').update(new Uint8Array(file!.content as ArrayBuffer));
      const digest = hash.digest('hex');
      assert.equal(hashes.get(customer) ?? digest, digest, `${customer} got two statements`);
      hashes.set(customer, digest);
    }
    assert.equal(hashes.size, new Set(arrived.map((to) => to.split('@')[1])).size);
    const logs = sink.received.filter(({ to }) => to[0]!.startsWith('cobranza@'));
    assert.equal(logs.length, 1, 'one log');
    return mails.filter(({ state }) => state === 'unknown').length;
  }

  test('killed again and again while they send', async (t) => {
    // Slow enough that every kill finds mails under way.
    sink.behave = () => ({ thinkMs: randomInt(0, 40), slowMs: randomInt(0, 40) });
    const run = await prepare(staff);
    await act(staff, run.id, 'start');
    for (let i = 0; i < kills; i++) {
      const child = await start(running.database, sink);
      // Most when they have begun to send for certain, however busy the machine is.
      if (i % 3 < 2) await arrival(sink, randomInt(1, 12));
      await sleep(randomInt(0, 500));
      await killChild(child);
    }
    t.diagnostic(`${sink.received.length} of ${boxes} mails at the last of ${kills} kills`);
    const last = await start(running.database, sink);
    await until(staff, run.id, 'done');
    await arrivalOfLog();
    await killChild(last);
    const unknown = await judge(run.id);
    t.diagnostic(`${unknown} unknown`);
    assert.ok(unknown <= lanes * kills, 'no more unknown than were under way');
  });

  test('racing each other, one of them cut off from the database', async (t) => {
    sink.forget();
    sink.behave = () => ({ thinkMs: randomInt(0, 20), slowMs: randomInt(0, 60) });
    const way = await openWay((running.database as { url: string }).url);
    const run = await prepare(staff);
    await act(staff, run.id, 'start');
    const workers = await Promise.all([
      start({ url: way.url }, sink),
      start(running.database, sink),
    ]);
    try {
      await arrival(sink, 10);
      for (let i = 0; i < 2; i++) {
        way.cut();
        await sleep(randomInt(2_000, 7_000));
        way.mend();
        await arrival(sink, 5);
      }
      await until(staff, run.id, 'done');
      await arrivalOfLog();
    } finally {
      for (const worker of workers) await killChild(worker);
      way.close();
    }
    const unknown = await judge(run.id);
    t.diagnostic(`${unknown} unknown`);
    assert.ok(unknown <= 2 * lanes, 'no more unknown than were under way');
  });

  async function arrivalOfLog(): Promise<void> {
    const there = () => sink.received.some(({ to }) => to[0]!.startsWith('cobranza@'));
    await eventually(there, 'The log does not arrive');
  }
});

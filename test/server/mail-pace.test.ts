// How fast mails leave: caps of the installation and of each domain, and domains that say it is too fast. Against
// a real SMTP server.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InScope } from '../../server/db/scope.ts';
import type { MailWorker } from '../../server/features/mail/mail.worker.ts';
import { outcomeOf, type SmtpError } from '../../server/output/smtp-outcome.ts';
import { startMailbox } from '../support/mailbox.ts';
import {
  act,
  addCustomers,
  collector,
  customerNumber,
  prepare,
  setList,
  until,
} from '../support/mass-send.ts';
import { composeLetter, openOutboxes, type Outbox, type Outboxes } from '../support/outbox.ts';
import { startPortal } from '../support/portal.ts';
import { startSink, type Sink } from '../support/smtp.ts';

let sink: Sink & { close(): Promise<void> };
let outboxes: Outboxes;
let outbox: Outbox;
const workers: MailWorker[] = [];
/** Mails that were written, whether they left or not. */
let written: string[] = [];

before(async () => {
  sink = await startSink();
  outboxes = await openOutboxes();
});
after(async () => {
  await sink.close();
  await outboxes.close();
});

async function fresh(): Promise<void> {
  outbox = await outboxes.open();
  await outbox.inScope({ tenantId: null }, (db) => db('mail_pace').delete());
  sink.forget();
  written = [];
}
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
  await outbox.close();
});

const work = (more: Parameters<Outbox['work']>[1]): MailWorker => {
  const composers = {
    letter: (mail: Parameters<typeof composeLetter>[0]) => {
      written.push(mail.id);
      return composeLetter(mail);
    },
  };
  const worker = outbox.work(sink.url, { composers, ...more });
  workers.push(worker);
  return worker;
};

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
/** Queues mails as a mass send does: they go after others, and may wait their turn. */
const queueMass = async (domains: string[]): Promise<void> => {
  for (const [i, domain] of domains.entries())
    await outbox.queue([{ to: `m${i}@${domain}` }], { priority: 9, domain });
};
const arrivals = (domain = '') => sink.received.filter(({ to }) => to[0]!.endsWith(domain));

/** The most mails that came within so many milliseconds, wherever these begin. */
function mostWithin(ms: number): number {
  const times = sink.received.map(({ at }) => at);
  return Math.max(
    ...times.map((from) => times.filter((at) => at >= from && at < from + ms).length),
  );
}

describe('a cap of all mails', () => {
  test('holds over several workers and a restart, in any minute, and is used', async () => {
    await fresh();
    await queueMass(numbers(36).map((i) => `d${i}.example`));
    const settings = { caps: { perMinute: 20 }, timing: { minuteMs: 2_000 } };
    const begin = performance.now();
    const first = work(settings);
    work(settings);
    await outbox.until(({ accepted = 0 }) => accepted >= 10);
    await first.stop();
    work(settings);
    assert.ok(written.length - sink.received.length <= 10, 'nothing is written before its turn');
    await outbox.until(({ accepted }) => accepted === 36);
    // Counted is when a mail is taken on; on its way one may come closer to the next.
    const most = mostWithin(1_400);
    assert.ok(most <= 20, `${most} in a minute`);
    const took = performance.now() - begin;
    assert.ok(took > 34 * (2_000 / 19) - 100 && took < 7_000, `took ${took}`);
    assert.equal(written.length, 36);
    assert.deepEqual(
      new Set((await outbox.service.list()).map(({ tries }) => tries)),
      new Set([1]),
    );
  });

  test('never holds what somebody waits for, and counts it', async () => {
    await fresh();
    await queueMass(['a.example', 'b.example', 'c.example']);
    // One every half a second.
    work({ caps: { perMinute: 10 }, timing: { minuteMs: 5_000 } });
    await outbox.until(({ accepted = 0 }) => accepted >= 1);
    await sleep(100);
    assert.equal(sink.received.length, 1);
    await outbox.queue(
      numbers(3).map((i) => ({ to: `espera${i}@d.example` })),
      { priority: 1 },
    );
    await outbox.until(({ accepted = 0 }) => accepted >= 4);
    assert.equal(arrivals('d.example').length, 3);
    await outbox.until(({ accepted }) => accepted === 6);
    const [first, second, third] = sink.received
      .filter(({ to }) => to[0]!.startsWith('m'))
      .map(({ at }) => at) as [number, number, number];
    assert.ok(second - first > 1_300, `${second - first} ms: the other three had their turns`);
    assert.ok(third - second > 300, `${third - second} ms`);
  });

  test('waits for a minute at most, however many went before their turn', async () => {
    await fresh();
    work({ caps: { perMinute: 10 }, timing: { minuteMs: 1_500 } });
    await outbox.queue(numbers(60).map((i) => ({ to: `espera${i}@d.example` })));
    await outbox.until(({ accepted }) => accepted === 60);
    const begin = performance.now();
    await queueMass(['a.example']);
    await outbox.until(({ accepted }) => accepted === 61);
    const waited = performance.now() - begin;
    // Sixty turns at this pace would be nine seconds.
    assert.ok(waited > 900 && waited < 8_000, `waited ${waited}`);
  });
});

describe('a cap of a domain', () => {
  test('lets the others go on, draws nothing before its time, and wakes up for it', async () => {
    await fresh();
    await queueMass([
      ...numbers(8).map(() => 'lleno.example'),
      ...numbers(20).map((i) => `d${i}.example`),
    ]);
    let asked = 0;
    const inScope: InScope = (scope, job) => {
      asked++;
      return outbox.inScope(scope, job);
    };
    // One every four seconds.
    const timing = { minuteMs: 40_000, pollMs: 60_000 };
    work({ caps: { perMinuteAndDomain: 10 }, inScope, timing });
    await outbox.until(({ accepted }) => accepted === 21);
    assert.equal(arrivals('lleno.example').length, 1);
    assert.equal(written.length, 21);
    const waiting = await outbox.service.list({ state: 'queued' });
    assert.deepEqual(
      waiting.map(({ tries, reason }) => [tries, reason]),
      numbers(7).map(() => [0, null]),
    );
    await sleep(200);
    const [before, dueMs] = [asked, await dueIn()];
    assert.ok(dueMs > 0 && dueMs < 4_000, `due in ${dueMs} ms`);
    await sleep(500);
    assert.equal(asked, before, 'nobody looks meanwhile');
    await outbox.until(({ accepted }) => accepted === 22);
    const [first, second] = arrivals('lleno.example').map(({ at }) => at) as [number, number];
    assert.ok(second - first > 3_300 && second - first < 7_000, `${second - first} ms`);
  });

  test('is of all tenants together, and one does not stand in front of another', async () => {
    await fresh();
    const other = await outboxes.open();
    await queueMass(numbers(12).map(() => 'comun.example'));
    await other.queue([{ to: 'sul@comun.example' }], { priority: 9, domain: 'comun.example' });
    work({ caps: { perMinuteAndDomain: 20 }, timing: { minuteMs: 4_000 } });
    await outbox.until(({ accepted = 0 }) => accepted === 12);
    await waitFor(() => arrivals('comun.example').length === 13);
    const times = arrivals('comun.example').map(({ at }) => at);
    assert.ok(times.at(-1)! - times[0]! > 11 * (4_000 / 19) - 700, String(times));
    await other.close();
  });
});

/** In how many milliseconds the outbox is to be looked into. */
async function dueIn(): Promise<number> {
  const row = await outbox.inScope({ tenantId: null }, (db) =>
    db('mail_due')
      .where({ tenant_id: outbox.tenantId })
      .first<{ ms: number }>(
        db.raw('(extract(epoch from due_at - clock_timestamp()) * 1000)::float8 as ms'),
      ),
  );
  return row.ms;
}

describe('a domain that says it is too fast', () => {
  test('is left alone as long as it says, without a cap, and the others go on', async () => {
    await fresh();
    let over = false;
    sink.behave = (to) =>
      to.endsWith('mucho.example') && !over
        ? { recipient: [450, '4.7.1 Too many messages, try again in 2 seconds'] }
        : 'accept';
    await queueMass([
      ...numbers(12).map(() => 'mucho.example'),
      ...numbers(6).map((i) => `d${i}.example`),
    ]);
    let rested = 0;
    const observer = { finished: () => {}, relayPaused: () => {}, domainRested: () => rested++ };
    work({ lanes: 2, observer, timing: { hintMs: [10, 5_000] } });
    await outbox.until(({ accepted }) => accepted === 6);
    over = true;
    const met = sink.named.filter((to) => to.endsWith('mucho.example')).length;
    assert.ok(met >= 1 && met <= 2, `${met} ran into it`);
    assert.equal(rested, met);
    const counts = await outbox.service.counts();
    assert.deepEqual([counts.deferred, counts.queued], [met, 12 - met]);
    const begin = performance.now();
    await outbox.until(({ accepted }) => accepted === 18);
    assert.ok(performance.now() - begin > 1_000);
    const tries = (await outbox.service.list()).map((mail) => mail.tries);
    assert.equal(tries.filter((count) => count === 2).length, met, 'no other spent a try');
  });

  test('is left alone after a mail of somebody who waits, too; the next of those still goes', async () => {
    await fresh();
    sink.behave = (to) =>
      to.startsWith('primero') ? { data: [451, '4.7.28 Unusual rate'] } : 'accept';
    work({ timing: { retryMs: [60_000] } });
    await outbox.queue([{ to: 'primero@Mucho.example' }]);
    await outbox.until(({ deferred }) => deferred === 1);
    await queueMass(['mucho.example', 'otro.example']);
    await outbox.queue([{ to: 'segundo@mucho.example' }]);
    await outbox.until(({ accepted }) => accepted === 2);
    await sleep(200);
    assert.deepEqual(await outbox.service.counts(), { accepted: 2, deferred: 1, queued: 1 });
  });

  test('a grey list puts off each mailbox by itself', async () => {
    await fresh();
    sink.behave = (_to, tries) =>
      tries === 1 ? { recipient: [451, '4.7.1 Greylisted, too fast, in 9 seconds'] } : 'accept';
    await queueMass(numbers(6).map(() => 'gris.example'));
    let rested = 0;
    const observer = { finished: () => {}, relayPaused: () => {}, domainRested: () => rested++ };
    work({ observer, timing: { hintMs: [10, 300] } });
    await outbox.until(({ accepted }) => accepted === 6);
    assert.deepEqual([sink.named.length, rested], [12, 0]);
  });

  test('is told from others by its words', () => {
    const deferred = (response: string) =>
      outcomeOf(
        Object.assign(new Error(response), {
          response,
          responseCode: Number(response.slice(0, 3)),
          command: 'RCPT TO',
        }) as SmtpError,
        false,
      );
    for (const [reply, tooFast] of [
      ['450 4.7.1 Error: too much mail from 192.0.2.1', true],
      ['451 4.7.500 Server busy, you are being rate limited', true],
      ['451 4.7.650 The mail server has been temporarily rate-limited', true],
      ['452 4.5.3 Too many recipients', true],
      ['450-4.7.28 Our system has detected\n450-4.7.28 something', true],
      ['450 Sending too fast, slow down', true],
      ['451 4.7.0 Message throttled', true],
      ['450 4.2.1 The user is receiving mail at a rate that prevents delivery', false],
      ['450 4.7.1 Client host rejected: Greylisting in action', false],
      ['450 4.7.1 Graylisted: too many unknown senders', false],
      ['451 4.7.1 Please try again later', false],
      ['451 4.3.0 Temporary failure, inaccurate or separate', false],
      ['452 4.2.2 Mailbox full', false],
    ] as const) {
      const outcome = deferred(reply);
      assert.ok(outcome.kind === 'deferred' && outcome.tooFast === tooFast, reply);
    }
  });
});

test('a mass send keeps to the caps, and makes no statement before its turn', async () => {
  await fresh();
  const mailbox = await startMailbox();
  const caps = { perMinuteAndDomain: 1 };
  const running = await startPortal({ mail: { ...mailbox.mail, caps } });
  try {
    await addCustomers(running, 3);
    const domains = ['uno.example', 'UNO.example', 'tres.example'];
    for (const [i, domain] of domains.entries())
      await setList(running, customerNumber(i + 1), [`pagos${i}@${domain}`]);
    const staff = await collector(running, 'ritmo');
    const run = await prepare(staff);
    await act(staff, run.id, 'start', { confirmed: 3 });
    await until(staff, run.id, ({ counts }) => counts.sent === 2);
    await sleep(500);
    const made = await running.sql<{ made: boolean; state: string }>(
      `select r.statement_id is not null as made, m.state from mass_send_recipients r
       join mass_send_mails a on a.tenant_id = r.tenant_id and a.recipient_id = r.id
       join mails m on m.tenant_id = a.tenant_id and m.id = a.mail_id order by r.line`,
    );
    assert.deepEqual(made, [
      { made: true, state: 'accepted' },
      { made: false, state: 'queued' },
      { made: true, state: 'accepted' },
    ]);
    assert.equal(mailbox.all().length, 2);
  } finally {
    await running.close();
    await mailbox.close();
  }
});

async function waitFor(holds: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error('It did not come to pass');
    await sleep(10);
  }
}

// How fast mails leave: caps of the installation and of each domain, and domains that say it is too fast. Against
// a real SMTP server.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { wakeMail } from '../../server/records/mail-queue.ts';
import type { InScope } from '../../server/db/scope.ts';
import type { MailWorker } from '../../server/features/mail/mail.worker.ts';
import { outcomeOf, type SmtpError } from '../../server/output/smtp-outcome.ts';
import { eventually } from '../support/eventually.ts';
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
  // What is capped is when mails are taken on, by the database's clock; when they arrive is the network's affair.
  for (const statement of [
    'create table taken_mails (domain text, at timestamptz not null)',
    'grant insert on taken_mails to portico_app',
    `create function note_taken() returns trigger language plpgsql as $$
       begin insert into taken_mails values (new.domain, now()); return null; end $$`,
    `create trigger note_taken after update on mails for each row
       when (new.state = 'sending' and old.state <> 'sending') execute function note_taken()`,
  ])
    await outboxes.owner.raw(statement);
});
after(async () => {
  await sink.close();
  await outboxes.close();
});

async function fresh(): Promise<void> {
  outbox = await outboxes.open();
  await outboxes.owner('mail_pace').delete();
  await outboxes.owner('taken_mails').delete();
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

const milliseconds = (instant: string) =>
  outboxes.owner.raw(`(extract(epoch from ${instant}) * 1000)::float8 as ms`);
/** When mails that may wait were taken on, one after the other, in milliseconds. */
const turns = (): Promise<number[]> =>
  outboxes
    .owner('taken_mails')
    .whereNotNull('domain')
    .orderBy('at')
    .select<{ ms: number }[]>(milliseconds('at'))
    .then((rows) => rows.map(({ ms }) => ms));
/** Until when a domain, or without one all together, has used up its turns. */
async function usedUntil(domain = ''): Promise<number> {
  const row = await outboxes
    .owner('mail_pace')
    .where({ domain })
    .first<{ ms: number }>(milliseconds('free_at'));
  return row.ms;
}
/** The time of the database, in milliseconds. */
async function clock(): Promise<number> {
  const { rows } = await outboxes.owner.raw<{ rows: [{ ms: number }] }>(
    'select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms',
  );
  return rows[0].ms;
}
/** Makes it the time at which the next one may leave. */
async function passTime(): Promise<void> {
  await outboxes.owner('mail_pace').update({ free_at: outboxes.owner.fn.now() });
  await outbox.inScope({ tenantId: outbox.tenantId }, async (db) => {
    await db('mails').where({ state: 'deferred' }).update({ due_at: db.fn.now() });
    await wakeMail(db, outbox.tenantId);
  });
}

/** Instants are kept to the microsecond, and steps are rounded to it. */
const roundingMs = 1;

describe('a cap of all mails', () => {
  test('holds over several workers and a restart, in any minute, and is used', async () => {
    await fresh();
    await queueMass(numbers(36).map((i) => `d${i}.example`));
    const minuteMs = 2_000;
    const settings = { caps: { perMinute: 20 }, timing: { minuteMs } };
    const first = work(settings);
    work(settings);
    await outbox.until(({ accepted = 0 }) => accepted >= 10);
    await first.stop();
    work(settings);
    assert.ok(written.length - sink.received.length <= 10, 'nothing is written before its turn');
    await outbox.until(({ accepted }) => accepted === 36);
    const times = await turns();
    assert.equal(times.length, 36);
    const within = (from: number) =>
      times.filter((at) => at >= from && at < from + minuteMs - roundingMs).length;
    const most = Math.max(...times.map(within));
    assert.ok(most <= 20, `${most} in a minute`);
    const took = times.at(-1)! - times[0]!;
    assert.ok(took > 34 * (minuteMs / 19) - roundingMs, `took ${took}`);
    const next = (await usedUntil()) - times.at(-1)!;
    assert.ok(next < minuteMs / 19 + roundingMs, `${next} ms until the next turn`);
    assert.equal(written.length, 36);
    assert.deepEqual(
      new Set((await outbox.service.list()).map(({ tries }) => tries)),
      new Set([1]),
    );
  });

  test('never holds what somebody waits for, and counts it', async () => {
    await fresh();
    await queueMass(['a.example', 'b.example', 'c.example']);
    const gapMs = 100_000;
    work({ caps: { perMinute: 10 }, timing: { minuteMs: 10 * gapMs } });
    await outbox.until(({ accepted = 0 }) => accepted >= 1);
    await outbox.queue(
      numbers(3).map((i) => ({ to: `espera${i}@d.example` })),
      { priority: 1 },
    );
    await outbox.until(({ accepted = 0 }) => accepted >= 4);
    assert.equal(arrivals('d.example').length, 3);
    assert.equal(sink.received.length, 4);
    const [first] = (await turns()) as [number];
    const used = (await usedUntil()) - first;
    assert.ok(used > 4 * gapMs - roundingMs, `${used} ms: the other three had their turns`);
    await passTime();
    await outbox.until(({ accepted = 0 }) => accepted === 5);
    const [, second] = (await turns()) as [number, number];
    assert.ok((await usedUntil()) - second > gapMs - roundingMs);
    assert.deepEqual(await outbox.service.counts(), { accepted: 5, queued: 1 });
    await passTime();
    await outbox.until(({ accepted }) => accepted === 6);
  });

  test('waits for a minute at most, however many went before their turn', async () => {
    await fresh();
    const minuteMs = 1_000_000;
    work({ caps: { perMinute: 10 }, timing: { minuteMs } });
    await outbox.queue(numbers(60).map((i) => ({ to: `espera${i}@d.example` })));
    await outbox.until(({ accepted }) => accepted === 60);
    // Sixty turns at this pace would be six minutes.
    const [used, now] = [await usedUntil(), await clock()];
    assert.ok(used > now && used <= now + minuteMs, `for ${used - now} ms`);
    await queueMass(['a.example']);
    await eventually(async () => (await dueIn()) > 0);
    assert.ok(Math.abs((await dueIn()) + (await clock()) - used) < 1_000 * roundingMs);
    assert.deepEqual(await outbox.service.counts(), { accepted: 60, queued: 1 });
    await passTime();
    await outbox.until(({ accepted }) => accepted === 61);
  });
});

describe('a cap of a domain', () => {
  test('lets the others go on, and draws nothing before its time', async () => {
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
    const gapMs = 400_000;
    const timing = { minuteMs: 10 * gapMs, pollMs: 600_000 };
    work({ caps: { perMinuteAndDomain: 10 }, inScope, timing });
    await outbox.until(({ accepted }) => accepted === 21);
    assert.equal(arrivals('lleno.example').length, 1);
    assert.equal(written.length, 21);
    const waiting = await outbox.service.list({ state: 'queued' });
    assert.deepEqual(
      waiting.map(({ tries, reason }) => [tries, reason]),
      numbers(7).map(() => [0, null]),
    );
    await eventually(async () => (await dueIn()) > 0);
    assert.ok((await dueIn()) < gapMs);
    // Nobody looks meanwhile.
    await eventually(async () => {
      const before = asked;
      await sleep(500);
      return asked === before;
    });
  });

  test('wakes up for the next one', async () => {
    await fresh();
    await queueMass(numbers(3).map(() => 'lleno.example'));
    const [gapMs, timing] = [500, { minuteMs: 5_000, pollMs: 600_000 }];
    work({ caps: { perMinuteAndDomain: 10 }, timing });
    await outbox.until(({ accepted }) => accepted === 3);
    const [first, second, third] = (await turns()) as [number, number, number];
    assert.ok(second - first > gapMs - roundingMs, `${second - first} ms`);
    assert.ok(third - second > gapMs - roundingMs, `${third - second} ms`);
  });

  test('is of all tenants together, and one does not stand in front of another', async () => {
    await fresh();
    const other = await outboxes.open();
    await queueMass(numbers(12).map(() => 'comun.example'));
    await other.queue([{ to: 'sul@comun.example' }], { priority: 9, domain: 'comun.example' });
    work({ caps: { perMinuteAndDomain: 20 }, timing: { minuteMs: 4_000 } });
    await outbox.until(({ accepted = 0 }) => accepted === 12);
    await other.until(({ accepted }) => accepted === 1);
    assert.equal(arrivals('comun.example').length, 13);
    const times = await turns();
    assert.equal(times.length, 13);
    assert.ok(times.at(-1)! - times[0]! > 11 * (4_000 / 19) - roundingMs, String(times));
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
        ? { recipient: [450, '4.7.1 Too many messages, try again in 10 minutes'] }
        : 'accept';
    await queueMass([
      ...numbers(12).map(() => 'mucho.example'),
      ...numbers(6).map((i) => `d${i}.example`),
    ]);
    let rested = 0;
    const observer = { finished: () => {}, relayPaused: () => {}, domainRested: () => rested++ };
    const begin = await clock();
    work({ lanes: 2, observer, timing: { hintMs: [10, 3_600_000] } });
    await outbox.until(({ accepted }) => accepted === 6);
    over = true;
    const met = sink.named.filter((to) => to.endsWith('mucho.example')).length;
    assert.ok(met >= 1 && met <= 2, `${met} ran into it`);
    assert.equal(rested, met);
    const counts = await outbox.service.counts();
    assert.deepEqual([counts.deferred, counts.queued], [met, 12 - met]);
    assert.ok((await usedUntil('mucho.example')) - begin > 600_000 - roundingMs);
    await passTime();
    await outbox.until(({ accepted }) => accepted === 18);
    const tries = (await outbox.service.list()).map((mail) => mail.tries);
    assert.equal(tries.filter((count) => count === 2).length, met, 'no other spent a try');
  });

  test('is left alone after a mail of somebody who waits, too; the next of those still goes', async () => {
    await fresh();
    sink.behave = (to) =>
      to.startsWith('primero') ? { data: [451, '4.7.28 Unusual rate'] } : 'accept';
    work({ timing: { retryMs: [600_000] } });
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

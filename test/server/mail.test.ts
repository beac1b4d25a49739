// Sending mail, against a real SMTP server that misbehaves as relays do.
import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import PostalMime from 'postal-mime';
import type { MailWorker } from '../../server/features/mail/mail.worker.ts';
import type { ListedMail } from '../../server/features/mail/mail.service.ts';
import type { ComposedMail } from '../../server/output/mail.ts';
import { createSmtp } from '../../server/output/smtp.ts';
import { onPostgres } from '../support/database.ts';
import { eventually, guardMs } from '../support/eventually.ts';
import { startSink, type Behaviour, type Sink } from '../support/smtp.ts';
import {
  composeLetter,
  openOutboxes,
  sender,
  type Outbox,
  type Outboxes,
} from '../support/outbox.ts';

let sink: Sink & { close(): Promise<void> };
let outboxes: Outboxes;
let outbox: Outbox;
const workers: MailWorker[] = [];

before(async () => {
  sink = await startSink();
  outboxes = await openOutboxes();
});
after(async () => {
  await sink.close();
  await outboxes.close();
});

/** A fresh outbox for a test, and a relay that remembers nothing. */
async function fresh(): Promise<void> {
  outbox = await outboxes.open();
  sink.forget();
}
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
  await outbox.close();
});

const work = (...[more]: [Parameters<Outbox['work']>[1]?]): MailWorker => {
  const worker = outbox.work(sink.url, more);
  workers.push(worker);
  return worker;
};
const only = async (): Promise<ListedMail> => {
  const [mail, ...rest] = await outbox.service.list();
  assert.equal(rest.length, 0);
  return mail!;
};
/** What the outbox still has to do; nothing once a worker has settled it. */
const due = () =>
  outbox.inScope({ tenantId: null }, (db) => db('mail_due').pluck<string[]>('tenant_id'));

describe('a mail', () => {
  test('arrives as it was written, and the log of it says so', async () => {
    await fresh();
    const [id] = await outbox.queue([
      { to: 'ana@cliente.example', name: 'Ana Núñez', subject: '¡Hola, Ana!' },
    ]);
    work({ timing: { leaseMs: 2_000 } });
    await outbox.until(({ accepted }) => accepted === 1);
    const [mail] = sink.received;
    assert.deepEqual([mail!.from, mail!.to], ['portal@norte.example', ['ana@cliente.example']]);
    assert.equal(mail!.messageId, `<${id}@norte.example>`);
    assert.match(mail!.raw, /^Auto-Submitted: auto-generated\r$/m);
    const noted = await only();
    assert.deepEqual(
      [noted.recipient, noted.subject, noted.tries, noted.reason],
      ['ana@cliente.example', '¡Hola, Ana!', 1, null],
    );
    assert.match(noted.reply!, /^250/);
    await eventually(async () => (await due()).length === 0);
  });

  test('brings the logo along, inside its text; without one that is gone it leaves all the same', async () => {
    await fresh();
    const id = 'a'.repeat(64);
    const content = Buffer.from('a picture');
    await outbox.inScope({ tenantId: outbox.tenantId }, (db) =>
      db('brand_pictures').insert({
        tenant_id: outbox.tenantId,
        sha256: id,
        content,
        width: 400,
        height: 80,
      }),
    );
    const withLogo =
      (logo: string): typeof composeLetter =>
      async (mail) => {
        const letter = (await composeLetter(mail)) as ComposedMail;
        return { ...letter, look: { ...letter.look, logo } };
      };
    await outbox.queue([{ to: 'ana@cliente.example' }], { kind: 'branded' });
    await outbox.queue([{ to: 'eva@cliente.example' }], { kind: 'bare' });
    work({ composers: { branded: withLogo(id), bare: withLogo('b'.repeat(64)) } });
    await outbox.until(({ accepted }) => accepted === 2);
    const mailTo = async (address: string) =>
      PostalMime.parse(sink.received.find(({ to }) => to[0] === address)!.raw);
    const branded = await mailTo('ana@cliente.example');
    const [picture, ...others] = branded.attachments;
    assert.equal(others.length, 0);
    assert.deepEqual(
      [picture!.disposition, picture!.mimeType, picture!.contentId],
      ['inline', 'image/png', '<logo.aaaaaaaaaaaaaaaa@portico>'],
    );
    assert.deepEqual(Buffer.from(picture!.content as ArrayBuffer), content);
    assert.ok(branded.html?.includes('<img src="cid:logo.aaaaaaaaaaaaaaaa@portico"'));
    const bare = await mailTo('eva@cliente.example');
    assert.deepEqual([bare.attachments, bare.html?.includes('<img')], [[], false]);
  });

  test('of somebody who waits overtakes a mass send', async () => {
    await fresh();
    await outbox.queue(
      Array.from({ length: 20 }, (_, i) => ({ to: `masa${i}@x.example` })),
      { priority: 9 },
    );
    await outbox.queue([{ to: 'espera@x.example' }], { priority: 1 });
    work({ lanes: 1 });
    await outbox.until(({ accepted }) => accepted === 21);
    assert.equal(sink.received[0]!.to[0], 'espera@x.example');
  });

  test('with nobody to write to is cancelled; one that nobody can write, or too late, fails', async () => {
    await fresh();
    await outbox.queue([{ to: 'x@x.example' }], { kind: 'nobody' });
    await outbox.queue([{ to: 'x@x.example' }], { kind: 'constructor' });
    await outbox.queue([{ to: 'x@x.example' }], { lifeMinutes: 0 });
    await outbox.queue([{ to: 'x@x.example' }], { kind: 'broken' });
    let calls = 0;
    work({
      composers: {
        letter: composeLetter,
        nobody: async () => null,
        broken: (mail) => (calls++ === 0 ? Promise.reject(new Error('once')) : composeLetter(mail)),
      },
    });
    await outbox.until(
      ({ cancelled, failed, accepted }) => cancelled === 1 && failed === 2 && accepted === 1,
    );
    const reasons = (await outbox.service.list()).map(({ kind, reason, tries }) => [
      kind,
      reason,
      tries,
    ]);
    assert.deepEqual(reasons.toSorted(), [
      ['broken', null, 2],
      ['constructor', 'no_composer', 0],
      ['letter', 'too_late', 0],
      ['nobody', 'nobody', 0],
    ]);
    assert.equal(sink.received.length, 1);
  });

  test('of one tenant does not wait for the many of another', async () => {
    await fresh();
    const other = await outboxes.open();
    await outbox.queue(Array.from({ length: 60 }, (_, i) => ({ to: `n${i}@x.example` })));
    await other.queue([{ to: 'sul@x.example' }]);
    work({ lanes: 2 });
    await outbox.until(({ accepted }) => accepted === 60);
    const place = sink.received.findIndex(({ to }) => to[0] === 'sul@x.example');
    assert.ok(place >= 0 && place < 20, `came at ${place}`);
    await other.close();
  });
});

describe('an answer about the recipient', () => {
  test('"not now" is tried again and then accepted', async () => {
    await fresh();
    sink.behave = (_to, tries) =>
      tries < 3 ? { recipient: [450, '4.2.0 Greylisted, try again later'] } : 'accept';
    await outbox.queue([{ to: 'gris@x.example' }]);
    work();
    await outbox.until(({ accepted }) => accepted === 1);
    assert.equal((await only()).tries, 3);
    assert.equal(sink.received.length, 1);
  });

  test('"try again in 2 hours" is taken at its word, within bounds', async () => {
    await fresh();
    sink.behave = (_to, tries) =>
      tries < 2 ? { data: [451, '4.7.1 Try again in 2 hours'] } : 'accept';
    await outbox.queue([{ to: 'espera@x.example' }]);
    const started = performance.now();
    work({ timing: { retryMs: [60_000], hintMs: [10, 300] } });
    await outbox.until(({ accepted }) => accepted === 1);
    assert.ok(performance.now() - started > 290, 'not before the bound');
  });

  test('ends when nobody wants it any more', async () => {
    await fresh();
    sink.behave = () => ({ recipient: [452, '4.3.1 full'] });
    await outbox.queue([{ to: 'lleno@x.example' }], { lifeMinutes: 1 });
    work({ timing: { retryMs: [10, 10, 120_000] } });
    await outbox.until(({ failed }) => failed === 1);
    const { reason, tries, reply } = await only();
    assert.deepEqual([reason, tries], ['too_late', 3]);
    assert.match(reply!, /^452/);
  });

  test('"no" is no, with the reason', async () => {
    await fresh();
    const answers: Record<
      string,
      [code: number, text: string, at: 'recipient' | 'data', is: string]
    > = {
      'nadie@x.example': [550, '5.1.1 No such user', 'recipient', 'address'],
      'viejo@x.example': [551, 'gone', 'recipient', 'address'],
      'lleno@x.example': [552, '5.2.2 Mailbox full', 'recipient', 'full'],
      'grande@x.example': [552, 'Message too large', 'data', 'size'],
      'spam@x.example': [554, '5.7.1 Looks like spam', 'data', 'policy'],
      'raro@x.example': [555, 'What?', 'recipient', 'other'],
    };
    sink.behave = (to) => {
      const [code, text, at] = answers[to]!;
      return at === 'data' ? { data: [code, text] } : { recipient: [code, text] };
    };
    await outbox.queue(Object.keys(answers).map((to) => ({ to })));
    work();
    await outbox.until(({ failed }) => failed === 6);
    for (const { recipient, reason, tries } of await outbox.service.list())
      assert.deepEqual([recipient, reason, tries], [recipient, answers[recipient!]![3], 1]);
    await sleep(150);
    assert.equal(sink.named.length, 6, 'nobody is asked twice');
  });
});

describe('trouble with the relay', () => {
  test('lets all mails wait, spends no try and loses none', async () => {
    await fresh();
    await sink.down();
    const paused: boolean[] = [];
    await outbox.queue(Array.from({ length: 30 }, (_, i) => ({ to: `c${i}@x.example` })));
    const observer = { finished: () => {}, domainRested: () => {} };
    work({ observer: { ...observer, relayPaused: (now) => paused.push(now) } });
    await eventually(async () => paused.length > 0);
    await sleep(300);
    const counts = await outbox.service.counts();
    assert.equal(counts.failed ?? 0, 0);
    assert.equal(counts.deferred ?? 0, 0);
    await sink.up();
    await outbox.until(({ accepted }) => accepted === 30);
    assert.deepEqual(
      new Set((await outbox.service.list()).map(({ tries }) => tries)),
      new Set([1]),
    );
    assert.equal(sink.received.length, 30);
    assert.deepEqual(paused, [true, false]);
  });

  test('is probed with one mail at a time, ever more seldom', async () => {
    await fresh();
    const asked: number[] = [];
    sink.behave = () => {
      asked.push(performance.now());
      return { recipient: [421, '4.3.2 Too many, come back later'] };
    };
    await outbox.queue(Array.from({ length: 20 }, (_, i) => ({ to: `p${i}@x.example` })));
    work({ lanes: 5, timing: { pauseMs: [40, 10_000] } });
    // After those that were under way, four probes.
    await eventually(() => asked.length >= 9);
    const took = asked[8]! - asked[0]!;
    assert.ok(took > 20 + 40 + 80 + 160 - 5, `${took} ms`);
    const { queued = 0, sending = 0, ...others } = await outbox.service.counts();
    assert.deepEqual([queued + sending, others], [20, {}]);
  });

  test('is also its refusal of the sender: no mail fails for it', async () => {
    await fresh();
    sink.refusesSender = [550, '5.7.1 Sender not allowed'];
    await outbox.queue([{ to: 'uno@x.example' }, { to: 'dos@x.example' }]);
    work();
    await eventually(async () =>
      (await outbox.service.list()).some(({ reason }) => reason === 'relay'),
    );
    sink.refusesSender = null;
    await outbox.until(({ accepted }) => accepted === 2);
    assert.deepEqual(
      (await outbox.service.list()).map(({ tries }) => tries),
      [1, 1],
    );
  });

  const away = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === 'IPv4' && !address.internal)?.address;
  test('is that of a relay elsewhere that offers no TLS', { skip: !away }, async () => {
    await fresh();
    const plain = await startSink(away);
    for (const url of [plain.url, plain.url.replace('smtp:', 'smtps:')]) {
      const smtp = createSmtp({ url, connections: 1, quietMs: 2_000 });
      const mail = { id: 'x', from: sender, to: sender, subject: 'x', html: 'x', text: 'x' };
      const outcome = await smtp.send(mail, async () => true);
      smtp.close();
      assert.equal(outcome.kind, 'trouble', url);
    }
    assert.ok(plain.connections > 0);
    assert.deepEqual(plain.named, [], 'nothing was said in the clear');
    await plain.close();
  });

  test('that one mail makes does not hold up the others', async () => {
    await fresh();
    sink.behave = (to) => (to.startsWith('veneno') ? 'drop before dot' : 'accept');
    await outbox.queue([{ to: 'veneno@x.example' }], { priority: 1 });
    await outbox.queue(Array.from({ length: 10 }, (_, i) => ({ to: `sano${i}@x.example` })));
    work({ lanes: 1 });
    await outbox.until(({ accepted }) => accepted === 10);
    assert.equal((await outbox.service.counts()).failed, undefined);
  });

  test('before the dot is not the recipient’s: the mail goes out later, once', async () => {
    await fresh();
    sink.behave = (_to, tries) => (tries === 1 ? 'drop before dot' : 'accept');
    await outbox.queue([{ to: 'corte@x.example' }]);
    work();
    await outbox.until(({ accepted }) => accepted === 1);
    assert.equal((await only()).tries, 1);
    assert.equal(sink.received.length, 1);
  });
});

describe('the fence', () => {
  test('is asked when the relay wants the mail, not while it thinks of the recipient', async () => {
    await fresh();
    const thought = Promise.withResolvers<void>();
    const answers: Record<string, Behaviour> = {
      'nadie@x.example': { recipient: [550, '5.1.1 No such user'], thinks: thought.promise },
      'espera@x.example': { recipient: [450, '4.2.0 Greylisted'], thinks: thought.promise },
      'corte@x.example': { thinks: new Promise(() => {}) },
    };
    sink.behave = (to, tries) => (tries === 1 ? answers[to]! : 'accept');
    await outbox.queue(Object.keys(answers).map((to) => ({ to })));
    work();
    await eventually(async () => sink.named.length === 3);
    await sleep(100);
    assert.deepEqual(await outbox.service.counts(), { sending: 3 });
    thought.resolve();
    await outbox.until(({ failed, sending }) => failed === 1 && sending === 1);
    await sink.down();
    await sink.up();
    await outbox.until(({ accepted, failed }) => accepted === 2 && failed === 1);
    assert.deepEqual(
      (await outbox.service.list())
        .map(({ recipient, tries }) => `${recipient} ${tries}`)
        .toSorted(),
      ['corte@x.example 1', 'espera@x.example 2', 'nadie@x.example 1'],
    );
  });

  test('a connection lost after the dot leaves an unknown mail for people to decide', async () => {
    await fresh();
    sink.behave = (_to, tries) => (tries === 1 ? 'drop after dot' : 'accept');
    const [first = '', second = ''] = await outbox.queue([
      { to: 'quiza@x.example' },
      { to: 'tal-vez@x.example' },
    ]);
    work();
    await outbox.until(({ unknown }) => unknown === 2);
    await sleep(200);
    assert.equal(sink.named.length, 2, 'never again by itself');
    assert.deepEqual(
      (await outbox.service.list({ state: 'unknown' })).map(({ reason }) => reason),
      ['no_answer', 'no_answer'],
    );
    assert.equal(await outbox.service.sendAgain(first), true);
    assert.equal(await outbox.service.markSent(second), true);
    await outbox.until(({ accepted }) => accepted === 2);
    assert.deepEqual(
      sink.received.map(({ messageId }) => messageId).filter((id) => id.includes(first)).length,
      2,
    );
    assert.equal(await outbox.service.sendAgain(first), false, 'an accepted mail stays accepted');
    assert.equal(await outbox.service.markSent(second), false);
    assert.equal(await outbox.service.sendAgain(crypto.randomUUID()), false);
  });

  test('two workers on many mails send each once', async () => {
    await fresh();
    sink.behave = () => ({ slowMs: 2 });
    const mails = onPostgres ? 200 : 80;
    await outbox.queue(Array.from({ length: mails }, (_, i) => ({ to: `d${i}@x.example` })));
    work();
    work();
    await outbox.until(({ accepted }) => accepted === mails);
    assert.equal(sink.received.length, mails);
    assert.equal(new Set(sink.received.map(({ messageId }) => messageId)).size, mails);
  });

  test('stops a worker that was out for longer than its lease', async () => {
    await fresh();
    await outbox.queue([{ to: 'lento@x.example' }]);
    let calls = 0;
    const asleep = Promise.withResolvers<void>();
    const slow = async (mail: Parameters<typeof composeLetter>[0]) => {
      // The first one to write it falls asleep over it.
      if (calls++ === 0) await asleep.promise;
      return composeLetter(mail);
    };
    work({ composers: { letter: slow }, lanes: 1, timing: { leaseMs: 500 } });
    await eventually(async () => calls === 1);
    work({ composers: { letter: slow } });
    await outbox.until(({ accepted }) => accepted === 1);
    asleep.resolve();
    await eventually(async () => sink.named.length === 2);
    await sleep(300);
    assert.equal(calls, 2);
    assert.equal(sink.named.length, 2, 'both came as far as the recipient');
    assert.equal(sink.received.length, 1, 'one let the dot go');
  });

  test('a late answer corrects what was given up as unknown', async () => {
    await fresh();
    const late = Promise.withResolvers<void>();
    sink.behave = () => ({ slow: late.promise });
    await outbox.queue([{ to: 'tarde@x.example' }]);
    work({ timing: { leaseMs: 1_000, fenceLeaseMs: 500 } });
    await outbox.until(({ unknown }) => unknown === 1);
    late.resolve();
    await outbox.until(({ accepted }) => accepted === 1);
    assert.equal(sink.received.length, 1);
    assert.equal((await only()).reason, null);
  });
});

describe('stopping', () => {
  test('finishes what is under way and takes on nothing new', async () => {
    await fresh();
    const answered = Promise.withResolvers<void>();
    sink.behave = () => ({ slow: answered.promise });
    await outbox.queue(Array.from({ length: 20 }, (_, i) => ({ to: `s${i}@x.example` })));
    const worker = work({ lanes: 3, timing: { stopMs: guardMs } });
    await eventually(async () => sink.received.length === 3);
    const stopped = worker.stop();
    answered.resolve();
    await stopped;
    assert.deepEqual(await outbox.service.counts(), { accepted: 3, queued: 17 });
  });

  test('does not wait for ever: what lies beyond the fence is unknown, the rest waits', async () => {
    await fresh();
    sink.behave = () => ({ slow: new Promise(() => {}) });
    await outbox.queue([{ to: 'dot@x.example' }]);
    const worker = work({ timing: { stopMs: 100 } });
    await eventually(async () => sink.received.length === 1);
    // The relay never answers.
    await worker.stop();
    assert.deepEqual(await outbox.service.counts(), { unknown: 1 });
  });
});

describe('addresses', () => {
  test('that want to be two, or a command, reach nobody but the one meant', async () => {
    await fresh();
    const bad = [
      'a@x.example, evil@x.example',
      'a@x.example\r\nRCPT TO:<evil@x.example>',
      'a@x.example>\r\nRCPT TO:<evil@x.example',
      '"a, evil@x.example"@x.example',
      '"evil@x.example "@y.example',
      'a@x.example evil@x.example',
      'grupo: evil@x.example;',
      '<evil@x.example>',
      'a@[127.0.0.1]',
      'año@x.example',
      'a@x.example\u0001',
      '@x.example',
      'a@',
      '',
    ];
    const good = {
      // The sink reads the encoded domain back.
      'ana@españa.example': 'ana@españa.example',
      "o'brien+portal@x.example": "o'brien+portal@x.example",
    };
    await outbox.queue([...bad, ...Object.keys(good)].map((to) => ({ to })));
    work();
    await outbox.until(({ failed, accepted }) => failed === bad.length && accepted === 2);
    assert.deepEqual(sink.named.toSorted(), Object.values(good).toSorted());
    assert.match(
      sink.received.map(({ raw }) => raw).join(''),
      /^To: .*<ana@xn--espaa-rta\.example>\r$/m,
    );
    const failed = await outbox.service.list({ state: 'failed' });
    assert.deepEqual(new Set(failed.map(({ reason }) => reason)), new Set(['address']));
  });

  test('names and subjects add no header and no recipient', async () => {
    await fresh();
    const evil = 'Ana\r\nBcc: evil@x.example\r\n\r\nhola';
    await outbox.queue([
      { to: 'uno@x.example', name: evil, subject: evil },
      { to: 'dos@x.example', name: 'Ana" <evil@x.example>, "', subject: 'a\u2028b' },
    ]);
    work();
    await outbox.until(({ accepted }) => accepted === 2);
    assert.deepEqual(sink.named.toSorted(), ['dos@x.example', 'uno@x.example']);
    for (const { raw, to } of sink.received) {
      const [head = ''] = raw.split('\r\n\r\n');
      const names = head
        .replaceAll(/\r\n[ \t]+/g, ' ')
        .split('\r\n')
        .map((line) => line.split(':')[0]);
      assert.deepEqual(
        names.toSorted(),
        [
          'Auto-Submitted',
          'Content-Type',
          'Date',
          'From',
          'MIME-Version',
          'Message-ID',
          'Subject',
          'To',
          'X-Auto-Response-Suppress',
        ],
        to[0],
      );
    }
  });
});

test('neither the log nor the table holds what the mail keeps to itself', async () => {
  await fresh();
  const secret = 'Xq7-temporal-8842';
  sink.behave = (to) =>
    to.startsWith('eco')
      ? {
          data: [554, `5.7.1 blocked https://norte.example/portal?t=${secret} and Clave ${secret}`],
        }
      : to.startsWith('cae')
        ? 'drop after dot'
        : 'accept';
  await outbox.queue(['eco', 'cae', 'va'].map((name) => ({ to: `${name}@x.example`, secret })));
  const lines: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  // Here the secret comes into being when the mail is written, as that of a link does.
  const composers = {
    letter: ({ id, tenantId, data }: Parameters<typeof composeLetter>[0]) =>
      composeLetter({ id, tenantId, data: { ...(data as object), secret } }),
  };
  await outbox.inScope({ tenantId: outbox.tenantId }, (db) =>
    db('mails')
      .where({ tenant_id: outbox.tenantId })
      .update({ data: db.raw(`data - 'secret'`) }),
  );
  work({ logger, composers });
  await outbox.until(
    ({ accepted, failed, unknown }) => accepted === 1 && failed === 1 && unknown === 1,
  );
  const stored = JSON.stringify(
    await outbox.inScope({ tenantId: outbox.tenantId }, (db) =>
      db('mails').where({ tenant_id: outbox.tenantId }),
    ),
  );
  assert.ok(lines.length >= 3);
  assert.doesNotMatch(lines.join(''), new RegExp(secret));
  assert.doesNotMatch(stored, new RegExp(secret));
  assert.match(stored, /5\.7\.1 blocked/);
});

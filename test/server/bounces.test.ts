// Mails that come back: which mailboxes a notice marks, and that nobody marks somebody else's.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { connect, type Connection } from '../../server/db/connect.ts';
import { noticeBytes, readNotice } from '../../server/output/delivery-notice.ts';
import { createForeignReader } from '../../server/output/foreign/reader.ts';
import { readNoticeOnThread } from '../../server/output/notice-reader.ts';
import { messageIdOf } from '../../server/output/smtp.ts';
import { outcomeOf, type SmtpError } from '../../server/output/smtp-outcome.ts';
import { createApi, refusal, type Api } from '../support/api.ts';
import { createCommandLine } from '../support/command-line.ts';
import * as notices from '../support/notices.ts';
import { fixtures, startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

const read = (message: string | Uint8Array) => readNotice(Buffer.from(message));
const gone = async (message: string | Uint8Array) =>
  (await read(message)).failed
    .filter(({ reason }) => reason === 'address')
    .map(({ addresses, status }) => `${status} ${addresses.join(' ')}`);
const to = 'Pagos@cliente.example';

describe('a notice gives up on a mailbox', () => {
  const both = `${to} ${to}`;
  for (const [server, message, expected] of [
    ['Postfix', notices.postfix(to), `5.1.1 ${both}`],
    ['Exim', notices.exim(to), `5.1.1 ${to}`],
    ['Exim of old', notices.oldExim(to), `5.1.1 ${to}`],
    ['Exim without a status', notices.oldExim(to, '550 no such user'), `5.0.0 ${to}`],
    ['Exchange', notices.exchange(to), `5.1.10 ${to}`],
    ['Gmail', notices.gmail(to), `5.1.1 ${to}`],
    ['qmail', notices.qmail({ [to]: 'Sorry, no mailbox here. (#5.1.1)' }), `5.1.1 ${to}`],
  ] as const)
    test(`as ${server} writes it`, async () => {
      assert.deepEqual(await gone(message), [expected]);
      assert.deepEqual(await gone(Buffer.from(message)), [expected]);
      assert.deepEqual(await gone(message.replaceAll('\r\n', '\n')), [expected]);
    });

  test('or on several, and says why', async () => {
    const { failed: found } = await read(notices.postfix(['a@x.example', 'b@x.example']));
    assert.deepEqual(
      found.map(({ addresses }) => addresses[0]),
      ['a@x.example', 'b@x.example'],
    );
    assert.match(found[0]!.detail!, /^smtp; 550 5\.1\.1 .*User unknown in virtual mailbox table$/);
    const mixed = notices.qmail({
      'a@x.example': 'Sorry, no mailbox here by that name. (#5.1.1)',
      'b@x.example': "Connected but sender was rejected.\r\nI'm not going to try again. (#4.4.1)",
      'c@x.example': 'Remote host said: 554 No such user',
    });
    assert.deepEqual(await gone(mixed), ['5.1.1 a@x.example']);
    const { failed } = await read(mixed);
    assert.deepEqual(
      failed.map(({ addresses, reason }) => [...addresses, reason]),
      [
        ['a@x.example', 'address'],
        ['c@x.example', 'other'],
      ],
    );
  });

  test('and names the one we wrote to first', async () => {
    assert.deepEqual(await gone(notices.forwarded('a@x.example', 'b@y.example')), [
      '5.1.1 a@x.example b@y.example',
    ]);
  });

  test('but not where it is late, full, too large, delivered, or no notice', async () => {
    for (const message of [
      notices.postfix(to, { action: 'delayed', status: '4.4.1' }),
      notices.postfix(to, { status: '4.4.7' }),
      notices.postfix(to, { status: '5.2.2' }),
      notices.postfix(to, { status: '5.0.0', diagnostic: '552 5.2.2 mailbox full' }),
      notices.postfix(to, { status: '5.3.4' }),
      notices.postfix(to, { action: 'delivered', status: '2.1.5' }),
      notices.postfix(to, { action: 'relayed' }),
      notices.postfix(to, { status: 'no' }),
      notices.oldExim(to, '450 4.2.1 try later'),
      notices.oldExim(to, 'retry time not reached', 'temporary'),
      notices.oldExim(to, '552 5.2.2 over quota'),
      notices.oldExim(to, 'no'),
      notices.qmail({ [to]: 'Sorry.' }),
      notices.qmail({ [to]: 'Mailbox has exceeded the limit (#5.2.2)' }),
      notices.away(to),
      notices.passedOn(notices.postfix(to)),
      notices.passedOn(notices.qmail({ [to]: 'Sorry. (#5.1.1)' })),
      'hola',
      '',
    ])
      assert.deepEqual(await gone(message), [], message.slice(0, 60));
  });

  test('but not where it speaks of us, of what we wrote or of the way, as SMTP itself would not', async () => {
    for (const [status, diagnostic] of notices.aboutUs) {
      assert.deepEqual(await gone(notices.postfix(to, { status, diagnostic })), [], diagnostic);
      assert.deepEqual(await gone(notices.qmail({ [to]: diagnostic })), [], diagnostic);
    }
    for (const status of notices.gone)
      assert.equal((await gone(notices.postfix(to, { status }))).length, 1, status);
    // One table: whatever code, an answer at once and a notice later mean the same.
    const codes = fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 60 })).map(([a, b]) => `5.${a}.${b}`);
    await fc.assert(
      fc.asyncProperty(codes, async (code) => {
        fc.pre(code !== '5.0.0');
        const response = `550 ${code} no`;
        const error = Object.assign(new Error(response), { response, responseCode: 550 });
        const outcome = outcomeOf({ ...error, command: 'RCPT TO' } as SmtpError, false);
        const { failed } = await read(notices.postfix(to, { status: code, diagnostic: response }));
        assert.ok(outcome.kind === 'refused');
        assert.equal(failed[0]!.reason, outcome.reason, code);
      }),
    );
  });

  test('and names the mail that it answers, as each server encloses it', async () => {
    const id = '<0e5b2b54-61e7-4f35-a3a5-4a5d5a5a0b01@norte.example>';
    for (const notice of [
      notices.postfix(to),
      notices.exim(to),
      notices.oldExim(to),
      notices.exchange(to),
      notices.gmail(to),
      notices.qmail({ [to]: 'Sorry. (#5.1.1)' }),
    ])
      assert.deepEqual((await read(notices.answering(id, notice))).messageIds, [id]);
    // Nothing but the enclosed mail's own headers counts.
    const claims = `Message-ID: ${id}\r\nIn-Reply-To: ${id}\r\n${notices.away(to)}`;
    assert.deepEqual((await read(claims)).messageIds, []);
  });

  test('and is looked at no further than its limit, on a thread, in time that its length does not change', async () => {
    const reader = createForeignReader();
    const recipients = Array.from({ length: 20_000 }, () => 'a').join(',');
    const hostile = [
      `X-Failed-Recipients: ${recipients}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${'ñ'.repeat(99_000)}`,
      `Content-Type: text/plain; format=flowed\r\n\r\n${'a \r\n'.repeat(500_000)}`,
      `To: ${'g:'.repeat(400_000)}\r\n\r\n`,
      `X-Failed-Recipients: ${'a@x.example,'.repeat(300_000)}\r\n\r\npermanent error`,
    ];
    for (const message of hostile) {
      const { failed } = await readNoticeOnThread(reader, ['t', 'k'], message);
      assert.ok(failed.length <= 100);
      // What stands behind the limit is not there.
      const late = message + notices.postfix(to);
      assert.deepEqual(await readNoticeOnThread(reader, ['t', 'k'], late.slice(0, noticeBytes)), {
        ...(await readNoticeOnThread(reader, ['t', 'k'], late)),
      });
    }
  });

  test('and any other bytes are none', async () => {
    const whole = Buffer.from(notices.postfix(to));
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: whole.length - 1 }),
        fc.uint8Array({ maxLength: 40 }),
        async (at, bytes) => {
          const broken = Buffer.concat([whole.subarray(0, at), bytes, whole.subarray(at + 20)]);
          assert.ok((await read(broken)).failed.length <= 2);
        },
      ),
    );
    const deep = `Content-Type: multipart/mixed; boundary="a"\r\n\r\n${'--a\r\nContent-Type: multipart/mixed; boundary="a"\r\n\r\n'.repeat(5_000)}`;
    assert.deepEqual(await gone(deep), []);
    const many = Array.from({ length: 5_000 }, (_, i) => `a${i}@x.example`);
    assert.ok((await gone(notices.postfix(many))).length <= 100);
  });
});

describe('POST /bounces', () => {
  let running: TestPortal;
  let machine: Api;
  const marked = (slug: 'norte' | 'sul' = 'norte') =>
    running.sql<{ address_key: string; status: string; detail: string }>(
      `select address_key, status, detail from bounced_mailboxes b
       join tenants t on t.id = b.tenant_id and t.slug = '${slug}' order by address_key`,
      slug,
    );
  const send = async (message: string, api = machine) => {
    const answer = await api<{ result: string; address: string | null }>('POST /bounces', {
      body: { message },
    });
    return answer.status === 200 ? answer.body : refusal(answer);
  };
  const ignored = { result: 'ignored', address: null };
  const noted = (address: string) => ({ result: 'noted', address });
  const from = { name: null, address: 'estados@norte.example' };
  /** A mail that has left. @returns its name */
  const sent = async (recipient: string, more: { state?: string; days?: number } = {}) => {
    const { state = 'accepted', days = 0 } = more;
    const id = crypto.randomUUID();
    await running.sql(
      `insert into mails (tenant_id, id, kind, state, recipient, message_id, give_up_at, finished_at)
       select id, '${id}', 'statement', '${state}', '${recipient}', '${messageIdOf({ id, from })}', now(),
         now() - interval '${days} days' from tenants where slug = 'norte'`,
    );
    return messageIdOf({ id, from });
  };
  const events = (event: string) =>
    running.sql<{ record: string; actor_kind: string; detail: Record<string, string | null> }>(
      `select record, actor_kind, detail from audit_events where event = '${event}' order by at`,
    );

  before(async () => {
    running = await startPortal();
    const { admin } = running.portal;
    const keyFor = async (slug: 'norte' | 'sul') =>
      createApi(running.url, {
        'Portal-Tenant': slug,
        Authorization: `Bearer ${await admin.createKey(slug, { name: 'mx', permissions: ['mail.bounces'] })}`,
      });
    machine = await keyFor('norte');
    const staff = await staffSession(running, 'jefa', { permissions: ['mailing_list.manage'] });
    const mailboxes = `${to};copia@cliente.example;dos@cliente.example;tres@cliente.example`;
    const body = { company: 'SM01', customer: '1002945', mailboxes };
    assert.equal((await staff('PUT /mailing-lists', { body })).status, 200);
  });
  after(() => running.close());

  test('marks nobody without the name of a mail that went to this very mailbox, and notes it', async () => {
    const all = [to, 'dos@cliente.example', 'tres@cliente.example'];
    // Anybody writes this, about any mailbox that can be guessed.
    assert.deepEqual(await send(notices.postfix(all)), noted('pagos@cliente.example'));
    const other = await sent('copia@cliente.example');
    assert.deepEqual(
      await send(notices.answering(other, notices.postfix(to))),
      noted('pagos@cliente.example'),
    );
    const old = await sent(to, { days: 11 });
    assert.deepEqual(
      await send(notices.answering(old, notices.postfix(to))),
      noted('pagos@cliente.example'),
    );
    for (const state of ['cancelled', 'failed', 'queued']) {
      const never = await sent(to, { state });
      assert.deepEqual(
        await send(notices.answering(never, notices.postfix(to))),
        noted('pagos@cliente.example'),
      );
    }
    const guess = `<${crypto.randomUUID()}@norte.example>`;
    assert.deepEqual(
      await send(notices.answering(guess, notices.postfix(to))),
      noted('pagos@cliente.example'),
    );
    assert.deepEqual(await marked(), []);
    assert.deepEqual(await events('mailbox.bounced'), []);
    const log = await events('mailbox.bounce_noted');
    assert.equal(log.length, 7);
    assert.deepEqual(
      [log[0]!.record, log[0]!.actor_kind, log[0]!.detail.why],
      ['pagos@cliente.example', 'key', 'unproven'],
    );
  });

  test('marks the mailbox of the mail that came back, that one alone, and the log has it', async () => {
    const id = await sent(to);
    const message = notices.answering(id, notices.exchange(to));
    assert.deepEqual(await send(message), { result: 'marked', address: 'pagos@cliente.example' });
    const [row, ...more] = await marked();
    assert.deepEqual([row!.address_key, row!.status, ...more], ['pagos@cliente.example', '5.1.10']);
    assert.match(row!.detail, /RecipientNotFound/);
    assert.deepEqual(await events('mailbox.bounced'), [
      {
        record: 'pagos@cliente.example',
        actor_kind: 'key',
        detail: { status: '5.1.10', detail: row!.detail },
      },
    ]);
    const dos = await sent('dos@cliente.example');
    const several = notices.postfix(['tres@cliente.example', 'Dos@cliente.example']);
    assert.deepEqual(await send(notices.answering(dos, several)), {
      result: 'marked',
      address: 'dos@cliente.example',
    });
    assert.deepEqual(
      (await marked()).map((one) => one.address_key),
      ['dos@cliente.example', 'pagos@cliente.example'],
    );
  });

  test('marks the mailbox we wrote to, not the one it leads to', async () => {
    const id = await sent('copia@cliente.example');
    const message = notices.forwarded('copia@cliente.example', 'tres@cliente.example');
    assert.deepEqual(await send(notices.answering(id, message)), {
      result: 'marked',
      address: 'copia@cliente.example',
    });
  });

  test('marks nobody where the refusal is about us, and notes that', async () => {
    const before = await marked();
    const id = await sent('tres@cliente.example');
    for (const [status, diagnostic] of notices.aboutUs) {
      const notice = notices.postfix('tres@cliente.example', { status, diagnostic });
      assert.deepEqual(
        await send(notices.answering(id, notice)),
        noted('tres@cliente.example'),
        diagnostic,
      );
    }
    assert.deepEqual(await marked(), before);
    assert.equal((await events('mailbox.bounce_noted')).at(-1)!.detail.why, 'not_the_mailbox');
  });

  test('does nothing about somebody else, for another tenant, or for what cannot be a mailbox', async () => {
    const before = await marked();
    assert.deepEqual(await send(notices.postfix('presidente@otro.example')), ignored);
    const sul = createApi(running.url, {
      'Portal-Tenant': 'sul',
      Authorization: `Bearer ${await running.portal.admin.createKey('sul', { name: 'mx', permissions: ['mail.bounces'] })}`,
    });
    const ours = await sent('tres@cliente.example');
    const message = notices.answering(ours, notices.postfix('tres@cliente.example'));
    assert.deepEqual(await send(message, sul), ignored);
    assert.deepEqual(await send(notices.postfix(`"${to}"`)), ignored);
    assert.deepEqual(
      await send(notices.postfix(to, { action: 'delayed', status: '4.4.1' })),
      ignored,
    );
    assert.deepEqual(await send('hola'), ignored);
    assert.deepEqual(await marked(), before);
    assert.deepEqual(await marked('sul'), []);
  });

  test('keeps what a hostile notice says in one line, and short', async () => {
    const diagnostic = `550 5.1.1 ${'\u0007\u2028x'.repeat(2_000)}`;
    const id = await sent(to);
    assert.deepEqual(await send(notices.answering(id, notices.postfix(to, { diagnostic }))), {
      result: 'marked',
      address: 'pagos@cliente.example',
    });
    const row = (await marked()).find(({ address_key }) => address_key === 'pagos@cliente.example');
    assert.ok(row!.detail.length <= 500);
    assert.doesNotMatch(row!.detail, /[\p{Cc}\u2028]/u);
  });
});

describe('portico mail bounce', () => {
  test('takes a notice by a pipe, as an operator', async () => {
    const { env, cli, data } = await createCommandLine(fixtures);
    const database = { folder: data };
    const id = crypto.randomUUID();
    const name = `<${id}@norte.example>`;
    await withDatabase(database, async (connection) => {
      await connection.raw(`insert into mails (tenant_id, id, kind, state, recipient, message_id, give_up_at)
        select id, '${id}', 'invitation', 'accepted', 'pagos@cliente.example', '${name}', now()
        from tenants where slug = 'norte'`);
    });
    const bounce = async (notice: string) => {
      const child = spawn(process.execPath, [cli, 'mail', 'bounce', '--tenant', 'norte', '-'], {
        env,
      });
      child.stdin.end(notice);
      return text(child.stdout);
    };
    assert.equal(await bounce(notices.postfix(to)), 'pagos@cliente.example\tnoted\t5.1.1\n');
    assert.equal(
      await bounce(notices.answering(name, notices.postfix(to))),
      'pagos@cliente.example\tmarked\t5.1.1\n',
    );
    await withDatabase(database, async (connection) => {
      const { rows } = await connection.raw(
        `select event, record, actor_kind from audit_events where event like 'mailbox.%' order by at`,
      );
      const [record, actor_kind] = ['pagos@cliente.example', 'operator'];
      assert.deepEqual(rows, [
        { event: 'mailbox.bounce_noted', record, actor_kind },
        { event: 'mailbox.bounced', record, actor_kind },
      ]);
    });
  });
});

async function withDatabase(
  database: { folder: string },
  work: (knex: Connection['knex']) => Promise<void>,
): Promise<void> {
  const connection = await connect(database);
  try {
    await work(connection.knex);
  } finally {
    await connection.close();
  }
}

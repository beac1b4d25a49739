// Mails that come back: which mailboxes a notice marks, and that nobody marks somebody else's.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { connect, type Connection } from '../../server/db/connect.ts';
import { createPortal } from '../../server/index.ts';
import { failedRecipients } from '../../server/output/delivery-notice.ts';
import { createApi, refusal, type Api } from '../support/api.ts';
import { createCommandLine } from '../support/command-line.ts';
import { loadFixtures } from '../support/fixtures.ts';
import * as notices from '../support/notices.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

const gone = async (message: string | Uint8Array) =>
  (await failedRecipients(message)).map(
    ({ addresses, status }) => `${status} ${addresses.join(' ')}`,
  );
const to = 'Pagos@cliente.example';

describe('a notice gives up on a mailbox', () => {
  const both = `${to} ${to}`;
  for (const [server, message, expected] of [
    ['Postfix', notices.postfix(to), `5.1.1 ${both}`],
    ['Exim', notices.exim(to), `5.1.1 ${to}`],
    ['Exim of old', notices.oldExim(to), `5.1.1 ${to}`],
    ['Exim without a status', notices.oldExim(to, '550 no such user'), `5.0.0 ${to}`],
    ['Exim without a reason', notices.oldExim(to, 'no'), `5.0.0 ${to}`],
    ['Exchange', notices.exchange(to), `5.1.10 ${to}`],
    ['Gmail', notices.gmail(to), `5.1.1 ${to}`],
    ['qmail', notices.qmail({ [to]: 'Sorry, no mailbox here. (#5.1.1)' }), `5.1.1 ${to}`],
    ['qmail in its own words', notices.qmail({ [to]: 'Sorry.' }), `5.0.0 ${to}`],
  ] as const)
    test(`as ${server} writes it`, async () => {
      assert.deepEqual(await gone(message), [expected]);
      assert.deepEqual(await gone(Buffer.from(message)), [expected]);
      assert.deepEqual(await gone(message.replaceAll('\r\n', '\n')), [expected]);
    });

  test('or on several, and says why', async () => {
    const found = await failedRecipients(notices.postfix(['a@x.example', 'b@x.example']));
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
    assert.deepEqual(await gone(mixed), ['5.1.1 a@x.example', '5.0.0 c@x.example']);
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
      notices.qmail({ [to]: 'Mailbox has exceeded the limit (#5.2.2)' }),
      notices.away(to),
      notices.passedOn(notices.postfix(to)),
      notices.passedOn(notices.qmail({ [to]: 'Sorry. (#5.1.1)' })),
      'hola',
      '',
    ])
      assert.deepEqual(await gone(message), [], message.slice(0, 60));
  });

  test('and any other bytes are none', async () => {
    const whole = Buffer.from(notices.postfix(to));
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: whole.length - 1 }),
        fc.uint8Array({ maxLength: 40 }),
        async (at, bytes) => {
          const broken = Buffer.concat([whole.subarray(0, at), bytes, whole.subarray(at + 20)]);
          assert.ok((await failedRecipients(broken)).length <= 2);
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

  test('marks a mailbox of a list, and the log has it', async () => {
    assert.deepEqual(await send(notices.exchange(to)), {
      result: 'marked',
      address: 'pagos@cliente.example',
    });
    const [row] = await marked();
    assert.deepEqual([row!.address_key, row!.status], ['pagos@cliente.example', '5.1.10']);
    assert.match(row!.detail, /RecipientNotFound/);
    const [log] = await running.sql<{ record: string; actor_kind: string; detail: object }>(
      `select record, actor_kind, detail from audit_events where event = 'mailbox.bounced'`,
    );
    assert.deepEqual(log, {
      record: 'pagos@cliente.example',
      actor_kind: 'key',
      detail: { status: '5.1.10', detail: row!.detail },
    });
  });

  test('marks several of a notice, and only those that are ours', async () => {
    const message = notices.postfix([
      'otro@otro.example',
      'dos@cliente.example',
      'tres@cliente.example',
    ]);
    assert.deepEqual(await send(message), { result: 'marked', address: 'dos@cliente.example' });
    assert.deepEqual(
      (await marked()).map((row) => row.address_key),
      ['dos@cliente.example', 'pagos@cliente.example', 'tres@cliente.example'],
    );
  });

  test('marks the mailbox we wrote to, not the one it leads to', async () => {
    const message = notices.forwarded('copia@cliente.example', 'dos@cliente.example');
    assert.deepEqual(await send(message), { result: 'marked', address: 'copia@cliente.example' });
  });

  test('marks whom a mail was sent to, and nobody whose mail never left', async () => {
    for (const [recipient, state] of [
      ['Invitada@cliente.example', 'accepted'],
      ['cancelada@cliente.example', 'cancelled'],
    ])
      await running.sql(
        `insert into mails (tenant_id, kind, state, recipient, give_up_at)
         select id, 'invitation', '${state}', '${recipient}', now() from tenants where slug = 'norte'`,
      );
    assert.deepEqual(await send(notices.gmail('invitada@cliente.example')), {
      result: 'marked',
      address: 'invitada@cliente.example',
    });
    assert.deepEqual(await send(notices.gmail('cancelada@cliente.example')), ignored);
  });

  test('does nothing about somebody else, for another tenant, or for what cannot be a mailbox', async () => {
    const before = await marked();
    assert.deepEqual(await send(notices.postfix('presidente@otro.example')), ignored);
    const sul = createApi(running.url, {
      'Portal-Tenant': 'sul',
      Authorization: `Bearer ${await running.portal.admin.createKey('sul', { name: 'mx', permissions: ['mail.bounces'] })}`,
    });
    assert.deepEqual(await send(notices.postfix(to), sul), ignored);
    assert.deepEqual(await send(notices.postfix(`"${to}"`)), ignored);
    assert.deepEqual(await send('hola'), ignored);
    assert.deepEqual(await marked(), before);
    assert.deepEqual(await marked('sul'), []);
    const [{ count } = { count: '' }] = await running.sql<{ count: string }>(
      `select count(*)::text as count from audit_events where event = 'mailbox.bounced'`,
    );
    assert.equal(count, '5');
  });

  test('keeps what a hostile notice says in one line, and short', async () => {
    const diagnostic = `550 5.1.1 ${'\u0007\u2028x'.repeat(2_000)}`;
    assert.deepEqual(await send(notices.postfix(to, { diagnostic })), {
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
    const { env, cli } = createCommandLine();
    const database = { folder: env.DATA_FOLDER! };
    const portal = await createPortal({ database, publicUrl: 'http://localhost' });
    await loadFixtures(portal);
    await portal.close();
    await withDatabase(database, async (connection) => {
      await connection.raw(`insert into mails (tenant_id, kind, state, recipient, give_up_at)
        select id, 'invitation', 'accepted', 'pagos@cliente.example', now() from tenants where slug = 'norte'`);
    });
    const child = spawn(process.execPath, [cli, 'mail', 'bounce', '--tenant', 'norte', '-'], {
      env,
    });
    child.stdin.end(notices.postfix(to));
    assert.equal(await text(child.stdout), 'pagos@cliente.example\tmarked\t5.1.1\n');
    await withDatabase(database, async (connection) => {
      const { rows } = await connection.raw(
        `select record, actor_kind from audit_events where event = 'mailbox.bounced'`,
      );
      assert.deepEqual(rows, [{ record: 'pagos@cliente.example', actor_kind: 'operator' }]);
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

// Keys of machines as an administrator looks after them, and what the door makes of them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import type { ApiKey } from '#contract/keys';
import { sweep } from '../../server/housekeeping.ts';
import { createScope } from '../../server/db/scope.ts';
import { isWithin, networkOf } from '../../server/http/network.ts';
import { createApi, refusal, type Api } from '../support/api.ts';
import { order } from '../support/fixtures.ts';
import { startMailedPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

type Made = { secret: string; key: ApiKey };
let running: Awaited<ReturnType<typeof startMailedPortal>>;
let admin: Api;
const lines: string[] = [];

before(async () => {
  const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  running = await startMailedPortal({ logger, proxies: 1 });
  admin = await staffSession(running, 'claves', { permissions: ['keys.manage'] });
});
after(() => running.close());

const all = { name: 'ERP', permissions: ['sync.orders', 'sync.companies'] };
const make = async (given: object = {}): Promise<Made> => {
  const answer = await admin<Made>('POST /keys', { body: { ...all, days: 90, ...given } });
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
};
const list = async () => (await admin<{ items: ApiKey[]; address: string }>('GET /keys')).body;
const find = async (id: string) => (await list()).items.find((one) => one.id === id)!;
/** Sends an order with a key, from an address. */
const send = (secret: string, from = '198.51.100.7') =>
  createApi(running.url, {
    'Portal-Tenant': 'norte',
    Authorization: `Bearer ${secret}`,
    'X-Forwarded-For': from,
  })('POST /sync/orders', {
    headers: { 'Idempotency-Key': `k${Math.random()}` },
    body: { records: [order('9001')] },
  });
const audited = (event: string) =>
  running.sql<{ record: string; detail: object; actor_kind: string }>(
    `select record, detail, actor_kind from audit_events where event = '${event}' order by id`,
  );
const days = (key: ApiKey) => (Date.parse(key.expiresAt!) - Date.now()) / 86_400_000;

describe('a key', () => {
  test('is shown once, works at once, and is known by its first part afterwards', async () => {
    const { secret, key } = await make();
    assert.match(secret, /^pk_[\da-f]{12}\.[\w-]{43}$/);
    assert.equal(key.state, 'active');
    assert.equal(key.createdBy, 'claves');
    assert.ok(Math.abs(days(key) - 90) < 0.1);
    assert.equal(key.lastUsedAt, null);
    assert.equal((await send(secret)).status, 200);
    const found = await find(key.id);
    assert.ok(found.lastUsedAt);
    assert.equal(found.prefix, secret.slice(3, 15));
    assert.ok(!JSON.stringify(await list()).includes(secret.slice(16)));
  });

  test('may do what it is for, and nothing else', async () => {
    const { secret } = await make({ permissions: ['sync.companies'] });
    assert.equal(refusal(await send(secret)), '403 forbidden');
  });

  test('ends with a day of the tenant’s calendar, which is yet to come', async () => {
    const { key } = await make({ days: undefined, until: '2099-03-01' });
    // Mexico City is six hours behind.
    assert.equal(new Date(key.expiresAt!).toISOString(), '2099-03-02T06:00:00.000Z');
    const past = { ...all, until: '2020-01-01' };
    assert.equal(
      refusal(await admin('POST /keys', { body: past })),
      '400 invalid_input body.until: past',
    );
    for (const until of ['9999-12-31', '3000-01-01', '0001-01-01'])
      assert.equal(
        refusal(await admin('POST /keys', { body: { ...all, until } })),
        '400 invalid_input body.until: date',
      );
    assert.ok((await make({ days: undefined, until: '2999-12-31' })).key.expiresAt);
    assert.equal((await admin('GET /keys')).status, 200);
    for (const life of [{}, { days: 90, until: '2099-01-01' }])
      assert.equal(
        refusal(await admin('POST /keys', { body: { ...all, ...life } })),
        '400 invalid_input body.until: either',
      );
    assert.match(
      refusal(await admin('POST /keys', { body: { ...all, days: 3650 } })),
      /body\.days/,
    );
  });

  test('comes from the networks that are named, and from nowhere else', async () => {
    const { secret, key } = await make({ networks: ['203.0.113.77/24', '2001:db8::1'] });
    assert.deepEqual(key.networks, ['203.0.113.0/24', '2001:db8::1/128']);
    for (const from of ['203.0.113.9', '::ffff:203.0.113.9', '2001:db8::1'])
      assert.equal((await send(secret, from)).status, 200, from);
    for (const from of ['203.0.114.9', '2001:db8::2', '10.0.0.1'])
      assert.equal(refusal(await send(secret, from)), '403 address_not_allowed', from);
    // Who has no key learns nothing of where it may come from.
    assert.equal(
      refusal(await send(`${secret.slice(0, -4)}AAAA`, '10.0.0.1')),
      '401 unauthenticated',
    );
    for (const bad of ['203.0.113', 'example.com', '203.0.113.0/33', '10.0.0.0/x'])
      assert.match(
        refusal(await admin('POST /keys', { body: { ...all, days: 30, networks: [bad] } })),
        /^400 invalid_input body\.networks\.0: network/,
        bad,
      );
  });

  test('is changed from the next request on, unless somebody else was quicker', async () => {
    const { secret, key } = await make();
    const body = { version: key.version, networks: ['10.0.0.0/8'] };
    const changed = await admin<ApiKey>(`PATCH /keys/${key.id}`, { body });
    assert.deepEqual(changed.body.networks, ['10.0.0.0/8']);
    assert.equal(refusal(await send(secret)), '403 address_not_allowed');
    const late = await admin<{ code: string; current: ApiKey }>(`PATCH /keys/${key.id}`, { body });
    assert.equal(late.body.code, 'record_changed');
    assert.equal(late.body.current.version, changed.body.version);
  });

  test('is replaced, and goes on for seven days beside the new one, but no longer than it would have', async () => {
    const { secret, key } = await make({ networks: ['198.51.100.0/24'] });
    const rotate = (id: string) =>
      admin<Made>(`POST /keys/${id}/rotation`, { body: { days: 365 } });
    const { body } = await rotate(key.id);
    assert.deepEqual(
      [body.key.name, body.key.permissions, body.key.networks],
      [key.name, key.permissions, key.networks],
    );
    const old = await find(key.id);
    assert.equal(old.state, 'replaced');
    assert.ok(Math.abs(days(old) - 7) < 0.1);
    for (const one of [secret, body.secret]) assert.equal((await send(one)).status, 200);
    assert.equal(refusal(await rotate(key.id)), '409 key_ended');
    const short = await make();
    await running.sql(
      `update api_keys set expires_at = now() + interval '2 days' where id = '${short.key.id}'`,
    );
    await rotate(short.key.id);
    assert.ok(Math.abs(days(await find(short.key.id)) - 2) < 0.1);
  });

  test('is refused from the moment it is revoked on, and stays on the list', async () => {
    const { secret, key } = await make();
    const { body } = await admin<ApiKey>(`DELETE /keys/${key.id}`);
    assert.equal(body.state, 'revoked');
    assert.equal(refusal(await send(secret)), '401 unauthenticated');
    assert.equal(refusal(await admin(`DELETE /keys/${key.id}`)), '409 key_ended');
    assert.equal((await find(key.id)).state, 'revoked');
    await running.sql(
      `update api_keys set revoked_at = now() - interval '91 days' where id = '${key.id}'`,
    );
    assert.equal(await find(key.id), undefined);
  });

  test('is no secret of the log or the audit', async () => {
    const { secret, key } = await make();
    await admin(`POST /keys/${key.id}/rotation`, { body: { days: 30 } });
    await send(secret);
    const [, hidden = ''] = secret.split('.');
    const rows = JSON.stringify(await running.sql('select * from audit_events'));
    assert.ok(lines.length > 0 && rows.includes(key.prefix));
    for (const text of [rows, lines.join('')]) {
      assert.ok(!text.includes(hidden));
      assert.ok(!/[\w-]{43}/.test(text.replaceAll(/[\da-f]{64}/g, '')), 'a secret in clear');
    }
  });

  test('is written down with who made, changed, replaced and ended it', async () => {
    for (const event of ['key.created', 'key.changed', 'key.rotated', 'key.revoked']) {
      const rows = await audited(event);
      assert.ok(
        rows.some(({ actor_kind: kind }) => kind === 'staff'),
        event,
      );
      assert.ok(rows.every(({ detail }) => !('secret' in detail)));
    }
    await running.portal.admin.createKey('norte', { name: 'cli', permissions: ['sync.orders'] });
    const created = await audited('key.created');
    assert.equal(created.at(-1)?.actor_kind, 'operator');
  });

  test('is one of fifty that have not ended, whoever makes the next', async () => {
    const fill = Array.from({ length: 50 }, (_, i) => i);
    for (const _ of fill)
      if (
        refusal(await admin('POST /keys', { body: { ...all, days: 30 } })) === '409 limit_reached'
      )
        break;
    assert.equal(
      refusal(await admin('POST /keys', { body: { ...all, days: 30 } })),
      '409 limit_reached',
    );
    await assert.rejects(
      running.portal.admin.createKey('norte', { name: 'x', permissions: ['sync.orders'] }),
      /50 keys/,
    );
    await running.sql(`update api_keys set revoked_at = now()`);
  });
});

describe('the end of a key', () => {
  const inScope = () => running.inScope ?? createScope(running.connection);
  /** Puts a key so many days before its end, of a life of 90. */
  const before14 = (id: string, left: number) =>
    running.sql(
      `update api_keys set created_at = now() + make_interval(days => ${left} - 90),
       expires_at = now() + make_interval(days => ${left}) where id = '${id}'`,
    );
  const queued = () =>
    running.sql<{ data: { keyId: string; identityId: string } }>(
      `select data from mails where kind = 'key_ending' order by created_at`,
    );

  test('is told to whoever looks after keys, once, fourteen days before', async () => {
    await running.sql(`update api_keys set warned_at = now()`);
    await running.portal.admin.createStaff('norte', {
      name: 'Dueña',
      logins: ['duena'],
      email: 'duena@norte.example',
      password: 'lluvia sobre tinacos',
      permissions: ['keys.manage'],
      customers: [],
    });
    await running.portal.admin.createStaff('norte', {
      name: 'Otra',
      logins: ['otra'],
      email: 'otra@norte.example',
      password: 'lluvia sobre tinacos',
      permissions: ['settings.manage'],
      customers: [],
    });
    const [soon, later, replaced, revoked] = [
      await make({ name: 'Pronto' }),
      await make(),
      await make(),
      await make(),
    ];
    for (const [{ key }, left] of [
      [soon, 14],
      [later, 15],
      [replaced, 3],
      [revoked, 3],
    ] as const)
      await before14(key.id, left);
    await admin(`POST /keys/${replaced.key.id}/rotation`, { body: { days: 90 } });
    await admin(`DELETE /keys/${revoked.key.id}`);
    await sweep(inScope());
    await sweep(inScope());
    assert.deepEqual(
      (await queued()).map(({ data }) => data.keyId),
      [soon.key.id],
    );
    const mail = await running.mailbox.next('duena@norte.example');
    assert.match(mail.subject ?? '', /Pronto/);
    assert.ok(!mail.text?.includes(soon.secret.slice(16)));
    assert.match(mail.text ?? '', new RegExp(`pk_${soon.key.prefix}`));
    assert.equal((await find(soon.key.id)).state, 'ending');
  });

  test('is told in the language of each who is told', async () => {
    const words = {
      es: ['La clave de API “Lenguas” vence pronto', 'está por vencer', 'Último uso', 'nunca'],
      pt: ['A chave de API “Lenguas” vence em breve', 'prestes a vencer', 'Último uso', 'nunca'],
      en: ['The API key “Lenguas” ends soon', 'is about to end', 'Last used', 'never'],
    };
    for (const language of Object.keys(words)) {
      await running.portal.admin.createStaff('norte', {
        name: `Persona ${language}`,
        logins: [`lengua.${language}`],
        email: `${language}@norte.example`,
        password: 'lluvia sobre tinacos',
        permissions: ['keys.manage'],
        customers: [],
      });
      await running.sql(
        `update identities set locale = '${language}' where name = 'Persona ${language}'`,
      );
    }
    const { key } = await make({ name: 'Lenguas' });
    await before14(key.id, 10);
    await sweep(inScope());
    for (const [language, [subject, ...parts]] of Object.entries(words)) {
      const mail = await running.mailbox.next(`${language}@norte.example`);
      assert.equal(mail.subject, subject);
      for (const text of [mail.text, mail.html]) {
        for (const part of [...parts, key.prefix])
          assert.ok(text.includes(part), `${language}: ${part}`);
        assert.doesNotMatch(text, /\{\{|mail\.key/);
      }
    }
    await running.sql(`update staff_users set active = false where identity_id in (
      select id from identities where name like 'Persona %')`);
  });

  test('that is near from the beginning is told at half of its life', async () => {
    const { key } = await make();
    const put = (age: string) =>
      running.sql(
        `update api_keys set warned_at = null, created_at = now() - interval '${age}',
         expires_at = now() - interval '${age}' + interval '10 days' where id = '${key.id}'`,
      );
    const before = (await queued()).length;
    await put('4 days');
    await sweep(inScope());
    assert.equal((await queued()).length, before);
    await put('5 days 1 hour');
    await sweep(inScope());
    assert.equal((await queued()).length, before + 1);
  });
});

test('networks have one spelling each, and hold what is in them', () => {
  const spelled: [string, string | null][] = [
    ['203.0.113.7', '203.0.113.7/32'],
    ['203.0.113.7/24', '203.0.113.0/24'],
    ['2001:DB8::1/32', '2001:db8::/32'],
    ['::ffff:203.0.113.7', '203.0.113.7/32'],
    ['::ffff:203.0.113.7/96', null],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['1.2.3', null],
    ['1.2.3.4/33', null],
    ['', null],
  ];
  for (const [text, expected] of spelled) assert.equal(networkOf(text), expected, text);
  assert.ok(isWithin('10.1.2.3', ['192.168.0.0/16', '10.0.0.0/8']));
  assert.ok(!isWithin('11.1.2.3', ['10.0.0.0/8']));
  assert.ok(!isWithin('unknown', ['0.0.0.0/0']));
  assert.ok(!isWithin('::1', ['0.0.0.0/0']));
});

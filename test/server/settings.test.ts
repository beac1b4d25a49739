// The settings of a tenant as its own administrators change them: sites, access and mail.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Problem } from '#contract/errors';
import type { Tenant } from '#contract/portal';
import type { AccessSettings, MailSettings, MailTest, Sites } from '#contract/settings';
import { refusal, signIn, visitor, type Api } from '../support/api.ts';
import { createScope } from '../../server/db/scope.ts';
import { eventually } from '../support/eventually.ts';
import { startMailedPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

let running: Awaited<ReturnType<typeof startMailedPortal>>;
let admin: Api;
before(async () => {
  running = await startMailedPortal();
  admin = await staffSession(running, 'jefa', { permissions: ['settings.manage'] });
});
after(() => running.close());

const audited = (event: string) =>
  running.sql<{ record: string; detail: Record<string, unknown>; actor_kind: string }>(
    `select record, detail, actor_kind from audit_events where event = '${event}' order by id`,
  );
const preflight = async (origin: string) =>
  (
    await fetch(`${running.url}/api/v1/portal`, {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'GET' },
    })
  ).status;

describe('sites', () => {
  const sites = async () => (await admin<Sites>('GET /settings/sites')).body;
  const add = (origin: string) => admin<Sites>('POST /settings/sites', { body: { origin } });
  const remove = (origin: string, headers = {}) =>
    admin<Sites>(`DELETE /settings/sites/${encodeURIComponent(origin)}`, { headers });

  test('may show the portal from the moment they are added to that they are removed', async () => {
    const nueva = 'https://nueva.example';
    assert.equal(await preflight(nueva), 403);
    const { body } = await add('HTTPS://Nueva.example:443/');
    assert.ok(body.origins.includes(nueva));
    assert.equal(body.server, new URL(running.url).origin);
    assert.equal(await preflight(nueva), 204);
    assert.ok(!(await remove(nueva)).body.origins.includes(nueva));
    assert.equal(await preflight(nueva), 403);
    assert.equal(refusal(await remove(nueva)), '404 not_found');
    const [added] = (await audited('site.added')).slice(-1);
    assert.deepEqual([added?.record, added?.actor_kind], [nueva, 'staff']);
  });

  test('are none that no browser sends, and the rule is said', async () => {
    const faults = {
      'https://*.d.example': 'origin_wildcard',
      'https://d.example/portal': 'origin_path',
      'https://ana@d.example': 'origin_path',
      'file:///home': 'origin_scheme',
      'd.example': 'origin_form',
      "https://d'.example": 'origin_host',
    };
    for (const [text, rule] of Object.entries(faults))
      assert.equal(refusal(await add(text)), `400 invalid_input body.origin: ${rule}`, text);
  });

  test('are not taken away from under who stands on one, or from under the mails', async () => {
    await add('https://aqui.example');
    const here = { Origin: 'https://aqui.example' };
    assert.equal(refusal(await remove('https://aqui.example', here)), '409 own_site');
    assert.equal((await remove('https://aqui.example')).status, 200);
    const { page } = await sites();
    assert.equal(refusal(await remove(new URL(page!).origin)), '409 site_of_mails');
  });

  test('are fifty at most', async () => {
    const before = await sites();
    const many = Array.from(
      { length: 50 - before.origins.length },
      (_, i) => `https://m${i}.example`,
    );
    await running.portal.admin.addOrigins('norte', many);
    assert.equal(refusal(await add('https://uno.example')), '409 limit_reached');
    // One that is there already is no more.
    assert.equal((await add(many[0]!)).status, 200);
    await running.portal.admin.removeOrigins('norte', many);
  });

  test('hold the page that mails lead to, which is saved unless somebody was quicker', async () => {
    const { version, origins, page: stood } = await sites();
    const save = (at: number, page: string) =>
      admin<Problem & { current?: Sites }>('PUT /settings/page', { body: { version: at, page } });
    assert.equal(refusal(await save(version, 'https://evil.example/')), '409 page_elsewhere');
    for (const bad of [
      'nothing',
      'javascript:alert(1)',
      'http://d.example/',
      'https://a:b@d.example/',
    ])
      assert.equal(refusal(await save(version, bad)), '400 invalid_input body.page: page', bad);
    // The command line counts as well.
    await running.portal.admin.addOrigins('norte', ['https://otra.example']);
    const late = await save(version, `${origins[0]}/otra`);
    assert.equal(late.body.code, 'record_changed');
    const current = late.body.current as Sites;
    assert.ok(current.origins.includes('https://otra.example'));
    const saved = await save(current.version, `https://otra.example/portal`);
    assert.equal(saved.status, 200, saved.text);
    const [row] = (await audited('settings.changed')).slice(-1);
    assert.deepEqual(row?.detail, {
      before: { page: stood },
      after: { page: 'https://otra.example/portal' },
    });
    const back = await sites();
    await save(back.version, stood!);
    await running.portal.admin.removeOrigins('norte', ['https://otra.example']);
  });

  test('are this tenant’s own, in the database as well', async () => {
    const [other] = await running.sql<{ id: string }>(`select id from tenants where slug = 'sul'`);
    const mine = await running.sql<{ id: string }>(`select id from tenants where slug = 'norte'`);
    const scope = createScope(running.connection);
    await assert.rejects(
      scope({ tenantId: mine[0]!.id }, (db) =>
        db('tenant_origins').insert({ tenant_id: other!.id, origin: 'https://robo.example' }),
      ),
      /row-level security/,
    );
    await scope({ tenantId: mine[0]!.id }, async (db) => {
      await db('tenants').where({ id: other!.id }).update({ reset_by: 'temporary_password' });
      await db('tenant_origins').where({ tenant_id: other!.id }).delete();
    });
    const [kept] = await running.sql<{ reset_by: string; origins: number }>(
      `select reset_by, (select count(*)::int from tenant_origins o where o.tenant_id = t.id) as origins
       from tenants t where slug = 'sul'`,
    );
    assert.equal(kept?.reset_by, 'link');
    assert.ok(kept.origins > 0);
    await assert.rejects(
      scope({ tenantId: mine[0]!.id }, (db) =>
        db('tenants').where({ id: mine[0]!.id }).update({ name: 'Otro' }),
      ),
      /permission denied/,
    );
  });
});

describe('access', () => {
  const read = async () => (await admin<AccessSettings>('GET /settings/access')).body;
  const save = async (change: Partial<AccessSettings>) =>
    admin<AccessSettings>('PUT /settings/access', { body: { ...(await read()), ...change } });
  const usual = { idleMinutes: 30, lifeMinutes: 720 };
  const age = (login: string, seen: string, created: string) =>
    running.sql(
      `update sessions set seen_at = now() - interval '${seen}', created_at = now() - interval '${created}'
       where (tenant_id, identity_id) in (
         select n.tenant_id, n.identity_id from login_names n join tenants t on t.id = n.tenant_id
         where n.name = '${login}' and t.slug = 'norte')`,
    );
  const isIn = async (api: Api) =>
    (await api<{ session: object | null }>('GET /portal')).body.session !== null;

  test('is a policy that holds for the next password', async () => {
    const short = { minLength: 8, maxLength: 10, characters: 'alphanumeric' } as const;
    assert.equal((await save({ passwordPolicy: short })).status, 200);
    const { body } = await visitor(running.url)<{ tenant: Tenant }>('GET /portal');
    assert.deepEqual(body.tenant.passwordPolicy, short);
    await save({ passwordPolicy: { minLength: 12, maxLength: 128, characters: 'any' } });
  });

  test('ends sessions that rest or last longer than is allowed, with the next request', async () => {
    for (const [change, seen, created] of [
      [{ idleMinutes: 10 }, '15 minutes', '20 minutes'],
      [{ idleMinutes: 10, lifeMinutes: 60 }, '1 minute', '61 minutes'],
    ] as const) {
      const person = await signIn(running.url, 'todo');
      await age('todo', seen, created);
      assert.ok(await isIn(person));
      await age('todo', seen, created);
      await save({ ...usual, ...change });
      assert.ok(!(await isIn(person)), JSON.stringify(change));
      await save(usual);
    }
  });

  test('wakes up no session that had ended when it allows for longer ones', async () => {
    const rested = await signIn(running.url, 'todo');
    const old = await signIn(running.url, 'vecino');
    await age('todo', '40 minutes', '50 minutes');
    await age('vecino', '1 minute', '13 hours');
    assert.deepEqual([await isIn(rested), await isIn(old)], [false, false]);
    await save({ idleMinutes: 120, lifeMinutes: 2_000 });
    assert.deepEqual([await isIn(rested), await isIn(old)], [false, false]);
    await save(usual);
  });

  test('tells the page how long the session has left', async () => {
    const person = await signIn(running.url, 'todo');
    await save({ idleMinutes: 30, lifeMinutes: 60 });
    type Answer = { session: { life: { idle: number; left: number } } };
    const { life } = (await person<Answer>('GET /portal')).body.session;
    assert.equal(life.idle, 1_800);
    assert.ok(life.left <= 3_600 && life.left > 3_500, String(life.left));
    await save(usual);
  });

  test('stays within bounds', async () => {
    const faults: [Partial<AccessSettings>, string][] = [
      [{ idleMinutes: 4 }, 'body.idleMinutes: too_small'],
      [{ idleMinutes: 481 }, 'body.idleMinutes: too_large'],
      [{ lifeMinutes: 29 }, 'body.lifeMinutes: too_small'],
      [{ idleMinutes: 60, lifeMinutes: 30 }, 'body.idleMinutes: life_order'],
      [
        { passwordPolicy: { minLength: 7, maxLength: 128, characters: 'any' } },
        'body.passwordPolicy.minLength: too_small',
      ],
      [
        { passwordPolicy: { minLength: 12, maxLength: 10, characters: 'alphanumeric' } },
        'body.passwordPolicy.maxLength: length_order',
      ],
      [
        { passwordPolicy: { minLength: 8, maxLength: 20, characters: 'any' } },
        'body.passwordPolicy.maxLength: room_for_phrase',
      ],
    ];
    for (const [change, expected] of faults)
      assert.equal(refusal(await save(change)), `400 invalid_input ${expected}`);
  });

  test('is saved unless somebody was quicker, the command line included', async () => {
    const stood = await read();
    await running.portal.admin.setTenant('norte', { sessionIdleMinutes: 25 });
    const late = await admin<Problem>('PUT /settings/access', { body: stood });
    assert.equal(late.body.code, 'record_changed');
    assert.equal((late.body.current as AccessSettings).idleMinutes, 25);
    await save({ resetBy: 'temporary_password' });
    const { detail } = (await audited('settings.changed')).at(-1)!;
    assert.equal((detail.before as AccessSettings).resetBy, 'link');
    assert.equal((detail.after as AccessSettings).resetBy, 'temporary_password');
    await save({ ...usual, resetBy: 'link' });
  });
});

describe('mail', () => {
  const read = async () => (await admin<MailSettings>('GET /settings/mail')).body;
  const save = async (change: object) => {
    const { version, from, replyTo } = await read();
    return admin<MailSettings>('PUT /settings/mail', {
      body: { version, from, replyTo, ...change },
    });
  };
  const from = { name: 'Norte', address: 'portal@norte.example' };

  test('goes out from the sender that is saved, and answers where they are wanted', async () => {
    const person = await staffSession(running, 'correo', { permissions: ['settings.manage'] });
    assert.equal(
      refusal(await person('POST /settings/mail-tests', { body: {} })),
      '409 own_mailbox_missing',
    );
    await running.sql(`update identities set email = 'correo@norte.example' where name = 'correo'`);
    assert.equal((await save({ from, replyTo: 'ayuda@norte.example' })).status, 200);
    const { status, body } = await person<MailTest>('POST /settings/mail-tests', { body: {} });
    assert.equal(status, 201);
    const found = () => person<MailTest>(`GET /settings/mail-tests/${body.id}`);
    await eventually(async () => (await found()).body.state === 'accepted', 'It was not sent');
    const { recipient, reply } = (await found()).body;
    assert.equal(recipient, 'correo@norte.example');
    assert.match(reply ?? '', /^250/);
    const mail = await running.mailbox.next('correo@norte.example');
    assert.equal(mail.from?.address, from.address);
    assert.deepEqual(
      mail.replyTo?.map(({ address }) => address),
      ['ayuda@norte.example'],
    );
    // Somebody else's test is nobody's.
    assert.equal(refusal(await admin(`GET /settings/mail-tests/${body.id}`)), '404 not_found');
    await save({ from: null, replyTo: null });
    await person('POST /settings/mail-tests', { body: {} });
    const plain = await running.mailbox.next('correo@norte.example');
    assert.equal(plain.from?.address, 'portal@portal.example');
    assert.equal(plain.replyTo, undefined);
  });

  test('is of mailboxes, and saved unless somebody was quicker', async () => {
    for (const [change, path] of [
      [{ from: { name: null, address: 'nobody' } }, 'body.from.address'],
      [{ replyTo: 'a@b' }, 'body.replyTo'],
    ] as const)
      assert.equal(refusal(await save(change)), `400 invalid_input ${path}: mailbox`);
    const { version } = await read();
    await running.portal.admin.setTenant('norte', { mailFrom: from });
    const late = await admin<Problem>('PUT /settings/mail', {
      body: { version, from: null, replyTo: null },
    });
    assert.equal(late.body.code, 'record_changed');
    assert.deepEqual((late.body.current as MailSettings).from, from);
  });

  test('tells what came back', async () => {
    await running.sql(
      `insert into bounced_mailboxes (tenant_id, address_key, status)
       select id, 'gone@cliente.example', '5.1.1' from tenants where slug = 'norte'`,
    );
    const { bounces, mails } = await read();
    assert.equal(bounces.count, 1);
    assert.equal(bounces.newest[0]?.address, 'gone@cliente.example');
    assert.ok(mails.accepted >= 2);
  });
});

test('the settings are open to neither contacts nor staff with other permissions', async () => {
  const keys = await staffSession(running, 'llaves', { permissions: ['keys.manage'] });
  assert.equal(refusal(await keys('GET /settings/sites')), '403 forbidden');
  assert.equal((await keys('GET /keys')).status, 200);
  assert.equal(refusal(await admin('GET /keys')), '403 forbidden');
  assert.equal(refusal(await visitor(running.url)('GET /settings/sites')), '401 unauthenticated');
});

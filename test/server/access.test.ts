// The ways to a password, over real SMTP: first access, forgotten, invitation; and what each leaves behind.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { Session } from '#contract/portal';
import { createApi, refusal, visitor, type Api } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { Slug } from '../support/fixtures.ts';
import { factOf, startMailbox, type Mailbox } from '../support/mailbox.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
let box: Mailbox;
let logs = '';
/** Every secret that was given out, with the address it was mailed to, where it was. */
const secrets = new Map<string, string | null>();
const chosen = 'tinaco azul de la azotea';

before(async () => {
  box = await startMailbox();
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      logs += chunk;
      done();
    },
  });
  running = await startPortal({ mail: box.mail, logger: pino({ level: 'debug' }, stream) });
});
after(async () => {
  await running.close();
  await box.close();
});

const admin = () => running.portal.admin;
const site = (slug: Slug = 'norte') => visitor(running.url, slug);
const secret = (text: string, address: string | null = null) => {
  assert.ok(text, 'a secret that is none');
  secrets.set(text, address);
  return text;
};

/** A contact of its own for each test, with an account nobody can use yet. */
let count = 0;
async function person(slug: Slug = 'norte') {
  const email = `persona${++count}@cliente.example`;
  const contact = await admin().addContact(slug, {
    customer: '1002945',
    name: `Persona ${count}`,
    email,
  });
  await admin().openAccount(slug, {
    contact,
    grants: [{ permission: 'orders.view', scope: 'customer' }],
  });
  return { contact, email };
}

async function signInWith(login: string, password: string, slug: Slug = 'norte') {
  const answer = await site(slug)<{ session: Session; token: string }>('POST /sessions', {
    body: { login, password, delivery: 'bearer' },
  });
  if (answer.status === 201) secret(answer.body.token);
  const api = createApi(running.url, {
    'Portal-Tenant': slug,
    Authorization: `Bearer ${answer.body.token}`,
  });
  return { ...answer, api };
}

async function activePerson(slug: Slug = 'norte', password = chosen) {
  const one = await person(slug);
  const temporary = secret((await admin().assignTemporary(slug, one, { mailed: false }))!);
  const { api } = await signInWith(one.email, temporary, slug);
  const { status } = await api('PUT /me/password', { body: { current: temporary, password } });
  assert.equal(status, 204);
  secret(password);
  return { ...one, password };
}

const stateOf = async (contact: string, slug: Slug = 'norte') =>
  (await admin().listContacts(slug)).find((row) => row.contact === contact)?.state;

describe('a temporary password', () => {
  test('opens its own change and nothing else; the change ends the session (S1.16-S1.19)', async () => {
    const one = await person();
    assert.equal(await stateOf(one.contact), 'none');
    const temporary = secret((await admin().assignTemporary('norte', one, { mailed: false }))!);
    assert.match(temporary, /^([bcdfgjklmnprstvz][aeiou]){2}(-\w{4}){2}-\d{4}$/);
    assert.equal(await stateOf(one.contact), 'temporary');
    const { api, body } = await signInWith(one.email, temporary);
    assert.deepEqual([body.session.access, body.session.permissions], ['temporary', []]);
    assert.equal(refusal(await api('GET /orders')), '403 password_change_required');
    assert.equal(refusal(await api('GET /me')), '403 password_change_required');
    const change = (current: string, password: string) =>
      api('PUT /me/password', { body: { current, password } });
    assert.equal(
      refusal(await change('otra', chosen)),
      '400 invalid_input body.current: wrong_password',
    );
    assert.equal(
      refusal(await change(temporary, temporary)),
      '400 invalid_input body.password: password_same',
    );
    const changed = await change(temporary, chosen);
    assert.equal(changed.status, 204);
    assert.equal(refusal(await api('GET /orders')), '401 unauthenticated');
    assert.equal(refusal(await signInWith(one.email, temporary)), '401 wrong_credentials');
    const again = await signInWith(one.email, chosen);
    assert.equal(again.body.session.access, 'full');
    assert.equal((await again.api('GET /orders')).status, 200);
    assert.equal(await stateOf(one.contact), 'active');
  });

  test('is mailed with everything the welcome of the manuals has (S1.7-S1.13)', async () => {
    await admin().setDepartments('norte', [
      {
        kind: 'customer_service',
        phone: '55 5000 1000',
        extension: '42',
        mailbox: 'sac@norte.example',
      },
    ]);
    const one = await person();
    assert.equal(await admin().assignTemporary('norte', one, { mailed: true }), null);
    const mail = await box.next(one.email);
    assert.match(mail.text, /Estimado\(a\) PERSONA \d+:/);
    assert.match(mail.text, /55 5000 1000 ext\. 42 · sac@norte\.example/);
    assert.match(mail.text, /no responder/);
    assert.equal(factOf(mail, /^Identificación de usuario/), one.email);
    const temporary = secret(factOf(mail, /^Clave de acceso/), one.email);
    assert.equal((await signInWith(one.email, temporary)).body.session.access, 'temporary');
  });

  test('runs out', async () => {
    const one = await person();
    const temporary = secret((await admin().assignTemporary('norte', one, { mailed: false }))!);
    await sql(`update temporary_passwords set expires_at = now() - interval '1 second'
      where identity_id in (select identity_id from login_names where name = '${one.email}')`);
    assert.equal(refusal(await signInWith(one.email, temporary)), '401 wrong_credentials');
  });
});

describe('a forgotten password', () => {
  test('is answered by a link that works once, by a press, and leaves the old one valid until then', async () => {
    const one = await activePerson();
    const other = await signInWith(one.email, one.password);
    const asked = await site()('POST /password-resets', { body: { login: one.email } });
    assert.deepEqual([asked.status, asked.text], [204, '']);
    const mail = await box.next(one.email);
    const token = secret(mail.token, one.email);
    assert.match(mail.link, /^http:\/\/norte\.localhost:9001\/#portal-access=norte\./);
    const check = () =>
      site()<{ kind: string; login: string }>('POST /access-links/check', { body: { token } });
    // A robot that runs scripts looks at it as often as it likes.
    for (let i = 0; i < 5; i++) assert.equal((await check()).body.kind, 'reset');
    assert.equal(
      (await signInWith(one.email, one.password)).status,
      201,
      'the old one still works',
    );
    // The browser that opened it may load its page again: what it keeps is in a cookie no script reads.
    const opened = await site()('POST /access-links/check', { body: { token } });
    const kept = opened.headers.get('set-cookie') ?? '';
    assert.match(kept, /^__Host-portal-link-norte=[\w-]{43};.*HttpOnly.*Partitioned/);
    const again = (headers: Record<string, string>) =>
      fetch(`${running.url}/api/v1/access-links/check`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: '{}',
      });
    const Cookie = kept.split(';')[0]!;
    assert.equal((await again({ Cookie, 'Portal-Tenant': 'norte' })).status, 200);
    assert.notEqual((await again({ Cookie })).status, 200, 'a foreign page sends no such header');
    assert.equal((await again({ 'Portal-Tenant': 'norte' })).status, 410);
    const use = (password: string) =>
      site()('POST /access-links/use', { body: { token, password } });
    assert.equal(
      refusal(await use('123456789012')),
      '400 invalid_input body.password: password_common',
    );
    const fresh = secret('otra lluvia sobre tejados');
    const outcomes = await Promise.all([use(fresh), use(fresh)]);
    assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), [204, 410]);
    assert.equal(refusal(await use(fresh)), '410 link_invalid');
    assert.equal(refusal(await check()), '410 link_invalid');
    assert.equal(refusal(await other.api('GET /orders')), '401 unauthenticated');
    assert.equal(refusal(await signInWith(one.email, one.password)), '401 wrong_credentials');
    assert.equal((await signInWith(one.email, fresh)).status, 201);
    assert.match((await box.next(one.email)).subject, /cambió/);
  });

  test('gets the same answer for nobody, for the disabled and for the known, and no mail for the first two', async () => {
    const one = await activePerson();
    const off = await activePerson();
    await admin().setDisabled('norte', off, true);
    const before = box.all().length;
    const answers = [];
    for (const login of ['nadie@cliente.example', off.email, one.email]) {
      const { status, text, headers } = await site()('POST /password-resets', { body: { login } });
      answers.push([status, text, [...headers.keys()].toSorted()]);
    }
    assert.deepEqual(answers[0], answers[2]);
    assert.deepEqual(answers[1], answers[2]);
    secret((await box.next(one.email)).token, one.email);
    assert.equal(box.all().length, before + 1);
  });

  test('asked for many times within two minutes mails once', async () => {
    const one = await activePerson();
    const before = box.all().length;
    for (let i = 0; i < 4; i++)
      await site()('POST /password-resets', { body: { login: one.email.toUpperCase() } });
    secret((await box.next(one.email)).token, one.email);
    await site()('POST /password-resets', { body: { login: one.email } });
    const other = await activePerson();
    await site()('POST /password-resets', { body: { login: other.email } });
    secret((await box.next(other.email)).token, other.email);
    assert.equal(box.all().length, before + 2);
  });

  test('may be answered by a mailed temporary password, which locks nobody out', async () => {
    await sql(`update tenants set reset_by = 'temporary_password' where slug = 'sul'`);
    const one = await activePerson('sul');
    await site('sul')('POST /password-resets', { body: { login: one.email } });
    const mail = await box.next(one.email);
    assert.equal(mail.subject, 'Redefinição de senha do usuário do Portal do Cliente');
    const temporary = secret(factOf(mail, /^Senha de acesso temporária/), one.email);
    assert.equal(
      (await signInWith(one.email, one.password, 'sul')).body.session.access,
      'full',
      'the old one still works',
    );
    const { api, body } = await signInWith(one.email, temporary, 'sul');
    assert.equal(body.session.access, 'temporary');
    const password = secret('um barco na chuva fina');
    assert.equal(
      (await api('PUT /me/password', { body: { current: temporary, password } })).status,
      204,
    );
    assert.equal(
      refusal(await signInWith(one.email, one.password, 'sul')),
      '401 wrong_credentials',
    );
    assert.equal((await signInWith(one.email, password, 'sul')).status, 201);
    assert.match((await box.next(one.email)).subject, /alterada/);
    await sql(`update tenants set reset_by = 'link' where slug = 'sul'`);
  });

  test('leads nowhere but to the page of the tenant, whatever the request says of hosts', async () => {
    const one = await activePerson();
    await site()('POST /password-resets', {
      body: { login: one.email },
      headers: { 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example' },
    });
    const mail = await box.next(one.email);
    secret(mail.token, one.email);
    assert.ok(mail.link.startsWith('http://norte.localhost:9001/'));
    assert.doesNotMatch(mail.html + mail.text, /evil/);
  });
});

describe('an invitation', () => {
  test('activates the account; a second one does not spoil the first; used, both are gone', async () => {
    const one = await person();
    await admin().invite('norte', one);
    const first = secret((await box.next(one.email)).token, one.email);
    await admin().invite('norte', one);
    const second = secret((await box.next(one.email)).token, one.email);
    const [row] = (await admin().listContacts('norte')).filter(
      ({ contact }) => contact === one.contact,
    );
    assert.deepEqual([row?.state, row?.logins], ['invited', [one.email]]);
    assert.ok(Date.parse(row?.invitedUntil ?? '') > Date.now() + 6.9 * 24 * 3600_000);
    const use = (token: string, slug: Slug = 'norte') =>
      site(slug)('POST /access-links/use', { body: { token, password: chosen } });
    assert.equal(refusal(await use(first, 'sul')), '410 link_invalid', 'of another tenant');
    assert.equal((await use(first)).status, 204);
    assert.equal(refusal(await use(second)), '410 link_invalid');
    assert.equal((await signInWith(one.email, chosen)).body.session.person.login, one.email);
    await assert.rejects(admin().invite('norte', one), /has a password already/);
  });

  test('is taken back, dies with its time, with the mailbox it went to, and with the account', async () => {
    const invited = async () => {
      const one = await person();
      await admin().invite('norte', one);
      return { ...one, token: secret((await box.next(one.email)).token, one.email) };
    };
    const check = (token: string) => site()('POST /access-links/check', { body: { token } });
    const revoked = await invited();
    assert.equal((await check(revoked.token)).status, 200);
    assert.equal(await admin().revokeInvitation('norte', revoked), 1);
    const late = await invited();
    await sql(`update access_links set expires_at = now() where address = '${late.email}'`);
    const moved = await invited();
    await sql(`update contacts set email = 'otro@cliente.example' where email = '${moved.email}'`);
    const off = await invited();
    await admin().setDisabled('norte', off, true);
    for (const { token } of [revoked, late, moved, off])
      assert.equal(refusal(await check(token)), '410 link_invalid');
  });

  test('is not sent after it was taken back while the relay thinks about its recipient', async () => {
    const one = await person();
    let answer = () => {};
    const thinks = new Promise<void>((resolve) => {
      answer = resolve;
    });
    box.sink.behave = (recipient) => (recipient === one.email ? { thinks } : 'accept');
    try {
      await admin().invite('norte', one);
      await eventually(() => box.sink.named.includes(one.email));
      assert.ok(await admin().revokeInvitation('norte', one));
    } finally {
      answer();
    }
    const stateOf = `select m.state from mails m join identities i on m.data ->> 'identityId' = i.id::text
      join contacts c on c.tenant_id = i.tenant_id and c.identity_id = i.id
      where m.kind = 'invitation' and c.email = '${one.email}'`;
    const other = await person();
    await admin().invite('norte', other);
    secret((await box.next(other.email)).token, other.email);
    assert.deepEqual(await sql(stateOf), [{ state: 'cancelled' }]);
    assert.ok(!box.all().some(({ to }) => to.includes(one.email)));
  });

  test('is not sent after it was taken back in the outbox', async () => {
    const one = await person();
    box.sink.refusesSender = [421, 'busy'];
    await admin().invite('norte', one);
    assert.ok(await admin().revokeInvitation('norte', one));
    box.sink.refusesSender = null;
    const other = await person();
    await admin().invite('norte', other);
    secret((await box.next(other.email)).token, other.email);
    assert.ok(!box.all().some(({ to }) => to.includes(one.email)));
  });
});

describe('what takes rights away ends sessions at once', () => {
  const cases: [string, (one: { contact: string }) => Promise<unknown>][] = [
    ['disabling', (one) => admin().setDisabled('norte', one, true)],
    ['signing out everywhere', (one) => admin().endSessions('norte', one)],
    [
      'a temporary password',
      async (one) => secret((await admin().assignTemporary('norte', one, { mailed: false }))!),
    ],
    [
      'the sync API',
      (one) =>
        running.portal.sync('norte', 'contacts', [
          { id: one.contact, customer: '1002945', name: 'Persona', active: false },
        ]),
    ],
  ];
  for (const [name, act] of cases) {
    test(name, async () => {
      const one = await activePerson();
      const { api } = await signInWith(one.email, one.password);
      assert.equal((await api('GET /orders')).status, 200);
      await act(one);
      assert.equal(refusal(await api('GET /orders')), '401 unauthenticated');
    });
  }

  test('but other permissions, which hold from the next request on', async () => {
    const one = await activePerson();
    const { api } = await signInWith(one.email, one.password);
    const before = await api('GET /orders');
    assert.equal(before.status, 200);
    await admin().openAccount('norte', { ...one, grants: [] });
    const after = await api('GET /orders');
    assert.equal(refusal(after), '403 forbidden');
    const tags = [before, after].map(({ headers }) => headers.get('portal-permissions'));
    assert.ok(tags[0] && tags[1] && tags[0] !== tags[1], String(tags));
  });
});

describe('the account', () => {
  let one: Awaited<ReturnType<typeof activePerson>>;
  let here: Api;
  before(async () => {
    one = await activePerson();
    here = (await signInWith(one.email, one.password)).api;
  });

  test('shows and changes name and language; mails follow it', async () => {
    const { body } = await here<Record<string, unknown>>('PATCH /me', {
      body: { name: 'María José', locale: 'pt' },
    });
    assert.deepEqual(
      [body.name, body.locale, body.logins, body.email],
      ['María José', 'pt', [one.email], one.email],
    );
    await admin().sendReset('norte', one);
    const mail = await box.next(one.email);
    secret(mail.token, one.email);
    assert.match(mail.text, /MARÍA JOSÉ/);
    assert.equal(mail.subject, 'Redefinir sua senha do Portal do Cliente');
    assert.equal(
      refusal(await here('PATCH /me', { body: { email: 'x@y.example' } })),
      '400 invalid_input body.email: unknown_field',
    );
  });

  test('lists its sessions, ends one, ends the others', async () => {
    const firefox = 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0';
    const elsewhere = async () => {
      const { body } = await site()<{ token: string }>('POST /sessions', {
        body: { login: one.email, password: one.password, delivery: 'bearer' },
        headers: { 'User-Agent': firefox },
      });
      return createApi(running.url, {
        'Portal-Tenant': 'norte',
        Authorization: `Bearer ${secret(body.token)}`,
      });
    };
    const [second, third] = [await elsewhere(), await elsewhere()];
    type List = {
      items: {
        id: string;
        current: boolean;
        browser: string | null;
        system: string;
        origin: string;
      }[];
    };
    const { items } = (await here<List>('GET /me/sessions')).body;
    assert.equal(items.filter(({ current }) => current).length, 1);
    const strangers = items.filter(({ browser }) => browser === 'Firefox');
    assert.deepEqual(
      strangers.map(({ system, origin }) => [system, origin]),
      [1, 2].map(() => ['Windows', 'http://norte.localhost:9001']),
    );
    assert.equal((await here(`DELETE /me/sessions/${strangers[0]!.id}`)).status, 204);
    assert.equal(refusal(await here(`DELETE /me/sessions/${strangers[0]!.id}`)), '404 not_found');
    assert.equal(
      [await second('GET /me'), await third('GET /me')].filter(({ status }) => status === 200)
        .length,
      1,
    );
    assert.equal((await here('DELETE /me/sessions')).status, 204);
    assert.equal((await here<List>('GET /me/sessions')).body.items.length, 1);
    assert.equal(refusal(await third('GET /me')), '401 unauthenticated');
  });

  test('keeps ten sessions; the eleventh ends the oldest', async () => {
    const ten = [];
    for (let i = 0; i < 10; i++) ten.push(await signInWith(one.email, one.password));
    assert.equal(refusal(await here('GET /me')), '401 unauthenticated');
    assert.equal((await ten[0]!.api('GET /me')).status, 200);
    assert.ok(ten[9]!.body.session.lastSignInAt);
  });
});

test('no secret stands in a log, in somebody else’s mail or in the database', async () => {
  assert.ok(secrets.size > 40, 'secrets were given out');
  const mails = box.all();
  const rows = await dump();
  for (const [text, address] of secrets) {
    assert.ok(!logs.includes(text), 'in the log');
    assert.ok(!rows.includes(text), 'in the database');
    for (const { to, raw } of mails)
      if (raw.includes(text)) assert.deepEqual(to, [address], 'in a mail to somebody else');
  }
  assert.ok(logs.length > 10_000 && rows.includes('password_reset'));
});

const sql = (text: string, slug?: Slug) => running.sql<{ dump: string }>(text, slug);

/** Everything the two tenants have in the tables that could hold a secret. */
const dump = async () => {
  const tables = [
    'mails',
    'access_links',
    'sessions',
    'devices',
    'audit_events',
    'identities',
    'throttles',
  ];
  const parts: string[] = [];
  for (const slug of ['norte', 'sul'] as const)
    for (const table of tables)
      parts.push(
        (await sql(`select json_agg(t)::text as dump from ${table} t`, slug))[0]?.dump ?? '',
      );
  return parts.join('\n');
};

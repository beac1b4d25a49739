// What a credential gave is taken back with it, by whichever way it ends, and does not come back.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Session } from '#contract/portal';
import type { Contact } from '../support/people.ts';
import { createApi, refusal, visitor, type Answer } from '../support/api.ts';
import { hostOrigin, password } from '../support/fixtures.ts';
import { claimsFor, exchange, issuer, sign } from '../support/host.ts';
import { factOf, type Mailbox } from '../support/mailbox.ts';
import { newContact } from '../support/people.ts';
import { startMailedPortal } from '../support/portal.ts';

let running: Awaited<ReturnType<typeof startMailedPortal>>;
let box: Mailbox;
before(async () => {
  // Behind a proxy of its own, so that each call may come from somewhere else.
  running = await startMailedPortal({ proxies: 1 });
  box = running.mailbox;
});
after(() => running.close());

const admin = () => running.portal.admin;
const site = () => visitor(running.url);
const fresh = 'otra lluvia sobre tejados';
const contact = (more: { customer?: string } = {}) => newContact(running, more);

let networks = 0;
async function signIn(login: string, secret = password, cookie = '') {
  const answer = await site()<{ session: Session; token: string }>('POST /sessions', {
    body: { login, password: secret, delivery: 'bearer' },
    headers: { 'X-Forwarded-For': `198.51.100.${++networks}`, Cookie: cookie },
  });
  const api = createApi(running.url, {
    'Portal-Tenant': 'norte',
    Authorization: `Bearer ${answer.body.token}`,
  });
  return { ...answer, api, cookie: deviceOf(answer) };
}
const deviceOf = ({ headers }: Answer) =>
  headers
    .getSetCookie()
    .find((one) => one.startsWith('__Host-portal-device-norte='))
    ?.split(';')[0] ?? '';

const send = (one: Contact, more: Record<string, unknown>) =>
  running.portal.sync('norte', 'contacts', [
    { id: one.id, customer: one.customer, name: one.name, email: one.email, ...more },
  ]);
const bury = (one: Contact) =>
  running.portal.sync('norte', 'contacts', [{ id: one.id, deleted: true }]);
const customer = (number: string, more: object = {}) =>
  running.portal.sync('norte', 'customers', [{ number, name: 'De paso', companies: [], ...more }]);

describe('a contact', () => {
  const falls: [string, (one: Contact) => Promise<unknown>, (one: Contact) => Promise<unknown>][] =
    [
      [
        'switched off and on by the ERP',
        (one) => send(one, { active: false }),
        (one) => send(one, {}),
      ],
      ['deleted and sent again', bury, (one) => send(one, {})],
      [
        'switched off and on by hand',
        (one) =>
          running.sql(`update contacts set erp_active = false where external_id = '${one.id}'`),
        (one) =>
          running.sql(`update contacts set erp_active = true where external_id = '${one.id}'`),
      ],
    ];
  for (const [name, away, back] of falls) {
    test(`${name}: what was open is over, what was granted is there again`, async () => {
      const one = await contact();
      const before = await signIn(one.email);
      await site()('POST /password-resets', { body: { login: one.email } });
      const { token } = await box.next(one.email);
      assert.equal((await before.api('GET /orders')).status, 200);
      await away(one);
      assert.equal(refusal(await before.api('GET /orders')), '401 unauthenticated');
      await back(one);
      assert.equal(refusal(await before.api('GET /orders')), '401 unauthenticated');
      assert.equal(
        refusal(await site()('POST /access-links/check', { body: { token } })),
        '410 link_invalid',
      );
      const again = await signIn(one.email);
      assert.deepEqual(again.body.session.permissions, ['orders.view']);
    });
  }

  for (const [name, move] of [
    ['moved to another customer', (one: Contact) => send(one, { customer: '1002946' })],
    [
      'deleted and sent again as another customer’s',
      async (one: Contact) => {
        await bury(one);
        await send(one, { customer: '1002946' });
      },
    ],
  ] as const) {
    test(`${name}: nothing of the former one is left`, async () => {
      const one = await contact();
      const before = await signIn(one.email);
      await move(one);
      assert.equal(refusal(await before.api('GET /orders')), '401 unauthenticated');
      const { api, body } = await signIn(one.email);
      assert.deepEqual(
        [body.session.customer?.number, body.session.permissions],
        ['0001002946', []],
      );
      assert.equal(refusal(await api('GET /orders')), '403 forbidden');
    });
  }

  test('whose customer is deleted and sent again: sessions do not come back', async () => {
    await customer('777001');
    const one = await contact({ customer: '777001' });
    const before = await signIn(one.email);
    await running.portal.sync('norte', 'customers', [{ number: '777001', deleted: true }]);
    await customer('777001');
    assert.equal(refusal(await before.api('GET /orders')), '401 unauthenticated');
    assert.equal((await signIn(one.email)).status, 201);
  });

  test('among several of a person: the sessions for the others stay', async () => {
    const one = await contact();
    const loose = await newContact(running, { customer: '1002947', account: false });
    await admin().joinContact('norte', { contact: loose.id, login: one.email });
    const first = await signIn(one.email);
    const second = await signIn(one.email);
    const changed = await second.api('PUT /session/customer', { body: { number: '1002947' } });
    assert.equal(changed.status, 200);
    await send(loose, { customer: '1002947', active: false });
    assert.equal(refusal(await second.api('GET /me')), '401 unauthenticated');
    assert.equal((await first.api('GET /me')).status, 200);
  });

  test('sent again as it is, or with another name, ends nothing', async () => {
    const one = await contact();
    const { api } = await signIn(one.email);
    await send(one, { name: 'Otro nombre' });
    await send(one, { name: 'Otro nombre' });
    await customer('0001002945', { name: 'Ferretería del Centro y Sur' });
    assert.equal((await api('GET /orders')).status, 200);
  });
});

describe('a host that is believed no longer', () => {
  test('takes the sessions with it that it vouched for, and no others', async () => {
    const bearer = async (from: string) => {
      const secret = (await admin().createHostKey('norte', { issuer: from, secret: true }))!;
      const claims = { ...claimsFor(running), iss: from };
      const { status, body } = await exchange(running, await sign(claims, secret));
      assert.equal(status, 201);
      return createApi(running.url, {
        'Portal-Tenant': 'norte',
        Origin: hostOrigin.norte,
        Authorization: `Bearer ${body.token}`,
      });
    };
    const leaked = await bearer(issuer);
    const sound = await bearer('https://otra.example');
    const own = await signIn('todo');
    assert.equal((await leaked('GET /orders')).status, 200);
    assert.equal(await admin().revokeHostKeys('norte', issuer), 1);
    assert.equal(refusal(await leaked('GET /orders')), '401 unauthenticated');
    assert.equal((await sound('GET /orders')).status, 200);
    assert.equal((await own.api('GET /orders')).status, 200);
  });
});

/** Wrong tries that a browser is allowed: 20 where it is known, else 8. */
async function triesOf(login: string, cookie: string): Promise<number> {
  const headers = { 'X-Forwarded-For': `203.0.113.${++networks}`, Cookie: cookie };
  for (let tries = 0; ; tries++) {
    const body = { login, password: 'no es esta' };
    if ((await site()('POST /sessions', { body, headers })).status === 429) return tries;
  }
}

describe('a change of the password forgets the browsers', () => {
  async function twoBrowsers() {
    const one = await contact();
    const thief = await signIn(one.email);
    const here = await signIn(one.email);
    assert.match((await box.next(one.email)).subject, /Nuevo ingreso/);
    assert.ok(thief.cookie && here.cookie && thief.cookie !== here.cookie);
    return { one, thief, here };
  }

  test('all but the one it was made in, by the old password', async () => {
    const { one, thief, here } = await twoBrowsers();
    const { status } = await here.api('PUT /me/password', {
      body: { current: password, password: fresh },
      headers: { Cookie: here.cookie },
    });
    assert.equal(status, 204);
    assert.equal(await triesOf(one.email, thief.cookie), 8);
    assert.equal(await triesOf(one.email, here.cookie), 20);
  });

  test('all but the one it was made in, by a link', async () => {
    const { one, thief, here } = await twoBrowsers();
    await site()('POST /password-resets', { body: { login: one.email } });
    const { token } = await box.next(one.email);
    const { status } = await site()('POST /access-links/use', {
      body: { token, password: fresh },
      headers: { Cookie: here.cookie },
    });
    assert.equal(status, 204);
    assert.equal(await triesOf(one.email, thief.cookie), 8);
    assert.equal(await triesOf(one.email, here.cookie), 20);
  });

  for (const [name, act] of [
    [
      'disabling and enabling',
      async (one: { contact: string }) => {
        await admin().setDisabled('norte', one, true);
        await admin().setDisabled('norte', one, false);
      },
    ],
    [
      'a temporary password',
      (one: { contact: string }) => admin().assignTemporary('norte', one, { mailed: false }),
    ],
  ] as const)
    test(`all of them, by ${name}`, async () => {
      const { one, thief, here } = await twoBrowsers();
      await act({ contact: one.id });
      assert.equal(refusal(await here.api('GET /me')), '401 unauthenticated');
      assert.equal(await triesOf(one.email, thief.cookie), 8);
      assert.equal(await triesOf(one.email, here.cookie), 8);
    });
});

describe('temporary passwords', () => {
  before(() =>
    running.sql(`update tenants set reset_by = 'temporary_password' where slug = 'norte'`),
  );
  after(() => running.sql(`update tenants set reset_by = 'link' where slug = 'norte'`));

  test('one that was handed over holds while another is mailed, until one of them is used', async () => {
    const one = await contact();
    const handed = (await admin().assignTemporary(
      'norte',
      { contact: one.id },
      { mailed: false },
    ))!;
    await site()('POST /password-resets', { body: { login: one.email } });
    const mailed = factOf(await box.next(one.email), /^Clave de acceso/);
    for (const secret of [handed, mailed])
      assert.equal((await signIn(one.email, secret)).body.session.access, 'temporary', secret);
    const { api } = await signIn(one.email, handed);
    const change = { body: { current: handed, password: fresh } };
    assert.equal((await api('PUT /me/password', change)).status, 204);
    for (const secret of [handed, mailed])
      assert.equal(refusal(await signIn(one.email, secret)), '401 wrong_credentials');
  });

  test('the change in a session by one takes the other as the current one, too', async () => {
    const one = await contact();
    const handed = (await admin().assignTemporary(
      'norte',
      { contact: one.id },
      { mailed: false },
    ))!;
    await site()('POST /password-resets', { body: { login: one.email } });
    const mailed = factOf(await box.next(one.email), /^Clave de acceso/);
    const { api } = await signIn(one.email, mailed);
    const change = { body: { current: handed, password: fresh } };
    assert.equal((await api('PUT /me/password', change)).status, 204);
  });

  test('each runs out by itself', async () => {
    const one = await contact();
    const handed = (await admin().assignTemporary(
      'norte',
      { contact: one.id },
      { mailed: false },
    ))!;
    await running.sql(`update temporary_passwords set expires_at = now() - interval '1 second'`);
    await site()('POST /password-resets', { body: { login: one.email } });
    const mailed = factOf(await box.next(one.email), /^Clave de acceso/);
    assert.equal(refusal(await signIn(one.email, handed)), '401 wrong_credentials');
    assert.equal((await signIn(one.email, mailed)).status, 201);
  });

  test('is taken with the blanks that copying it leaves around; a chosen password is not', async () => {
    const one = await contact();
    assert.equal(refusal(await signIn(one.email, `${password} `)), '401 wrong_credentials');
    const handed = (await admin().assignTemporary(
      'norte',
      { contact: one.id },
      { mailed: false },
    ))!;
    const { status, api } = await signIn(one.email, ` ${handed}\u00a0`);
    assert.equal(status, 201);
    const same = { body: { current: `${handed} `, password: ` ${handed}` } };
    assert.equal(
      refusal(await api('PUT /me/password', same)),
      '400 invalid_input body.password: password_same',
    );
    const change = { body: { current: `${handed} `, password: fresh } };
    assert.equal((await api('PUT /me/password', change)).status, 204);
  });
});

describe('a reset', () => {
  test('asked for by each login name of a person mails once within two minutes', async () => {
    const one = await contact();
    const before = box.all().filter(({ to }) => to.includes(one.email)).length;
    for (const login of [one.email, one.login, one.login.toUpperCase()])
      assert.equal((await site()('POST /password-resets', { body: { login } })).status, 204);
    await box.next(one.email);
    // Whatever is queued behind it goes first.
    const other = await contact();
    await site()('POST /password-resets', { body: { login: other.email } });
    await box.next(other.email);
    assert.equal(box.all().filter(({ to }) => to.includes(one.email)).length, before + 1);
  });
});

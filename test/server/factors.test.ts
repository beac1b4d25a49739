// The second factor: setting it up, signing in by it, guessing at it, losing it, and what asks for it again.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { FactorSetup, Factors } from '#contract/factors';
import { endpoints } from '#contract/index';
import type { Endpoint } from '#contract/endpoint';
import type { Session } from '#contract/portal';
import {
  base32,
  codeOf,
  keyUri,
  matchingStep,
  stepAt,
} from '../../server/features/access/factors/totp.ts';
import { createApi, refusal, signIn, visitor, type Api } from '../support/api.ts';
import { codeNow } from '../support/authenticator.ts';
import { password } from '../support/fixtures.ts';
import { startMailbox, type Mailbox } from '../support/mailbox.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
let box: Mailbox;
before(async () => {
  box = await startMailbox();
  running = await startPortal({ mail: box.mail });
});
after(async () => {
  await running.close();
  await box.close();
});

type Opened = { session: Session; token: string; recoveryCodes: string[] | null };
const bearer = (token: string) =>
  createApi(running.url, { 'Portal-Tenant': 'norte', Authorization: `Bearer ${token}` });

let count = 0;
/** A person of the company with a mailbox of its own. */
async function staff(
  permissions: Parameters<TestPortal['portal']['admin']['createStaff']>[1]['permissions'] = [
    'access.manage',
    'orders.view',
  ],
) {
  const name = `personal${++count}`;
  const email = `${name}@norte.example`;
  const one = { name, logins: [name], email, password, permissions, customers: 'all' as const };
  await running.portal.admin.createStaff('norte', one);
  return { name, email, api: await signIn(running.url, name) };
}
const byPassword = async (login: string) =>
  (
    await visitor(running.url)<Opened>('POST /sessions', {
      body: { login, password, delivery: 'bearer' },
    })
  ).body;
const giveCode = (api: Api, code: string) =>
  api<Opened>('POST /session/code', { body: { code, delivery: 'bearer' } });
/** Time for the next code, without waiting for it. */
const nextStep = () => running.sql(`update second_factors set last_step = last_step - 2`);
/** As if the proof of a person were long ago. */
const unconfirm = () =>
  running.sql(`update sessions set confirmed_at = now() - interval '6 minutes'`);

/** Sets an authenticator up. */
async function withFactor(api: Api, name = 'Mi teléfono') {
  const setup = await api<FactorSetup>('POST /me/factors', { body: { name } });
  assert.equal(setup.status, 201, setup.text);
  const { id, secret } = setup.body;
  const done = await api<Opened>(`POST /me/factors/${id}/activation`, {
    body: { code: codeNow(secret), delivery: 'bearer' },
  });
  assert.equal(done.status, 200, done.text);
  return { ...done.body, id, secret, setup: setup.body, api: bearer(done.body.token) };
}

describe('codes', () => {
  test('are those of RFC 6238', () => {
    // Appendix B, SHA-1, eight digits.
    const secret = Buffer.from('12345678901234567890');
    const vectors: [number, string][] = [
      [59, '94287082'],
      [1_111_111_109, '07081804'],
      [1_111_111_111, '14050471'],
      [1_234_567_890, '89005924'],
      [2_000_000_000, '69279037'],
      [20_000_000_000, '65353130'],
    ];
    for (const [seconds, code] of vectors)
      assert.equal(codeOf(secret, stepAt(seconds * 1000), 8), code, String(seconds));
    assert.equal(base32(secret), 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  });

  test('fit a step before and after, and no further', () => {
    const secret = Buffer.from('12345678901234567890');
    const now = 1_700_000_000_000;
    const matches = (steps: number) =>
      matchingStep(secret, codeOf(secret, stepAt(now) + steps), now) === stepAt(now) + steps;
    assert.deepEqual([-2, -1, 0, 1, 2].map(matches), [false, true, true, true, false]);
    for (const bad of ['', '12345', '1234567', 'abcdef', '１２３４５６'])
      assert.equal(matchingStep(secret, bad, now), null, bad);
  });

  test('are set up from an address that names who and where', () => {
    const uri = new URL(keyUri(Buffer.alloc(20, 1), 'Águas: Sul & Cía', 'ana@x.example'));
    assert.equal(
      decodeURIComponent(uri.pathname),
      '//totp/Águas  Sul & Cía:ana@x.example'.slice(6),
    );
    assert.equal(uri.searchParams.get('issuer'), 'Águas  Sul & Cía');
    assert.ok(!uri.search.includes('+'));
  });
});

describe('an authenticator', () => {
  test('is none before a code of it came; then it ends other sessions and brings recovery codes', async () => {
    const { api, name, email } = await staff();
    const other = await signIn(running.url, name);
    const begun = await api<FactorSetup>('POST /me/factors', { body: { name: 'Teléfono' } });
    assert.ok(begun.body.qr.length > 20 && begun.body.qr.every((row) => /^[01]+$/.test(row)));
    assert.equal(begun.body.qr.length, begun.body.qr[0]!.length);
    const wrong = await api(`POST /me/factors/${begun.body.id}/activation`, {
      body: { code: '000000' },
    });
    assert.equal(refusal(wrong), '422 wrong_code');
    assert.equal((await byPassword(name)).session.access, 'full', 'it is none yet');

    const { api: after, recoveryCodes, secret } = await withFactor(api);
    assert.equal(recoveryCodes?.length, 10);
    assert.equal(refusal(await other('GET /me')), '401 unauthenticated');
    assert.equal(refusal(await api('GET /me')), '401 unauthenticated');
    const { body } = await after<Factors>('GET /me/factors');
    assert.deepEqual(
      [body.items.map((one) => one.name), body.recoveryCodesLeft, body.demanded],
      [['Mi teléfono'], 10, false],
    );
    assert.match((await box.next(email)).text, /método de verificación/);
    const [kept] = await running.sql<{ text: string }>(
      `select string_agg(t, ' ') as text from (
         select code_hash as t from recovery_codes union all select encode(secret, 'escape') from second_factors
         union all select encode(secret, 'hex') from second_factors union all select detail::text from audit_events) x`,
    );
    for (const text of [
      secret,
      ...recoveryCodes!,
      ...recoveryCodes!.map((one) => one.replace('-', '')),
    ])
      assert.ok(!kept!.text.includes(text), 'nothing of it rests in the open');
  });

  test('has to be asked for by code when signing in, and nothing opens before', async () => {
    const { api, name } = await staff();
    const { secret } = await withFactor(api);
    await nextStep();
    const opened = await byPassword(name);
    assert.deepEqual([opened.session.access, opened.session.permissions], ['code', []]);
    const owing = bearer(opened.token);
    const guarded = Object.entries(endpoints as Record<string, Endpoint>).filter(
      ([, { permission }]) => permission !== 'public' && permission !== 'signed-in',
    );
    for (const [key, endpoint] of guarded) {
      if (/^POST \/session\/(code|passkey-window)$/.test(key)) continue;
      const path = key.replaceAll(/:\w+/g, '00000000-0000-4000-8000-000000000000');
      const answer = await owing(path, { body: endpoint.body ? {} : undefined });
      assert.equal(refusal(answer), '403 second_factor_required', key);
    }
    const done = await giveCode(owing, ` ${codeNow(secret).replace(/(\d{3})/, '$1 ')}`);
    assert.equal(done.status, 200);
    assert.equal(done.body.session.access, 'full');
    assert.equal((await bearer(done.body.token)('GET /me')).status, 200);
    assert.equal(refusal(await owing('GET /me')), '401 unauthenticated', 'another token');
    assert.equal(
      refusal(await giveCode(bearer(done.body.token), codeNow(secret))),
      '403 forbidden',
      'a whole session owes none',
    );
  });

  test('a code works once, also where two come at once', async () => {
    const { api, name } = await staff();
    const { secret } = await withFactor(api);
    const again = bearer((await byPassword(name)).token);
    assert.equal(refusal(await giveCode(again, codeNow(secret))), '422 code_used');
    await nextStep();
    const two = await Promise.all([byPassword(name), byPassword(name)]);
    const code = codeNow(secret);
    const answers = await Promise.all(two.map(({ token }) => giveCode(bearer(token), code)));
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 422]);
  });

  test('a code of somebody else is none', async () => {
    const [one, other] = [await staff(), await staff()];
    await withFactor(one.api);
    const { secret, recoveryCodes } = await withFactor(other.api);
    await nextStep();
    const owing = bearer((await byPassword(one.name)).token);
    assert.equal(refusal(await giveCode(owing, codeNow(secret))), '422 wrong_code');
    assert.equal(refusal(await giveCode(owing, recoveryCodes![0]!)), '422 wrong_code');
  });

  test('recovery codes work once each, however they are typed, and their use is mailed', async () => {
    const { api, name, email } = await staff();
    const { recoveryCodes } = await withFactor(api);
    await box.next(email);
    const [first] = recoveryCodes!;
    const done = await giveCode(
      bearer((await byPassword(name)).token),
      first!.toUpperCase().replace('-', ' '),
    );
    assert.equal(done.status, 200);
    assert.match((await box.next(email)).text, /código de recuperación/);
    const again = bearer((await byPassword(name)).token);
    assert.equal(refusal(await giveCode(again, first!)), '422 code_used');
    const { body } = await bearer(done.body.token)<Factors>('GET /me/factors');
    assert.equal(body.recoveryCodesLeft, 9);
    const renewed = await bearer(done.body.token)<{ recoveryCodes: string[] }>(
      'POST /me/recovery-codes',
      { body: {} },
    );
    assert.equal(new Set(renewed.body.recoveryCodes).size, 10);
    assert.equal(refusal(await giveCode(again, recoveryCodes![1]!)), '422 wrong_code');
    assert.equal((await giveCode(again, renewed.body.recoveryCodes[0]!)).status, 200);
  });

  test('is guessed at five times for a password, and then no more', async () => {
    const { api, name } = await staff();
    const { secret } = await withFactor(api);
    await nextStep();
    const owing = bearer((await byPassword(name)).token);
    for (let tries = 0; tries < 5; tries++)
      assert.equal(refusal(await giveCode(owing, '000000')), '422 wrong_code');
    assert.equal(refusal(await giveCode(owing, codeNow(secret))), '401 unauthenticated');
    // The account is slowed down besides, whichever session asks.
    const other = bearer((await byPassword(name)).token);
    const refusals = [];
    for (let tries = 0; tries < 4; tries++) refusals.push(refusal(await giveCode(other, '000000')));
    assert.equal(refusals.at(-1), '429 too_many_attempts');
  });

  test('stays through a reset of the password', async () => {
    const { api, name } = await staff();
    await withFactor(api);
    await running.sql(`update identities set password_hash = password_hash where name = '${name}'`);
    const temporary = await running.portal.admin.assignTemporary(
      'norte',
      { login: name },
      { mailed: false },
    );
    const first = await signIn(running.url, name, 'norte', temporary!);
    const changed = 'una clave larga 2 nueva';
    await first('PUT /me/password', { body: { current: temporary, password: changed } });
    const { body } = await visitor(running.url)<Opened>('POST /sessions', {
      body: { login: name, password: changed, delivery: 'bearer' },
    });
    assert.equal(body.session.access, 'code');
  });

  test('is removed by its owner, and reset for who lost it, who hears of it', async () => {
    const { api, name, email } = await staff();
    const one = await withFactor(api);
    assert.equal((await one.api(`DELETE /me/factors/${one.id}`)).status, 204);
    assert.equal((await one.api<Factors>('GET /me/factors')).body.recoveryCodesLeft, 0);
    assert.equal((await byPassword(name)).session.access, 'full');
    const two = await withFactor(one.api);
    for (let mails = 0; mails < 3; mails++) await box.next(email);
    await running.portal.admin.resetFactor('norte', { login: name });
    assert.equal(refusal(await two.api('GET /me')), '401 unauthenticated');
    assert.equal((await byPassword(name)).session.access, 'full');
    assert.match((await box.next(email)).text, /Un administrador quitó/);
    assert.deepEqual(
      await running.sql(
        `select f.id from second_factors f join identities i on i.id = f.identity_id where i.name = '${name}'`,
      ),
      [],
    );
    const [row] = await running.sql<{ kind: string }>(
      `select actor_kind as kind from audit_events where event = 'account.factor_reset'`,
    );
    assert.equal(row?.kind, 'operator');
    await assert.rejects(
      running.portal.admin.resetFactor('norte', { login: name }),
      /no second factor/,
    );
  });
});

describe('a company that demands it', () => {
  const demand = (secondFactor: 'optional' | 'staff' | 'everyone') =>
    running.portal.admin.setTenant('norte', { secondFactor });
  after(() => demand('optional'));

  test('of staff opens nothing to staff but setting it up; contacts go on', async () => {
    const { api } = await staff();
    const contact = await signIn(running.url, 'todo');
    await demand('staff');
    assert.equal((await contact('GET /orders')).status, 200);
    const { body } = await api<{ session: Session }>('GET /portal');
    assert.deepEqual([body.session.access, body.session.permissions], ['setup', []]);
    assert.equal(refusal(await api('GET /me')), '403 second_factor_setup_required');
    assert.equal(refusal(await api('GET /contacts')), '403 second_factor_setup_required');
    const done = await withFactor(api);
    assert.equal(done.session.access, 'full');
    assert.equal((await done.api('GET /contacts')).status, 200);
    assert.equal(refusal(await done.api(`DELETE /me/factors/${done.id}`)), '409 factor_demanded');
  });

  test('of everyone asks contacts as well, and not whom a host vouches for', async () => {
    await demand('everyone');
    const contact = await signIn(running.url, 'sinmontos');
    assert.equal(refusal(await contact('GET /orders')), '403 second_factor_setup_required');
    await demand('optional');
    assert.equal((await contact('GET /orders')).status, 200);
  });

  test('says so by an endpoint, for its own tenant alone', async () => {
    const { api } = await staff();
    const { status } = await api('PUT /settings/second-factor', { body: { demand: 'staff' } });
    assert.equal(status, 204);
    const rows = await running.sql<{ slug: string; demand: string }>(
      `select slug, second_factor as demand from tenants order by slug`,
    );
    assert.deepEqual(
      rows.map((row) => [row.slug, row.demand]),
      [
        ['norte', 'staff'],
        ['sul', 'optional'],
      ],
    );
    const contact = await signIn(running.url, 'todo');
    assert.equal(
      refusal(await contact('PUT /settings/second-factor', { body: { demand: 'optional' } })),
      '403 forbidden',
    );
  });
});

describe('what asks again', () => {
  test('is declared where it has to be', () => {
    const all = endpoints as Record<string, Endpoint>;
    const asking = Object.entries(all).filter(([, { stepUp }]) => stepUp);
    // What changes who may do what, who signs in as whom, and what machines may do.
    const named = [
      'POST /contacts',
      'PATCH /contacts/:id',
      'PUT /contacts/:id/access',
      'POST /contacts/:id/temporary-password',
      'POST /contact-imports/:id/application',
      'POST /staff',
      'PATCH /staff/:id',
      'POST /staff/:id/temporary-password',
      'POST /keys',
      'PATCH /keys/:id',
      'POST /keys/:id/rotation',
      'POST /mass-sends/:id/start',
    ];
    for (const key of named) assert.ok(all[key]?.stepUp, key);
    for (const key of Object.keys(all).filter((one) => /\/me\/(factors|recovery)/.test(one)))
      if (!key.startsWith('GET ')) assert.equal(all[key]!.stepUp, 'always', key);
    assert.ok(asking.length >= 8);
  });

  test('takes a code where there is an authenticator, for five minutes', async () => {
    const { api } = await staff();
    const created = await api<{ id: string }>('POST /contacts', {
      body: { name: 'Nueva', email: 'paso@cliente.example', customer: '1002945' },
    });
    const { id } = created.body;
    const access = (one: Api) =>
      one(`PUT /contacts/${id}/access`, { body: { version: 1, grants: [] } });
    await unconfirm();
    assert.notEqual(
      refusal(await access(api)),
      '403 confirmation_required',
      'without one it is not asked',
    );
    const { api: strong, secret } = await withFactor((await refreshed(api)) ?? api);
    await unconfirm();
    assert.equal(refusal(await access(strong)), '403 confirmation_required');
    const rename = strong(`PATCH /contacts/${id}`, { body: { version: 99, name: 'Otra' } });
    assert.notEqual(refusal(await rename), '403 confirmation_required', 'a name is no way in');
    const mailbox = { version: 99, email: 'otra@cliente.example' };
    assert.equal(
      refusal(await strong(`PATCH /contacts/${id}`, { body: mailbox })),
      '403 confirmation_required',
    );
    assert.equal(
      refusal(await strong('POST /session/confirmation', { body: { password } })),
      '422 wrong_code',
      'a password alone is no proof any more',
    );
    await nextStep();
    const proof = { body: { code: codeNow(secret) } };
    assert.equal((await strong('POST /session/confirmation', proof)).status, 204);
    assert.equal(refusal(await strong('POST /session/confirmation', proof)), '422 code_used');
    assert.notEqual(refusal(await access(strong)), '403 confirmation_required');
  });

  test('takes the password before the first authenticator is set up', async () => {
    const { api } = await staff();
    await unconfirm();
    const begin = () => api('POST /me/factors', { body: { name: 'Teléfono' } });
    assert.equal(refusal(await begin()), '403 confirmation_required');
    assert.equal(
      refusal(await api('POST /session/confirmation', { body: { password: 'otra clave' } })),
      '400 invalid_input body.password: wrong_password',
    );
    assert.equal((await api('POST /session/confirmation', { body: { password } })).status, 204);
    assert.equal((await begin()).status, 201);
  });
});

/** The same session with its proof renewed. */
async function refreshed(api: Api): Promise<Api | null> {
  const { status } = await api('POST /session/confirmation', { body: { password } });
  return status === 204 ? api : null;
}

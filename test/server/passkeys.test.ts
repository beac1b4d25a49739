// Passkeys as a second factor: the window that makes and shows them, whose code it is, and what it refuses.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Factors, PasskeyWindow } from '#contract/factors';
import type { Session } from '#contract/portal';
import { createApi, refusal, signIn, visitor, type Api } from '../support/api.ts';
import { hostOrigin, password } from '../support/fixtures.ts';
import { createAuthenticator } from '../support/passkey.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

type Opened = { session: Session; token: string; recoveryCodes: string[] | null };
type Answer = { options?: never; making?: boolean; code?: string };

let running: TestPortal;
const portalUrl = 'http://portal.localhost:9100';
before(async () => {
  running = await startPortal({ publicUrl: portalUrl });
});
after(() => running.close());

const authenticator = () => createAuthenticator(portalUrl);
const bearer = (token: string) =>
  createApi(running.url, {
    'Portal-Tenant': 'norte',
    Origin: hostOrigin.norte,
    Authorization: `Bearer ${token}`,
  });

let count = 0;
async function staff() {
  const name = `llave${++count}`;
  await running.portal.admin.createStaff('norte', {
    name,
    logins: [name],
    email: `${name}@norte.example`,
    password,
    permissions: ['orders.view'],
    customers: 'all',
  });
  return { name, api: bearer((await byPassword(name)).token) };
}
const byPassword = async (login: string) =>
  (
    await visitor(running.url)<Opened>('POST /sessions', {
      body: { login, password, delivery: 'bearer' },
    })
  ).body;

/** What the script of the window asks the server. */
async function inWindow(
  act: string,
  fields: Record<string, string>,
  tenant = 'norte',
): Promise<Answer> {
  const response = await fetch(`${running.url}/passkey/${tenant}/${act}`, {
    method: 'POST',
    body: new URLSearchParams({ origin: hostOrigin.norte, ...fields }),
  });
  assert.equal(response.status, 200);
  return (await response.json()) as Answer;
}
const result = (token: string, brought: object, more: Record<string, string> = {}) =>
  inWindow('result', { token, response: JSON.stringify(brought), ...more });

/** Makes a passkey and takes it into use. */
async function withPasskey(api: Api, device = authenticator()) {
  const drawn = await api<PasskeyWindow & { id: string }>('POST /me/passkeys', {
    body: { name: 'Llave' },
  });
  assert.equal(drawn.status, 201, drawn.text);
  const { id, token, url } = drawn.body;
  assert.equal(url, `${portalUrl}/passkey/norte`);
  const { options, making } = await inWindow('options', { token });
  assert.equal(making, true);
  const { code = '' } = await result(token, device.make(options!));
  const done = await api<Opened>(`POST /me/factors/${id}/activation`, {
    body: { code, delivery: 'bearer' },
  });
  assert.equal(done.status, 200, done.text);
  return { id, device, recovery: done.body.recoveryCodes, api: bearer(done.body.token) };
}
/** A session that owes a code, and the window of it. */
async function owing(login: string) {
  const { token, session } = await byPassword(login);
  const api = bearer(token);
  const drawn = await api<PasskeyWindow>('POST /session/passkey-window', { body: {} });
  assert.equal(drawn.status, 201, drawn.text);
  return { session, api, token: drawn.body.token };
}
const enter = (api: Api, code: string) =>
  api<Opened>('POST /session/code', { body: { code, delivery: 'bearer' } });

describe('a passkey', () => {
  test('is made in a window, brings recovery codes, and lets its person in once a code', async () => {
    const { name, api: before } = await staff();
    const { device, recovery, api } = await withPasskey(before);
    assert.equal(recovery?.length, 10);
    assert.equal((await before('GET /me/factors')).status, 401, 'other sessions end');
    const { items } = (await api<Factors>('GET /me/factors')).body;
    assert.deepEqual(
      items.map(({ kind, name }) => [kind, name]),
      [['passkey', 'Llave']],
    );
    const { session, api: waiting, token } = await owing(name);
    assert.deepEqual([session.access, session.factors], ['code', ['passkey']]);
    assert.equal(refusal(await waiting('GET /orders')), '403 second_factor_required');
    const { options } = await inWindow('options', { token });
    const { code = '' } = await result(token, device.show(options!));
    const entered = await enter(waiting, code);
    assert.equal(entered.body.session.access, 'full');
    assert.equal((await bearer(entered.body.token)('GET /orders')).status, 200);
    assert.equal(refusal(await enter((await owing(name)).api, code)), '422 wrong_code');
  });

  test('stands for the code where a proof is asked for', async () => {
    const { api: before } = await staff();
    const { device, api } = await withPasskey(before);
    await running.sql(`update sessions set confirmed_at = now() - interval '6 minutes'`);
    const body = { name: 'Otra' };
    assert.equal(refusal(await api('POST /me/factors', { body })), '403 confirmation_required');
    const { token } = (await api<PasskeyWindow>('POST /session/passkey-window', { body: {} })).body;
    const { options } = await inWindow('options', { token });
    const { code = '' } = await result(token, device.show(options!));
    assert.equal((await api('POST /session/confirmation', { body: { code } })).status, 204);
    assert.equal((await api('POST /me/factors', { body })).status, 201);
  });

  test('is none before its code came, and one that was begun by another is not finished', async () => {
    const { api } = await staff();
    const drawn = await api<PasskeyWindow & { id: string }>('POST /me/passkeys', {
      body: { name: 'Llave' },
    });
    const { options } = await inWindow('options', { token: drawn.body.token });
    const { code = '' } = await result(drawn.body.token, authenticator().make(options!));
    assert.equal((await api<Factors>('GET /me/factors')).body.items.length, 0);
    const other = (await staff()).api;
    const finish = (who: Api, text: string) =>
      who(`POST /me/factors/${drawn.body.id}/activation`, {
        body: { code: text, delivery: 'bearer' },
      });
    assert.equal(refusal(await finish(other, code)), '404 not_found');
    assert.equal(refusal(await finish(api, '123456')), '422 wrong_code');
    assert.equal((await finish(api, code)).status, 200);
  });
});

describe('the window', () => {
  test('asks nothing for another site, another tenant, another token, or after its time', async () => {
    const { name, api } = await staff();
    const { device } = await withPasskey(api);
    const { token } = await owing(name);
    assert.ok((await inWindow('options', { token })).options);
    for (const [fields, tenant] of [
      [{ token, origin: 'https://evil.example' }, 'norte'],
      [{ token }, 'sul'],
      [{ token: `${token.slice(1)}A` }, 'norte'],
      [{ token: '' }, 'norte'],
    ] as const)
      assert.deepEqual(await inWindow('options', fields, tenant), {});
    const { options } = await inWindow('options', { token });
    const brought = device.show(options!);
    assert.deepEqual(await result(token, brought, { origin: 'https://evil.example' }), {});
    await running.sql(`update passkey_windows set created_at = now() - interval '6 minutes'`);
    assert.deepEqual(await inWindow('options', { token }), {});
    assert.deepEqual(await result(token, brought), {});
  });

  test('refuses another passkey, another address, another challenge, a signature of something else, and nonsense', async () => {
    const { name, api } = await staff();
    const { device } = await withPasskey(api);
    const { token } = await owing(name);
    const { options } = await inWindow('options', { token });
    const good = device.show(options!);
    const other = authenticator().show(options!);
    const bad: unknown[] = [
      other,
      { ...other, id: device.id, rawId: device.id },
      device.show(options!, 'https://portal.evil.example'),
      device.show({ ...(options as unknown as object), challenge: 'AAAA' } as never),
      { ...good, response: { ...good.response, signature: good.response.signature.slice(4) } },
      { id: device.id, response: {} },
      null,
      [],
      'x',
    ];
    for (const brought of bad)
      assert.deepEqual(await result(token, brought as object), {}, JSON.stringify(brought));
    assert.ok((await result(token, good)).code, 'the right one still works');
    assert.deepEqual(await result(token, device.show(options!)), {}, 'and a challenge once');
  });

  test('gives a code that works for the session it was opened by alone', async () => {
    const { name, api } = await staff();
    const { device } = await withPasskey(api);
    const { token } = await owing(name);
    const thief = await owing(name);
    const { options } = await inWindow('options', { token });
    const { code = '' } = await result(token, device.show(options!));
    assert.equal(refusal(await enter(thief.api, code)), '422 wrong_code');
  });

  test('is a page that nobody frames, with one script of this server and nothing else', async () => {
    const response = await fetch(`${running.url}/passkey/norte?lang=pt`);
    const html = await response.text();
    assert.equal(response.status, 200);
    assert.match(html, /<html lang="pt">/);
    assert.match(html, /<script type="module" src="\/v[\d.]+\/passkey\.js"><\/script>/);
    const policy = response.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'; script-src 'self'; connect-src 'self';/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(response.headers.get('cross-origin-opener-policy'), 'unsafe-none');
    const nobody = await fetch(`${running.url}/passkey/nadie`);
    assert.equal(nobody.status, 200, 'whether a tenant exists is not told');
  });
});

test('a portal on an address without encryption offers no passkeys', async () => {
  const plain = await startPortal({ publicUrl: 'http://portal.example' });
  try {
    const api = await signIn(plain.url, 'todo');
    assert.equal((await api<Factors>('GET /me/factors')).body.passkeys, false);
    const refused = await api('POST /me/passkeys', { body: { name: 'Llave' } });
    assert.equal(refusal(refused), '409 no_passkeys');
  } finally {
    await plain.close();
  }
});

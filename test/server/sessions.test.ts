import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { contactPermissions } from '#contract/permissions';
import { createPasswords } from '../../server/features/access/passwords.ts';
import { createApi, refusal, signIn, visitor } from '../support/api.ts';
import { hostOrigin, password } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
before(async () => {
  running = await startPortal();
});
after(() => running.close());

type SignedIn = {
  session: { person: { name: string }; permissions: string[] };
  token: string | null;
};
const byCookie = (login = 'todo') =>
  visitor(running.url)<SignedIn>('POST /sessions', { body: { login, password } });
const cookieOf = (headers: Headers) => headers.getSetCookie()[0]!.split(';')[0]!;

describe('a session by cookie', () => {
  test('is a partitioned __Host- cookie that no script can read, and no token in the body', async () => {
    const { status, headers, body } = await byCookie();
    assert.equal(status, 201);
    assert.equal(body.token, null);
    const cookie = headers.getSetCookie()[0]!;
    assert.match(
      cookie,
      /^__Host-portal-norte=[\w-]{43}; Path=\/; Max-Age=43200; Secure; HttpOnly; SameSite=None; Partitioned$/,
    );
  });

  test('counts only from an allowed page that names the tenant', async () => {
    const Cookie = cookieOf((await byCookie()).headers);
    const host = { 'Portal-Tenant': 'norte', Origin: hostOrigin.norte, Cookie };
    const orders = (headers: Record<string, string>) =>
      createApi(running.url, headers)('GET /orders');
    assert.equal((await orders(host)).status, 200);
    assert.equal(
      refusal(await orders({ ...host, Origin: 'https://evil.example' })),
      '403 origin_not_allowed',
    );
    assert.equal(refusal(await orders({ ...host, Origin: '' })), '401 unauthenticated');
    assert.equal(
      (await orders({ ...host, Origin: '', 'Sec-Fetch-Site': 'same-origin' })).status,
      200,
    );
    assert.equal(
      (await orders({ ...host, Origin: running.url })).status,
      200,
      'the portal’s own pages',
    );
  });

  test('ends on the server when its person signs out; a second time does no harm', async () => {
    const Cookie = cookieOf((await byCookie()).headers);
    const api = createApi(running.url, {
      'Portal-Tenant': 'norte',
      Origin: hostOrigin.norte,
      Cookie,
    });
    const out = await api('DELETE /session');
    assert.equal(out.status, 204);
    assert.match(out.headers.getSetCookie()[0]!, /^__Host-portal-norte=; .*Max-Age=0/);
    assert.equal(refusal(await api('GET /orders')), '401 unauthenticated');
    assert.equal((await api('DELETE /session')).status, 204);
  });
});

describe('signing in', () => {
  test('by any of the names, in any case, and tells who it is', async () => {
    for (const login of ['todo', 'TODO', ' todo ', 'todo@norte.example']) {
      const { status, body } = await byCookie(login);
      assert.equal(status, 201, login);
      assert.equal(body.session.person.name, 'Contacto C-1');
      assert.deepEqual(body.session.permissions, contactPermissions);
    }
  });

  test('a wrong password and an unknown name get the same answer', async () => {
    const answers = [];
    for (const body of [
      { login: 'todo', password: 'wrong' },
      { login: 'nobody', password: 'wrong' },
    ]) {
      const { status, body: answer } = await visitor(running.url)<Record<string, unknown>>(
        'POST /sessions',
        { body },
      );
      answers.push({ status, ...answer, requestId: '' });
    }
    assert.deepEqual(answers[0], answers[1]);
    assert.equal(answers[0]!.status, 401);
  });

  test('passwords differ in every character and in case', async () => {
    for (const wrong of [password.toUpperCase(), `${password} `, password.slice(0, -1)]) {
      assert.equal(
        refusal(
          await visitor(running.url)('POST /sessions', {
            body: { login: 'propios', password: wrong },
          }),
        ),
        '401 wrong_credentials',
      );
    }
    await signIn(running.url, 'propios');
  });

  test('too many wrong attempts on an account are told when to come back; other accounts go on', async () => {
    const attempt = (login: string) =>
      visitor(running.url)('POST /sessions', { body: { login, password: 'wrong' } });
    const answers = [];
    for (let i = 0; i < 10; i++) answers.push(await attempt('grupo'));
    const last = answers.at(-1)!;
    assert.equal(answers.filter(({ status }) => status === 401).length, 8);
    assert.equal(refusal(last), '429 too_many_attempts');
    assert.ok(Number(last.headers.get('retry-after')) > 600);
    assert.equal(
      refusal(await visitor(running.url)('POST /sessions', { body: { login: 'grupo', password } })),
      '429 too_many_attempts',
    );
    assert.equal((await byCookie('sinmontos')).status, 201);
  });

  test('more at once than can be hashed are asked to come back, the others are served', async () => {
    const passwords = createPasswords(1, { waiting: 2, waitingPerKey: 2 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => passwords.check(null, 'x')),
    );
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    assert.equal(refused.length, 7);
    assert.ok(
      refused.every(({ reason }) => reason.code === 'unavailable' && reason.retryAfter > 0),
    );
    assert.equal(
      await passwords.check(await passwords.hash('right'), 'right'),
      true,
      'the lane is free again',
    );
  });
});

test('GET /portal tells the look to anybody, and the person to the person', async () => {
  type Start = {
    tenant: { slug: string; formats: object };
    session: null | { customer: { number: string }; life: { idle: number; left: number } };
  };
  const nobody = await visitor(running.url, 'sul')<Start>('GET /portal');
  assert.deepEqual([nobody.body.tenant.slug, nobody.body.session], ['sul', null]);
  const api = await signIn(running.url, 'todo');
  const { body, text } = await api<Start>('GET /portal');
  assert.equal(body.session?.customer.number, '0001002945');
  assert.equal(body.session?.life.idle, 30 * 60);
  const { left = 0 } = body.session?.life ?? {};
  assert.ok(left > 11.9 * 3600 && left <= 12 * 3600, `${left} seconds`);
  assert.doesNotMatch(text, /passwordHash|hash|"id"/);
});

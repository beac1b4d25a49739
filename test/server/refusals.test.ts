import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createApi, rawRequest, refusal, signIn, visitor, type Api } from '../support/api.ts';
import { hostOrigin, order, password } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
let person: Api;
let erp: Api;
before(async () => {
  running = await startPortal();
  person = await signIn(running.url, 'todo');
  const secret = await running.portal.admin.createKey('norte', {
    name: 'ERP',
    permissions: ['sync.orders'],
  });
  erp = createApi(running.url, { 'Portal-Tenant': 'norte', Authorization: `Bearer ${secret}` });
});
after(() => running.close());

describe('whose request it is', () => {
  test('a tenant nobody has, and no tenant where there are two', async () => {
    assert.equal(
      refusal(await createApi(running.url, { 'Portal-Tenant': 'nadie' })('GET /portal')),
      '400 unknown_tenant',
    );
    assert.equal(refusal(await createApi(running.url, {})('GET /portal')), '400 tenant_required');
  });

  test('a session of one tenant is nobody at another', async () => {
    const { body } = await visitor(running.url)<{ token: string }>('POST /sessions', {
      body: { login: 'todo', password, delivery: 'bearer' },
    });
    const elsewhere = createApi(running.url, {
      'Portal-Tenant': 'sul',
      Authorization: `Bearer ${body.token}`,
    });
    assert.equal(refusal(await elsewhere('GET /orders')), '401 unauthenticated');
  });

  for (const origin of [
    'https://evil.example',
    'null',
    hostOrigin.sul,
    `${hostOrigin.norte}.evil.example`,
    hostOrigin.norte.replace('norte', 'NORTE'),
    hostOrigin.norte.replace('9001', '9003'),
  ]) {
    test(`the origin ${origin} may neither ask nor preflight past its tenant`, async () => {
      const answer = await person('GET /orders', { headers: { Origin: origin } });
      assert.equal(refusal(answer), '403 origin_not_allowed');
      assert.equal(answer.headers.get('access-control-allow-origin'), null);
      const preflight = await person('OPTIONS /orders', { headers: { Origin: origin } });
      assert.equal(preflight.status, origin === hostOrigin.sul ? 204 : 403);
    });
  }

  test('an allowed origin is echoed exactly, with credentials, and varies', async () => {
    const { headers } = await person('GET /orders', { headers: { Origin: hostOrigin.norte } });
    assert.equal(headers.get('access-control-allow-origin'), hostOrigin.norte);
    assert.equal(headers.get('access-control-allow-credentials'), 'true');
    assert.match(headers.get('vary') ?? '', /Origin/);
  });
});

describe('bad input', () => {
  const cases: [string, string][] = [
    ['GET /orders?cursor=%00%01', '400 invalid_input query.cursor: cursor'],
    ['GET /orders?cursor=W10', '400 invalid_input query.cursor: cursor'],
    [`GET /orders?cursor=${'A'.repeat(900)}`, '400 invalid_input query.cursor: too_long'],
    ['GET /orders?limit=ten', '400 invalid_input query.limit: invalid'],
    ['GET /orders?limit=100000', '400 invalid_input query.limit: too_large'],
    ['GET /orders?limit=5&limit=6', '400 invalid_input query.limit: repeated'],
    ['GET /orders?status=unknown', '400 invalid_input query.status: not_allowed'],
    ['GET /orders?from=2026-02-30', '400 invalid_input query.from: format'],
    ['GET /orders?sort=password', '400 invalid_input query.sort: not_allowed'],
    [`GET /orders?search=${'x'.repeat(101)}`, '400 invalid_input query.search: too_long'],
    ['GET /orders/42', '404 not_found'],
    ['GET /nowhere', '404 not_found'],
    ['PATCH /orders', '405 method_not_allowed'],
    ['TRACE /orders', '405 method_not_allowed'],
  ];
  for (const [key, expected] of cases) {
    test(`${key.slice(0, 60)} is ${expected}`, async () => {
      if (key.startsWith('TRACE'))
        assert.equal(await rawRequest(running.url, 'TRACE', '/api/v1/orders', {}), 405);
      else assert.equal(refusal(await person(key)), expected);
    });
  }

  test('a cursor of another sort, or of another list, moves nobody past a wall', async () => {
    const { body } = await person<{ nextCursor: string }>('GET /orders?limit=1');
    assert.equal(
      refusal(await person(`GET /orders?sort=number&cursor=${body.nextCursor}`)),
      '400 invalid_input query.cursor: cursor',
    );
    const neighbour = await signIn(running.url, 'vecino');
    const answer = await neighbour<{ items: { number: string }[] }>(
      `GET /orders?cursor=${body.nextCursor}`,
    );
    assert.deepEqual(
      answer.body.items.map((row) => row.number),
      ['0099000001'],
    );
  });

  test('the body: too large, not JSON, of another type, cut off', async () => {
    const large = JSON.stringify({ login: 'x'.repeat(10_000_000), password: 'y' });
    const send = (body: string, type = 'application/json') =>
      visitor(running.url)('POST /sessions', { body, headers: { 'Content-Type': type } });
    assert.equal(refusal(await send(large)), '413 body_too_large');
    assert.equal(refusal(await send('{"login":')), '400 malformed_json');
    assert.equal(refusal(await send('[]')), '400 invalid_input body: invalid');
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      assert.equal(
        refusal(await send('{"login":"a","password":"b"}', type)),
        '415 unsupported_media_type',
      );
    }
  });

  test('a batch of 10 MB is refused as well, one just over 100 kB is not', async () => {
    const records = (bytes: number) => ({ records: [{ number: 'x'.repeat(bytes) }] });
    const headers = { 'Idempotency-Key': 'big' };
    assert.equal(
      refusal(await erp('POST /sync/orders', { body: records(10_000_000), headers })),
      '413 body_too_large',
    );
    assert.equal((await erp('POST /sync/orders', { body: records(120_000), headers })).status, 200);
  });

  test('keys that would reach into prototypes are refused', async () => {
    const body = '{"login":"a","password":"b","__proto__":{"admin":true}}';
    assert.equal(
      refusal(await visitor(running.url)('POST /sessions', { body })),
      '400 malformed_json',
    );
    assert.equal(({} as { admin?: boolean }).admin, undefined);
  });

  test('numbers and texts are not taken for each other in a record', async () => {
    const { body } = await erp<{ results: { errors: { path: string; rule: string }[] }[] }>(
      'POST /sync/orders',
      {
        headers: { 'Idempotency-Key': 'types' },
        body: {
          records: [{ ...order('1'), amount: 12.5, date: 20260301, customer: 7, items: 'none' }],
        },
      },
    );
    assert.deepEqual(
      body.results[0]!.errors.map(({ path, rule }) => `${path}: ${rule}`).toSorted(),
      ['amount: invalid', 'customer: invalid', 'date: invalid', 'items: invalid'],
    );
  });

  test('no answer tells of the inside', async () => {
    for (const path of [
      'GET /orders?search=%27%3B--',
      'GET /orders/%2e%2e%2f',
      'GET /orders?from=%00',
    ]) {
      const { text } = await person(path);
      assert.doesNotMatch(text, /select|node_modules|\.ts|at \w+ \(/i);
    }
  });
});

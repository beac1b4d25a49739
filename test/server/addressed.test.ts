// What is read with the tenant and the customer in its address, as pages of other origins ask: without a preflight.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import type { Problem } from '#contract/errors';
import { createApi, refusal, visitor, type Api } from '../support/api.ts';
import { hostOrigin, password } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
let Cookie: string;
before(async () => {
  running = await startPortal();
  const { headers } = await visitor(running.url)('POST /sessions', {
    body: { login: 'todo', password, delivery: 'cookie' },
  });
  Cookie = headers.getSetCookie()[0]!.split(';')[0]!;
});
after(() => running.close());

/** A browser with the cookie, on a page of an origin. */
const from = (Origin: string, more: Record<string, string> = {}): Api =>
  createApi(running.url, { Origin, Cookie, ...more });

describe('the tenant in the address', () => {
  test('opens what the header opens, to an allowed page and nobody else', async () => {
    const own = await from(hostOrigin.norte)('GET /t/norte/orders');
    assert.equal(own.status, 200);
    assert.equal(own.headers.get('access-control-allow-origin'), hostOrigin.norte);
    // A picture or a link says no origin, and the cookie counts for nothing.
    const picture = from('', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Dest': 'image' });
    assert.equal(refusal(await picture('GET /t/norte/orders')), '401 unauthenticated');
    const link = from('', { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Dest': 'document' });
    assert.equal(refusal(await link('GET /t/norte/orders')), '401 unauthenticated');
    const ownPage = from('', { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Dest': 'empty' });
    assert.equal((await ownPage('GET /t/norte/orders')).status, 200);
    // The cookie of one tenant is nobody at another.
    assert.equal(refusal(await from(hostOrigin.sul)('GET /t/sul/orders')), '401 unauthenticated');
  });

  test('wins over the header, and is nothing a change can name', async () => {
    const both = from(hostOrigin.norte, { 'Portal-Tenant': 'sul' });
    assert.equal((await both('GET /t/norte/orders')).status, 200);
    for (const key of ['DELETE /t/norte/session', 'POST /t/norte/sessions'])
      assert.equal(refusal(await from(hostOrigin.norte)(key)), '404 not_found', key);
    for (const path of [
      '/t/norte',
      '/t/norte/',
      '/t/norte/t/norte/orders',
      '/t//orders',
      '/t/%00/orders',
    ])
      assert.notEqual((await from(hostOrigin.norte)(`GET ${path}`)).status, 200, path);
  });

  test('names the customer on screen as well, and refuses another one', async () => {
    const api = from(hostOrigin.norte);
    const { body } = await api<{ session: { customer: { number: string } } }>(
      'GET /t/norte/portal',
    );
    const own = encodeURIComponent(body.session.customer.number);
    assert.equal((await api(`GET /t/norte/orders?limit=1&portal-customer=${own}`)).status, 200);
    for (const other of ['1', '', '%F0%28', `${own}&portal-customer=${own}`, 'a'.repeat(900)])
      assert.equal(
        refusal(await api(`GET /t/norte/orders?portal-customer=${other}`)),
        '409 customer_changed',
        other,
      );
    // Where no tenant stands in the address, neither does the customer.
    const bare = from(hostOrigin.norte, { 'Portal-Tenant': 'norte' });
    assert.match(refusal(await bare(`GET /orders?portal-customer=${own}`)), /^400 invalid_input/);
  });
});

describe('a page that is wrong here', () => {
  test('may read why, and nothing else', async () => {
    for (const [origin, path, expected] of [
      ['https://evil.example', '/t/norte/portal', '403 origin_not_allowed'],
      ['https://evil.example', '/t/norte/orders', '403 origin_not_allowed'],
      ['null', '/t/norte/portal', '403 origin_not_allowed'],
      [hostOrigin.norte, '/t/nadie/portal', '400 unknown_tenant'],
      [hostOrigin.norte, '/portal', '400 tenant_required'],
    ] as const) {
      const answer = await from(origin)<Problem>(`GET ${path}`);
      assert.equal(refusal(answer), expected);
      assert.equal(answer.headers.get('access-control-allow-origin'), origin);
      assert.deepEqual(Object.keys(answer.body).toSorted(), [
        'code',
        'requestId',
        'status',
        'title',
        'type',
      ]);
    }
    const header = from('https://evil.example', { 'Portal-Tenant': 'norte' });
    const { headers } = await header('GET /portal');
    assert.equal(headers.get('access-control-allow-origin'), null);
    const sent = await from('https://evil.example')('POST /sessions', { body: {} });
    assert.equal(sent.headers.get('access-control-allow-origin'), null);
  });
});

test('a long answer travels as small as the browser takes it; one to a change stays as it is', async () => {
  const ask = (path: string, accepted: string) =>
    new Promise<[encoding: string | undefined, text: Buffer]>((resolve, reject) => {
      const headers = { Origin: hostOrigin.norte, Cookie, 'Accept-Encoding': accepted };
      request(`${running.url}/api/v1${path}`, { headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve([response.headers['content-encoding'], Buffer.concat(chunks)]),
        );
      })
        .on('error', reject)
        .end();
    });
  const path = '/t/norte/portal';
  const [none, plain] = await ask(path, 'identity');
  assert.equal(none, undefined);
  assert.ok(plain.length > 1_000);
  const [br, small] = await ask(path, 'gzip, deflate, br');
  assert.equal(br, 'br');
  assert.ok(small.length < plain.length / 2);
  const tenantOf = (text: Buffer) => (JSON.parse(text.toString()) as { tenant: unknown }).tenant;
  assert.deepEqual(tenantOf(brotliDecompressSync(small)), tenantOf(plain));
  const [gzip, less] = await ask(path, 'gzip');
  assert.equal(gzip, 'gzip');
  assert.deepEqual(tenantOf(gunzipSync(less)), tenantOf(plain));
});

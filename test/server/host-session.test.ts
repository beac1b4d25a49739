// A host vouches for its users: what is believed, and all that is not.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type JWTPayload,
} from 'jose';
import { createApi, refusal, visitor } from '../support/api.ts';
import { hostOrigin } from '../support/fixtures.ts';
import { claimsFor, exchange, issuer, sign } from '../support/host.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
let secret: string;
let keySet: Server;
let keySetUrl: string;
let asked = 0;
const algorithms = ['ES256', 'RS256', 'EdDSA'] as const;
const pairs = new Map<string, Awaited<ReturnType<typeof generateKeyPair>>>();
const remote = 'https://erp.example';

before(async () => {
  running = await startPortal();
  const { admin } = running.portal;
  secret = (await admin.createHostKey('norte', { issuer, secret: true }))!;
  const keys: Record<string, unknown>[] = [];
  for (const alg of algorithms) {
    const pair = await generateKeyPair(alg, { extractable: true });
    pairs.set(alg, pair);
    keys.push({ ...(await exportJWK(pair.publicKey)), alg, kid: alg });
  }
  keySet = createServer((_request, response) => {
    asked++;
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => keySet.listen(0, '127.0.0.1', resolve));
  keySetUrl = `http://127.0.0.1:${(keySet.address() as AddressInfo).port}/jwks.json`;
  await admin.createHostKey('norte', { issuer: remote, jwksUrl: keySetUrl });
  await admin.createHostKey('norte', { issuer: 'https://kept.example', jwks: { keys } });
});
after(async () => {
  keySet.close();
  await running.close();
});

const signAs = (alg: (typeof algorithms)[number], claims: JWTPayload, kid: string = alg) =>
  new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(pairs.get(alg)!.privateKey);

describe('an assertion that is right', () => {
  test('opens a session of the contact, limited to the elements it names', async () => {
    const { status, body } = await exchange(running, await sign(claimsFor(running), secret));
    assert.equal(status, 201);
    assert.equal(body.session.access, 'host');
    const api = createApi(running.url, {
      'Portal-Tenant': 'norte',
      Origin: hostOrigin.norte,
      Authorization: `Bearer ${body.token}`,
    });
    assert.equal((await api('GET /orders')).status, 200);
    assert.equal(refusal(await api('GET /me')), '403 forbidden');
    assert.equal((await api('DELETE /session')).status, 204);
    assert.equal(refusal(await api('GET /orders')), '401 unauthenticated');
  });

  test('gives no more than the contact was granted', async () => {
    const claims = claimsFor(running, { contact: 'C-2' });
    const { body } = await exchange(running, await sign(claims, secret));
    assert.deepEqual(body.session.permissions, ['orders.view', 'orders.export']);
  });

  test('opens nothing beyond its elements, whatever the contact is granted', async () => {
    const { body } = await exchange(running, await sign(claimsFor(running), secret));
    // One element has all permissions so far; so the limit itself is set to less.
    await running.sql(`update sessions set permissions = '{orders.view}' where access = 'host'`);
    const api = createApi(running.url, {
      'Portal-Tenant': 'norte',
      Origin: hostOrigin.norte,
      Authorization: `Bearer ${body.token}`,
    });
    assert.equal((await api('GET /orders')).status, 200);
    assert.equal(refusal(await api('GET /exports/orders')), '403 forbidden');
  });

  for (const alg of algorithms) {
    test(`signed with ${alg}, by keys fetched and keys kept here`, async () => {
      for (const iss of [remote, 'https://kept.example']) {
        const assertion = await signAs(alg, { ...claimsFor(running), iss });
        assert.equal((await exchange(running, assertion)).status, 201, iss);
      }
    });
  }

  test('has its keys fetched once, not for every session', () => assert.equal(asked, 1));
});

describe('an assertion is refused', () => {
  const bad: [string, (claims: JWTPayload) => Promise<string> | string][] = [
    ['with another secret', (claims) => sign(claims, 'x'.repeat(43))],
    ['unsigned', (claims) => new UnsecuredJWT(claims).encode()],
    ['that is no JWT', () => 'a.b.c'],
    [
      'of an issuer nobody knows',
      (claims) => sign({ ...claims, iss: 'https://evil.example' }, secret),
    ],
    // Read before it is verified: neither may reach the database.
    ['of an issuer with a NUL in it', (claims) => sign({ ...claims, iss: 'a\0b' }, secret)],
    ['of an issuer that is no text', (claims) => sign({ ...claims, iss: 7 as never }, secret)],
    ['for another audience', (claims) => sign({ ...claims, aud: `${running.url}/sul` }, secret)],
    [
      'for another site',
      (claims) => sign({ ...claims, origin: 'http://sul.localhost:9002' }, secret),
    ],
    ['about somebody unknown', (claims) => sign({ ...claims, sub: 'C-99' }, secret)],
    [
      'about a contact without an account',
      async (claims) => {
        const sub = await running.portal.admin.addContact('norte', {
          customer: '1002945',
          name: 'Sin cuenta',
          email: 'sin@cliente.example',
        });
        return sign({ ...claims, sub }, secret);
      },
    ],
    [
      'that is over',
      (claims) => sign({ ...claims, iat: claims.iat! - 300, exp: claims.iat! - 200 }, secret),
    ],
    [
      'from the future',
      (claims) => sign({ ...claims, iat: claims.iat! + 600, exp: claims.iat! + 660 }, secret),
    ],
    ['with a long life', (claims) => sign({ ...claims, exp: claims.iat! + 3600 }, secret)],
    ['without a number of its own', (claims) => sign({ ...claims, jti: undefined }, secret)],
    [
      'for an element there is not',
      (claims) => sign({ ...claims, widgets: ['everything'] }, secret),
    ],
    ['for no element', (claims) => sign({ ...claims, widgets: [] }, secret)],
    [
      // The public key is known to everybody: it must not work as a shared secret.
      'with the public key as the secret',
      async (claims) =>
        sign({ ...claims, iss: remote }, await exportSPKI(pairs.get('RS256')!.publicKey)),
    ],
    [
      'by the key of another algorithm',
      (claims) => signAs('ES256', { ...claims, iss: remote }, 'RS256'),
    ],
    ['by a known key, of another issuer', (claims) => signAs('ES256', claims)],
  ];
  for (const [name, spoil] of bad) {
    test(name, async () => {
      const assertion = await spoil(claimsFor(running));
      assert.equal(refusal(await exchange(running, assertion)), '401 assertion_refused');
    });
  }

  test('with any bit of the signature turned', async () => {
    const assertion = await sign(claimsFor(running), secret);
    const at = assertion.lastIndexOf('.') + 1;
    for (const index of [at, at + 10, at + 30]) {
      const other = assertion[index] === 'A' ? 'B' : 'A';
      const spoilt = assertion.slice(0, index) + other + assertion.slice(index + 1);
      assert.equal(refusal(await exchange(running, spoilt)), '401 assertion_refused');
    }
  });

  test('the second time, also when both come at once', async () => {
    const assertion = await sign(claimsFor(running), secret);
    const outcomes = await Promise.all([1, 2, 3].map(() => exchange(running, assertion)));
    assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), [201, 401, 401]);
  });

  test('where no page asks', async () => {
    const assertion = await sign(claimsFor(running), secret);
    const answer = await exchange(running, assertion, 'norte', { Origin: '' });
    assert.equal(refusal(answer), '401 assertion_refused');
  });

  test('once its key is revoked', async () => {
    const { admin } = running.portal;
    const gone = 'https://gone.example';
    const own = (await admin.createHostKey('norte', { issuer: gone, secret: true }))!;
    const assertion = () => sign({ ...claimsFor(running), iss: gone }, own);
    assert.equal((await exchange(running, await assertion())).status, 201);
    assert.equal(await admin.revokeHostKeys('norte', gone), 1);
    assert.equal(refusal(await exchange(running, await assertion())), '401 assertion_refused');
  });
});

test('a session that was vouched for works in its own site only', async () => {
  const { status, headers } = await visitor(running.url)('POST /host-sessions', {
    body: { assertion: await sign(claimsFor(running), secret) },
  });
  assert.equal(status, 201);
  const Cookie = headers.getSetCookie()[0]!.split(';')[0]!;
  await running.sql(`insert into tenant_origins (tenant_id, origin)
    select id, 'http://second.localhost:9005' from tenants where slug = 'norte'`);
  const from = (Origin: string) =>
    createApi(running.url, { 'Portal-Tenant': 'norte', Origin, Cookie })('GET /orders');
  assert.equal((await from('http://norte.localhost:9001')).status, 200);
  assert.equal(refusal(await from('http://second.localhost:9005')), '401 unauthenticated');
});

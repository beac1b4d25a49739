// Who guesses is slowed down; who owns the account gets in, whatever is guessed from elsewhere.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createScope } from '../../server/db/scope.ts';
import { AppError } from '../../server/http/app-error.ts';
import type { Trace } from '../../server/http/caller.ts';
import { addressOf, networksOf, shortAddress } from '../../server/http/network.ts';
import { createThrottle, type Throttle } from '../../server/http/throttle.ts';
import { refusal, visitor } from '../support/api.ts';
import { password } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
let throttle: Throttle;
let tenant: string;
before(async () => {
  running = await startPortal({ proxies: 1 });
  [{ id: tenant }] = (await running.sql<{ id: string }>(
    `select id from tenants where slug = 'norte'`,
  )) as [{ id: string }];
});
after(() => running.close());
beforeEach(async () => {
  await running.sql('delete from throttles');
  // A server that has just come up, so that what others were refused is not remembered.
  throttle = createThrottle(createScope(running.connection));
});

const trace = (ip: string): Trace => ({ requestId: 'x', ip, userAgent: '' });

/** What comes of tries: `wrong`, `in`, or the seconds to wait. */
async function attempt(
  ip: string,
  { account = 'A', right = false, device = null as string | null } = {},
): Promise<string | number> {
  try {
    const at = { tenant, account, trace: trace(ip), device };
    return (await throttle.attempt(at, async () => (right ? 'in' : null))) ?? 'wrong';
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'too_many_attempts', String(error));
    return error.retryAfter!;
  }
}
async function wrongTries(count: number, addresses: (i: number) => string): Promise<number> {
  let made = 0;
  for (let i = 0; i < count; i++) if ((await attempt(addresses(i))) === 'wrong') made++;
  return made;
}
/** Fills a counter as if it had been guessed at so often. */
const fill = (counter: string, points: number) =>
  running.sql(`update throttles set points = points + ${points} where key like '${counter}:%'`);
const pointsOf = async (counter: string) =>
  (
    await running.sql<{ points: number }>(
      `select coalesce(sum(points), 0)::int as points from throttles where key like '${counter}:%'`,
    )
  )[0]!.points;

describe('guessing from one network', () => {
  test('fills no counter that others share beyond what was really tried', async () => {
    assert.equal(await wrongTries(200, () => '203.0.113.66'), 8);
    assert.deepEqual(
      [await pointsOf('network'), await pointsOf('anywhere'), await pointsOf('tenant')],
      [8, 8, 8],
    );
    assert.equal(await attempt('203.0.113.77', { right: true }), 'in');
  });

  test('at many names keeps nobody else of the tenant out', async () => {
    let made = 0;
    for (let i = 0; i < 3_300; i++)
      if ((await attempt('203.0.113.66', { account: `n${i % 1_000}` })) === 'wrong') made++;
    assert.equal(made, 120);
    assert.equal(await pointsOf('tenant'), 120);
    assert.equal(await attempt('203.0.113.77', { account: 'n1', right: true }), 'in');
  });

  test('is forgiven with the right password', async () => {
    await wrongTries(7, () => '203.0.113.5');
    assert.equal(await attempt('203.0.113.5', { right: true }), 'in');
    assert.equal(await wrongTries(20, () => '203.0.113.5'), 8);
  });

  test('that could not be made, as there was no place for it, counts for nothing', async () => {
    const at = { tenant, account: 'A', trace: trace('203.0.113.9'), device: null };
    for (let i = 0; i < 30; i++)
      await assert.rejects(
        throttle.attempt(at, () => Promise.reject(new AppError('unavailable'))),
        { code: 'unavailable' },
      );
    assert.equal(await attempt('203.0.113.9', { right: true }), 'in');
    assert.equal(await pointsOf('tenant'), 0);
  });
});

describe('guessing from everywhere', () => {
  test('at one account leaves its owner a try a minute from each network', async () => {
    await attempt('198.51.100.1');
    await fill('anywhere', 5_000);
    assert.equal(await attempt('203.0.113.7', { right: true }), 'in');
    assert.equal(await attempt('203.0.113.8'), 'wrong');
    const wait = await attempt('203.0.113.8', { right: true });
    assert.ok(typeof wait === 'number' && wait <= 60, String(wait));
    assert.equal(await attempt('203.0.113.9', { right: true }), 'in', 'another network');
    assert.equal(await attempt('203.0.113.8', { account: 'B', right: true }), 'in');
  });

  test('at a whole tenant leaves each network some tries a minute', async () => {
    await attempt('198.51.100.1');
    await fill('tenant', 50_000);
    for (const account of ['A', 'B', 'C', 'D', 'E', 'F'])
      assert.equal(await attempt('203.0.113.7', { account }), 'wrong');
    const wait = await attempt('203.0.113.7', { account: 'G', right: true });
    assert.ok(typeof wait === 'number' && wait <= 60, String(wait));
    assert.equal(await attempt('203.0.113.8', { account: 'G', right: true }), 'in');
  });

  test('does not touch a browser that is known', async () => {
    await attempt('198.51.100.1');
    await fill('anywhere', 5_000);
    await fill('tenant', 50_000);
    assert.equal(await attempt('203.0.113.7', { device: 'D', right: true }), 'in');
  });
});

describe('a network', () => {
  const forms: [string, (i: number) => string, number][] = [
    ['one IPv4 address', () => '198.51.100.7', 8],
    ['with ports a proxy adds', (i) => addressOf(`198.51.100.7:${1000 + i}`), 8],
    ['mapped into IPv6', (i) => (i % 2 ? '::ffff:198.51.100.7' : '198.51.100.7'), 8],
    ['behind NAT64', (i) => (i % 2 ? '64:ff9b::c633:6407' : '198.51.100.7'), 8],
    ['a /64', (i) => `2001:db8:1:2::${(i + 1).toString(16)}`, 8],
    ['a /64 with zeros in it', (i) => `2600:3c00::${(i + 1).toString(16)}`, 8],
    ['the same spelled at length', (i) => `2600:3c00::${(i + 1).toString(16)}:1:2:3`, 8],
    ['a /56', (i) => `2001:db8:1:${i.toString(16)}::1`, 16],
    ['a /48', (i) => `2001:db8:1:${(i * 0x100).toString(16)}::1`, 32],
  ];
  for (const [name, address, allowed] of forms)
    test(`${name} has ${allowed} tries at an account`, async () => {
      assert.equal(await wrongTries(60, address), allowed);
    });

  test('is told by bytes, and what is no address is one', () => {
    assert.deepEqual(networksOf('2600:3c00::1:2:3:4'), networksOf('2600:3C00:0:0::9'));
    assert.deepEqual(networksOf('not an address'), networksOf('999.1.1.1'));
    assert.equal(addressOf('[2001:DB8::1]:443'), '2001:db8::1');
    assert.equal(shortAddress('198.51.100.7'), '198.51.100.0/24');
    assert.equal(shortAddress('2001:db8:1:2:3:4:5:6'), '2001:db8:1::/48');
  });
});

test('what a network asks for without a password is counted apart', async () => {
  await throttle.request('vouch', tenant, trace('203.0.113.7'));
  await fill('vouch', 5_000);
  await assert.rejects(throttle.request('vouch', tenant, trace('203.0.113.7')), {
    code: 'too_many_attempts',
  });
  await throttle.request('link', tenant, trace('203.0.113.7'));
  await throttle.request('vouch', tenant, trace('203.0.113.8'));
});

test('a refusal is written down once for each counter and while', async () => {
  const rows = () =>
    running.sql<{ detail: { counter: string; name: string }; ip: string }>(
      `select detail, ip from audit_events where event = 'attempts.refused' and ip = '192.0.2.200' order by id`,
    );
  for (let i = 0; i < 30; i++) await attempt('192.0.2.200', { account: 'mi contraseña' });
  await fill('network', 500);
  for (let i = 0; i < 5; i++) await attempt('192.0.2.200', { account: 'otra' });
  const found = await rows();
  assert.deepEqual(
    found.map(({ detail }) => detail.counter),
    ['account'],
  );
  assert.match(found[0]!.detail.name, /^[\w-]{43}$/, 'no text that was typed');
});

describe('over HTTP', () => {
  const signIn = (login: string, secret: string, ip: string) =>
    visitor(running.url)('POST /sessions', {
      body: { login, password: secret, delivery: 'bearer' },
      headers: { 'X-Forwarded-For': ip },
    });

  test('a hundred guesses from one address keep nobody out who knows the password', async () => {
    const outcomes: string[] = [];
    for (let i = 0; i < 110; i++)
      outcomes.push(refusal(await signIn('vecino', 'adivina', '198.51.100.66')));
    assert.equal(outcomes.filter((text) => text === '401 wrong_credentials').length, 8);
    assert.equal((await signIn('vecino', password, '198.51.100.77')).status, 201);
  });

  test('all names of one person are one account, however they are spelled', async () => {
    const names = ['grupo', 'GRUPO', 'grupo@norte.example', 'Grupo@Norte.Example'];
    let wrong = 0;
    for (let i = 0; i < 24; i++) {
      const { status } = await signIn(names[i % 4]!, 'adivina', '198.51.100.67');
      if (status === 401) wrong++;
    }
    assert.equal(wrong, 8);
  });
});

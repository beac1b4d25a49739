// Bodies: read while nothing is held for them, decoded strictly, and bounded in every direction.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Problem } from '#contract/errors';
import type { SyncResult } from '#contract/sync';
import { createBounds } from '../../server/http/body.ts';
import { createApi, refusal, visitor, type Api } from '../support/api.ts';
import { hostOrigin, password } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
let secret: string;
let erp: Api;
before(async () => {
  running = await startPortal();
  secret = await running.portal.admin.createKey('norte', {
    name: 'ERP',
    permissions: ['sync.customers'],
  });
  erp = createApi(running.url, { 'Portal-Tenant': 'norte', Authorization: `Bearer ${secret}` });
});
after(() => running.close());

/** Sends bytes as they are, as a batch of customers. */
async function sendBytes(bytes: Buffer, headers: Record<string, string> = {}) {
  const response = await fetch(`${running.url}/api/v1/sync/customers`, {
    method: 'POST',
    headers: {
      'Portal-Tenant': 'norte',
      Authorization: `Bearer ${secret}`,
      'Idempotency-Key': `bytes ${count++}`,
      'Content-Type': 'application/json',
      ...headers,
    },
    body: new Uint8Array(bytes),
  });
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) as Problem };
}
let count = 0;
const batch = (...records: object[]) => JSON.stringify({ records });
const send = (records: object[]) =>
  erp<{ results: SyncResult[] }>('POST /sync/customers', {
    headers: { 'Idempotency-Key': `records ${count++}` },
    body: { records },
  });

describe('the bytes of a body', () => {
  const named = batch({ number: 'L1', name: 'Cañón', companies: [] });
  test('that are not UTF-8 are refused, not replaced', async () => {
    for (const bytes of [
      Buffer.from(named, 'latin1'),
      Buffer.from(named).subarray(0, -5),
      Buffer.concat([
        Buffer.from(named.slice(0, 20)),
        Buffer.from([0xc3]),
        Buffer.from(named.slice(20)),
      ]),
    ]) {
      const { status, body } = await sendBytes(bytes);
      assert.deepEqual([status, body.code], [400, 'malformed_json']);
    }
    const [found] = await running.sql(
      `select count(*)::int as n from customers where number = 'L1'`,
    );
    assert.equal(found!.n, 0);
  });

  test('are in no other encoding than the one JSON has', async () => {
    for (const charset of ['iso-8859-1', 'utf-16le', '"windows-1252"']) {
      const { status, body } = await sendBytes(Buffer.from(named), {
        'Content-Type': `application/json; charset=${charset}`,
      });
      assert.deepEqual([status, body.code], [415, 'unsupported_media_type'], charset);
    }
    const { status } = await sendBytes(Buffer.from(named), {
      'Content-Type': 'application/json; charset="UTF-8"',
    });
    assert.equal(status, 200);
  });

  test('may be compressed, count as what they unpack to, and are of no other compression', async () => {
    const { status } = await sendBytes(gzipSync(named), { 'Content-Encoding': 'gzip' });
    assert.equal(status, 200);
    const bomb = gzipSync(Buffer.alloc(20_000_000, ' '));
    const large = await sendBytes(bomb, { 'Content-Encoding': 'gzip' });
    assert.deepEqual([large.status, large.body.code], [413, 'body_too_large']);
    const broken = await sendBytes(gzipSync(named).subarray(0, 30), { 'Content-Encoding': 'gzip' });
    assert.deepEqual([broken.status, broken.body.code], [400, 'malformed_json']);
    const other = await sendBytes(Buffer.from(named), { 'Content-Encoding': 'br' });
    assert.deepEqual([other.status, other.body.code], [415, 'unsupported_media_type']);
  });

  test('have so many values, however they come in pieces, and strings do not count', () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 8 });
    const strings = fc.string({ unit: fc.constantFrom('"', '\\', '[', ',', ':', 'ñ') });
    fc.assert(
      fc.property(fc.array(strings, { maxLength: 9 }), pieces, (texts, lengths) => {
        const bytes = Buffer.from(JSON.stringify({ texts, deep: [[{ texts }]] }));
        // What is left of the limits says how much of it was counted.
        const left = (more: string) => {
          const isBounded = createBounds();
          let at = 0;
          const chunks = lengths.map((length) => bytes.subarray(at, (at += length)));
          return [...chunks, bytes.subarray(at), Buffer.from(more)].every((one) => isBounded(one));
        };
        const commas = 2 * Math.max(0, texts.length - 1) + 1;
        assert.ok(left(','.repeat(500_000 - commas)));
        assert.ok(!left(','.repeat(500_001 - commas)));
      }),
      { numRuns: 100 },
    );
  });

  test('of a million small arrays are refused before anything is made of them', async () => {
    const { status, body } = await sendBytes(
      Buffer.from(`{"records":[${'[],'.repeat(1_000_000)}[]]}`),
    );
    assert.deepEqual([status, body.code], [400, 'malformed_json']);
  });

  test('nest only so deep', async () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    const at = (depth: number) =>
      sendBytes(Buffer.from(`{"records":[{"number":"T1","name":${nested(depth)}}]}`));
    assert.equal((await at(61)).status, 200);
    for (const depth of [62, 5_000, 2_000_000])
      assert.equal((await at(depth)).body.code, 'malformed_json', String(depth));
    const text = JSON.stringify('[['.repeat(100));
    const quoted = await sendBytes(Buffer.from(`{"records":[{"number":"T2","name":${text}}]}`));
    assert.equal(quoted.status, 200, 'brackets in a text are text');
  });
});

describe('a text the database has none of', () => {
  const good = { number: 'BUENO', name: 'Buena', companies: [] };
  const cases: [string, object][] = [
    ['NUL in a key', { number: 'a\0b', name: 'x' }],
    ['half of a pair in a key', { number: '\ud83d', name: 'x' }],
    ['NUL in the name of a field', { ...good, number: 'M1', 'x\0y': 1 }],
    ['half of a pair in the name of a field', { ...good, number: 'M2', 'x\udc00': 1 }],
    ['NUL in a tombstone', { number: 'a\0b', deleted: true }],
    ['a key that is cut inside of a pair', { number: `x${'😀'.repeat(150)}`, name: 'x' }],
  ];
  for (const [name, bad] of cases)
    test(`${name} spoils its own record alone`, async () => {
      const { status, body } = await send([{ ...good, number: `B ${name}` }, bad]);
      assert.equal(status, 200);
      assert.deepEqual(
        body.results.map((result) => result.status),
        ['created', 'invalid'],
      );
      assert.ok(JSON.stringify(body.results).isWellFormed());
    });
});

describe('faults', () => {
  const many = (fields: number, name = 'f') =>
    Object.fromEntries(Array.from({ length: fields }, (_, i) => [`${name}${i}`, 0]));

  test('of unknown fields are at most fifty, with names that are cut', async () => {
    const answer = await visitor(running.url)<Problem>('POST /sessions', { body: many(200) });
    assert.equal(answer.status, 400);
    assert.equal(answer.body.errors!.length, 50);
    assert.ok(answer.bytes.length < 10_000, `${answer.bytes.length} bytes`);
    const long = await visitor(running.url)<Problem>('POST /sessions', {
      body: { ['n'.repeat(90_000)]: 1 },
    });
    assert.ok(long.bytes.length < 2_000, `${long.bytes.length} bytes`);
    const query = await erp(`GET /orders?${'q'.repeat(10_000)}=1`);
    assert.ok(query.bytes.length < 2_000);
  });

  test('of a record are few, and little is kept of them', async () => {
    const { status, body, bytes } = await send([
      { number: 'C1', name: 'x', ...many(200, 'n'.repeat(20_000)) },
    ]);
    assert.deepEqual([status, body.results[0]!.status], [200, 'invalid']);
    assert.ok(body.results[0]!.errors!.length <= 50);
    assert.ok(bytes.length < 10_000, `${bytes.length} bytes`);
    const [kept] = await running.sql<{ most: number }>(
      `select max(length(response::text))::int as most from idempotency_keys`,
    );
    assert.ok(kept!.most < 20_000, `${kept!.most} bytes`);
  });

  test('are not even looked for in an object of hundreds of names, which no input has', async () => {
    for (const names of [300, 200_000]) {
      const answer = await erp('POST /sync/customers', {
        headers: { 'Idempotency-Key': `names ${names}` },
        body: { records: [{ number: 'C2', name: 'x', ...many(names, '') }] },
      });
      assert.equal(refusal(answer), '400 malformed_json');
      assert.ok(answer.bytes.length < 500);
    }
    const { status } = await send(Array.from({ length: 400 }, () => ({ number: 'C3' })));
    assert.equal(status, 200, 'many objects of few names are none');
  });
});

describe('whoever is slow', () => {
  /** A request whose body never comes to its end. */
  function dawdle(): Socket {
    const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(
      'POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nPortal-Tenant: norte\r\n' +
        'Content-Type: application/json\r\nContent-Length: 60\r\n\r\n{',
    );
    return socket;
  }

  test('keeps nobody from signing in, and is turned away', async () => {
    const slow = Array.from({ length: 40 }, dawdle);
    let said = '';
    slow[0]!.on('data', (chunk) => (said += chunk));
    await Promise.all(slow.map((socket) => once(socket, 'connect')));
    for (let i = 0; i < 3; i++) {
      const answer = await visitor(running.url)('POST /sessions', {
        body: { login: 'todo', password },
      });
      assert.equal(answer.status, 201);
    }
    await once(slow[0]!, 'close');
    assert.match(said, /^HTTP\/1\.1 408 /);
    assert.match(said, /"code":"body_too_slow"/);
    for (const socket of slow) socket.destroy();
  });
});

test('however many ask at once, no origin but an allowed one may read the answer', async () => {
  const ask = (origin: string) =>
    visitor(running.url)('POST /sessions', {
      headers: { Origin: origin },
      body: { login: 'nadie', password: 'x' },
    });
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, i) => ask(i % 2 ? 'https://evil.example' : 'null')),
  );
  for (const answer of answers) {
    assert.equal(refusal(answer), '403 origin_not_allowed');
    for (const name of ['access-control-allow-origin', 'access-control-allow-credentials'])
      assert.equal(answer.headers.get(name), null);
  }
  assert.equal(
    (await ask(hostOrigin.norte)).headers.get('access-control-allow-origin'),
    hostOrigin.norte,
  );
});

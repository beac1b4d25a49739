// Where a page ends is for nobody to read or to make up, in any list.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { endpoints } from '#contract/index';
import type { Endpoint } from '#contract/endpoint';
import { personPermissions } from '#contract/permissions';
import { createCursorSeal } from '../../server/http/cursor.ts';
import { createApi, refusal, signIn, type Api } from '../support/api.ts';
import { staffSession } from '../support/staff.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
let staff: Api;
before(async () => {
  running = await startPortal();
  staff = await staffSession(running, 'todo.mx', { permissions: [...personPermissions] });
});
after(() => running.close());

const lists = (Object.entries(endpoints) as [string, Endpoint][])
  .filter(([, { query }]) => query && 'cursor' in query.shape)
  .map(([key]) => key);
const addressOf = (key: string) => key.replaceAll(/:\w+/g, () => randomUUID());
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What a cursor was before it was sealed, and what could be tried in its stead. */
const made = [
  encode(['-date', '2026-01-01', randomUUID()]),
  encode(['number', 'a\0b', randomUUID()]),
  encode(['a\0b']),
  encode(['1']),
  encode(['SM01', 'a\0b']),
  encode([randomUUID()]),
  Buffer.alloc(64).toString('base64url'),
  'A',
];

test('there are lists', () => assert.ok(lists.length >= 8, String(lists)));

for (const key of lists)
  test(`${key} takes no cursor that is made up`, async () => {
    for (const cursor of made)
      for (const sort of key === 'GET /orders'
        ? ['', '&sort=number', '&sort=purchase_order']
        : [''])
        assert.equal(
          refusal(await staff(`${addressOf(key)}?cursor=${cursor}${sort}`)),
          '400 invalid_input query.cursor: cursor',
          cursor,
        );
  });

describe('a cursor', () => {
  const next = async (api: Api, key: string) =>
    (await api<{ nextCursor: string | null }>(key)).body.nextCursor!;

  test('tells nothing of the row it stands at', async () => {
    const amounts = await next(staff, 'GET /orders?sort=-amount&limit=1');
    const numbers = await next(staff, 'GET /orders?sort=number&limit=1');
    for (const cursor of [amounts, numbers])
      assert.doesNotMatch(
        Buffer.from(cursor, 'base64url').toString('latin1'),
        /\d{3}|amount|number/,
      );
  });

  test('with any bit changed is none', async () => {
    const bytes = Buffer.from(await next(staff, 'GET /orders?limit=1'), 'base64url');
    for (let i = 0; i < bytes.length; i += 5) {
      const other = Buffer.from(bytes);
      other[i]! ^= 1;
      assert.equal(
        refusal(await staff(`GET /orders?cursor=${other.toString('base64url')}`)),
        '400 invalid_input query.cursor: cursor',
      );
    }
  });

  test('opens no other list, and none of another tenant', async () => {
    const cursor = await next(staff, 'GET /customers?limit=1');
    assert.equal((await staff(`GET /customers?cursor=${cursor}`)).status, 200);
    for (const answer of [
      await staff(`GET /statements?customer=1002945&cursor=${cursor}`),
      await (await signIn(running.url, 'todo', 'sul'))(`GET /customers?cursor=${cursor}`),
    ])
      assert.equal(refusal(answer), '400 invalid_input query.cursor: cursor');
  });

  test('is the same to every server of a database, and of no other', async () => {
    const [row] = await running.sql<{ secret: Uint8Array }>(
      `select secret from server_secrets where name = 'cursors'`,
    );
    assert.equal(row!.secret.length, 32);
    const [one, two] = [createCursorSeal(row!.secret), createCursorSeal(row!.secret)];
    assert.equal(two.open(one.seal('["ñ"]', 'a list'), 'a list'), '["ñ"]');
    const stranger = createCursorSeal(new Uint8Array(32));
    assert.throws(() => stranger.open(one.seal('x', 'a list'), 'a list'));
    assert.throws(() => one.open(one.seal('x', 'a list'), 'another'));
    assert.notEqual(one.seal('x', 'a list'), one.seal('x', 'a list'));
  });
});

test('an assertion whose issuer holds a NUL is refused, and does not fail', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const api = createApi(running.url, { 'Portal-Tenant': 'norte' });
  for (const iss of ['a\0b', 7, { a: 1 }, '']) {
    const assertion = `${part({ alg: 'HS256' })}.${part({ iss })}.AAAA`;
    assert.equal(
      refusal(await api('POST /host-sessions', { body: { assertion } })),
      '401 assertion_refused',
    );
  }
});

// Addresses that take answers by mail: they lead to one member of one thread, and cannot be made or moved by others.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  readReplyToken,
  replyAddress,
  replyToken,
} from '../../server/features/messages/reply-address.ts';

const key = randomBytes(32);
const most = 2 ** 40 - 1;
const target = fc.record(
  {
    tenant: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    thread: fc.integer({ min: 1, max: most }),
    member: fc.integer({ min: 1, max: most }),
  },
  { noNullPrototype: true },
);
const localPartOf = (address: string) => address.slice(0, address.indexOf('@'));

describe('an address for answers', () => {
  test('leads to its member, in both forms and in any case, and fits a local part', () =>
    fc.assert(
      fc.property(target, (one) => {
        const token = replyToken(key, one);
        assert.match(token, /^[a-z2-7]{40}$/);
        for (const form of ['plus', 'plain'] as const) {
          const local = localPartOf(replyAddress(token, 'mail.example', form));
          assert.ok(local.length <= 46);
          assert.deepEqual(readReplyToken(key, local), one);
          assert.deepEqual(readReplyToken(key, local.toUpperCase()), one);
        }
      }),
    ));

  test('leads nowhere once a digit of it is another, or it was sealed by another key', () =>
    fc.assert(
      fc.property(target, fc.nat(39), fc.constantFrom(...'abcdefgh234567'), (one, at, digit) => {
        const token = replyToken(key, one);
        const changed = token.slice(0, at) + digit + token.slice(at + 1);
        if (changed !== token) assert.equal(readReplyToken(key, changed), null);
        assert.equal(readReplyToken(randomBytes(32), token), null);
      }),
    ));

  test('is nothing that only looks like one', () => {
    const token = replyToken(key, { tenant: 1, thread: 2, member: 3 });
    for (const local of [
      '',
      'reply+',
      token.slice(1),
      `${token}a`,
      `x+${token}`,
      `reply+${token}+`,
      `r_${token}`,
    ])
      assert.equal(readReplyToken(key, local), null, local);
  });
});

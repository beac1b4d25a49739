// Which passwords a tenant takes, and the ones it gives out for the time being.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dictionary } from '@zxcvbn-ts/language-common';
import fc from 'fast-check';
import type { PasswordPolicy } from '#contract/portal';
import { faultOf } from '../../server/features/access/password-policy.ts';
import { newTemporaryPassword } from '../../server/features/access/temporary-password.ts';

const standard: PasswordPolicy = { minLength: 12, maxLength: 128, characters: 'any' };
const manual: PasswordPolicy = { minLength: 8, maxLength: 10, characters: 'alphanumeric' };
const context = ['Aquavelia', 'compras.norte', 'María José Núñez', 'Ferretería del Centro'];
const rule = (password: string, policy = standard) => faultOf(password, policy, context)?.rule;

describe('the standard policy', () => {
  test('counts characters, not bytes, and nothing else is a rule of composition', () => {
    assert.equal(rule('corta y clar'), undefined);
    assert.equal(rule('corta y cla'), 'password_length');
    assert.equal(rule('🌧️ sobre el tejado'), undefined);
    assert.equal(rule('ñ'.repeat(129)), 'password_length');
    assert.equal(rule('雨が屋根の上に降っている音'), undefined);
    assert.equal(rule('solo letras minusculas'), undefined);
  });

  test('takes any random text of its length, in any script', () => {
    // 12 letters out of thousands: no list can hold them.
    const letters = fc
      .integer({ min: 0x4e00, max: 0x9fff })
      .map((code) => String.fromCodePoint(code));
    const wide = fc.array(letters, { minLength: 12, maxLength: 128 });
    fc.assert(
      fc.property(wide, (text) => {
        fc.pre(new Set(text).size > 8);
        assert.equal(rule(text.join('')), undefined);
      }),
      { numRuns: 60 },
    );
  });

  test('refuses what lists of leaked passwords hold: the first 3,000 that are long enough', () => {
    const words = dictionary['passwords-common'] as string[];
    const long = words.filter((word) => word.length >= 12).slice(0, 3_000);
    assert.ok(long.length > 100);
    for (const word of long) assert.ok(rule(word), word);
    const short: PasswordPolicy = { ...standard, minLength: 8 };
    for (const word of words.filter(({ length }) => length >= 8).slice(0, 3_000))
      assert.ok(rule(word, short), word);
  });

  test('refuses repetitions, rows of keys, dates and common words with a year', () => {
    for (const password of [
      'aaaaaaaaaaaaaaaa',
      'abcabcabcabcabc',
      '123456789012',
      'qwertyuiop12',
      'contraseña123',
      'corinthians1910',
      'l33t'.repeat(32),
    ])
      assert.equal(rule(password), 'password_common', password);
  });

  test('refuses names of the tenant, the customer and the person, also without accents', () => {
    for (const password of [
      'aquavelia2026',
      'Ferreteria2026',
      'mariajose2026',
      'AQUAVELIA1234',
      'comprasnorte',
    ])
      assert.equal(rule(password), 'password_context', password);
    assert.equal(rule('aquavelia sobre el mar'), undefined);
  });

  test('does not take long over anything', () => {
    const begin = performance.now();
    for (const text of ['1'.repeat(128), 'l33t'.repeat(32), 'a1b2c3d4'.repeat(16)]) rule(text);
    // Two seconds are far from what is wanted: this finds the quadratic, not the slow machine.
    assert.ok(performance.now() - begin < 6_000);
  });
});

describe('the policy of the manuals', () => {
  test('takes 8 to 10 letters and digits', () => {
    assert.equal(rule('Xk29vbT7q', manual), undefined);
    assert.equal(rule('Xk29vbT', manual), 'password_length');
    assert.equal(rule('Xk29vbT7qwe', manual), 'password_length');
    for (const password of ['Xk29vb-7q', 'Xkavbotqu', '290417583', 'Xk29vbñ7q', 'Xk29 vb7'])
      assert.equal(rule(password, manual), 'password_characters', password);
    assert.equal(rule('hola1234', manual), 'password_common');
  });
});

describe('a temporary password', () => {
  test('fits its policy, and is none of the easy ones', () => {
    const policies = fc
      .record({
        minLength: fc.integer({ min: 8, max: 40 }),
        more: fc.integer({ min: 0, max: 80 }),
        characters: fc.constantFrom('any' as const, 'alphanumeric' as const),
      })
      .map(({ minLength, more, characters }) => ({
        minLength,
        maxLength: Math.min(128, minLength + more),
        characters,
      }));
    fc.assert(
      fc.property(policies, (policy) => {
        const password = newTemporaryPassword(policy);
        assert.equal(
          faultOf(password, policy, context),
          null,
          `${password} ${JSON.stringify(policy)}`,
        );
      }),
      { numRuns: 60 },
    );
  });

  test('is another one each time', () => {
    const many = new Set(Array.from({ length: 300 }, () => newTemporaryPassword(standard)));
    assert.equal(many.size, 300);
    const short = new Set(Array.from({ length: 300 }, () => newTemporaryPassword(manual)));
    assert.equal(short.size, 300);
  });
});

// Which passwords a tenant takes, and the ones it gives out for the time being.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dictionary } from '@zxcvbn-ts/language-common';
import fc from 'fast-check';
import type { PasswordPolicy } from '#contract/portal';
import { faultOf } from '../../server/features/access/password-policy.ts';
import { createPasswords } from '../../server/features/access/passwords.ts';
import { createStrength } from '../../server/features/access/strength.ts';
import { newTemporaryPassword } from '../../server/features/access/temporary-password.ts';

const standard: PasswordPolicy = { minLength: 12, maxLength: 128, characters: 'any' };
const manual: PasswordPolicy = { minLength: 8, maxLength: 10, characters: 'alphanumeric' };
const context = ['Aquavelia', 'compras.norte', 'María José Núñez', 'Ferretería del Centro'];
const passwords = createPasswords();
const rule = async (password: string, policy = standard) =>
  (await faultOf(passwords, password, policy, context))?.rule;

describe('the standard policy', () => {
  test('counts characters, not bytes, and nothing else is a rule of composition', async () => {
    assert.equal(await rule('corta y clar'), undefined);
    assert.equal(await rule('corta y cla'), 'password_length');
    assert.equal(await rule('🌧️ sobre el tejado'), undefined);
    assert.equal(await rule('ñ'.repeat(129)), 'password_length');
    assert.equal(await rule('雨が屋根の上に降っている音'), undefined);
    assert.equal(await rule('solo letras minusculas'), undefined);
  });

  test('takes any random text of its length, in any script', async () => {
    // 12 letters out of thousands: no list can hold them.
    const letters = fc
      .integer({ min: 0x4e00, max: 0x9fff })
      .map((code) => String.fromCodePoint(code));
    const wide = fc.array(letters, { minLength: 12, maxLength: 128 });
    await fc.assert(
      fc.asyncProperty(wide, async (text) => {
        fc.pre(new Set(text).size > 8);
        assert.equal(await rule(text.join('')), undefined);
      }),
      { numRuns: 60 },
    );
  });

  test('refuses what lists of leaked passwords hold: the first 3,000 that are long enough', async () => {
    const words = dictionary['passwords-common'] as string[];
    const short: PasswordPolicy = { ...standard, minLength: 8 };
    for (const policy of [standard, short]) {
      const long = words.filter(({ length }) => length >= policy.minLength).slice(0, 3_000);
      assert.ok(long.length > 100);
      // The further behind, the more guesses: the last would be taken first. Of the others, some.
      const [every, tail] = [75, 40];
      const some = long.filter((_, i) => i % every === 0 || i < tail || i >= long.length - tail);
      for (const word of some) assert.ok(await rule(word, policy), word);
    }
  });

  test('refuses repetitions, rows of keys, dates and common words with a year', async () => {
    for (const password of [
      'aaaaaaaaaaaaaaaa',
      'abcabcabcabcabc',
      '123456789012',
      'qwertyuiop12',
      'contraseña123',
      'corinthians1910',
      'l33t'.repeat(32),
    ])
      assert.equal(await rule(password), 'password_common', password);
  });

  test('refuses names of the tenant, the customer and the person, also without accents', async () => {
    for (const password of [
      'aquavelia2026',
      'Ferreteria2026',
      'mariajose2026',
      'AQUAVELIA1234',
      'comprasnorte',
    ])
      assert.equal(await rule(password), 'password_context', password);
    assert.equal(await rule('aquavelia sobre el mar'), undefined);
  });

  test('counts the same letters alike, however they are composed', async () => {
    for (const form of ['NFC', 'NFD'] as const)
      assert.equal(await rule('ñandú sobre é'.repeat(9).normalize(form)), undefined, form);
  });
});

describe('judging', () => {
  /** Takes a second and more: each sign may be several letters. */
  const bomb = '4@4@4@8(8(8({[{[</</36911!|!|71$';

  test('holds up nothing else', async () => {
    await rule('una clave cualquiera');
    let turns = 0;
    const turn = () => {
      turns++;
      next = setImmediate(turn);
    };
    let next = setImmediate(turn);
    await rule(bomb);
    clearImmediate(next);
    // Answered on this thread, the first turn would have been the last.
    assert.ok(turns > 100, String(turns));
  });

  test('of what takes too long ends, and the next one is judged as ever', async () => {
    const strength = createStrength({ timeoutMs: 20 });
    const question = { password: bomb, words: [] };
    assert.equal(await strength(question), null);
    const fault = await faultOf({ strength: async () => null }, 'x'.repeat(20), standard, []);
    assert.deepEqual(fault, { rule: 'password_unclear' });
    const patient = createStrength();
    assert.ok((await patient({ password: 'hola1234', words: [] }))!.guessesLog10 < 6);
  });

  test('goes on after its thread has ended, and turns away who would wait for too many', async () => {
    const strength = createStrength({ idleMs: 0, queue: { waiting: 1, waitingPerKey: 1 } });
    const question = { password: 'aquavelia', words: ['aquavelia'] };
    for (let i = 0; i < 2; i++) {
      assert.equal((await strength(question))?.isOwn, true);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => strength(question)));
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected'],
    );
  });
});

describe('the policy of the manuals', () => {
  test('takes 8 to 10 letters and digits', async () => {
    assert.equal(await rule('Xk29vbT7q', manual), undefined);
    assert.equal(await rule('Xk29vbT', manual), 'password_length');
    assert.equal(await rule('Xk29vbT7qwe', manual), 'password_length');
    for (const password of ['Xk29vb-7q', 'Xkavbotqu', '290417583', 'Xk29vbñ7q', 'Xk29 vb7'])
      assert.equal(await rule(password, manual), 'password_characters', password);
    assert.equal(await rule('hola1234', manual), 'password_common');
  });
});

describe('a temporary password', () => {
  test('fits its policy, and is none of the easy ones', async () => {
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
    await fc.assert(
      fc.asyncProperty(policies, async (policy) => {
        const password = await newTemporaryPassword(passwords, policy);
        assert.equal(
          await faultOf(passwords, password, policy, context),
          null,
          `${password} ${JSON.stringify(policy)}`,
        );
      }),
      { numRuns: 60 },
    );
  });

  test('is another one each time', async () => {
    // Chance alone is looked at here.
    const strong = { strength: async () => ({ guessesLog10: 12, isOwn: false }) };
    for (const policy of [standard, manual]) {
      const many = new Set<string>();
      for (let i = 0; i < 300; i++) many.add(await newTemporaryPassword(strong, policy));
      assert.equal(many.size, 300);
    }
  });
});

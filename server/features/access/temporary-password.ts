import { randomInt } from 'node:crypto';
import type { PasswordPolicy } from '#contract/portal';
import { faultOf } from './password-policy.ts';
import type { Passwords } from './passwords.ts';

// None that sounds or looks like another: typed from a mail, or said over the telephone.
const consonants = 'bcdfgjklmnprstvz';
const vowels = 'aeiou';
const pick = (letters: string) => letters.charAt(randomInt(letters.length));
const syllable = () => pick(consonants) + pick(vowels);
const word = (syllables: number) => Array.from({ length: syllables }, syllable).join('');
const digits = (count: number) => String(randomInt(10 ** count)).padStart(count, '0');

/**
 * A temporary password that fits the policy: random, and easy to type. `bocu-tafi-rezo-4839` has 51
 * bits; `bocutafi27`, for policies that allow ten characters, has 32, within a week and 8 tries each
 * quarter of an hour.
 */
export async function newTemporaryPassword(
  passwords: Pick<Passwords, 'strength'>,
  policy: PasswordPolicy,
): Promise<string> {
  // Chance makes words of it now and then.
  for (let tries = 0; tries < 20; tries++) {
    const password = draw(policy);
    if (!(await faultOf(passwords, password, policy, []))) return password;
  }
  throw new Error('No temporary password fits the policy');
}

function draw({ minLength, maxLength, characters }: PasswordPolicy): string {
  const groups = Math.max(3, Math.ceil((minLength - 4) / 5));
  if (characters === 'any' && 5 * groups + 4 <= maxLength)
    return [...Array.from({ length: groups }, () => word(2)), digits(4)].join('-');
  const length = Math.max(minLength, Math.min(maxLength, 10));
  const syllables = Math.floor((length - 2) / 2);
  return word(syllables) + digits(length - 2 * syllables);
}

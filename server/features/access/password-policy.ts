import { createRequire } from 'node:module';
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import type { InputError } from '#contract/errors';
import type { PasswordPolicy } from '#contract/portal';

// Below a million guesses a password is one that lists of leaked ones begin with.
const fewestGuesses = 6;
// Its time grows with the length; what is strong in 32 characters is not weaker for the rest.
const looksAt = 32;

const load = createRequire(import.meta.url);
let factory: ZxcvbnFactory | undefined;

/** The lists of words, read with the first new password: they need 60 MB, from then on. */
function strength(): ZxcvbnFactory {
  if (!factory) {
    const core = load('@zxcvbn-ts/core') as typeof import('@zxcvbn-ts/core');
    const common = load(
      '@zxcvbn-ts/language-common',
    ) as typeof import('@zxcvbn-ts/language-common');
    const spanish = load('@zxcvbn-ts/language-es-es') as typeof import('@zxcvbn-ts/language-es-es');
    const portuguese = load(
      '@zxcvbn-ts/language-pt-br',
    ) as typeof import('@zxcvbn-ts/language-pt-br');
    factory = new core.ZxcvbnFactory({
      dictionary: { ...common.dictionary, ...spanish.dictionary, ...portuguese.dictionary },
      graphs: common.adjacencyGraphs,
    });
  }
  return factory;
}

/**
 * Holds a new password against the tenant's policy: its length, its characters, lists of common and
 * leaked passwords and of Spanish and Portuguese words (all of them here, nothing is asked elsewhere),
 * and words of its owner's surroundings. No rule of composition but the policy's own.
 * @param context names of the tenant, the customer and the person
 * @returns the first fault as `{ rule, params }`, or null
 */
export function faultOf(
  password: string,
  policy: PasswordPolicy,
  context: readonly string[],
): Pick<InputError, 'rule' | 'params'> | null {
  const { minLength: min, maxLength: max } = policy;
  // Characters as people count them, not halves of them.
  const length = [...password].length;
  if (length < min || length > max) return { rule: 'password_length', params: { min, max } };
  if (policy.characters === 'alphanumeric' && !/^(?=.*[A-Za-z])(?=.*\d)[A-Za-z\d]+$/.test(password))
    return { rule: 'password_characters' };
  const { guessesLog10, sequence } = strength().check(
    password.normalize('NFC').slice(0, looksAt),
    words(context),
  );
  if (guessesLog10 >= fewestGuesses) return null;
  const own = sequence.some((match) => match.dictionaryName === 'userInputs');
  return { rule: own ? 'password_context' : 'password_common' };
}

/** Each name whole, each of its words and of its neighbouring words, with and without accents. */
function words(names: readonly string[]): string[] {
  const all = ['portico', 'portal', ...names].flatMap((name) => {
    const lower = name.toLowerCase();
    const plain = lower.normalize('NFD').replaceAll(/\p{M}/gu, '');
    return [lower, plain].flatMap((text) => {
      const parts = text.split(/[^\p{L}\d]+/u);
      return [parts.join(''), ...parts, ...parts.map((part, i) => part + (parts[i + 1] ?? ''))];
    });
  });
  return [...new Set(all.filter((word) => word.length > 2))];
}

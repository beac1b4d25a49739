import type { InputError } from '#contract/errors';
import type { PasswordPolicy } from '#contract/portal';
import type { WorkKeys } from '../../work/fair-queue.ts';
import { normalised, type Passwords } from './passwords.ts';

// Below a million guesses a password is one that lists of leaked ones begin with.
const fewestGuesses = 6;
// Its time grows with the length; what is strong in 32 characters is not weaker for the rest.
const looksAt = 32;

export type PasswordFault = Pick<InputError, 'rule' | 'params'>;

/**
 * Holds a new password against the tenant's policy: its length, its characters, lists of common and
 * leaked passwords and of Spanish and Portuguese words (all of them here, nothing is asked elsewhere),
 * and words of its owner's surroundings. No rule of composition but the policy's own. What cannot be judged
 * in time is refused.
 * @param context names of the tenant, the customer and the person
 * @param whose in whose name it waits for its turn
 * @returns the first fault as `{ rule, params }`, or null
 * @throws AppError `unavailable`
 */
export async function faultOf(
  { strength }: Pick<Passwords, 'strength'>,
  typed: string,
  policy: PasswordPolicy,
  context: readonly string[],
  whose?: WorkKeys,
): Promise<PasswordFault | null> {
  const password = normalised(typed);
  const { minLength: min, maxLength: max } = policy;
  // Characters as people count them, not halves of them.
  const length = [...password].length;
  if (length < min || length > max) return { rule: 'password_length', params: { min, max } };
  if (policy.characters === 'alphanumeric' && !/^(?=.*[A-Za-z])(?=.*\d)[A-Za-z\d]+$/.test(password))
    return { rule: 'password_characters' };
  const found = await strength(
    { password: password.slice(0, looksAt), words: words(context) },
    whose,
  );
  if (!found) return { rule: 'password_unclear' };
  if (found.guessesLog10 >= fewestGuesses) return null;
  return { rule: found.isOwn ? 'password_context' : 'password_common' };
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

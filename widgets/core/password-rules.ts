import type { PasswordPolicy } from '#contract/portal';

/** The rules a form lists and ticks while the person writes. */
export type PasswordRule = 'length' | 'characters' | 'guess';

/** Parts that common passwords are made of. The server knows many more, and has the last word. */
const commonParts =
  'password passwort contrasena senha clave secreto segredo portal admin acceso acesso bienvenid welcome qwerty asdfgh hola cliente'.split(
    ' ',
  );

/** Without accents and case. */
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Whether little is left of it without common parts, the person's own words, runs and repetitions. */
function guessable(password: string, context: readonly string[]): boolean {
  const own = context.flatMap((text) => plain(text).split(/[^\p{L}\d]+/u));
  const words = [...commonParts, ...own].filter((word) => word.length >= 4);
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), plain(password));
  const codes = [...rest].map((letter) => letter.codePointAt(0) ?? 0);
  const telling = codes.filter((code, i) => i === 0 || Math.abs(code - (codes[i - 1] ?? 0)) > 1);
  return telling.length < 5 || new Set(telling).size < 4;
}

/**
 * Which rules of a tenant a new password meets, as far as a form can tell; undefined is too early to tell.
 * @param context words it must not be built on: names of the person, the user, the company
 */
export function passwordRules(
  password: string,
  policy: PasswordPolicy,
  context: readonly string[],
): ReadonlyMap<PasswordRule, boolean | undefined> {
  const { length } = [...password];
  const long = length >= policy.minLength && length <= policy.maxLength;
  const alphanumeric = /^(?=.*[a-z])(?=.*\d)[a-z\d]+$/i.test(password);
  return new Map<PasswordRule, boolean | undefined>([
    ['length', long],
    ...(policy.characters === 'any' ? [] : [['characters', alphanumeric] as const]),
    ['guess', length < policy.minLength ? undefined : !guessable(password, context)],
  ]);
}

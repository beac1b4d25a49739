import { readFileSync } from 'node:fs';
import { locale } from '#contract/primitives';

type Tree = { [key: string]: string | Tree };

/**
 * Holds a tenant's own texts against the catalogue: each takes the place of one there, and may fill in
 * what that one fills in, nothing else.
 * @param strings by language and key, as `{ es: { 'mail.reset.subject': '…' } }`; null for one taken back
 * @returns every fault, in words for the operator
 */
export function faultsOfStrings(
  strings: Readonly<Record<string, Readonly<Record<string, string | null>>>>,
): string[] {
  return Object.entries(strings).flatMap(([language, own]) => {
    const known = catalogue(language);
    return Object.entries(own).flatMap(([key, text]) => {
      // One that is taken back may be gone from the catalogue.
      if (text === null) return [];
      const original = known.get(key) ?? known.get(`${key}_other`);
      if (original === undefined) return [`${language}: there is no text ${key}`];
      const allowed = blanksOf(original);
      const surplus = blanksOf(text).filter((blank) => !allowed.includes(blank));
      // Commands of the interpolation, such as `$t(…)`, have no business in a tenant's text.
      if (/\$t\(|\{\{-/.test(text)) return [`${language}: ${key} holds a command`];
      return surplus.map((blank) => `${language}: ${key} has nothing to fill {{${blank}}} with`);
    });
  });
}

const blanksOf = (text: string): string[] =>
  [...text.matchAll(/\{\{([^}]*)\}\}/g)].map(([, name = '']) => name.trim());

function catalogue(language: string): Map<string, string> {
  const path = new URL(`../../../locales/${locale.parse(language)}.json`, import.meta.url);
  return new Map(leaves(JSON.parse(readFileSync(path, 'utf8')) as Tree));
}

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : leaves(value, `${path}${key}.`),
  );
}

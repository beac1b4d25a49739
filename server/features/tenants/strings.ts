import type { CatalogueText } from '#contract/branding';
import { locales } from '#contract/locales';
import { locale, type Locale } from '#contract/primitives';
import { readWords } from '../../output/words.ts';

type Tree = { [key: string]: string | Tree };

/** A text of the tenant's own that does not fit, with the rule as locales have a text for. */
export type TextFault = { language: string; key: string } & (
  | { rule: 'unknown_text' | 'text_command'; params?: undefined }
  | { rule: 'text_blank'; params: { blank: string } }
);

/** Faults in words for the operator. */
export const faultInWords = ({ language, key, rule, params }: TextFault): string =>
  ({
    unknown_text: `${language}: there is no text ${key}`,
    text_command: `${language}: ${key} holds a command`,
    text_blank: `${language}: ${key} has nothing to fill {{${params?.blank}}} with`,
  })[rule];

/**
 * Holds a tenant's own texts against the catalogue: each takes the place of one there, and may fill in
 * what that one fills in, nothing else.
 * @param strings by language and key, as `{ es: { 'mail.reset.subject': '…' } }`; null for one taken back
 * @returns every fault
 */
export function faultsOfStrings(
  strings: Readonly<Record<string, Readonly<Record<string, string | null>>>>,
): TextFault[] {
  return Object.entries(strings).flatMap(([language, own]) => {
    const known = catalogue(language);
    return Object.entries(own).flatMap(([key, text]): TextFault[] => {
      // One that is taken back may be gone from the catalogue.
      if (text === null) return [];
      const original = known.get(key) ?? known.get(`${key}_other`);
      if (original === undefined) return [{ language, key, rule: 'unknown_text' }];
      const allowed = blanksOf(original);
      const surplus = [...blanksOf(text), ...singleBraces(text)].filter(
        (blank) => !allowed.includes(blank),
      );
      // Commands of the interpolation, such as `$t(…)`, have no business in a tenant's text.
      if (/\$t\(|\{\{-/.test(text)) return [{ language, key, rule: 'text_command' }];
      return surplus.map((blank) => ({ language, key, rule: 'text_blank', params: { blank } }));
    });
  });
}

const blanksOf = (text: string): string[] =>
  [...text.matchAll(/\{\{([^}]*)\}\}/g)].map(([, name = '']) => name.trim());

/** What stands in single braces: somebody meant a blank, and readers would see the braces. */
const singleBraces = (text: string): string[] =>
  [...text.replaceAll(/\{\{[^}]*\}\}/g, '').matchAll(/\{([^{}]*)\}/g)].map(
    ([, name = '']) => `{${name.trim()}}`,
  );

const catalogues = new Map<Locale, Map<string, string>>();

/** Every text of a language, by key. */
function catalogue(language: string): Map<string, string> {
  const name = locale.parse(language);
  const known = catalogues.get(name) ?? readCatalogue(name);
  catalogues.set(name, known);
  return known;
}

function readCatalogue(language: Locale): Map<string, string> {
  return new Map(leaves(readWords(language)));
}

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : leaves(value, `${path}${key}.`),
  );
}

/** Texts that one search answers with, at most. */
const mostFound = 40;
/** Forms of a plural, each a text of its own. */
const form = /_(?:zero|one|two|few|many)$/;
const folded = (text: string): string =>
  text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** Texts of the catalogue by a part of what they say in any language or of their key, or those of some keys. */
export function searchCatalogue({
  q,
  keys,
  mails,
}: {
  q?: string | undefined;
  keys?: string[] | undefined;
  mails: boolean;
}): { items: CatalogueText[]; more: boolean } {
  const wanted = q === undefined ? undefined : folded(q);
  const all = [...catalogue('es').keys()].filter(
    (key) => key.startsWith('mail.') === mails && !form.test(key),
  );
  const textOf = (language: Locale, key: string) => catalogue(language).get(key) ?? '';
  const found = all.filter((key) =>
    wanted === undefined
      ? keys?.includes(key)
      : [key, ...locales.map((language) => textOf(language, key))].some((text) =>
          folded(text).includes(wanted),
        ),
  );
  return {
    items: found.slice(0, mostFound).map((key) => ({
      key,
      texts: { es: textOf('es', key), pt: textOf('pt', key), en: textOf('en', key) },
      blanks: [...new Set(blanksOf(textOf('es', key)))],
    })),
    more: found.length > mostFound,
  };
}

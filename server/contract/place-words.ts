import { defaultRegions } from './format.ts';
import type { Locale } from './primitives.ts';

/** A place as it is told of, without a name or a country where nobody knows them. */
export type NamedPlace = {
  code: string;
  name?: string | null | undefined;
  country?: string | null | undefined;
};

const names = new Map<string, Intl.DisplayNames>();

/** Regions whose whole names are titles of an office: `RAE de Hong Kong (China)`. */
const calledInShort = ['HK', 'MO'];

/** What was one country and is several by now, which programs take for one of them, and what is reserved for none. */
const nameless = ['AN', 'CS', 'NT', 'PC', 'SU', 'YU', 'ZZ'];

/** A country as the reader calls it: `México` of `MX`. What is no code of one stays as it is. */
export function countryName(code: string, language: Locale): string {
  // Figures would name parts of the world, and three letters nothing.
  if (!/^[A-Z]{2}$/.test(code) || nameless.includes(code)) return code;
  const style = calledInShort.includes(code) ? 'short' : 'long';
  const key = `${language} ${style}`;
  let known = names.get(key);
  if (!known) {
    known = new Intl.DisplayNames(defaultRegions[language], {
      type: 'region',
      style,
      fallback: 'none',
    });
    names.set(key, known);
  }
  return known.of(code) ?? code;
}

/** A place in full: `Manzanillo, México`; one that nobody knows by its code, one named as its country once. */
export function placeText({ code, name, country }: NamedPlace, language: Locale): string {
  const place = name || code;
  const land = country ? countryName(country, language) : '';
  return land && land !== place ? `${place}, ${land}` : place;
}

/** A place where there is little room: `Manzanillo MX`. */
export const placeShort = ({ code, name, country }: NamedPlace): string =>
  [name || code, country].filter(Boolean).join(' ');

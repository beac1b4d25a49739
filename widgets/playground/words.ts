import { locales, type Locale as Language } from '#contract/locales';

/** The text of a key of the section `playground`. */
export type Say = (key: string) => string;

/**
 * Fetches the texts of the playground.
 * @param base folder of the version's files, where the build lays the catalogues
 */
export async function wordsOf(base: string, language: Language): Promise<Say> {
  const { default: catalogue } = (await import(`${base}${language}-playground.js`)) as {
    default: object;
  };
  const words = (catalogue as { playground: Record<string, string> }).playground;
  return (key) => words[key] ?? key;
}

/** The reader's language, as the browser names it. */
export const ownLanguage = (): Language => {
  const tags = navigator.languages.map((tag) => tag.slice(0, 2));
  return locales.find((one) => tags.includes(one)) ?? 'es';
};

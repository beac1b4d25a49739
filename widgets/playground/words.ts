import { locales, type Locale as Language } from '#contract/locales';

/** The text of a key of the section `playground`. */
export type Say = (key: string) => string;

// Spelled out, so that the build sees the files.
const loaders: Record<Language, () => Promise<{ default: object }>> = {
  es: () => import('../../locales/es.json?playground', { with: { type: 'json' } }),
  pt: () => import('../../locales/pt.json?playground', { with: { type: 'json' } }),
  en: () => import('../../locales/en.json?playground', { with: { type: 'json' } }),
};

export async function wordsOf(language: Language): Promise<Say> {
  const { default: catalogue } = await loaders[language]();
  const words = (catalogue as { playground: Record<string, string> }).playground;
  return (key) => words[key] ?? key;
}

/** The reader's language, as the browser names it. */
export const ownLanguage = (): Language => {
  const tags = navigator.languages.map((tag) => tag.slice(0, 2));
  return locales.find((one) => tags.includes(one)) ?? 'es';
};

import { createInstance, type TFunction } from 'i18next';
import type catalogueType from '../../locales/es.json';

export const languages = ['es', 'pt', 'en'] as const;
export type Language = (typeof languages)[number];
export const isLanguage = (text: string): text is Language =>
  (languages as readonly string[]).includes(text);

type Catalogue = typeof catalogueType;
type Plural = 'one' | 'many' | 'other';
type Singular<K extends string> = K extends `${infer Stem}_${Plural}` ? Stem : K;
/** Every text a widget may ask for, as `section.name`. */
export type TextKey = {
  [S in keyof Catalogue & string]: `${S}.${Singular<keyof Catalogue[S] & string>}`;
}[keyof Catalogue & string];

/** Texts of a page or a tenant that win over the catalogue: key to text. */
export type Strings = Record<string, string>;
/** Gives the text of a key, with its placeholders filled in. */
export type Translate = (key: TextKey, params?: Record<string, string | number>) => string;

// Spelled out, so that a bundler sees three files and the reader fetches one.
const loaders: Record<Language, () => Promise<{ default: object }>> = {
  es: () => import('../../locales/es.json', { with: { type: 'json' } }),
  pt: () => import('../../locales/pt.json', { with: { type: 'json' } }),
  en: () => import('../../locales/en.json', { with: { type: 'json' } }),
};
const catalogues = new Map<Language, object>();

/** The catalogue of a language, if it has been loaded. */
export const loadedCatalogue = (language: Language): object | undefined => catalogues.get(language);

/** Fetches the catalogue of a language once. */
export async function loadCatalogue(language: Language): Promise<object> {
  const catalogue = catalogues.get(language) ?? (await loaders[language]()).default;
  catalogues.set(language, catalogue);
  return catalogue;
}

/**
 * A translator of one language.
 * @param overrides lists of texts that win, the last one most
 */
export function createTranslator(
  language: Language,
  overrides: (Strings | undefined)[],
): Translate {
  const instance = createInstance();
  void instance.init({
    lng: language,
    initAsync: false,
    // A copy: overrides are written into it, and two tenants of a page share the catalogue.
    resources: { [language]: { translation: structuredClone(catalogues.get(language) ?? {}) } },
    interpolation: { escapeValue: false },
  });
  for (const strings of overrides) {
    for (const [key, text] of Object.entries(strings ?? {})) {
      if (typeof text === 'string') instance.addResource(language, 'translation', key, text);
    }
  }
  const t: TFunction = instance.t;
  return (key, params) => t(key, params ?? {});
}

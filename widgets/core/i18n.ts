import { createInstance, type TFunction } from 'i18next';
import { locales as languages, type Locale as Language } from '#contract/locales';
import type { Catalogue } from './catalogue.ts';
import { endedOnce, formatQuantity, type FormatContext } from './format.ts';

export { languages };
export type { Language };
export const isLanguage = (text: string): text is Language =>
  (languages as readonly string[]).includes(text);

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

/**
 * What an element says besides what all do: of a customer's records, of freight, of what a contact is told of, to staff, to who
 * gives access, to who runs the portal, or of a session that ends.
 */
export type Vocabulary =
  | 'records'
  | 'freight'
  | 'notices'
  | 'home'
  | 'staff'
  | 'administration'
  | 'settings'
  | 'branding'
  | 'documents'
  | 'messages'
  | 'ordering'
  | 'filters'
  | 'quotes'
  | 'session';
type Part = Language | `${Language} ${Vocabulary}`;

// Spelled out, so that a bundler sees the files and the reader fetches one or two.
const loaders: Record<Part, () => Promise<{ default: object }>> = {
  es: () => import('../../locales/es.json', { with: { type: 'json' } }),
  pt: () => import('../../locales/pt.json', { with: { type: 'json' } }),
  en: () => import('../../locales/en.json', { with: { type: 'json' } }),
  'es records': () => import('../../locales/es.json?records', { with: { type: 'json' } }),
  'pt records': () => import('../../locales/pt.json?records', { with: { type: 'json' } }),
  'en records': () => import('../../locales/en.json?records', { with: { type: 'json' } }),
  'es freight': () => import('../../locales/es.json?freight', { with: { type: 'json' } }),
  'pt freight': () => import('../../locales/pt.json?freight', { with: { type: 'json' } }),
  'en freight': () => import('../../locales/en.json?freight', { with: { type: 'json' } }),
  'es notices': () => import('../../locales/es.json?notices', { with: { type: 'json' } }),
  'pt notices': () => import('../../locales/pt.json?notices', { with: { type: 'json' } }),
  'en notices': () => import('../../locales/en.json?notices', { with: { type: 'json' } }),
  'es home': () => import('../../locales/es.json?home', { with: { type: 'json' } }),
  'pt home': () => import('../../locales/pt.json?home', { with: { type: 'json' } }),
  'en home': () => import('../../locales/en.json?home', { with: { type: 'json' } }),
  'es staff': () => import('../../locales/es.json?staff', { with: { type: 'json' } }),
  'pt staff': () => import('../../locales/pt.json?staff', { with: { type: 'json' } }),
  'en staff': () => import('../../locales/en.json?staff', { with: { type: 'json' } }),
  'es session': () => import('../../locales/es.json?session', { with: { type: 'json' } }),
  'pt session': () => import('../../locales/pt.json?session', { with: { type: 'json' } }),
  'en session': () => import('../../locales/en.json?session', { with: { type: 'json' } }),
  'es administration': () =>
    import('../../locales/es.json?administration', { with: { type: 'json' } }),
  'pt administration': () =>
    import('../../locales/pt.json?administration', { with: { type: 'json' } }),
  'en administration': () =>
    import('../../locales/en.json?administration', { with: { type: 'json' } }),
  'es branding': () => import('../../locales/es.json?branding', { with: { type: 'json' } }),
  'es documents': () => import('../../locales/es.json?documents', { with: { type: 'json' } }),
  'es messages': () => import('../../locales/es.json?messages', { with: { type: 'json' } }),
  'pt messages': () => import('../../locales/pt.json?messages', { with: { type: 'json' } }),
  'en messages': () => import('../../locales/en.json?messages', { with: { type: 'json' } }),
  'pt branding': () => import('../../locales/pt.json?branding', { with: { type: 'json' } }),
  'pt documents': () => import('../../locales/pt.json?documents', { with: { type: 'json' } }),
  'en branding': () => import('../../locales/en.json?branding', { with: { type: 'json' } }),
  'en documents': () => import('../../locales/en.json?documents', { with: { type: 'json' } }),
  'es quotes': () => import('../../locales/es.json?quotes', { with: { type: 'json' } }),
  'pt quotes': () => import('../../locales/pt.json?quotes', { with: { type: 'json' } }),
  'en quotes': () => import('../../locales/en.json?quotes', { with: { type: 'json' } }),
  'es ordering': () => import('../../locales/es.json?ordering', { with: { type: 'json' } }),
  'pt ordering': () => import('../../locales/pt.json?ordering', { with: { type: 'json' } }),
  'en ordering': () => import('../../locales/en.json?ordering', { with: { type: 'json' } }),
  'es filters': () => import('../../locales/es.json?filters', { with: { type: 'json' } }),
  'pt filters': () => import('../../locales/pt.json?filters', { with: { type: 'json' } }),
  'en filters': () => import('../../locales/en.json?filters', { with: { type: 'json' } }),
  'es settings': () => import('../../locales/es.json?settings', { with: { type: 'json' } }),
  'pt settings': () => import('../../locales/pt.json?settings', { with: { type: 'json' } }),
  'en settings': () => import('../../locales/en.json?settings', { with: { type: 'json' } }),
};
const parts = new Map<Part, object>();

const partsOf = (language: Language, vocabularies: readonly Vocabulary[]): Part[] => [
  language,
  ...vocabularies.map((vocabulary): Part => `${language} ${vocabulary}`),
];

/** Whether the words of a language have been loaded. */
export const isLoaded = (language: Language, vocabularies: readonly Vocabulary[]): boolean =>
  partsOf(language, vocabularies).every((part) => parts.has(part));

/** Fetches the words of a language once. */
export async function loadCatalogue(
  language: Language,
  vocabularies: readonly Vocabulary[],
): Promise<void> {
  await Promise.all(
    partsOf(language, vocabularies).map(async (part) => {
      if (!parts.has(part)) parts.set(part, (await loaders[part]()).default);
    }),
  );
}

/**
 * A translator of one language, whose words have been loaded. A `count` that is a number is written as the region does.
 * @param format language of the words, and region of the numbers
 * @param overrides lists of texts that win, the last one most
 */
export function createTranslator(
  format: FormatContext,
  vocabularies: readonly Vocabulary[],
  overrides: (Strings | undefined)[],
): Translate {
  const { language } = format;
  const words: Record<string, object> = {};
  for (const part of partsOf(language, vocabularies))
    for (const [section, texts] of Object.entries(parts.get(part) ?? {}))
      words[section] = { ...words[section], ...texts };
  const instance = createInstance();
  void instance.init({
    lng: language,
    initAsync: false,
    // A copy: overrides are written into it, and two tenants of a page share the catalogue.
    resources: { [language]: { translation: structuredClone(words) } },
    interpolation: { escapeValue: false },
  });
  for (const strings of overrides) {
    for (const [key, text] of Object.entries(strings ?? {})) {
      if (typeof text === 'string') instance.addResource(language, 'translation', key, text);
    }
  }
  const t: TFunction = instance.t;
  return (key, params = {}) => {
    const { count } = params;
    if (typeof count !== 'number') return endedOnce(t(key, params));
    // The number chooses the plural; what is written is how the region writes it.
    const written = { ...params, count: formatQuantity(`${count}`, format) };
    return endedOnce(t(key, { ...params, replace: written }));
  };
}

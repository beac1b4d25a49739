import i18next from 'i18next';
import { endedOnce } from '#contract/format';
import { locales, type Locale } from '#contract/locales';
import { readWords } from './words.ts';

/** Key and parameters in, text out. */
export type Translate = (key: string, params?: Record<string, string | number>) => string;

/** Gives the words of a language; texts of the tenant's own, by key, win over the catalogue. */
export type Texts = (locale: Locale, own?: Readonly<Record<string, string>>) => Translate;

/** Reads the words of each language, the same that the widgets take theirs from. */
export function loadTexts(): Texts {
  const resources = Object.fromEntries(
    locales.map((name) => [name, { translation: readWords(name) }]),
  );
  const i18n = i18next.createInstance();
  // Plain text comes out: whoever builds HTML of it escapes it there.
  void i18n.init({
    resources,
    fallbackLng: 'es',
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  return (name, own = {}) => {
    const t = i18n.getFixedT(name);
    return (key, params = {}) =>
      endedOnce(
        Object.hasOwn(own, key)
          ? i18n.services.interpolator.interpolate(own[key] ?? '', params, name, {})
          : t(key, params),
      );
  };
}

/** Key and parameters in, text out. */
export type Say = (key: string, params?: Record<string, string>) => string;
export const languages = ['es', 'pt', 'en'] as const;
export type DoctorLanguage = (typeof languages)[number];

// Spelled out, so that the build sees the files.
const loaders: Record<DoctorLanguage, () => Promise<{ default: object }>> = {
  es: () => import('../../locales/es.json?doctor', { with: { type: 'json' } }),
  pt: () => import('../../locales/pt.json?doctor', { with: { type: 'json' } }),
  en: () => import('../../locales/en.json?doctor', { with: { type: 'json' } }),
};

/** The words of a language: they need nothing of the core, which may be what does not start. */
export async function wordsOf(language: DoctorLanguage): Promise<Say> {
  const { default: catalogue } = await loaders[language]();
  const words = (catalogue as { doctor: Record<string, string> }).doctor;
  return (key, params = {}) =>
    (words[key] ?? key).replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => params[name] ?? '');
}

/** The language of a tag such as `pt-BR`; Spanish where there are no words for it. */
export const languageOf = (tag: string | null | undefined): DoctorLanguage =>
  languages.find((one) => tag?.toLowerCase().startsWith(one)) ?? 'es';

/** Languages of the portal. Plain, without the library of schemas: this file travels to browsers and threads. */
export const locales = ['es', 'pt', 'en'] as const;
export type Locale = (typeof locales)[number];

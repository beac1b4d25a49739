import { readdirSync, readFileSync } from 'node:fs';

/** Texts by section and key. */
export type Words = Record<string, Record<string, string>>;

/** The words of a language, joined from a file for each section: `locales/es/orders.json`. @throws Error for a language without any */
export function readWords(language: string): Words {
  const folder = new URL(`../../locales/${language}/`, import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(
    names.map((name) => [
      name.slice(0, -'.json'.length),
      JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Record<string, string>,
    ]),
  );
}

import type { Locale } from '#contract/primitives';

/**
 * The line on top of mails that can be answered: what stands below it in an answer is not the answer. Fixed, as answers
 * come to mails of years ago; tenants cannot reword it.
 */
export const markers: Readonly<Record<Locale, string>> = {
  es: '— Escriba su respuesta por encima de esta línea —',
  pt: '— Escreva sua resposta acima desta linha —',
  en: '— Write your reply above this line —',
};

// Clients wrap lines anywhere, quote them, and make other spaces and dashes of them.
const between = String.raw`[\s>\u00A0]+`;
const wordsOf = (marker: string): string =>
  marker.replaceAll('—', '').trim().split(' ').join(between);
const pattern = new RegExp(Object.values(markers).map(wordsOf).join('|'), 'i');

/** @returns where the line with a marker begins; -1 where there is none */
export function markerAt(text: string): number {
  const found = pattern.exec(text);
  return found ? text.lastIndexOf('\n', found.index) + 1 : -1;
}

/**
 * The form an identifier of the ERP is looked up by: digits lose their leading zeros, all else is
 * trimmed and upper-case (spec S21.4, the rule SAP calls ALPHA). What is shown stays as it was sent.
 */
export function identifierKey(text: string): string {
  const trimmed = text.trim();
  return /^\d+$/.test(trimmed) ? trimmed.replace(/^0+(?=\d)/, '') : trimmed.toUpperCase();
}

/**
 * The look-up form of a key of several parts, ` / ` between them. A stroke within a part has a `\\` before it,
 * so that no two keys look the same; a key of one part stays as it is.
 */
export function compositeKey(...parts: string[]): string {
  const keys = parts.map(identifierKey);
  return keys.length === 1
    ? keys[0]!
    : keys.map((key) => key.replaceAll(/[\\/]/g, String.raw`\$&`)).join(' / ');
}

/**
 * The words of a text as a search compares them: without accents, in lower case, parted at whatever is
 * neither letter nor digit. `1,100` and `1.100` are one word, `1100`.
 */
export function searchWords(text: string): string[] {
  const plain = text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const whole = plain.replaceAll(/(?<=\d)[.,](?=\d{3}(?!\d))/g, '');
  return [...new Set(whole.split(/[^\p{L}\p{N}]+/u).filter(Boolean))].map((word) =>
    word.slice(0, longestWord),
  );
}
const longestWord = 60;

/** The words of a search, as `indexWords` has them: numbers without leading zeros. */
export const searchTerms = (text: string): string[] => [
  ...new Set(searchWords(text).map(withoutZeros)),
];

/** The words that a text is found by: numbers also without leading zeros, however they are written. */
export const indexWords = (text: string): string[] => [
  ...new Set(searchWords(text).flatMap((word) => [word, withoutZeros(word)])),
];

const withoutZeros = (word: string): string =>
  /^\d+$/.test(word) ? word.replace(/^0+(?=\d)/, '') : word;

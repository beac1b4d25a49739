/**
 * The form an identifier of the ERP is looked up by: digits lose their leading zeros, all else is
 * trimmed and upper-case (spec S21.4, the rule SAP calls ALPHA). What is shown stays as it was sent.
 */
export function identifierKey(text: string): string {
  const trimmed = text.trim();
  return /^\d+$/.test(trimmed) ? trimmed.replace(/^0+(?=\d)/, '') : trimmed.toUpperCase();
}

/** The look-up form of a key of several parts. */
export const compositeKey = (...parts: string[]) => parts.map(identifierKey).join(' / ');

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

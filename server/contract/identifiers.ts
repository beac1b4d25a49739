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

import { createHash } from 'node:crypto';
import type { QuoteText } from '#contract/quotes';
import { toRichText } from '../../output/rich-text.ts';
import type { FoundQuote, MadeDecision } from './quotes.queries.ts';

/** Everything that the customer is shown of a quote, as it is now. */
export const textOf = (quote: FoundQuote): QuoteText => ({
  number: quote.number,
  version: quote.version,
  kind: quote.kind,
  subject: quote.subject,
  company: { code: quote.companyCode, name: quote.companyName, taxId: quote.companyTaxId },
  customer: { number: quote.customerNumber, name: quote.customerName, taxId: quote.customerTaxId },
  contact: quote.contactName,
  issued: quote.issued,
  validUntil: quote.validUntil,
  currency: quote.currency,
  net: quote.net,
  tax: quote.tax,
  total: quote.firmTotal,
  lines: quote.lines,
  freight: quote.freight,
  note: quote.note,
  terms: quote.terms === null ? [] : toRichText(quote.terms),
  termsVersion: quote.termsVersion,
});

/** A value in the one way it is written to be hashed and compared: keys in the order of their characters, no blanks. */
export const writtenOf = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** SHA-256 of a text as it is written, in hex. */
export const hashOf = (written: string): string =>
  createHash('sha256').update(written).digest('hex');

/** Whether the text that was decided is still the one whose hash was kept, to the byte. */
export const isIntact = ({ text, textHash }: Pick<MadeDecision, 'text' | 'textHash'>): boolean =>
  hashOf(text) === textHash;

/**
 * What is shown of a quote: once it is decided, the text that was decided and no other. Where somebody laid hands on
 * that, nothing of it is believed.
 */
export function shownText(quote: FoundQuote): { text: QuoteText; written: string; hash: string } {
  if (quote.made && isIntact(quote.made)) {
    const { text: written, textHash } = quote.made;
    return { text: JSON.parse(written) as QuoteText, written, hash: textHash };
  }
  const text = textOf(quote);
  const written = writtenOf(text);
  return { text, written, hash: hashOf(written) };
}

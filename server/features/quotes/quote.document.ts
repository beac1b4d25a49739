import type { ThemeTokens } from '#contract/portal';
import type { Locale } from '#contract/primitives';
import type { QuoteText } from '#contract/quotes';
import type { Letterhead, Logo } from '../../records/letterhead.ts';
import { verifyUrl } from '../../records/verification.ts';
import { shownText } from './quote-text.ts';
import type { FoundQuote, MadeDecision } from './quotes.queries.ts';

/** All that a file of a quote shows; plain data, so that it may go to another thread. */
export type QuoteDocument = {
  text: QuoteText;
  hash: string;
  /** With it, what is drawn is the receipt of a decision. */
  decision: (Omit<MadeDecision, 'text' | 'textHash' | 'code'> & { verifyUrl: string }) | null;
  timeZone: string;
  locale: Locale;
  /** The language with its regional formats, as `es-MX`. */
  region: string;
  tenantName: string;
  theme: ThemeTokens;
  /** For light ground. */
  logo: Logo | null;
  /** Texts of the tenant's own in this language, by key; they win over the catalogue. */
  strings: Record<string, string>;
};

/** What a file of a quote shows. @param receipt of what was decided, rather than the quote itself */
export function documentOf(
  quote: FoundQuote,
  { branding, logo }: Letterhead,
  { publicUrl, locale, receipt }: { publicUrl: URL; locale: Locale; receipt: boolean },
): QuoteDocument {
  const { text, hash } = shownText(quote);
  return {
    text,
    hash,
    decision: receipt ? receiptOf(quote, publicUrl, branding.slug) : null,
    timeZone: quote.timeZone,
    locale,
    region: branding.formats[locale] ?? locale,
    tenantName: branding.name,
    theme: branding.theme,
    logo,
    strings: branding.strings[locale] ?? {},
  };
}

function receiptOf({ made }: FoundQuote, publicUrl: URL, slug: string): QuoteDocument['decision'] {
  if (!made) return null;
  const { text: _text, textHash: _hash, code, ...said } = made;
  return { ...said, verifyUrl: verifyUrl(publicUrl, slug, code) };
}

// Used on threads: what a mail says, without what it quotes.
import { compile } from 'html-to-text';
import { mendLatin } from './charset.ts';
import { splitReply, type SplitText } from './quotes.ts';

/** Characters of HTML that are looked at. */
const mostHtml = 400_000;

const toText = compile({
  wordwrap: false,
  limits: { maxDepth: 100, maxChildNodes: 5_000, maxBaseElements: 5 },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'hr', format: 'lineBreak' },
    { selector: 'style', format: 'skip' },
    { selector: 'script', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'p', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'blockquote', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
  ],
});

export type MailTexts = { text: string | null; html: string | null };

/** What a mail says; of one that is HTML alone, as text. */
export function sayingOf({ text, html }: MailTexts): SplitText {
  if (text !== null && text.trim() !== '') return splitReply(text);
  return splitReply(html === null ? '' : mendLatin(toText(html.slice(0, mostHtml))));
}

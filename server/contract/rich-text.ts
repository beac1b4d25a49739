import { z } from 'zod';
import { locale, text } from './primitives.ts';
import { limits } from './limits.ts';

/** Text with a form, as a tree: nothing of it is ever HTML. */
export type RichNode =
  | { type: 'text'; value: string }
  | { type: 'br' }
  | { type: 'p' | 'h2' | 'h3' | 'ul' | 'ol' | 'li' | 'strong' | 'em'; children: RichNode[] }
  | { type: 'link'; href: string; children: RichNode[] };
export type RichText = RichNode[];

/** Where a link may lead. */
export const richLink = /^(?:https:\/\/|mailto:|tel:)[^\p{C}\s]+$/iu;

export const richNode: z.ZodType<RichNode> = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('text'), value: z.string() }),
    z.object({ type: z.literal('br') }),
    z.object({
      type: z.enum(['p', 'h2', 'h3', 'ul', 'ol', 'li', 'strong', 'em']),
      children: z.array(richNode),
    }),
    z.object({
      type: z.literal('link'),
      href: z.string().regex(richLink),
      children: z.array(richNode),
    }),
  ]),
);
export const richText = z.array(richNode);

/** What somebody writes, by language: a small Markdown. */
export const richSources = z.partialRecord(locale, text(limits.richText));

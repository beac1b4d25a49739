import type { Locale } from '#contract/primitives';
import type { ThemeTokens } from '#contract/portal';
import type { Block, ComposedMail } from './mail.ts';
import type { Texts } from './texts.ts';

export type StaffMailDeps = { texts: Texts; defaultFrom: string };

/** The tenant in whose name it is written. */
type Sender = {
  name: string;
  theme: ThemeTokens;
  logo: string | null;
  strings: Record<string, Record<string, string>>;
  locale: Locale;
  formats: Record<string, string>;
  timeZone: string;
  pageUrl: string | null;
  mailFrom: { name: string | null; address: string } | null;
};
type Reader = { name: string; address: string; locale: Locale | null };

/** What a mail to staff is written with. */
type Pen = {
  t: ReturnType<Texts>;
  from: { name: string | null; address: string };
  /** An instant in the reader's words, by the tenant's clock. */
  moment: (instant: string) => string;
};
/** What stands in it, between the greeting and the regards. */
type Content = {
  subject: string;
  lead: string;
  facts: readonly (readonly [label: string, value: string])[];
  /** What is to be done. */
  todo?: string;
  /** The way to what it tells of, on the tenant's page where it has one. */
  action?: { label: string; to: (pageUrl: string) => string };
};

/** A mail of the usual shape to somebody of the company, in the reader's language. */
export function staffLetter(
  { texts, defaultFrom }: StaffMailDeps,
  sender: Sender,
  { name, address, locale: own }: Reader,
  write: (pen: Pen) => Content,
): ComposedMail {
  const locale = own ?? sender.locale;
  const t = texts(locale, sender.strings[locale]);
  const from = sender.mailFrom ?? { name: sender.name, address: defaultFrom };
  const clock = new Intl.DateTimeFormat(sender.formats[locale] ?? locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: sender.timeZone,
  });
  const moment = (instant: string) => clock.format(new Date(instant));
  const { subject, lead, facts, todo, action } = write({ t, from, moment });
  const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
  const blocks: Block[] = [
    paragraph(t('mail.greeting', { name: name.toLocaleUpperCase(locale) })),
    paragraph(lead),
    { kind: 'facts', rows: facts.map(([label, value]) => ({ label, value })) },
    ...(todo ? [paragraph(todo)] : []),
    ...(action && sender.pageUrl
      ? [{ kind: 'action', label: action.label, href: action.to(sender.pageUrl) } as const]
      : []),
    paragraph(t('mail.regards')),
    { kind: 'note', text: t('mail.no_reply') },
  ];
  return {
    to: { name, address },
    from,
    letter: { locale, subject, heading: subject, blocks },
    look: { name: sender.name, theme: sender.theme, logo: sender.logo },
  };
}

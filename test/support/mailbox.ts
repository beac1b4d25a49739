import PostalMime, { type Email } from 'postal-mime';
import { eventually } from './eventually.ts';
import { startSink, type Sink } from './smtp.ts';

export type ReadMail = Email & {
  to: { address: string; name: string }[];
  subject: string;
  text: string;
  html: string;
  /** The token of the link in it, without the tenant; empty where there is none. */
  token: string;
  link: string;
};

export type Mailbox = {
  sink: Sink;
  /** Settings for `createPortal` that make it deliver here. */
  mail: { smtpUrl: string; from: string; pollMs: number };
  /** The next mail to an address that was not read before. @throws Error when none comes */
  next(address: string): Promise<ReadMail>;
  /** All mails so far, as they went over the wire. */
  all(): { to: string[]; raw: string }[];
  close(): Promise<void>;
};

/** Everybody's mailbox behind one real SMTP server. */
export async function startMailbox(): Promise<Mailbox> {
  const sink = await startSink();
  const read = new Set<object>();
  return {
    sink,
    mail: { smtpUrl: sink.url, from: 'portal@portal.example', pollMs: 30 },
    next: async (address) => {
      const unread = () => sink.received.find((one) => one.to.includes(address) && !read.has(one));
      await eventually(unread, `No mail to ${address} came`);
      const mail = unread()!;
      read.add(mail);
      return parse(mail.raw);
    },
    all: () => sink.received,
    close: () => sink.close(),
  };
}

async function parse(raw: string): Promise<ReadMail> {
  const mail = (await PostalMime.parse(raw)) as ReadMail;
  const link = /https?:\/\/\S*portal-access=[\w.-]+/.exec(mail.text)?.[0] ?? '';
  return { ...mail, link, token: /portal-access=[a-z][\w-]*?\.([\w-]+)/.exec(link)?.[1] ?? '' };
}

/** The value of a labelled line of a mail, as the temporary password. */
export function factOf({ text }: ReadMail, label: RegExp): string {
  const lines = text.split('\n').map((line) => line.trim());
  const at = lines.findIndex((line) => label.test(line));
  const inLine = lines[at]?.split(/:\s+/)[1];
  return inLine || (lines[at + 1] ?? '');
}

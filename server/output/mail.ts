import type { Locale } from '#contract/primitives';
import type { ThemeTokens } from '#contract/portal';

/** A person's or a department's mailbox. Never a list, never a text to be parsed. */
export type MailAddress = { name: string | null; address: string };

/** A telephone and a mailbox that stand in a text: in HTML they are links. */
export type Reach = {
  phone?: string | null | undefined;
  extension?: string | null | undefined;
  mailbox?: string | null | undefined;
};

/** A piece of a letter. All of it is plain text: whoever draws it escapes it. */
export type Block =
  | { kind: 'paragraph'; text: string; reach?: Reach }
  /** What belongs together, each on a line of its own, as a signature. */
  | { kind: 'lines'; lines: string[]; reach?: Reach }
  | { kind: 'list'; items: string[] }
  /** Labels and values, as the user name and a temporary password. */
  | { kind: 'facts'; rows: { label: string; value: string; reach?: Reach }[] }
  /** The one thing to do: a button in HTML, the bare address in text. */
  | { kind: 'action'; label: string; href: string }
  /** Small print. */
  | { kind: 'note'; text: string }
  /** Small print that leads somewhere. */
  | { kind: 'link'; text: string; label: string; href: string };

/** What a mail says, before it has a look. */
export type Letter = {
  locale: Locale;
  subject: string;
  heading: string;
  blocks: Block[];
  /** A line above everything, the brand included. */
  above?: string;
};

/** Where a mail stands in a conversation, and what tells it from others of ours when it comes back. */
export type MailThread = {
  /** Stands in its Message-ID, behind the mail's own id. */
  name: string;
  /** Message-IDs before it, the first of the conversation first. */
  references: string[];
  /** Of its conversation. */
  loop: string;
};

/** As whom and to whom a letter is written that nobody sends: with texts that are being worked on. */
export type SampleOf = {
  person: { identityId: string; name: string; login: string };
  locale: Locale;
  strings: Readonly<Record<string, string>>;
};

/** Writes a letter of one kind as it would be, with nothing in it that opens anything. */
export type SampleWriter<Transaction = unknown> = (
  transaction: Transaction,
  tenantId: string,
  of: SampleOf,
) => Promise<{ from: MailAddress; letter: Letter }>;

/** A file in a mail. Its name and type are ours; only the bytes are somebody's. */
export type Attachment = { name: string; type: string; content: Uint8Array };

/** A picture that a letter shows above everything, of the size that its pixels have. */
export type LetterLogo = { cid: string; content: Uint8Array; width: number; height: number };

/** Who else got the same letter, as its readers see it. Nobody is reached by it. */
export type Copies = { to: MailAddress[]; cc: MailAddress[] };

/** A mail ready to be drawn and handed over. One recipient. */
export type ComposedMail<Transaction = unknown> = {
  to: MailAddress;
  /** Shown instead of `to`, which alone is reached. */
  copies?: Copies;
  attachments?: Attachment[];
  from: MailAddress;
  /** Where answers go, instead of to the tenant's mailbox for them. */
  replyTo?: MailAddress;
  thread?: MailThread;
  letter: Letter;
  /** Where a press ends mails of this kind: mail clients offer it, and act by a POST of one click (RFC 8058). */
  unsubscribe?: string;
  /** The tenant's name and theme, and its logo for light ground by the picture's hash. */
  look: { name: string; theme: ThemeTokens; logo: string | null };
  /** Notes what is sent, in the transaction that lets it leave. */
  bind?: (transaction: Transaction) => Promise<void>;
};

/** Never: the mail has failed, for this reason. */
export type Refused = { refuse: string };

/** Not yet: the mail waits so many milliseconds, and is then written anew. It spends no try. */
export type Held = { holdMs: number };

/**
 * Writes the mail of one kind at the moment it is sent, so that secrets in it (links, temporary
 * passwords) never rest in the queue.
 * @returns null where there is nobody to write to, or no longer a reason
 */
export type Composer<Transaction = unknown> = (mail: {
  id: string;
  tenantId: string;
  data: unknown;
}) => Promise<ComposedMail<Transaction> | Held | Refused | null>;

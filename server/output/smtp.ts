import { Readable } from 'node:stream';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { attachmentName } from './attachment-name.ts';
import { mailboxOf, oneLine } from './mail-address.ts';
import type { Attachment, Copies, LetterLogo, MailAddress, MailThread } from './mail.ts';
import { outcomeOf, type Outcome, type SmtpError } from './smtp-outcome.ts';

/** A mail as it leaves: one recipient, drawn. */
export type OutgoingMail = {
  /** Becomes the Message-ID, so that a mail sent twice can be told from two mails. */
  id: string;
  from: MailAddress;
  to: MailAddress;
  /** Where answers go, if not to the sender. */
  replyTo?: MailAddress | null;
  thread?: MailThread;
  subject: string;
  html: string;
  text: string;
  copies?: Copies;
  attachments?: Attachment[];
  logo?: LetterLogo | null;
  unsubscribe?: string;
};

/** How a mail is named for good, on the wire and in logs. */
export const messageIdOf = ({
  id,
  from,
  thread,
}: Pick<OutgoingMail, 'id' | 'from' | 'thread'>): string =>
  `<${id}${thread ? `.${thread.name}` : ''}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`;

/**
 * Asked when all of a mail but the final dot has left. Only after `true` the dot goes; anything else
 * ends the connection, and a relay throws away what came without a dot.
 */
export type Fence = () => Promise<boolean>;

export type Smtp = {
  /** Hands one mail over. Never rejects: whatever happens is an outcome. */
  send(mail: OutgoingMail, fence: Fence): Promise<Outcome>;
  /** Closes every connection, those under way included. */
  close(): void;
};

export type SmtpOptions = {
  /** `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`. */
  url: string;
  /** How many mails at the same time. */
  connections: number;
  /** How long the relay may be silent before the dot, and after it, in milliseconds. */
  quietMs?: number;
  dotQuietMs?: number;
};

/** Names of the own machine: the only ones that mail may go to without verified TLS. */
export const isLoopback = (host: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$|\.localhost$/.test(host);

/** The fence rides along with its mail, from `send` to the stream. */
type FencedMail = SendMailOptions & { gate?: MailGate };

/** Connections to the relay, kept open between mails. Nothing is sent before the first mail. */
export function createSmtp({ url, connections, ...quiet }: SmtpOptions): Smtp {
  const { quietMs = 30_000, dotQuietMs = 120_000 } = quiet;
  const transport = createTransport({
    ...addressOf(url),
    pool: true,
    maxConnections: connections,
    // The queue is the database; the library must not try anything twice on its own.
    maxRequeues: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    // Before the dot, the gate keeps a shorter time.
    socketTimeout: dotQuietMs,
  });
  transport.use('stream', ({ data, message }, done) => {
    const { gate } = data as FencedMail;
    if (!gate || !message) return done(new Error('Mail leaves through the fence only'));
    message.processFunc((mail) => gate.through(mail));
    done();
  });
  return {
    send: async (mail, fence) => {
      const [from, to] = [mailboxOf(mail.from), mailboxOf(mail.to)];
      if (!to) return { kind: 'refused', reason: 'address', reply: 'not a mailbox' };
      if (!from) return { kind: 'refused', reason: 'other', reply: 'the sender is not a mailbox' };
      const gate = createGate(fence, quietMs);
      try {
        const message: FencedMail = { ...messageOf(mail, from, to), signal: gate.signal, gate };
        const { response = '' } = await transport.sendMail(message);
        return gate.close() === 'open'
          ? { kind: 'accepted', reply: response }
          : { kind: 'trouble', reply: `answered before the end: ${response}` };
      } catch (error) {
        const state = gate.close();
        return state === 'held'
          ? { kind: 'held' }
          : outcomeOf(error as SmtpError, state === 'open');
      }
    },
    close: () => transport.close({ force: true }),
  };
}

/** Host, login and TLS of an address. Mail leaves this machine encrypted, to whom the certificate names, or not at all. */
function addressOf(text: string) {
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'smtps:';
  const near = isLoopback(host);
  return {
    host,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !near,
    tls: { rejectUnauthorized: !near },
    ...(url.username && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
  };
}

function messageOf(mail: OutgoingMail, from: MailAddress, to: MailAddress): SendMailOptions {
  const headerOf = ({ name, address }: MailAddress) => ({ name: name ?? '', address });
  // What is no mailbox is not shown either: a header is no place for signs of anybody's own.
  const shown = (list: MailAddress[]) =>
    list
      .map(mailboxOf)
      .filter((one) => one !== null)
      .map(headerOf);
  return {
    // Whom it reaches is said here alone; headers are for the reader.
    envelope: { from: from.address, to: [to.address] },
    maxRecipients: 1,
    from: headerOf(from),
    ...(mail.replyTo && { replyTo: shown([mail.replyTo]) }),
    to: mail.copies ? shown(mail.copies.to) : headerOf(to),
    cc: shown(mail.copies?.cc ?? []),
    subject: oneLine(mail.subject),
    messageId: messageIdOf({ ...mail, from }),
    ...(mail.thread && {
      references: mail.thread.references,
      inReplyTo: mail.thread.references.at(-1),
    }),
    headers: {
      'Auto-Submitted': 'auto-generated',
      // For Exchange, which does not ask for the one above.
      'X-Auto-Response-Suppress': 'All',
      ...(mail.thread && { 'X-Portico-Loop': mail.thread.loop }),
      ...(mail.unsubscribe && {
        'List-Unsubscribe': { prepared: true, value: `<${mail.unsubscribe}>` },
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
    html: mail.html,
    text: mail.text,
    attachments: [
      ...(mail.attachments ?? []).map(({ name, type, content }) => ({
        filename: attachmentName(name),
        contentType: type,
        contentDisposition: 'attachment' as const,
        content: onlyBytes(content),
      })),
      ...(mail.logo
        ? [
            {
              filename: 'logo.png',
              contentType: 'image/png',
              contentDisposition: 'inline' as const,
              cid: mail.logo.cid,
              content: onlyBytes(mail.logo.content),
            },
          ]
        : []),
    ],
  };
}

/** Bytes and nothing else: the library would also take paths and addresses. */
const onlyBytes = (content: Uint8Array): Buffer =>
  Buffer.from(content.buffer, content.byteOffset, content.byteLength);

/** `shut` before the fence was asked, `open` once the dot may leave, `held` where the fence said no. */
type MailGateState = 'shut' | 'open' | 'held';

type MailGate = {
  /**
   * The mail as the relay reads it. Nothing flows before the relay has asked for it: what lies ready would fill
   * the buffers and come to the fence while the recipient may yet be refused.
   */
  through(mail: Readable): Readable;
  /** Ends a conversation in which the relay stays silent. */
  signal: AbortSignal;
  /** From here on the dot cannot leave any more, unless it already has. @returns how far the gate got */
  close(): MailGateState;
};

function createGate(fence: Fence, quietMs: number): MailGate {
  let state: MailGateState = 'shut';
  let closed = false;
  const abort = new AbortController();
  // Once for connecting, logging in and naming both ends; then anew for each piece of the mail.
  const watch = setTimeout(() => abort.abort(new Error('the relay was silent')), quietMs);
  async function pass(): Promise<void> {
    clearTimeout(watch);
    const allowed = await fence().catch(() => false);
    if (closed) throw new Error('the conversation has ended');
    state = allowed ? 'open' : 'held';
    if (!allowed) throw new Error('held back');
  }
  async function* fenced(mail: Readable): AsyncGenerator<Buffer> {
    for await (const piece of mail) {
      watch.refresh();
      yield piece as Buffer;
    }
    await pass();
  }
  return {
    through: (mail) => Readable.from(fenced(mail), { objectMode: false }),
    signal: abort.signal,
    close: () => {
      clearTimeout(watch);
      closed = true;
      return state;
    },
  };
}

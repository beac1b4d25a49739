// Used on threads: a mail is anybody's.
import { createHash } from 'node:crypto';
import PostalMime, { addressParser, type Attachment, type Email } from 'postal-mime';
import { asWindows, isBroken, mendLatin } from './charset.ts';

/** What came with a mail as a file. */
export type MailFile = {
  name: string;
  /** Stands inside the text, as a logo does. */
  inline: boolean;
  content: Uint8Array;
};

/** What came with a mail and is nothing that anybody could open: its name and a code. */
export type MailRefusal = {
  code: 'mail_tnef' | 'mail_calendar' | 'mail_enclosed' | 'mail_encrypted' | 'mail_parts';
  name: string;
};

/** A mail in its parts; texts as they came. */
export type MailParts = {
  /** With its brackets; where it has none, one made of its bytes. */
  messageId: string;
  /** Message-IDs it answers, the nearest first. */
  references: string[];
  from: { name: string; address: string } | null;
  /** Addresses it was for, in small letters, those of the last server first. */
  recipients: string[];
  subject: string;
  /** `''`: of a mail server; null: nobody says it. */
  returnPath: string | null;
  /** Values of all headers, by their names in small letters. */
  headers: Record<string, string[]>;
  contentType: string;
  text: string | null;
  html: string | null;
  files: MailFile[];
  refused: MailRefusal[];
  /** Nobody but its reader can open it. */
  sealed: boolean;
  calendarAnswer: boolean;
  /** It could not be taken apart: only what its head says is known. */
  unreadable: boolean;
};

/** Bytes, parts and depth that are taken apart; a mail beyond them is kept whole for people. */
export const mailLimits = { bytes: 36_700_160, parts: 3_000, depth: 20, text: 1_000_000 };
/** Bytes of a head, and addresses and Message-IDs that are looked at. */
const headBytes = 131_072;
const [mostAddresses, mostReferences] = [200, 100];

/** Takes a mail apart. Never fails: of what cannot be read the head is. */
export async function readMail(mail: Uint8Array): Promise<MailParts> {
  const own = ownId(mail);
  if (countParts(mail) > mailLimits.parts) return headOf(mail, own);
  try {
    return partsOf(await parsed(mail), own, false);
  } catch {
    return headOf(mail, own);
  }
}

const options = { forceRfc822Attachments: true, maxNestingDepth: mailLimits.depth };

async function parsed(mail: Uint8Array): Promise<Email> {
  const email = await PostalMime.parse(mail, options);
  if (!isBroken(`${email.text ?? ''}${email.html ?? ''}`)) return email;
  const other = asWindows(mail);
  const again = other && (await PostalMime.parse(other, options));
  return again && !isBroken(`${again.text ?? ''}${again.html ?? ''}`) ? again : email;
}

/** The head alone, as a mail without a body. */
async function headOf(mail: Uint8Array, own: string): Promise<MailParts> {
  const bytes = Buffer.from(mail.buffer, mail.byteOffset, Math.min(mail.byteLength, headBytes));
  const text = bytes.toString('latin1');
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  const plain = text.slice(0, end).replaceAll(/^(content-[\w-]+):/gim, 'x-$1:');
  const email = await PostalMime.parse(Buffer.from(`${plain}\r\n\r\n`, 'latin1'), options).catch(
    () => ({ headers: [], headerLines: [], attachments: [] }) as Email,
  );
  return partsOf(email, own, true);
}

const ownId = (mail: Uint8Array): string =>
  `<sha256.${createHash('sha256').update(mail).digest('hex')}@none.invalid>`;

/** Boundaries of parts in a mail, counted up to one more than is allowed. */
function countParts(mail: Uint8Array): number {
  const bytes = Buffer.from(mail.buffer, mail.byteOffset, mail.byteLength);
  const mark = Buffer.from('\n--');
  let count = 0;
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 3)) {
    // A line of dashes alone parts nothing.
    if (
      bytes[at + 3] !== 0x2d &&
      bytes[at + 3] !== 0x0a &&
      bytes[at + 3] !== 0x0d &&
      bytes[at + 3] !== 0x20
    )
      count++;
    if (count > mailLimits.parts * 2) return count;
  }
  return count;
}

function partsOf(email: Email, own: string, unreadable: boolean): MailParts {
  const headers: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const { key, value } of email.headers.slice(0, 2_000)) (headers[key] ??= []).push(value);
  const all = (name: string) => headers[name] ?? [];
  const contentType = all('content-type')[0]?.toLowerCase() ?? '';
  const from = addressesIn(all('from').slice(0, 1))[0];
  const path = all('return-path')[0]?.trim();
  const { files, refused, sealed, calendarAnswer } = enclosed(email.attachments, contentType);
  const text = email.text === undefined ? null : mendLatin(email.text.slice(0, mailLimits.text));
  return {
    messageId: idsIn(all('message-id').slice(0, 1))[0] ?? own,
    references: idsIn([...all('in-reply-to'), ...all('references')]).slice(0, mostReferences),
    from: from ?? null,
    recipients: addressesIn(recipientHeaders.flatMap(all)).map(({ address }) => address),
    subject: (email.subject ?? '').slice(0, 500),
    returnPath: path === undefined ? null : path.replaceAll(/[<>\s]/g, ''),
    headers: { ...headers },
    contentType,
    text,
    html: email.html?.slice(0, mailLimits.text) ?? null,
    files,
    refused: unreadable ? [...refused, { code: 'mail_parts', name: '' }] : refused,
    sealed: sealed || /^\s*-----BEGIN PGP MESSAGE-----/.test(text ?? ''),
    calendarAnswer,
    unreadable,
  };
}

// What the last servers say comes first: relays put the envelope there.
const recipientHeaders = [
  'delivered-to',
  'x-original-to',
  'envelope-to',
  'to',
  'cc',
  'bcc',
  'resent-to',
  'resent-cc',
  'resent-bcc',
];

const addressesIn = (values: readonly string[]): { name: string; address: string }[] =>
  values
    .flatMap((value) => addressParser(value.slice(0, 20_000), { flatten: true }))
    .flatMap(({ name, address }) =>
      address ? [{ name: name.slice(0, 200), address: address.toLowerCase().slice(0, 320) }] : [],
    )
    .slice(0, mostAddresses);

const idsIn = (values: readonly string[]): string[] => [
  ...new Set(values.flatMap((value) => value.slice(0, 20_000).match(/<[^<>\s]{1,250}>/g) ?? [])),
];

type Enclosed = Pick<MailParts, 'files' | 'refused' | 'sealed' | 'calendarAnswer'>;

/** Sorts what came along: files, what nobody could open, and what is no file at all. */
function enclosed(attachments: readonly Attachment[], contentType: string): Enclosed {
  const found: Enclosed = {
    files: [],
    refused: [],
    sealed: /^(multipart\/encrypted|application\/(x-)?pkcs7-mime)\b/.test(contentType),
    calendarAnswer: false,
  };
  for (const [at, one] of attachments.entries()) {
    const type = one.mimeType.toLowerCase();
    const name = (one.filename ?? '').slice(0, 200);
    const refuse = (code: MailRefusal['code'], otherwise: string) =>
      found.refused.push({ code, name: name || otherwise });
    if (/^application\/((x-)?pkcs7|pgp)-signature$/.test(type)) continue;
    if (/^message\/(delivery-status|disposition-notification|feedback-report)$/.test(type))
      continue;
    if (/^application\/(x-)?pkcs7-mime$|^application\/pgp-encrypted$/.test(type) || found.sealed) {
      found.sealed = true;
      if (type !== 'application/pgp-encrypted') refuse('mail_encrypted', 'smime.p7m');
    } else if (type === 'application/ms-tnef' || /^winmail\.dat$/i.test(name))
      refuse('mail_tnef', 'winmail.dat');
    else if (type === 'text/calendar' || /\.ics$/i.test(name)) {
      found.calendarAnswer ||= /^(reply|counter)$/i.test(one.method ?? '');
      refuse('mail_calendar', 'invite.ics');
    } else if (/^(message\/(rfc822|global)|text\/rfc822-headers)$/.test(type))
      refuse('mail_enclosed', 'mail.eml');
    else
      found.files.push({
        name: name || `${at + 1}${endings[type] ?? ''}`,
        inline: one.disposition === 'inline' || one.related === true,
        content: bytesOf(one.content),
      });
  }
  return found;
}

/** Pictures inside a text have no names with some clients. */
const endings: Record<string, string> = {
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/gif': '.gif',
  'image/webp': '.webp',
  'application/pdf': '.pdf',
  'text/plain': '.txt',
};

const bytesOf = (content: Attachment['content']): Uint8Array =>
  typeof content === 'string'
    ? Buffer.from(content)
    : content instanceof ArrayBuffer
      ? new Uint8Array(content)
      : content;

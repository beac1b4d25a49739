import PostalMime, { type Email } from 'postal-mime';
import { classOfCode, classOfReply, codeIn, type RefusalClass } from './refusal-class.ts';

/** A recipient that a notice gives up on: addresses it went by, ours first, and the other side's words. */
export type FailedRecipient = {
  addresses: string[];
  status: string;
  /** What the refusal speaks of. Only `address` says that the mailbox is gone. */
  reason: RefusalClass;
  detail: string | null;
};

/** A delivery status notification (RFC 3464), or one from before there was a standard. */
export type DeliveryNotice = {
  failed: FailedRecipient[];
  /** Names of the mails it encloses, with their brackets: which of our mails it answers. */
  messageIds: string[];
};

/** Bytes of a notice that are looked at: what it says stands in the beginning, and a mail may be large. */
export const noticeBytes = 128_000;

// A notice tells of one mail; what tells of hundreds is none of ours.
const mostRecipients = 100;
const longestDetail = 2_000;

/**
 * Reads the recipients that a notice gives up on for good, whatever the reason; what is late is left out, and what is
 * no notice has none. It is written by anybody: read it on a thread (`notice-reader.ts`).
 * @param message the mail as it came; its first `noticeBytes` are read
 */
export async function readNotice(message: Uint8Array): Promise<DeliveryNotice> {
  let mail: Email;
  try {
    // What the notice encloses is the mail that came back: only its name is looked at.
    mail = await PostalMime.parse(message.subarray(0, noticeBytes), {
      forceRfc822Attachments: true,
      maxNestingDepth: 20,
    });
  } catch {
    return { failed: [], messageIds: [] };
  }
  const parts = mail.attachments.map(({ mimeType, content }) => ({
    mimeType,
    text: textOf(content),
  }));
  const reports = parts.filter(({ mimeType }) =>
    /^message\/(global-)?delivery-status$/.test(mimeType),
  );
  if (reports.length > 0) {
    const enclosed = parts.filter(({ mimeType }) =>
      /^(message\/(rfc822|global)(-headers)?|text\/rfc822-headers)$/.test(mimeType),
    );
    return {
      failed: cut(reports.flatMap(({ text }) => fromReport(text))),
      messageIds: enclosed.slice(0, 5).flatMap(({ text }) => messageIdIn(text)),
    };
  }
  const text = (mail.text ?? '').replaceAll(/\r\n?/g, '\n').slice(0, 100_000);
  const [said = '', copy = ''] = text.split(copyMark, 2);
  const failed = cut(fromText(mail, said));
  return { failed, messageIds: failed.length > 0 ? messageIdIn(copy.trimStart()) : [] };
}

const cut = (found: FailedRecipient[]): FailedRecipient[] =>
  found
    .filter(({ status }) => status.startsWith('5.'))
    .slice(0, mostRecipients)
    .map((one) => ({ ...one, detail: one.detail?.slice(0, longestDetail) ?? null }));

const textOf = (content: ArrayBuffer | Uint8Array | string): string =>
  typeof content === 'string' ? content : new TextDecoder().decode(content);

/** The Message-ID in the headers of a mail; what stands below them is not asked. */
function messageIdIn(mail: string): string[] {
  const [headers = ''] = mail.slice(0, 100_000).split(/\r?\n\r?\n/, 1);
  const unfolded = headers.replaceAll(/\r?\n[ \t]+/g, ' ');
  const id = /^message-id:[ \t]*(<[^<>\s]{1,250}>)[ \t]*\r?$/im.exec(unfolded)?.[1];
  return id === undefined ? [] : [id];
}

/** The fields of a report: those of the mail in the first block, then a block for each recipient. */
function fromReport(text: string): FailedRecipient[] {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/\n[ \t]+/g, ' ')
    .split(/\n{2,}/, mostRecipients + 1)
    .flatMap((block) => {
      const field = fieldsOf(block);
      if (field('action').toLowerCase() !== 'failed') return [];
      const addresses = [field('original-recipient'), field('final-recipient')]
        .map(addressOf)
        .filter((address) => address !== '');
      const detail = field('diagnostic-code');
      const status = statusOf(field('status'), detail);
      const words = detail.replace(/^[\w-]+\s*;\s*/, '');
      return [
        { addresses, status, reason: reasonOf(status, words, false), detail: detail || null },
      ];
    });
}

function fieldsOf(block: string): (name: string) => string {
  const fields = new Map(
    block.split('\n').flatMap((one) => {
      const [, name, value] = /^([\w-]+)[ \t]*:([^]*)$/.exec(one) ?? [];
      return name === undefined ? [] : [[name.toLowerCase(), (value ?? '').trim()]];
    }),
  );
  return (name) => fields.get(name) ?? '';
}

/** `rfc822; name@domain`, whose type some leave out; brackets around it are dropped. */
const addressOf = (field: string): string =>
  field
    .replace(/^[\w-]+\s*;/, '')
    .trim()
    .replace(/^<(.*)>$/, '$1');

/** Where the report only says "for good", the other side's own words are more exact. */
function statusOf(field: string, diagnostic: string): string {
  const [status = ''] = /^\d\.\d{1,3}\.\d{1,3}/.exec(field) ?? [];
  if (status && !/^\d\.0\.0$/.test(status)) return status;
  return codeIn(diagnostic) ?? status;
}

/**
 * What a refusal speaks of. Where the status and the other side's own words name different things, the mailbox is not
 * taken for gone.
 */
function reasonOf(status: string, words: string, atRecipient: boolean): RefusalClass {
  const said = classOfCode(codeIn(words) ?? '');
  const stated = classOfCode(status);
  if (!stated) return said ?? classOfReply(words, atRecipient);
  return stated === 'address' && said !== undefined ? said : stated;
}

// Where a copy of the mail begins, as qmail and Exim say it.
const copyMark = /\n--- (?:Below this line|Enclosed)[^\n]*\n|\n-{3,} This is a copy of[^\n]*\n/;

/** Notices from before there was a standard, or in spite of it. @param said their own words */
function fromText(mail: Email, said: string): FailedRecipient[] {
  if (/\bThis is the qmail-send program\b/.test(said)) return fromQmail(said);
  const failed = mail.headers.find(({ key }) => key === 'x-failed-recipients')?.value;
  if (!failed) return [];
  // Exim says it in a header, and the reason in the text.
  const lower = said.toLowerCase();
  const final = /permanent error/.test(lower);
  return failed
    .slice(0, mostRecipients * 255)
    .split(',', mostRecipients)
    .map((one) => fromExim(one.trim(), said, lower, final));
}

/** Paragraphs that begin with `<address>:`; those that give up end in a status like `(#5.1.1)`. */
function fromQmail(said: string): FailedRecipient[] {
  return said.split(/\n{2,}/, mostRecipients * 2).flatMap((paragraph) => {
    const [, address, words] = /^\s*<([^<>\s]+)>:\n([^]*)$/.exec(paragraph) ?? [];
    if (address === undefined || words === undefined) return [];
    const detail = words.trim();
    // Without a status of its own, a paragraph is there because qmail has given up.
    const status = codeIn(detail) ?? plainClass(detail, '5.0.0');
    return [{ addresses: [address], status, reason: reasonOf(status, detail, false), detail }];
  });
}

function fromExim(address: string, said: string, lower: string, final: boolean): FailedRecipient {
  const at = address === '' ? -1 : lower.indexOf(`\n  ${address.toLowerCase()}\n`);
  const [words = ''] =
    at < 0 ? [] : said.slice(at + address.length + 4, at + 5_000).split(/\n\s*\n/, 1);
  const detail = words.trim();
  const status = codeIn(detail) ?? plainClass(detail, final ? '5.0.0' : '');
  const [reply = ''] = /(?:^|\s)(?=[45]\d\d[ -])[^]*$/.exec(detail) ?? [];
  const reason = reasonOf(status, reply.trim(), /\bafter RCPT TO\b/i.test(detail));
  return { addresses: [address], status, reason, detail: detail || null };
}

/** The class of an old three-digit answer, as a status that says no more. */
function plainClass(words: string, otherwise: string): string {
  const [, code] = /(?:^|\s)([45])\d\d[\s-]/.exec(words) ?? [];
  return code ? `${code}.0.0` : otherwise;
}

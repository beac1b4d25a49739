import PostalMime, { type Email } from 'postal-mime';

/** A recipient that a notice gives up on: addresses it went by, ours first, and the other side's words. */
export type FailedRecipient = { addresses: string[]; status: string; detail: string | null };

// A notice tells of one mail; what tells of hundreds is none of ours.
const mostRecipients = 100;

/**
 * Recipients that a delivery status notification (RFC 3464) says are lost for good. What is late, full
 * (5.2.2) or too large for the other side, and what is no notice at all, is left out.
 * @param message the mail as it came
 */
export async function failedRecipients(message: string | Uint8Array): Promise<FailedRecipient[]> {
  let mail: Email;
  try {
    // What the notice encloses is the mail that came back: nothing in it is looked at.
    mail = await PostalMime.parse(message, { forceRfc822Attachments: true, maxNestingDepth: 20 });
  } catch {
    return [];
  }
  const reports = mail.attachments.filter(({ mimeType }) =>
    /^message\/(global-)?delivery-status$/.test(mimeType),
  );
  const found =
    reports.length > 0
      ? reports.flatMap(({ content }) => fromReport(textOf(content)))
      : fromText(mail);
  return found.filter(({ status }) => isFinal(status)).slice(0, mostRecipients);
}

const textOf = (content: ArrayBuffer | Uint8Array | string): string =>
  typeof content === 'string' ? content : new TextDecoder().decode(content);

/** RFC 3463: 5.x.x is for good; but a full mailbox empties, and a smaller mail may get through. */
const isFinal = (status: string): boolean =>
  /^5\.\d{1,3}\.\d{1,3}$/.test(status) && !['5.2.2', '5.2.3', '5.3.4'].includes(status);

/** The fields of a report: those of the mail in the first block, then a block for each recipient. */
function fromReport(text: string): FailedRecipient[] {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/\n[ \t]+/g, ' ')
    .split(/\n{2,}/)
    .slice(0, mostRecipients + 1)
    .flatMap((block) => {
      const field = fieldsOf(block);
      if (field('action').toLowerCase() !== 'failed') return [];
      const addresses = [field('original-recipient'), field('final-recipient')]
        .map(addressOf)
        .filter((address) => address !== '');
      const detail = field('diagnostic-code') || null;
      return [{ addresses, status: statusOf(field('status'), detail ?? ''), detail }];
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
  return enhanced(diagnostic) ?? status;
}

const enhanced = (words: string): string | undefined =>
  /(?:^|[\s#(-])([245]\.\d{1,3}\.\d{1,3})(?![.\d])/.exec(words)?.[1];

/** Notices from before there was a standard, or in spite of it. */
function fromText(mail: Email): FailedRecipient[] {
  const text = (mail.text ?? '').replaceAll(/\r\n?/g, '\n').slice(0, 100_000);
  if (/\bThis is the qmail-send program\b/.test(text)) return fromQmail(text);
  const failed = mail.headers.find(({ key }) => key === 'x-failed-recipients')?.value;
  // Exim says it in a header, and the reason in the text.
  return failed ? failed.split(',').map((one) => fromExim(one.trim(), text)) : [];
}

/** Paragraphs that begin with `<address>:`; those that give up end in a status like `(#5.1.1)`. */
function fromQmail(text: string): FailedRecipient[] {
  // Below the line stands a copy of the mail.
  const [said = ''] = text.split(/\n--- (?:Below this line|Enclosed)/);
  return said.split(/\n{2,}/).flatMap((paragraph) => {
    const [, address, words] = /^\s*<([^<>\s]+)>:\n([^]*)$/.exec(paragraph) ?? [];
    if (address === undefined || words === undefined) return [];
    const detail = words.trim();
    // Without a status of its own, a paragraph is there because qmail has given up.
    return [{ addresses: [address], status: enhanced(detail) ?? codeOf(detail, '5.0.0'), detail }];
  });
}

function fromExim(address: string, text: string): FailedRecipient {
  const [said = ''] = text.split(/\n-{3,} This is a copy of/);
  const at = said.toLowerCase().indexOf(`\n  ${address.toLowerCase()}\n`);
  const [words = ''] = at < 0 ? [] : said.slice(at + address.length + 4).split(/\n\s*\n/);
  const detail = words.trim();
  const final = /permanent error/i.test(said);
  const status = enhanced(detail) ?? codeOf(detail, final ? '5.0.0' : '');
  return { addresses: [address], status, detail: detail || null };
}

/** The class of an old three-digit answer. */
function codeOf(words: string, otherwise: string): string {
  const [, code] = /(?:^|\s)([45])\d\d[\s-]/.exec(words) ?? [];
  return code ? `${code}.0.0` : otherwise;
}

import { soundAddress } from '#contract/mailbox';
import type { RowNote } from '#contract/mass-send-words';
import { visible } from '../../output/foreign/sheet-source.ts';
import { oneLine } from '../../output/mail-address.ts';

/** Mailboxes as they were written: the sound ones as they go on the wire, the others as they stand there. */
export type ReadMailboxes = {
  mailboxes: string[];
  invalid: string[];
  notes: RowNote[];
};

const longest = 254;

/**
 * Reads mailboxes as people and programs write them: parted by semicolons, commas, line breaks, bars, slashes or
 * blanks, each bare, as a link or behind a name. What is mended is noted, and nothing is guessed: a part that is no
 * mailbox makes no other out of itself. The order stays, each is there once.
 */
export function readMailboxes(text: string): ReadMailboxes {
  const notes = new Set<RowNote>();
  const clean = visible(text);
  if (clean.mended) notes.add('spaces');
  const found = new Map<string, string>();
  const invalid: string[] = [];
  // All of them within one pair of quotes.
  const [, inside] = /^\s*"([^"]*)"\s*$/.exec(clean.text) ?? [];
  if (inside !== undefined) notes.add('quotes');
  for (const part of partsOf(inside ?? clean.text, notes)) {
    for (const { address, written } of readPart(part, notes)) {
      if (address === null) invalid.push(oneLine(written).slice(0, longest));
      else if (found.has(mailboxKey(address))) notes.add('duplicate_mailbox');
      else found.set(mailboxKey(address), address);
    }
  }
  return { mailboxes: [...found.values()], invalid, notes: [...notes] };
}

/** What a mailbox is compared by: hardly any server tells large letters from small ones. */
export const mailboxKey = (address: string): string => address.toLowerCase();

/** A mailbox as it goes on the wire, strictly; null where it is none (threat 29). */
export const soundMailbox = soundAddress;

// A name in quotes is whole where its mailbox follows; brackets are whole as well.
const piece = /"[^"]*"(?=\s*<)|<[^<>]*>|[;,|\n\r\t\v\f]|[^"<;,|\n\r\t\v\f]+|["<]/g;

/** Parts between separators. A comma within a name, as in `Rey, Ana <ana@x.example>`, parts nothing. */
function partsOf(text: string, notes: Set<RowNote>): string[] {
  const parts: string[] = [];
  // Parts before this one that ended with a comma and hold words alone: they may be a name's beginning.
  let words: string[] = [];
  let part = '';
  const end = (separator: string) => {
    const written = part.trim();
    part = '';
    if (separator === ',' && written !== '' && !/[@<>"]/.test(written)) {
      words.push(written);
      return;
    }
    if (words.length > 0 && /^[^@<>"]*<[^<>]*>$/.test(written))
      parts.push([...words, written].join(', '));
    else for (const one of [...words, written]) if (one !== '') parts.push(one);
    words = [];
    if (separator !== ';' && separator !== '' && written !== '') notes.add('separators');
  };
  for (const [token] of text.matchAll(piece)) {
    if (/^[;,|\n\r\t\v\f]$/.test(token)) end(token);
    else part += token;
  }
  end('');
  return parts;
}

type Read = { address: string | null; written: string };

/** One mailbox, or several parted by blanks and slashes where each of them looks like one. */
function readPart(part: string, notes: Set<RowNote>): Read[] {
  const whole = readOne(part, notes);
  if (whole !== null) return [{ address: whole, written: part }];
  const pieces = part.split(/[\s/]+/).filter((one) => one !== '');
  const several = pieces.length > 1 && pieces.every((one) => /^[^<>]+@[^<>]+$/.test(one));
  if (!several) return [{ address: null, written: part }];
  notes.add('separators');
  return pieces.map((written) => ({ address: readOne(written, notes), written }));
}

function readOne(text: string, notes: Set<RowNote>): string | null {
  const trimmed = text.trim();
  const bare = trimmed.replace(/^(["'])(.*)\1$/s, '$2').trim();
  const { plain, note } = withoutDress(bare);
  const address = plain === null ? null : soundMailbox(plain);
  if (address === null) return null;
  if (bare !== trimmed) notes.add('quotes');
  if (note) notes.add(note);
  return address;
}

/**
 * Takes `mailto:` and a name away. Where a name looks like a mailbox, as in `shown<mailto:meant>`, both have to be
 * the same.
 */
function withoutDress(text: string): { plain: string | null; note?: RowNote } {
  const [, name, inside] = /^([^<>]*)<([^<>]*)>$/s.exec(text) ?? [];
  if (name === undefined || inside === undefined) {
    const plain = withoutLink(text);
    return { plain, note: plain === text ? undefined : 'hyperlink' };
  }
  const meant = withoutLink(inside.trim());
  const shown = withoutLink(
    name
      .trim()
      .replace(/^(["'])(.*)\1$/s, '$2')
      .trim(),
  );
  if (shown.includes('@') && mailboxKey(shown) !== mailboxKey(meant)) return { plain: null };
  if (meant !== inside.trim()) return { plain: meant, note: 'hyperlink' };
  return { plain: meant, note: shown === '' ? undefined : 'names' };
}

const withoutLink = (text: string): string => text.replace(/^mailto:([^?]*)(?:\?.*)?$/is, '$1');

import { soundAddress } from '#contract/mailbox';
import type { RowNote } from '#contract/mass-send-words';
import { oneLine } from '../../output/mail-address.ts';

/** Mailboxes as they were written: the sound ones as they go on the wire, the others as they stand there. */
export type ReadMailboxes = {
  mailboxes: string[];
  invalid: string[];
  notes: RowNote[];
};

const longest = 254;

/**
 * Reads mailboxes parted by semicolons. What a spreadsheet does to them is mended and noted; nothing is
 * guessed: a part that is no mailbox makes no other out of itself. The order stays, each is there once.
 */
export function readMailboxes(text: string): ReadMailboxes {
  const notes = new Set<RowNote>();
  const clean = visible(text);
  if (clean.mended) notes.add('spaces');
  const found = new Map<string, string>();
  const invalid: string[] = [];
  for (const part of clean.text.split(';')) {
    if (part.trim() === '') continue;
    const read = readPart(part, notes);
    if (!read) invalid.push(oneLine(part).slice(0, longest));
    for (const address of read ?? []) {
      if (found.has(mailboxKey(address))) notes.add('duplicate_mailbox');
      else found.set(mailboxKey(address), address);
    }
  }
  return { mailboxes: [...found.values()], invalid, notes: [...notes] };
}

/** What a mailbox is compared by: hardly any server tells large letters from small ones. */
export const mailboxKey = (address: string): string => address.toLowerCase();

/** A mailbox as it goes on the wire, strictly; null where it is none (threat 29). */
export const soundMailbox = soundAddress;

/**
 * A part between semicolons: one mailbox, or several parted by commas where each of them is one, since no
 * mailbox of ours holds a comma.
 */
function readPart(part: string, notes: Set<RowNote>): string[] | null {
  const whole = readOne(part, notes);
  if (whole) return [whole];
  const pieces = part.split(',').filter((piece) => piece.trim() !== '');
  if (!part.includes(',') || pieces.length === 0) return null;
  const mended = new Set<RowNote>(['commas']);
  const addresses = pieces.map((piece) => readOne(piece, mended));
  if (addresses.includes(null)) return null;
  for (const note of mended) notes.add(note);
  return addresses as string[];
}

function readOne(text: string, notes: Set<RowNote>): string | null {
  const trimmed = text.trim();
  const bare = trimmed.replace(/^(["'])(.*)\1$/, '$2').trim();
  const plain = withoutLink(bare);
  const address = plain === null ? null : soundMailbox(plain);
  if (address === null) return null;
  if (bare !== trimmed) notes.add('quotes');
  if (plain !== bare) notes.add('hyperlink');
  return address;
}

/** Takes `mailto:` away; in `shown<mailto:meant>` both have to be the same. */
function withoutLink(text: string): string | null {
  const [, shown, meant] = /^([^<>]*)<mailto:([^<>?]*)(?:\?[^<>]*)?>$/i.exec(text) ?? [];
  if (shown !== undefined && meant !== undefined)
    return shown === '' || mailboxKey(shown.trim()) === mailboxKey(meant) ? meant : null;
  return text.replace(/^mailto:([^?]*)(?:\?.*)?$/is, '$1');
}

const hidden = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;
const odd = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g;

/** Text without what nobody sees, and with plain spaces. */
export function visible(text: string): { text: string; mended: boolean } {
  const clean = text.toWellFormed().replaceAll(hidden, '').replaceAll(odd, ' ');
  return { text: clean, mended: clean !== text };
}

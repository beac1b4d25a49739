import { createHmac, timingSafeEqual } from 'node:crypto';
import { rowOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';

/** Whose answer an address takes, by the numbers of tenant, thread and member. */
export type ReplyTarget = { tenant: number; thread: number; member: number };

/** What a token is of: a member of a thread, or a message of it. */
const versions = { member: 1, message: 2 } as const;
const bodyBytes = 15;
const sealBytes = 10;
/** Digits of RFC 4648's base32, in lower case: local parts lose their case on the way. */
const digits = 'abcdefghijklmnopqrstuvwxyz234567';
const tokenLength = ((bodyBytes + sealBytes) * 8) / 5;
const tokenPattern = new RegExp(`^(?:reply\\+|r-)?([${digits}]{${tokenLength}})$`);
const namePattern = new RegExp(`^<[^<>@]*?([${digits}]{${tokenLength}})@[^<>@]+>$`);

/** The key that all servers of the database share. */
export const replyKey = async (db: Db): Promise<Uint8Array> =>
  (
    await rowOf<{ secret: Uint8Array }>(
      db,
      `select secret from server_secrets where name = 'reply-address'`,
    )
  ).secret;

const sealOf = (key: Uint8Array, body: Buffer): Buffer =>
  createHmac('sha256', key).update(body).digest().subarray(0, sealBytes);

/** A kind of token, three numbers sealed by 10 bytes of HMAC-SHA256, as 40 digits of base32. */
function write(
  key: Uint8Array,
  kind: keyof typeof versions,
  numbers: readonly [tenant: number, thread: number, last: number],
): string {
  const body = Buffer.alloc(bodyBytes);
  body.writeUInt8(versions[kind], 0);
  body.writeUInt32BE(numbers[0], 1);
  body.writeUIntBE(numbers[1], 5, 5);
  body.writeUIntBE(numbers[2], 10, 5);
  return base32(Buffer.concat([body, sealOf(key, body)]));
}

type Numbers = readonly [tenant: number, thread: number, last: number];

/** Tokens that were read of late, by the key as it was handed over: each of a mail is looked at several times. */
const lately = new WeakMap<Uint8Array, Map<string, Numbers | null>>();
const mostLately = 1_000;

function read(
  key: Uint8Array,
  kind: keyof typeof versions,
  token: string | undefined,
): Numbers | null {
  if (!token) return null;
  let known = lately.get(key);
  if (!known || known.size >= mostLately) lately.set(key, (known = new Map()));
  const name = `${kind} ${token}`;
  const before = known.get(name);
  if (before !== undefined) return before;
  const found = readAnew(key, kind, token);
  known.set(name, found);
  return found;
}

function readAnew(key: Uint8Array, kind: keyof typeof versions, token: string): Numbers | null {
  const bytes = fromBase32(token);
  const body = bytes.subarray(0, bodyBytes);
  if (body.readUInt8(0) !== versions[kind]) return null;
  if (!timingSafeEqual(bytes.subarray(bodyBytes), sealOf(key, body))) return null;
  return [body.readUInt32BE(1), body.readUIntBE(5, 5), body.readUIntBE(10, 5)];
}

/**
 * The token of a member of a thread: version (1 byte), tenant (4), thread (5) and member (5), and the seal. It names
 * nothing that can be guessed or moved to another thread.
 */
export const replyToken = (key: Uint8Array, { tenant, thread, member }: ReplyTarget): string =>
  write(key, 'member', [tenant, thread, member]);

/** @returns the token's target, or null where it is none of ours; letters in any case */
export function readReplyToken(key: Uint8Array, localPart: string): ReplyTarget | null {
  const found = read(key, 'member', tokenPattern.exec(localPart.toLowerCase())?.[1]);
  return found && { tenant: found[0], thread: found[1], member: found[2] };
}

/** A message of a thread by their numbers; the message 0 stands for the thread itself. */
export type MessageTarget = { tenant: number; thread: number; message: number };

/** What the Message-ID of a mail of a message carries. */
export const messageToken = (key: Uint8Array, { tenant, thread, message }: MessageTarget): string =>
  write(key, 'message', [tenant, thread, message]);

/** @returns the message that a Message-ID of ours carries, brackets and all; null where it is none of ours */
export function readMessageName(key: Uint8Array, messageId: string): MessageTarget | null {
  const found = read(key, 'message', namePattern.exec(messageId.toLowerCase())?.[1]);
  return found && { tenant: found[0], thread: found[1], message: found[2] };
}

/** Where a member's answer goes; `plain` is for relays that know no plus addresses. */
export const replyAddress = (token: string, domain: string, form: 'plus' | 'plain' = 'plus') =>
  `${form === 'plus' ? 'reply+' : 'r-'}${token}@${domain}`;

function base32(bytes: Buffer): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += digits[(held >>> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return text;
}

function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const digit of text) {
    held = (held << 5) | digits.indexOf(digit);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >>> bits) & 255);
    held &= (1 << bits) - 1;
  }
  return Buffer.from(bytes);
}

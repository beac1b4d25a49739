import { createHmac, timingSafeEqual } from 'node:crypto';
import { rowOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';

/** Whose answer an address takes, by the numbers of tenant, thread and member. */
export type ReplyTarget = { tenant: number; thread: number; member: number };

const version = 1;
const bodyBytes = 15;
const sealBytes = 10;
/** Digits of RFC 4648's base32, in lower case: local parts lose their case on the way. */
const digits = 'abcdefghijklmnopqrstuvwxyz234567';
const tokenLength = ((bodyBytes + sealBytes) * 8) / 5;
const tokenPattern = new RegExp(`^(?:reply\\+|r-)?([${digits}]{${tokenLength}})$`);

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

/**
 * The token of a member of a thread: version (1 byte), tenant (4), thread (5) and member (5), sealed by 10 bytes of
 * HMAC-SHA256, as 40 digits of base32. It names nothing that can be guessed or moved to another thread.
 */
export function replyToken(key: Uint8Array, { tenant, thread, member }: ReplyTarget): string {
  const body = Buffer.alloc(bodyBytes);
  body.writeUInt8(version, 0);
  body.writeUInt32BE(tenant, 1);
  body.writeUIntBE(thread, 5, 5);
  body.writeUIntBE(member, 10, 5);
  return base32(Buffer.concat([body, sealOf(key, body)]));
}

/** @returns the token's target, or null where it is none of ours; letters in any case */
export function readReplyToken(key: Uint8Array, localPart: string): ReplyTarget | null {
  const token = tokenPattern.exec(localPart.toLowerCase())?.[1];
  if (!token) return null;
  const bytes = fromBase32(token);
  const body = bytes.subarray(0, bodyBytes);
  if (body.readUInt8(0) !== version) return null;
  if (!timingSafeEqual(bytes.subarray(bodyBytes), sealOf(key, body))) return null;
  return {
    tenant: body.readUInt32BE(1),
    thread: body.readUIntBE(5, 5),
    member: body.readUIntBE(10, 5),
  };
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

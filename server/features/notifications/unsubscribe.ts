import { createHmac, timingSafeEqual } from 'node:crypto';
import { notificationTypeNames, type NotificationType } from '#contract/notification-words';
import { rowOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';

/** What a link ends: mails of a type, or all that come as a summary. */
export type Ended = NotificationType | 'digest';
/** What a token says, and nothing else. */
export type Unsubscription = { tenantId: string; contactId: string; ended: Ended };

const names: readonly string[] = [...notificationTypeNames, 'digest'];
const sealBytes = 16;
const yearSeconds = 366 * 24 * 60 * 60;
const now = () => Math.floor(Date.now() / 1000);

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');
const idOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** The key that all servers of the database share. */
async function keyOf(db: Db): Promise<Uint8Array> {
  const { secret } = await rowOf<{ secret: Uint8Array }>(
    db,
    `select secret from server_secrets where name = 'unsubscribe'`,
  );
  return secret;
}

const sealOf = (key: Uint8Array, body: Buffer): Buffer =>
  createHmac('sha256', key).update(body).digest().subarray(0, sealBytes);

/** A token that works for a year and needs no session: tenant, contact, last second, type, and a seal over them. */
export async function writeToken(
  db: Db,
  { tenantId, contactId, ended }: Unsubscription,
): Promise<string> {
  const until = Buffer.alloc(4);
  until.writeUInt32BE(now() + yearSeconds);
  const body = Buffer.concat([bytesOf(tenantId), bytesOf(contactId), until, Buffer.from(ended)]);
  return Buffer.concat([body, sealOf(await keyOf(db), body)]).toString('base64url');
}

/** @returns null where it is none of ours, or too old */
export async function readToken(db: Db, token: string): Promise<Unsubscription | null> {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length <= 36 + sealBytes) return null;
  const body = bytes.subarray(0, -sealBytes);
  if (!timingSafeEqual(bytes.subarray(-sealBytes), sealOf(await keyOf(db), body))) return null;
  const ended = body.subarray(36).toString();
  if (body.readUInt32BE(32) < now() || !names.includes(ended)) return null;
  return {
    tenantId: idOf(body.subarray(0, 16)),
    contactId: idOf(body.subarray(16, 32)),
    ended: ended as Ended,
  };
}

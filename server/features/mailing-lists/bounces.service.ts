import type { Db } from '../../db/scope.ts';
import { writeAudit, type Trace } from '../../http/caller.ts';
import type { DeliveryNotice, FailedRecipient } from '../../output/delivery-notice.ts';
import type { ForeignReader } from '../../output/foreign/reader.ts';
import { oneLine } from '../../output/mail-address.ts';
import { readNoticeOnThread } from '../../output/notice-reader.ts';
import type { WorkKeys } from '../../work/fair-queue.ts';
import { createBounceQueries } from './bounces.queries.ts';
import { mailboxKey, soundMailbox } from './mailboxes.ts';

/**
 * What was made of a notice. `marked`: it answers a mail of ours, and the mailbox that mail went to is gone. `noted`:
 * it speaks of a mailbox of ours but proves nothing, or is about something else than that mailbox; people may look.
 * `ignored`: all else.
 */
export type Bounce =
  | {
      result: 'marked' | 'noted';
      address: string;
      status: string;
      detail: string | null;
      why: NoteReason | null;
    }
  | { result: 'ignored' };
/** Why a mailbox was not marked: nothing shows that a mail of ours came back, or the refusal is not about it. */
export type NoteReason = 'unproven' | 'not_the_mailbox';

/** Days after which a mail does not come back any more: queues give up after five, some after seven. */
const mostDays = 10;

/** What comes back from mailboxes. */
export function createBounceService(reader: ForeignReader) {
  return {
    read: (keys: WorkKeys, message: string | Uint8Array) =>
      readNoticeOnThread(reader, keys, message),
    take,
  };
}

/**
 * Anybody can write a notice, and guess who is on a list. So it has to enclose the name of a mail that went out, not
 * long ago, to the very mailbox it gives up on: that name holds a random id which nobody knows but whom the mail
 * reached. That one mailbox is marked, whatever else the notice says.
 */
async function take(db: Db, { failed, messageIds }: DeliveryNotice): Promise<Bounce> {
  const queries = createBounceQueries(db);
  const named = failed.map((one) => ({ ...one, keys: keysOf(one) }));
  for (const messageId of messageIds) {
    const [, id] =
      /^<([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?:\.[a-z2-7]{40})?@[^@<>]+>$/.exec(messageId) ??
      [];
    const address = id === undefined ? null : await queries.sentTo(id, messageId, mostDays);
    const about = address !== null && named.find(({ keys }) => keys.includes(address));
    if (!address || !about) continue;
    const { status, detail } = said(about);
    if (about.reason !== 'address')
      return { result: 'noted', address, status, detail, why: 'not_the_mailbox' };
    await queries.mark({ address, status, detail });
    return { result: 'marked', address, status, detail, why: null };
  }
  const ours = await queries.known([...new Set(named.flatMap(({ keys }) => keys))]);
  for (const one of named) {
    const address = one.keys.find((key) => ours.has(key));
    if (address !== undefined) return { result: 'noted', address, ...said(one), why: 'unproven' };
  }
  return { result: 'ignored' };
}

/** Does what a notice says, and writes it down in the name of somebody who asks for no answer. */
export async function settleNotice(
  db: Db,
  notice: DeliveryNotice,
  actor: Parameters<typeof writeAudit>[2],
): Promise<Bounce> {
  const found = await take(db, notice);
  if (found.result === 'marked')
    await writeAudit(db, 'mailbox.bounced', actor, null, {
      record: found.address,
      detail: { status: found.status, detail: found.detail },
    });
  if (found.result === 'noted') await noteBounce(db, actor, null, found);
  return found;
}

/** Writes down that a notice marked nobody, and why. */
export const noteBounce = (
  db: Db,
  actor: Parameters<typeof writeAudit>[2],
  trace: Trace | null,
  { address, status, detail, why }: Exclude<Bounce, { result: 'ignored' }>,
): Promise<void> =>
  writeAudit(db, 'mailbox.bounce_noted', actor, trace, {
    record: address,
    detail: { status, detail, why },
  });

const keysOf = ({ addresses }: FailedRecipient): string[] =>
  addresses.flatMap((address) => {
    const sound = soundMailbox(address);
    return sound === null ? [] : [mailboxKey(sound)];
  });

/** The other side's words, as one line that the database takes. */
const said = ({ status, detail }: FailedRecipient) => ({
  status,
  detail: detail === null ? null : oneLine(detail.toWellFormed()).slice(0, 500),
});

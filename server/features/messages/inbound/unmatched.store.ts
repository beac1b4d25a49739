import { createHash } from 'node:crypto';
import type { HoldReason } from '#contract/inbound-words';
import { rowOf, rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import type { InboundMail } from '../../../output/inbound/mail-reader.ts';
import { enqueueMail } from '../../../records/mail-queue.ts';

/** Mails and bytes that wait for people of one tenant; what comes beyond them is told to come again. */
const most = { mails: 5_000, bytes: 2_000_000_000 };
/** Characters of what it says that a list shows. */
const shownText = 4_000;

export type Held = {
  reason: HoldReason;
  thread?: { id: string; member: string | null } | null;
};

/**
 * Keeps a mail for people; the same bytes once.
 * @returns whether it is new
 * @throws AppError `unavailable` where too many wait already
 */
export async function holdMail(
  db: Db,
  tenantId: string,
  { mail, content, reason, thread = null }: Held & { mail: InboundMail; content: Uint8Array },
): Promise<boolean> {
  const { count, bytes } = await rowOf<{ count: number; bytes: string }>(
    db,
    `select count(*)::int as count, coalesce(sum(bytes), 0)::bigint as bytes from unmatched_mails where state = 'open'`,
  );
  if (count >= most.mails || Number(bytes) + content.length > most.bytes)
    throw new AppError('unavailable', { retryAfter: 3_600 });
  const [kept] = await rowsOf<{ id: string }>(
    db,
    `insert into unmatched_mails (tenant_id, reason, from_name, from_address, recipients, subject, text, files, automatic,
       thread_id, member_number, mail_message_id, sha256, bytes)
     values (:tenantId, :reason, :fromName, :fromAddress, :recipients, :subject, :text, :files, :automatic, :threadId,
       :member, :messageId, :sha256, :bytes)
     on conflict (tenant_id, sha256) do nothing returning id`,
    {
      tenantId,
      reason,
      fromName: stored(mail.from?.name),
      fromAddress: stored(mail.from?.address),
      recipients: mail.recipients.slice(0, 20).map(sound),
      subject: sound(mail.subject),
      text: sound(mail.visible.slice(0, shownText)),
      files: [...mail.files, ...mail.refused].map(({ name }) => sound(name)).slice(0, 50),
      automatic: mail.nature !== 'person',
      threadId: thread?.id ?? null,
      member: thread?.member ?? null,
      messageId: sound(mail.messageId),
      sha256: createHash('sha256').update(content).digest('hex'),
      bytes: content.length,
    },
  );
  if (!kept) return false;
  await db('unmatched_mail_contents').insert({
    tenant_id: tenantId,
    mail_id: kept.id,
    content: Buffer.from(content.buffer, content.byteOffset, content.byteLength),
  });
  return true;
}

/** Text as the database takes it: whole pairs, and no zero. */
export const sound = (text: string): string => text.toWellFormed().replaceAll('\0', '');
const stored = (text: string | undefined): string | null => (text ? sound(text) : null);

/** Tells the mailbox for messages of something once a day. */
export async function tellOnce(
  db: Db,
  tenantId: string,
  about: string,
  data: Record<string, unknown>,
): Promise<void> {
  const [first] = await rowsOf<{ about: string }>(
    db,
    `insert into inbound_notices (tenant_id, about) values (?, ?) on conflict do nothing returning about`,
    [tenantId, about],
  );
  if (!first) return;
  await enqueueMail(db, tenantId, { kind: 'message_held', data });
}

/** Deletes what is older than its 30 days. */
export async function sweepUnmatched(db: Db): Promise<void> {
  await db.raw(`delete from unmatched_mails where at < now() - interval '30 days'`);
  await db.raw(`delete from inbound_notices where on_day < current_date - 2`);
}

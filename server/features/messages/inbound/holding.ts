import type { HoldReason, InboundResult } from '#contract/inbound-words';
import type { Db } from '../../../db/scope.ts';
import type { InboundMail } from '../../../output/inbound/mail-reader.ts';
import type { ThreadHead } from '../members.ts';
import { answerOnce } from './answering.ts';
import { holdMail, sound, tellOnce } from './unmatched.store.ts';

/** A mail, with what is known of the servers it went through. */
export type Read = { mail: InboundMail; content: Uint8Array; loops: number; disowned: boolean };

/** What became of it, for each conversation or tenant it was for. */
export type Taken = { result: InboundResult; reason: HoldReason | null; threadId: string | null };

export type Hold = { reason: HoldReason; thread: ThreadHead | null; member: string | null };

/** Keeps a mail for people, and tells them once a day, and its sender; never of machines. */
export async function holdIn(
  db: Db,
  tenantId: string,
  read: Read,
  { reason, thread, member }: Hold,
): Promise<Taken> {
  const { mail, content } = read;
  const place = thread && { id: thread.id, member };
  const fresh = await holdMail(db, tenantId, { mail, content, reason, thread: place });
  if (fresh && mail.nature === 'person' && reason !== 'encrypted')
    await tellOnce(db, tenantId, [reason, thread?.number, member].filter(Boolean).join(' '), {
      reason,
      threadId: thread?.id ?? null,
      from: sound(mail.from?.address ?? ''),
    });
  if (fresh) await answerOnce(db, tenantId, { ...read, reason });
  return { result: fresh ? 'held' : 'repeated', reason, threadId: thread?.id ?? null };
}

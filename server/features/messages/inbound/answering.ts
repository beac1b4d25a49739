import type { HoldReason } from '#contract/inbound-words';
import { soundAddress } from '#contract/mailbox';
import { rowOf, rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import type { InboundMail } from '../../../output/inbound/mail-reader.ts';
import { enqueueMail } from '../../../records/mail-queue.ts';
import { domainOf, localPartOf } from './recognition.ts';

/** Why a mail was held, where its sender cannot know and may be told so. */
const answered: readonly HoldReason[] = [
  'unknown_address',
  'not_a_member',
  'author_refused',
  'sender_mismatch',
  'unreadable',
];
/** Answers of a tenant in a day: senders are easily forged, and whoever they belong to is not to be flooded. */
const mostAnswers = 200;
/** Mailboxes that nobody reads, or that answer by themselves. */
const machines =
  /^(?:mailer-daemon|postmaster|bounces?|(?:no|do-?not)[-_.]?reply|nao-?responda|no-?responder|listserv|majordomo)(?:[-+_.]|$)/;

type Answerable = Pick<InboundMail, 'from' | 'returnPath' | 'headers' | 'nature'>;

/** Where a mail may be answered at all (RFC 3834, 2): by a person, of whom the envelope says the same, to no list. */
function answerable({ from, returnPath, headers, nature }: Answerable): string | null {
  const address = soundAddress(from?.address ?? '')?.toLowerCase() ?? null;
  if (nature !== 'person' || address === null) return null;
  if (returnPath !== null && returnPath.toLowerCase() !== address) return null;
  const isList =
    Object.keys(headers).some((name) => name.startsWith('list-')) ||
    (headers.precedence ?? []).some((value) => /^\s*(?:bulk|list|junk)\b/i.test(value));
  return isList || machines.test(localPartOf(address)) ? null : address;
}

/**
 * Tells the sender of a mail that it found no conversation: a sender once a day, no machine, nobody of the company, and
 * so many in a day. However many servers take mails of it, one of them answers.
 * @param loops how often the mail has gone through us
 */
export async function answerOnce(
  db: Db,
  tenantId: string,
  {
    mail,
    reason,
    loops,
    disowned,
  }: { mail: Answerable; reason: HoldReason; loops: number; disowned: boolean },
): Promise<void> {
  const sender = answerable(mail);
  if (sender === null || loops > 0 || disowned || !answered.includes(reason)) return;
  if (await isOurs(db, sender)) return;
  const { count } = await rowOf<{ count: number }>(
    db,
    `select count(*)::int as count from inbound_answers where at > now() - interval '1 day'`,
  );
  if (count >= mostAnswers) return;
  const [first] = await rowsOf<{ sender: string }>(
    db,
    `insert into inbound_answers as a (tenant_id, sender) values (?, ?)
     on conflict (tenant_id, sender) do update set at = now() where a.at <= now() - interval '1 day'
     returning sender`,
    [tenantId, sender],
  );
  if (first) await enqueueMail(db, tenantId, { kind: 'inbound_answer', data: { to: sender } });
}

/** Whether mail to an address comes back here, or goes to the company's own people. */
async function isOurs(db: Db, address: string): Promise<boolean> {
  const [own] = await rowsOf<{ id: string }>(
    db,
    `select id from tenants where id = current_setting('app.tenant_id')::uuid
       and (lower(inbound_domain) = :domain or lower(message_mailbox) = :address
         or lower(mail_from ->> 'address') = :address)`,
    { address, domain: domainOf(address) },
  );
  return own !== undefined;
}

/** Deletes what keeps nobody from being answered any more. */
export const sweepAnswers = (db: Db): Promise<unknown> =>
  db.raw(`delete from inbound_answers where at < now() - interval '2 days'`);

import type { HoldReason } from '#contract/inbound-words';
import { isOneOf, keyRows } from '../../../db/keys.ts';
import { rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import { jsonbOf } from '../../../http/text.ts';
import type { InboundMail } from '../../../output/inbound/mail-reader.ts';
import { staffByAddress, type Member, type ThreadHead } from '../members.ts';
import type { Author } from '../post.ts';

/** Whose a mail is, and the address it came from where its author is not known by it; or why that is for people. */
export type Wrote =
  | { author: Author; member: string; otherAddress: string | null }
  | { hold: HoldReason; member: string | null };

/**
 * Who wrote a mail. An address for answers names a member: a customer's answer is taken from any mailbox, and says
 * which; the company's is taken from its own alone. A mail that only answers one of ours has to be from a member.
 * @param members all of the thread's
 * @param numbers members whose addresses it was sent to; of several, the one who sent it
 */
export async function whoWrote(
  db: Db,
  thread: ThreadHead,
  members: readonly Member[],
  numbers: readonly number[],
  { from }: Pick<InboundMail, 'from'>,
): Promise<Wrote> {
  const address = from?.address ?? '';
  const sends = (member: Member) => address !== '' && member.addresses.includes(address);
  const named = numbers.flatMap((number) =>
    members.filter((member) => member.number === String(number)),
  );
  if (numbers.length > 0 && named.length === 0) return { hold: 'unknown_address', member: null };
  const member = named.find(sends) ?? named[0] ?? members.find(sends);
  if (!member) return { hold: 'not_a_member', member: null };
  if (!member.mayWrite) return { hold: 'author_refused', member: member.number };
  const own = sends(member);
  if (member.author.kind === 'contact') {
    const otherAddress = own ? null : address || '?';
    return { author: member.author, member: member.number, otherAddress };
  }
  if (own) return { author: member.author, member: member.number, otherAddress: null };
  // The mailbox has many readers: whoever of them answers is told by the address.
  const staff =
    member.author.kind === 'mailbox' && address ? await staffByAddress(db, thread, address) : null;
  if (staff === null) return { hold: 'sender_mismatch', member: member.number };
  return { author: { kind: 'staff', id: staff }, member: member.number, otherAddress: null };
}

/** Mails of one person to one thread: in ten minutes, and in a day. */
const most = { soon: 10, day: 40 };
/** Characters from which on a text that comes again is a machine's. */
const longText = 40;

type Recent = { threadId: string; soon: number; day: number; repeats: boolean };
/** A mail with its author, as a member of its thread. */
export type Written = { thread: ThreadHead; author: Author; member: string; text: string };
export type Lately = { tooMany: boolean; repeats: boolean };

/**
 * What authors have written of late by mail, each to another thread. Others of their mails to these wait until the
 * transaction ends.
 * @returns by the threads' ids
 */
export async function lately(db: Db, mails: readonly Written[]): Promise<Map<string, Lately>> {
  if (mails.length === 0) return new Map();
  const rows = mails.map(({ thread, author, text }) => ({
    threadId: thread.id,
    plain: text.replaceAll(/[\d\s]+/g, ' ').trim(),
    contactId: author.kind === 'contact' ? author.id : null,
    identityId: author.kind === 'staff' ? author.id : null,
  }));
  const threadIds = rows.map(({ threadId }) => threadId);
  const held = rowsOf(
    db,
    `select m.number from ${keyRows('uuid', 'text')}
     join thread_members m on m.thread_id = k.a and m.number = k.b::bigint and ${isOneOf('m.thread_id', 'uuid')}
     order by m.thread_id, m.number for update of m`,
    [threadIds, mails.map(({ member }) => member), threadIds],
    { name: 'members held' },
  );
  // They leave together and run in this order: it is counted when the others have ended.
  const counted = rowsOf<Recent>(
    db,
    `select r."threadId", c.soon, c.day, c.repeats
     from jsonb_to_recordset(cast(? as jsonb)) as r("threadId" uuid, plain text, "contactId" uuid, "identityId" uuid)
     cross join lateral (
       select count(*) filter (where at > now() - interval '10 minutes')::int as soon, count(*)::int as day,
         coalesce(bool_or(btrim(regexp_replace(text, '[0-9[:space:]]+', ' ', 'g')) = r.plain), false) as repeats
       from messages
       where thread_id = r."threadId" and channel = 'mail' and at > now() - interval '1 day'
         and contact_id is not distinct from r."contactId" and identity_id is not distinct from r."identityId") c`,
    [jsonbOf(rows)],
    { name: 'mails of late' },
  );
  const [, recent] = await Promise.all([held, counted]);
  const long = new Set(
    rows.filter(({ plain }) => plain.length >= longText).map(({ threadId }) => threadId),
  );
  return new Map(
    recent.map(({ threadId, soon, day, repeats }) => [
      threadId,
      {
        tooMany: soon >= most.soon || day >= most.day,
        repeats: repeats && long.has(threadId),
      },
    ]),
  );
}

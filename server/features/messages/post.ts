import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { jsonbOf } from '../../http/text.ts';
import { recordEvent } from '../../records/events.ts';
import { messageHeard } from '../../records/service-requests.ts';
import { queueMessageMails } from './mails/queue.ts';

/** Who writes: a contact (with the identity it signs in by, if any), somebody of the company, or its mailbox. */
export type Author =
  | { kind: 'contact'; id: string; identityId: string | null }
  | { kind: 'staff'; id: string }
  | { kind: 'mailbox' };

export type NewMessage = {
  threadId: string;
  author: Author;
  channel: 'portal' | 'mail';
  visibility?: 'customer' | 'internal';
  /** At most 20,000 characters. */
  text: string;
  /** Of a mail: what it quoted of others. */
  quoted?: string | null;
  /** Of a mail: its Message-ID, which makes it count once in a thread. */
  mailMessageId?: string | null;
  /** Of a mail: its sender, where that is no address of the author's. */
  otherAddress?: string | null;
  /** Written by a machine: it is kept, tells nobody and reopens nothing. */
  automatic?: boolean;
  /** Files that are ready and belong to the author. */
  files?: readonly { id: string; folded?: boolean }[];
  /** What came with a mail and was not taken. */
  refused?: readonly { code: string; name: string }[];
};

/**
 * Adds a message to a thread that the caller has found within the author's reach, makes its author a member who has
 * read it, reopens a closed thread, and notes the event, all in the caller's transaction. Of the company's members the
 * transaction has to see what is internal (`openInternal`).
 * @returns the message's id and number; null where the thread has a mail of that Message-ID
 */
export async function postMessage(
  db: Db,
  message: NewMessage,
): Promise<{ id: string; number: string } | null> {
  const { threadId, author, visibility = 'customer', automatic = false } = message;
  const who = { side: sideOf(author), ...personOf(author) };
  const [written] = await rowsOf<{ id: string; number: string }>(
    db,
    `insert into messages (tenant_id, thread_id, visibility, channel, side, contact_id, identity_id, other_address,
       automatic, text, quoted, refused, mail_message_id)
     values (current_setting('app.tenant_id')::uuid, :threadId, :visibility, :channel, :side, :contactId, :identityId,
       :otherAddress, :automatic, :text, :quoted, cast(:refused as jsonb), :mailMessageId)
     on conflict (tenant_id, thread_id, mail_message_id) do nothing
     returning id, number`,
    {
      threadId,
      visibility,
      channel: message.channel,
      ...who,
      otherAddress: message.otherAddress ?? null,
      automatic,
      text: message.text,
      quoted: message.quoted ?? null,
      refused: jsonbOf(message.refused ?? []),
      mailMessageId: message.mailMessageId ?? null,
    },
    { name: 'message written' },
  );
  if (!written) return null;
  // None of these needs what another one answers, so they wait together; they begin in this order.
  await Promise.all([
    addFiles(db, written.id, message.files ?? []),
    joinThread(db, threadId, author, written.number),
    ...(automatic ? [] : [announce(db, { threadId, author, visibility }, written)]),
    // A note is for nobody's mailbox: an answer to it would be the customer's to read.
    ...(automatic || visibility !== 'customer'
      ? []
      : [
          queueMessageMails(db, { threadId, messageId: written.id, ...who }),
          messageHeard(db, threadId, actorOf(author)),
        ]),
  ]);
  return written;
}

async function addFiles(
  db: Db,
  messageId: string,
  files: NonNullable<NewMessage['files']>,
): Promise<void> {
  if (files.length === 0) return;
  const rows = files.map(({ id, folded = false }, position) => ({ id, folded, position }));
  await db.raw(
    `insert into message_files (tenant_id, message_id, file_id, position, folded)
     select current_setting('app.tenant_id')::uuid, ?, id, position, folded
     from jsonb_to_recordset(cast(? as jsonb)) as r(id uuid, position integer, folded boolean)`,
    [messageId, jsonbOf(rows)],
  );
  await db('files')
    .whereIn(
      'id',
      files.map(({ id }) => id),
    )
    .update({ expires_at: null });
}

/**
 * Makes somebody a member of a thread.
 * @param readNumber number of the newest message that has been read
 * @returns the member's number
 */
export async function joinThread(
  db: Db,
  threadId: string,
  member: Author,
  readNumber = '0',
): Promise<string> {
  const who = personOf(member);
  const joined = rowOf<{ number: string }>(
    db,
    `insert into thread_members as m (tenant_id, thread_id, contact_id, identity_id)
     values (current_setting('app.tenant_id')::uuid, :threadId, :contactId, :identityId)
     on conflict (tenant_id, thread_id, contact_id, identity_id) do update set joined_at = m.joined_at
     returning number`,
    { threadId, ...who },
    { name: 'thread joined' },
  );
  const [{ number }] = await Promise.all([
    joined,
    readNumber !== '0' && noteRead(db, threadId, member, readNumber),
  ]);
  return number;
}

const actorOf = (author: Author) => ({
  side: sideOf(author),
  contactId: author.kind === 'contact' ? author.id : null,
  identityId: author.kind === 'contact' ? author.identityId : personOf(author).identityId,
});

const sideOf = ({ kind }: Author): 'customer' | 'company' =>
  kind === 'contact' ? 'customer' : 'company';

const personOf = (one: Author) => ({
  contactId: one.kind === 'contact' ? one.id : null,
  identityId: one.kind === 'staff' ? one.id : null,
});

/** Notes up to which message of a thread somebody has read; never back. The company's mailbox reads nothing. */
export async function noteRead(
  db: Db,
  threadId: string,
  reader: Author,
  number: string,
): Promise<void> {
  if (reader.kind === 'mailbox') return;
  await rowsOf(
    db,
    `insert into thread_reads as r (tenant_id, thread_id, contact_id, identity_id, read_number)
     values (current_setting('app.tenant_id')::uuid, :threadId, :contactId, :identityId, :number)
     on conflict (tenant_id, thread_id, contact_id, identity_id)
       do update set read_number = excluded.read_number, read_at = now()
       where r.read_number < excluded.read_number`,
    { threadId, ...personOf(reader), number },
    { name: 'thread read' },
  );
}

async function announce(
  db: Db,
  { threadId, author, visibility }: Pick<NewMessage, 'threadId' | 'author' | 'visibility'>,
  { id: messageId, number }: { id: string; number: string },
): Promise<void> {
  const thread = await rowOf<{ customerId: string; companyId: string | null; subject: string }>(
    db,
    `update threads set last_internal_at = now(), last_internal_number = :number,
       last_number = case when :visible then cast(:number as bigint) else last_number end,
       last_side = case when :visible then :side else last_side end,
       last_at = case when :visible then now() else last_at end,
       state = case when :visible then 'open' else state end,
       closed_at = case when :visible then null else closed_at end
     where id = :threadId
     returning customer_id as "customerId", company_id as "companyId", subject`,
    {
      threadId,
      number,
      visible: visibility === 'customer',
      side: sideOf(author),
    },
    { name: 'thread announced' },
  );
  await recordEvent(db, {
    kind: 'message.posted',
    customerId: thread.customerId,
    companyId: thread.companyId,
    record: { kind: 'thread', id: threadId },
    visibility,
    actor: {
      kind: author.kind === 'mailbox' ? 'public' : author.kind,
      id: author.kind === 'contact' ? author.identityId : personOf(author).identityId,
    },
    data: { message: messageId, subject: thread.subject },
  });
}

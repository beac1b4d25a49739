import { isOneOf } from '../../db/keys.ts';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { jsonbOf } from '../../http/text.ts';
import { recordEvents } from '../../records/events.ts';
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

export type Written = { id: string; number: string };

/**
 * Adds a message to a thread that the caller has found within the author's reach, makes its author a member who has
 * read it, reopens a closed thread, and notes the event, all in the caller's transaction. Of the company's members the
 * transaction has to see what is internal (`openInternal`).
 * @returns the message's id and number; null where the thread has a mail of that Message-ID
 */
export const postMessage = async (db: Db, message: NewMessage): Promise<Written | null> =>
  (await postMessages(db, [message]))[0]!;

/** The same of several, each of another thread, in as many statements as one takes. */
export async function postMessages(
  db: Db,
  messages: readonly NewMessage[],
): Promise<(Written | null)[]> {
  const all = messages.map((message) => {
    const { author, visibility = 'customer', automatic = false } = message;
    return { ...message, visibility, automatic, side: sideOf(author), ...personOf(author) };
  });
  const rows = await rowsOf<Written & { threadId: string }>(
    db,
    `insert into messages (tenant_id, thread_id, visibility, channel, side, contact_id, identity_id, other_address,
       automatic, text, quoted, refused, mail_message_id)
     select current_setting('app.tenant_id')::uuid, r."threadId", r.visibility, r.channel, r.side, r."contactId",
       r."identityId", r."otherAddress", r.automatic, r.text, r.quoted, coalesce(r.refused, '[]'), r."mailMessageId"
     from jsonb_to_recordset(cast(? as jsonb)) as r("threadId" uuid, visibility text, channel text, side text,
       "contactId" uuid, "identityId" uuid, "otherAddress" text, automatic boolean, text text, quoted text,
       refused jsonb, "mailMessageId" text)
     on conflict (tenant_id, thread_id, mail_message_id) do nothing
     returning id, number, thread_id as "threadId"`,
    [jsonbOf(all.map(({ author: _author, files: _files, ...row }) => row))],
    { name: 'messages written' },
  );
  const byThread = new Map(rows.map(({ threadId, ...written }) => [threadId, written]));
  const fresh = all.flatMap((message) => {
    const written = byThread.get(message.threadId);
    return written ? [{ ...message, written }] : [];
  });
  if (fresh.length === 0) return all.map(() => null);
  const heard = fresh.filter(({ automatic }) => !automatic);
  // A note is for nobody's mailbox: an answer to it would be the customer's to read.
  const open = heard.filter(({ visibility }) => visibility === 'customer');
  // None of these needs what another one answers, so they wait together; they begin in this order.
  await Promise.all([
    ...fresh.map(({ written, files = [] }) => addFiles(db, written.id, files)),
    joinThreads(
      db,
      fresh.map(({ threadId, author, written }) => ({ threadId, member: author, read: written })),
    ),
    announce(db, heard),
    queueMessageMails(
      db,
      open.map(({ threadId, side, contactId, identityId, written: { id: messageId } }) => ({
        threadId,
        messageId,
        side,
        contactId,
        identityId,
      })),
    ),
  ]);
  return all.map(({ threadId }) => byThread.get(threadId) ?? null);
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

/** Makes somebody a member of a thread. @returns the member's number */
export const joinThread = async (db: Db, threadId: string, member: Author): Promise<string> =>
  (await joinThreads(db, [{ threadId, member }]))[0]!;

/** @param read the newest message that has been read. @returns the members' numbers */
async function joinThreads(
  db: Db,
  joins: readonly { threadId: string; member: Author; read?: Written }[],
): Promise<string[]> {
  const joined = rowsOf<{ threadId: string; number: string }>(
    db,
    `insert into thread_members as m (tenant_id, thread_id, contact_id, identity_id)
     select current_setting('app.tenant_id')::uuid, r."threadId", r."contactId", r."identityId"
     from jsonb_to_recordset(cast(? as jsonb)) as r("threadId" uuid, "contactId" uuid, "identityId" uuid)
     on conflict (tenant_id, thread_id, contact_id, identity_id) do update set joined_at = m.joined_at
     returning thread_id as "threadId", number`,
    [jsonbOf(joins.map(({ threadId, member }) => ({ threadId, ...personOf(member) })))],
    { name: 'threads joined' },
  );
  const reads = joins.flatMap(({ threadId, member, read }) =>
    read ? [{ threadId, reader: member, number: read.number }] : [],
  );
  const [rows] = await Promise.all([joined, noteReads(db, reads)]);
  const numbers = new Map(rows.map(({ threadId, number }) => [threadId, number]));
  return joins.map(({ threadId }) => numbers.get(threadId)!);
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

type Read = { threadId: string; reader: Author; number: string };

/** Notes up to which message of a thread somebody has read; never back. The company's mailbox reads nothing. */
export const noteRead = (db: Db, threadId: string, reader: Author, number: string): Promise<void> =>
  noteReads(db, [{ threadId, reader, number }]);

async function noteReads(db: Db, reads: readonly Read[]): Promise<void> {
  const rows = reads
    .filter(({ reader }) => reader.kind !== 'mailbox')
    .map(({ threadId, reader, number }) => ({ threadId, number, ...personOf(reader) }));
  if (rows.length === 0) return;
  await rowsOf(
    db,
    `insert into thread_reads as r (tenant_id, thread_id, contact_id, identity_id, read_number)
     select current_setting('app.tenant_id')::uuid, n."threadId", n."contactId", n."identityId", n.number
     from jsonb_to_recordset(cast(? as jsonb)) as n("threadId" uuid, "contactId" uuid, "identityId" uuid, number bigint)
     on conflict (tenant_id, thread_id, contact_id, identity_id)
       do update set read_number = excluded.read_number, read_at = now()
       where r.read_number < excluded.read_number`,
    [jsonbOf(rows)],
    { name: 'threads read' },
  );
}

type Announced = Pick<NewMessage, 'threadId' | 'author'> & {
  visibility: 'customer' | 'internal';
  side: 'customer' | 'company';
  written: Written;
};
type AnnouncedThread = {
  id: string;
  customerId: string;
  companyId: string | null;
  subject: string;
  requestId: string | null;
};

/** Shows threads as what they are by a new message of each, notes the events, and tells the requests they are of. */
async function announce(db: Db, messages: readonly Announced[]): Promise<void> {
  if (messages.length === 0) return;
  const rows = await rowsOf<AnnouncedThread>(
    db,
    `update threads t set last_internal_at = now(), last_internal_number = r.number,
       last_number = case when r.visible then r.number else t.last_number end,
       last_side = case when r.visible then r.side else t.last_side end,
       last_at = case when r.visible then now() else t.last_at end,
       state = case when r.visible then 'open' else t.state end,
       closed_at = case when r.visible then null else t.closed_at end
     from jsonb_to_recordset(cast(? as jsonb)) as r("threadId" uuid, number bigint, visible boolean, side text)
     where t.id = r."threadId" and ${isOneOf('t.id', 'uuid')}
     returning t.id, t.customer_id as "customerId", t.company_id as "companyId", t.subject,
       t.request_id as "requestId"`,
    [
      jsonbOf(
        messages.map(({ threadId, written: { number }, visibility, side }) => {
          const visible = visibility === 'customer';
          return { threadId, number, visible, side };
        }),
      ),
      messages.map(({ threadId }) => threadId),
    ],
    { name: 'threads announced' },
  );
  const threads = new Map(rows.map((row) => [row.id, row]));
  const events = messages.map(({ threadId, author, visibility, written }) => {
    const { customerId, companyId, subject } = threads.get(threadId)!;
    return {
      kind: 'message.posted' as const,
      customerId,
      companyId,
      record: { kind: 'thread' as const, id: threadId },
      visibility,
      actor: {
        kind: author.kind === 'mailbox' ? ('public' as const) : author.kind,
        id: author.kind === 'contact' ? author.identityId : personOf(author).identityId,
      },
      data: { message: written.id, subject },
    };
  });
  await recordEvents(db, events);
  for (const { threadId, author, visibility } of messages)
    if (visibility === 'customer' && threads.get(threadId)!.requestId !== null)
      await messageHeard(db, threadId, actorOf(author));
}

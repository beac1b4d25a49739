import type { Message, MessageFile } from '#contract/messages';
import { messageLimits } from '#contract/message-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import type { PersonCaller } from '../../http/caller.ts';
import { looksAfter } from '../../http/credentials.ts';
import { isUnreadThread, readOf } from '../../records/threads.ts';

/** Whoever reads, as statements bind them. */
export const readerOf = (caller: PersonCaller) => ({
  contactId: caller.kind === 'contact' ? caller.contactId : null,
  identityId: caller.kind === 'staff' ? caller.identityId : null,
});

/** What a reader has of a thread, and the newest message it sees. */
export type Standing = {
  id: string;
  assigned: { id: string; name: string } | null;
  unread: boolean;
  member: boolean;
  muted: boolean;
  readNumber: string;
  last: { by: Message['by']; text: string } | null;
};

/** Who wrote a message `m`, as JSON. */
const authorJson = `jsonb_build_object('side', m.side,
  'name', coalesce((select x.name from contacts x where x.tenant_id = m.tenant_id and x.id = m.contact_id),
    (select x.name from identities x where x.tenant_id = m.tenant_id and x.id = m.identity_id)),
  'self', coalesce(m.contact_id = :contactId or m.identity_id = :identityId, false))`;

/** What a reader has of these threads, and their newest messages: those the transaction sees. */
export const standingsOf = (
  db: Db,
  caller: PersonCaller,
  ids: readonly string[],
): Promise<Standing[]> =>
  rowsOf<Standing>(
    db,
    `select t.id, ${isUnreadThread(caller)} as unread, coalesce(r.read_number, 0) as "readNumber",
       coalesce(w.member, false) as member, coalesce(w.muted, false) as muted, l.last,
       (select jsonb_build_object('id', i.id, 'name', i.name) from identities i
        where i.tenant_id = t.tenant_id and i.id = t.assigned_to) as assigned
     from unnest(cast(:ids as uuid[])) k (id) join threads t on t.id = k.id
     ${readOf(caller, caller.kind === 'staff' ? ':identityId' : ':contactId')}
     left join lateral (select true as member, m.muted from thread_members m
       where m.tenant_id = t.tenant_id and m.thread_id = t.id
         and (m.contact_id = :contactId or m.identity_id = :identityId)) w on true
     left join lateral (select jsonb_build_object('by', ${authorJson}, 'text', left(m.text, ${messageLimits.excerpt})) as last
       from messages m where m.tenant_id = t.tenant_id and m.thread_id = t.id and not m.automatic
         and m.redacted_at is null
       order by m.number desc limit 1) l on true`,
    { ids, ...readerOf(caller) },
  );

/** Files of a message `m`, as JSON; a redacted one has none any more. */
const filesJson = `(select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name, 'mediaType', f.media_type,
    'bytes', f.bytes, 'thumbnail', f.thumbnail is not null, 'scan', f.scan, 'folded', x.folded) order by x.position), '[]')
  from message_files x join files f on f.tenant_id = x.tenant_id and f.id = x.file_id
  where x.tenant_id = m.tenant_id and x.message_id = m.id and m.redacted_at is null)`;

const messageColumns = `m.id, m.number, m.at, m.channel, m.visibility, m.automatic, m.text, m.quoted,
  m.other_address as "otherAddress", m.refused, ${authorJson} as by, ${filesJson} as files,
  case when m.redacted_at is not null then jsonb_build_object('at', m.redacted_at, 'reason', m.redaction_reason) end
    as redaction`;

export type MessageRow = Omit<Message, 'files'> & { files: MessageFile[] };

/**
 * The newest messages of a thread before one, the newest first: those the customer sees, or the company's notes.
 * Never both: what asks for the one kind names it.
 */
export const messagesOf = (
  db: Db,
  caller: PersonCaller,
  threadId: string,
  visibility: Message['visibility'],
  { before, limit }: { before: string | null; limit: number },
): Promise<MessageRow[]> =>
  rowsOf<MessageRow>(
    db,
    `select ${messageColumns} from messages m
     where m.thread_id = :threadId and m.visibility = :visibility
       ${before === null ? '' : 'and m.number < cast(:before as bigint)'}
     order by m.number desc limit :limit`,
    { threadId, visibility, limit, ...(before !== null && { before }), ...readerOf(caller) },
    { name: `messages ${before === null ? 'newest' : 'older'}` },
  );

/** One message with the thread it is of; undefined where the transaction does not see it. */
export const messageById = async (
  db: Db,
  caller: PersonCaller,
  id: string,
): Promise<(MessageRow & { threadId: string }) | undefined> =>
  (
    await rowsOf<MessageRow & { threadId: string }>(
      db,
      `select ${messageColumns}, m.thread_id as "threadId" from messages m where m.id = :id`,
      { id, ...readerOf(caller) },
    )
  )[0];

/** Who of the customer has read a thread, up to where and when. */
export const readersOf = (
  db: Db,
  threadId: string,
): Promise<{ name: string; number: string; at: string }[]> =>
  rowsOf(
    db,
    `select c.name, r.read_number as number, r.read_at as at from thread_reads r
     join contacts c on c.tenant_id = r.tenant_id and c.id = r.contact_id and c.deleted_at is null
     where r.thread_id = ? order by r.read_at desc limit 20`,
    [threadId],
  );

/** People of the company that may be given a thread of a customer, or any; by name. */
export const staffFor = (
  db: Db,
  customerId: string | null,
): Promise<{ id: string; name: string }[]> =>
  rowsOf(
    db,
    `select i.id, i.name from staff_users u
     join identities i on i.tenant_id = u.tenant_id and i.id = u.identity_id and i.disabled_at is null
     where u.active and 'messages.manage' = any(u.permissions)
       and (cast(:customerId as uuid) is null or exists (select from customers k
         where k.tenant_id = u.tenant_id and k.id = :customerId and ${looksAfter('u', 'k')}))
     order by lower(i.name), i.id limit 500`,
    { customerId },
  );

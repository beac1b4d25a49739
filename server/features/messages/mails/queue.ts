import { isOneOf, keyRows } from '../../../db/keys.ts';
import { rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import { jsonbOf } from '../../../http/text.ts';
import { enqueueMails } from '../../../records/mail-queue.ts';

/** A message that customers see, as it has just been written. */
export type Posted = {
  threadId: string;
  messageId: string;
  side: 'customer' | 'company';
  contactId: string | null;
  identityId: string | null;
};

/** What a mail of a message is written from. */
export type MessageMail = { threadId: string; messageId: string; member: string };

/** Contacts that a conversation the company begins is mailed to, where nobody takes part. */
const mostContacts = 20;

/**
 * Mails messages, each of another thread, to everybody else who takes part, and a customer's to the mailbox that the
 * company reads such in. Who may, and wants to, hear of it is decided as the mail is written.
 */
export async function queueMessageMails(db: Db, messages: readonly Posted[]): Promise<void> {
  if (messages.length === 0) return;
  const of = (side: Posted['side']) =>
    messages.filter((message) => message.side === side).map(({ threadId }) => threadId);
  const joined = [
    joinMailbox(db, of('customer')),
    ...of('company').map((threadId) => joinContacts(db, threadId)),
  ];
  // Leaves behind them, and sees who has joined.
  const found = rowsOf<MessageMail & { tenantId: string }>(
    db,
    `select m.tenant_id as "tenantId", r."threadId", r."messageId", m.number as member
     from jsonb_to_recordset(cast(? as jsonb)) as r("threadId" uuid, "messageId" uuid, side text, "contactId" uuid,
       "identityId" uuid)
     join thread_members m on m.thread_id = r."threadId" and ${isOneOf('m.thread_id', 'uuid')} and not m.muted
       and not (m.contact_id is not distinct from r."contactId" and m.identity_id is not distinct from r."identityId")
       and (r.side = 'customer' or num_nonnulls(m.contact_id, m.identity_id) > 0)
     order by r."threadId", m.number`,
    [jsonbOf(messages), messages.map(({ threadId }) => threadId)],
    { name: 'threads mailed' },
  );
  const [members] = await Promise.all([found, ...joined]);
  if (members.length === 0) return;
  const mails = members.map(({ threadId, messageId, member }) => {
    const data: MessageMail = { threadId, messageId, member };
    return { kind: 'message', data };
  });
  await enqueueMails(db, members[0]!.tenantId, mails);
}

const joinMailbox = async (db: Db, threadIds: readonly string[]): Promise<void> => {
  if (threadIds.length === 0) return;
  await rowsOf(
    db,
    `insert into thread_members (tenant_id, thread_id)
     select t.id, k.key from ${keyRows('uuid')}
     join tenants t on t.id = current_setting('app.tenant_id')::uuid and t.message_mailbox is not null
     on conflict do nothing`,
    [threadIds],
    { name: 'mailbox joined' },
  );
};

/** Where no contact takes part, those do whose record it is, else those of the customer who may read messages. */
const joinContacts = (db: Db, threadId: string): Promise<unknown> =>
  rowsOf(
    db,
    `insert into thread_members (tenant_id, thread_id, contact_id)
     select c.tenant_id, t.id, c.id
     from threads t
     join contacts c on c.tenant_id = t.tenant_id and c.customer_id = t.customer_id and c.active and c.deleted_at is null
     join identities i on i.tenant_id = c.tenant_id and i.id = c.identity_id and i.disabled_at is null
       and i.last_sign_in_at is not null
     left join orders o on o.tenant_id = t.tenant_id and o.id = t.order_id
     left join shipments s on s.tenant_id = t.tenant_id and s.id = t.shipment_id
     left join service_requests q on q.tenant_id = t.tenant_id and q.id = t.request_id
     left join quotes qt on qt.tenant_id = t.tenant_id and qt.id = t.quote_id
     where t.id = :threadId
       and not exists (select from thread_members m
         where m.tenant_id = t.tenant_id and m.thread_id = t.id and m.contact_id is not null)
       and c.id = coalesce(o.contact_id, s.contact_id, q.contact_id, qt.contact_id, c.id)
       and exists (select from contact_grants g
         where g.tenant_id = c.tenant_id and g.contact_id = c.id and g.permission = 'messages.view'
           and (g.scope <> 'own' or c.id in (o.contact_id, s.contact_id, q.contact_id, qt.contact_id)))
     order by c.id limit ${mostContacts}
     on conflict do nothing`,
    { threadId },
  );

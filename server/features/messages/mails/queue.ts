import { rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import { enqueueMail } from '../../../records/mail-queue.ts';

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
 * Mails a message to everybody else who takes part, and a customer's to the mailbox that the company reads such in.
 * Who may, and wants to, hear of it is decided as the mail is written.
 */
export async function queueMessageMails(db: Db, message: Posted): Promise<void> {
  const joined =
    message.side === 'customer'
      ? joinMailbox(db, message.threadId)
      : joinContacts(db, message.threadId);
  // Leaves behind it, and sees who has joined.
  const found = rowsOf<{ tenantId: string; number: string }>(
    db,
    `select tenant_id as "tenantId", number from thread_members
     where thread_id = :threadId and not muted
       and not (contact_id is not distinct from :contactId and identity_id is not distinct from :identityId)
       and (:side = 'customer' or num_nonnulls(contact_id, identity_id) > 0)
     order by number`,
    message,
    { name: 'thread mailed' },
  );
  const [, members] = await Promise.all([joined, found]);
  await Promise.all(
    members.map(({ tenantId, number }) => {
      const data: MessageMail = {
        threadId: message.threadId,
        messageId: message.messageId,
        member: number,
      };
      return enqueueMail(db, tenantId, { kind: 'message', data });
    }),
  );
}

const joinMailbox = (db: Db, threadId: string): Promise<unknown> =>
  rowsOf(
    db,
    `insert into thread_members (tenant_id, thread_id)
     select id, ? from tenants where id = current_setting('app.tenant_id')::uuid and message_mailbox is not null
     on conflict do nothing`,
    [threadId],
    { name: 'mailbox joined' },
  );

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

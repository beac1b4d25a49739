import { z } from 'zod';
import type { MailTarget, UnmatchedMail } from '#contract/inbound';
import type { HoldReason } from '#contract/inbound-words';
import { isOneOf } from '../../../db/keys.ts';
import { rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import { reachOf, type StaffCaller } from '../../../http/caller.ts';
import { createCursorForm } from '../../../http/cursor.ts';

type Row = Omit<UnmatchedMail, 'from' | 'thread' | 'bytes'> & {
  fromName: string | null;
  fromAddress: string | null;
  bytes: string;
  threadId: string | null;
  threadSubject: string | null;
};

const form = createCursorForm(z.tuple([z.string().max(40), z.uuid()]));

/** Mails of no conversation are everybody's who looks after them; those of one are its customer's. */
const within = (caller: StaffCaller): { sql: string; ids: readonly string[] } => {
  const { customerIds } = reachOf(caller, 'messages.manage');
  return customerIds === 'all'
    ? { sql: 'true', ids: [] }
    : { sql: `(h.id is null or ${isOneOf('h.customer_id', 'uuid')})`, ids: customerIds };
};

const select = `
  select u.id, u.at, u.reason, u.from_name as "fromName", u.from_address as "fromAddress", u.recipients, u.subject,
    u.text, u.files, u.bytes, u.automatic, h.id as "threadId", h.subject as "threadSubject"
  from unmatched_mails u
  left join threads h on h.tenant_id = u.tenant_id and h.id = u.thread_id`;

const shown = ({
  fromName,
  fromAddress,
  threadId,
  threadSubject,
  bytes,
  ...row
}: Row): UnmatchedMail => ({
  ...row,
  bytes: Number(bytes),
  from: { name: fromName, address: fromAddress },
  thread: threadId === null ? null : { id: threadId, subject: threadSubject ?? '' },
});

/** Mails that wait for people, the newest first. */
export async function listUnmatched(
  db: Db,
  caller: StaffCaller,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<{ items: UnmatchedMail[]; nextCursor: string | null }> {
  const reach = within(caller);
  const after = cursor === undefined ? null : form.read(cursor);
  const rows = await rowsOf<Row>(
    db,
    `${select} where u.state = 'open' and ${reach.sql}
       ${after ? 'and (u.at, u.id) < (cast(? as timestamptz), cast(? as uuid))' : ''}
     order by u.at desc, u.id desc limit ?`,
    [...(reach.sql === 'true' ? [] : [reach.ids]), ...(after ?? []), limit + 1],
  );
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map(shown),
    nextCursor: last ? form.write([last.at, last.id]) : null,
  };
}

/** A mail of the caller's. @throws AppError `not_found` */
export async function findUnmatched(
  db: Db,
  caller: StaffCaller,
  id: string,
): Promise<UnmatchedMail & { state: string; messageId: string }> {
  const reach = within(caller);
  const [row] = await rowsOf<Row & { state: string; messageId: string }>(
    db,
    `${select.replace('h.subject as', `u.state, u.mail_message_id as "messageId", h.subject as`)}
     where u.id = ? and ${reach.sql}`,
    [id, ...(reach.sql === 'true' ? [] : [reach.ids])],
  );
  if (!row) throw new AppError('not_found');
  const { state, messageId, ...rest } = row;
  return { ...shown(rest), state, messageId };
}

/** The bytes of a mail as it came. @throws AppError `not_found` */
export async function contentOf(db: Db, id: string): Promise<Buffer> {
  const row = await db('unmatched_mail_contents')
    .where({ mail_id: id })
    .first<{ content: Uint8Array } | undefined>('content');
  if (!row) throw new AppError('not_found');
  return Buffer.from(row.content);
}

/** Marks a mail as dealt with. @throws AppError `mail_settled` where somebody was quicker */
export async function settleUnmatched(
  db: Db,
  caller: StaffCaller,
  id: string,
  state: 'assigned' | 'discarded',
  threadId: string | null = null,
): Promise<void> {
  const settled = await rowsOf<{ id: string }>(
    db,
    `update unmatched_mails set state = :state, settled_by = :by, settled_at = now(),
       thread_id = coalesce(:threadId, thread_id)
     where id = :id and state = 'open' returning id`,
    { id, state, by: caller.identityId, threadId },
  );
  if (settled.length === 0) throw new AppError('mail_settled');
}

const mostTargets = 20;

/**
 * Conversations that a mail may be put into, within reach of the caller: with a search those it finds, without one
 * those of customers whose contacts use its address.
 */
export async function targetsOf(
  db: Db,
  caller: StaffCaller,
  { from, thread }: Pick<UnmatchedMail, 'from' | 'thread'>,
  q: string,
): Promise<MailTarget[]> {
  const { customerIds } = reachOf(caller, 'messages.manage');
  const rows = await rowsOf<Omit<MailTarget, 'customer'> & { number: string; name: string }>(
    db,
    `select h.id, h.subject, x.number, x.name, coalesce(o.number, i.number, s.number, q.number) as record,
       h.last_internal_at as "lastAt",
       (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name,
            'sender', coalesce(lower(n.email), '') = :address or coalesce(lower(c.email), '') = :address)
          order by c.name), '[]')
        from contacts c left join identities n on n.tenant_id = c.tenant_id and n.id = c.identity_id
        where c.tenant_id = h.tenant_id and c.customer_id = h.customer_id and c.deleted_at is null and c.active) as contacts
     from threads h
     join customers x on x.tenant_id = h.tenant_id and x.id = h.customer_id and x.deleted_at is null
     left join orders o on o.tenant_id = h.tenant_id and o.id = h.order_id
     left join invoices i on i.tenant_id = h.tenant_id and i.id = h.invoice_id
     left join shipments s on s.tenant_id = h.tenant_id and s.id = h.shipment_id
     left join quotes q on q.tenant_id = h.tenant_id and q.id = h.quote_id
     where ${customerIds === 'all' ? 'true' : 'h.customer_id = any(cast(:ids as uuid[]))'}
       and case when :q = '' then h.id = :threadId or exists (
             select from contacts c left join identities n on n.tenant_id = c.tenant_id and n.id = c.identity_id
             where c.tenant_id = h.tenant_id and c.customer_id = h.customer_id and c.deleted_at is null
               and :address <> '' and (lower(n.email) = :address or lower(c.email) = :address))
           else h.subject ilike :like or x.name ilike :like or x.number ilike :like
             or coalesce(o.number, i.number, s.number, q.number) ilike :like end
     order by h.id is not distinct from :threadId desc, h.last_internal_at desc limit ${mostTargets}`,
    {
      address: from.address ?? '',
      threadId: thread?.id ?? null,
      q,
      like: `%${q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`,
      ...(customerIds !== 'all' && { ids: customerIds }),
    },
  );
  return rows.map(({ number, name, ...row }) => ({ ...row, customer: { number, name } }));
}

export type Unmatched = Awaited<ReturnType<typeof findUnmatched>> & { reason: HoldReason };

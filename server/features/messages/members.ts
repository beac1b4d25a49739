import type { Locale } from '#contract/primitives';
import { isOneOf } from '../../db/keys.ts';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { reachOf, reaches } from '../../http/caller.ts';
import { looksAfter, storedGrantsThat } from '../../http/credentials.ts';
import type { StoredGrant } from '../../http/grants.ts';
import { orderOfThread } from '../../records/order-places.ts';
import { holderOf } from '../../records/holders.ts';
import type { Author } from './post.ts';

/** A conversation, as mails know it. */
export type ThreadHead = {
  id: string;
  number: string;
  customerId: string;
  companyId: string | null;
  /** The request it is of. */
  requestId: string | null;
  /** The order it hangs on, and where that goes. */
  orderId: string | null;
  addressId: string | null;
  subject: string;
};

/** Somebody who takes part, as it is now. */
export type Member = {
  number: string;
  author: Author;
  name: string;
  /** Its addresses, in small letters; the first is written to. */
  addresses: string[];
  locale: Locale | null;
  muted: boolean;
  /** Whether it may read, and answer, now. */
  mayRead: boolean;
  mayWrite: boolean;
  /** How a contact wants to hear of messages; null: as is usual. */
  mail: string | null;
};

type Row = {
  threadId: string;
  number: string;
  contactId: string | null;
  identityId: string | null;
  name: string | null;
  addresses: string[];
  locale: Locale | null;
  muted: boolean;
  active: boolean;
  customerId: string | null;
  stored: StoredGrant[] | null;
  today: string;
  permissions: string[] | null;
  looksAfter: boolean;
  mail: string | null;
};

/** What says whether somebody may read and answer, and of which orders. */
const grants = storedGrantsThat(
  `g.permission in ('messages.view', 'messages.send', 'orders.view')`,
);

const membersSql = `
  select m.thread_id as "threadId", m.number, m.contact_id as "contactId", m.identity_id as "identityId", m.muted,
    coalesce(c.name, i.name, t.name) as name, i.locale,
    array_remove(array[lower(i.email), lower(c.email),
      case when m.contact_id is null and m.identity_id is null then lower(t.message_mailbox) end], null) as addresses,
    case
      when m.contact_id is not null then c.active and c.deleted_at is null and k.id is not null and i.id is not null
        and i.disabled_at is null
      when m.identity_id is not null then u.id is not null and i.disabled_at is null
      else t.message_mailbox is not null end as active,
    c.customer_id as "customerId", case when c.id is not null then ${grants} end as stored,
    (now() at time zone t.time_zone)::date::text as today, u.permissions,
    coalesce(${looksAfter('u', 'x')}, false) as "looksAfter",
    (select p.mail from notification_preferences p
      where p.tenant_id = m.tenant_id and p.contact_id = m.contact_id and p.type = 'message_posted') as mail
  from thread_members m
  join threads h on h.tenant_id = m.tenant_id and h.id = m.thread_id
  join customers x on x.tenant_id = h.tenant_id and x.id = h.customer_id
  join tenants t on t.id = m.tenant_id
  left join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id
  left join customers k on k.tenant_id = c.tenant_id and k.id = c.customer_id and k.deleted_at is null
  left join identities i on i.tenant_id = m.tenant_id and i.id = coalesce(m.identity_id, c.identity_id)
  left join staff_users u on u.tenant_id = m.tenant_id and u.identity_id = m.identity_id and u.active
  where ${isOneOf('m.thread_id', 'uuid', ':threadIds')} and (cast(:number as bigint) is null or m.number = :number)
  order by m.number`;

/** Those who take part in a thread. @param number one of them alone */
export const membersOf = async (
  db: Db,
  thread: ThreadHead,
  number: string | null = null,
): Promise<Member[]> => (await membersOfAll(db, [thread], number)).get(thread.id) ?? [];

/** The same of several threads, by their ids. */
export async function membersOfAll(
  db: Db,
  threads: readonly ThreadHead[],
  number: string | null = null,
): Promise<Map<string, Member[]>> {
  const byId = new Map(threads.map((thread) => [thread.id, thread]));
  const rows = await rowsOf<Row>(
    db,
    membersSql,
    { threadIds: [...byId.keys()], number },
    { name: 'thread members' },
  );
  const members = new Map<string, Member[]>();
  for (const row of rows) {
    const member = await memberOf(db, byId.get(row.threadId)!, row);
    const others = members.get(row.threadId);
    if (others) others.push(member);
    else members.set(row.threadId, [member]);
  }
  return members;
}

async function memberOf(db: Db, thread: ThreadHead, row: Row): Promise<Member> {
  const { number, name, addresses, locale, muted, mail } = row;
  const rights = row.active ? await rightsOf(db, thread, row) : { mayRead: false, mayWrite: false };
  const author = authorOf(row);
  return { number, author, name: name ?? '', addresses, locale, muted, mail, ...rights };
}

const authorOf = ({ contactId, identityId }: Row): Author =>
  contactId !== null
    ? { kind: 'contact', id: contactId, identityId }
    : identityId !== null
      ? { kind: 'staff', id: identityId }
      : { kind: 'mailbox' };

type Rights = Pick<Member, 'mayRead' | 'mayWrite'>;

async function rightsOf(db: Db, thread: ThreadHead, row: Row): Promise<Rights> {
  if (row.contactId !== null) return contactRights(db, thread, row);
  if (row.identityId === null) return { mayRead: true, mayWrite: true };
  const holds = (name: string) => row.permissions?.includes(name) === true && row.looksAfter;
  const manages = holds('messages.manage');
  return {
    mayRead: manages || holds('messages.view'),
    mayWrite: manages || holds('messages.send'),
  };
}

/** By grant, scope and companies, as if it asked itself. Who takes part in a thread has it for its own. */
async function contactRights(db: Db, thread: ThreadHead, row: Row): Promise<Rights> {
  const { contactId, customerId, today, stored } = row;
  const holder = await holderOf(db, {
    contactId: contactId!,
    customerId: customerId!,
    today,
    stored: stored ?? [],
  });
  const within = (permission: 'messages.view' | 'messages.send') =>
    reaches(reachOf(holder, permission), {
      customerId: thread.customerId,
      companyId: thread.companyId,
      contactId: row.contactId,
      orderAddressId: thread.orderId ? thread.addressId : undefined,
    });
  return { mayRead: within('messages.view'), mayWrite: within('messages.send') };
}

const threadsSql = (condition: string): string => `
  select t.id, t.number, t.customer_id as "customerId", t.company_id as "companyId", t.subject,
    t.request_id as "requestId", o.id as "orderId", o.address_id as "addressId"
  from threads t left join orders o on o.tenant_id = t.tenant_id and o.id = ${orderOfThread('t')}
  where ${condition}`;

export const threadById = async (db: Db, id: string): Promise<ThreadHead | null> =>
  (await rowsOf<ThreadHead>(db, threadsSql('t.id = ?'), [id], { name: 'thread by id' }))[0] ?? null;

/** Threads by their short numbers. */
export async function threadsByNumbers(
  db: Db,
  numbers: readonly number[],
): Promise<Map<number, ThreadHead>> {
  const rows = await rowsOf<ThreadHead>(
    db,
    threadsSql(isOneOf('t.number', 'bigint')),
    [[...new Set(numbers)]],
    { name: 'threads by numbers' },
  );
  return new Map(rows.map((thread) => [Number(thread.number), thread]));
}

/** Somebody of the company who may answer a customer's messages, by address. */
export const staffByAddress = async (
  db: Db,
  thread: ThreadHead,
  address: string,
): Promise<string | null> =>
  (
    await rowsOf<{ id: string }>(
      db,
      `select i.id from identities i
       join staff_users u on u.tenant_id = i.tenant_id and u.identity_id = i.id and u.active
       join customers x on x.tenant_id = i.tenant_id and x.id = :customerId
       where lower(i.email) = :address and i.disabled_at is null
         and (u.permissions && array['messages.manage', 'messages.send']::text[])
         and ${looksAfter('u', 'x')}
       limit 1`,
      { customerId: thread.customerId, address },
    )
  )[0]?.id ?? null;

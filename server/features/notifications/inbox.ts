import { createHash } from 'node:crypto';
import { z } from 'zod';
import { messageLimits } from '#contract/message-words';
import type { Changes, Notification } from '#contract/notifications';
import {
  mostUnread,
  notificationTypeNames,
  notifiedRecords,
  planOf,
  type NotificationType,
  type NotifiedRecord,
} from '#contract/notification-words';
import type { ContactPermission } from '#contract/permissions';
import { isOneOf } from '../../db/keys.ts';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type ContactCaller, type PersonCaller } from '../../http/caller.ts';
import { createCursorForm } from '../../http/cursor.ts';
import { catchUp } from './rules.ts';
import { goesThere, orderOfThread } from '../../records/order-places.ts';
import type { Page } from '../../records/records.ts';
import { threadNews } from '../../records/threads.ts';

type Bindings = Record<string, unknown>;

const typesByPermission = Map.groupBy(notificationTypeNames, (type) => planOf(type).permission);

/** What a caller may see of a type now, as SQL over a notification `n` that is bound by names. */
function visibleTo(caller: ContactCaller): { sql: string; bindings: Bindings } {
  const bindings: Bindings = { contactId: caller.contactId, customerId: caller.customer.id };
  const free: NotificationType[] = [];
  const limited: string[] = [];
  for (const [permission, types] of typesByPermission) {
    if (permission !== null && !caller.grants.has(permission)) continue;
    const rest = permission === null ? [] : limitsOf(caller, permission, bindings);
    if (rest.length === 0) free.push(...types);
    else {
      bindings[`types${limited.length}`] = types;
      const ofTypes = isOneOf('n.type', 'text', `:types${limited.length}`);
      limited.push(`(${[ofTypes, ...rest].join(' and ')})`);
    }
  }
  bindings.free = free;
  const any = [isOneOf('n.type', 'text', ':free'), ...limited].join(' or ');
  return {
    // What a contact was told of as one of another customer is not its business any more.
    sql: `n.contact_id = :contactId and n.customer_id = :customerId and (${any})`,
    bindings,
  };
}

/** The order that a notification `n` is of, or that its conversation or request hangs on. */
const orderOfNotice = `case n.record_kind when 'order' then n.record_id
  when 'thread' then (select ${orderOfThread('t')} from threads t where t.tenant_id = n.tenant_id and t.id = n.record_id)
  when 'request' then (select q.order_id from service_requests q
    where q.tenant_id = n.tenant_id and q.id = n.record_id) end`;

/** What was told of an order that was none yet says where it was to go; of others it says nothing. */
const wouldGoThere = (addresses: string): string =>
  `(n.data -> 'address' is null or ${isOneOf("n.data ->> 'address'", 'text', addresses)})`;

function limitsOf(
  caller: ContactCaller,
  permission: ContactPermission,
  bindings: Bindings,
): string[] {
  const { contactId, companyIds, addressIds, orderAddressIds } = reachOf(caller, permission);
  const limits: string[] = [];
  if (contactId) limits.push('n.own');
  if (companyIds) {
    const name = `companies${permission.replace('.', '_')}`;
    bindings[name] = companyIds;
    limits.push(isOneOf('n.company_id', 'uuid', `:${name}`));
  }
  const places = addressIds ?? orderAddressIds;
  if (places) {
    const name = `places${permission.replace('.', '_')}`;
    bindings[name] = places;
    limits.push(goesThere('n', orderOfNotice, `:${name}`), wouldGoThere(`:${name}`));
  }
  return limits;
}

/** How many are unread, counted up to a bound: in the order of the index, which ends there. */
async function unreadOf(db: Db, caller: ContactCaller) {
  const { sql, bindings } = visibleTo(caller);
  const { count } = await rowOf<{ count: number }>(
    db,
    `select count(*)::int as count from (
       select from notifications n where ${sql} and n.read_at is null order by n.id desc limit ${mostUnread + 1}) x`,
    bindings,
  );
  return { unread: Math.min(count, mostUnread), more: count > mostUnread };
}

/** What is new since a notification; one statement. */
export async function changesSince(
  db: Db,
  caller: ContactCaller,
  since: string | undefined,
): Promise<Changes> {
  const { sql, bindings } = visibleTo(caller);
  const news = threadNews(caller);
  const { count, newest, seen, threads } = await rowOf<{
    count: number;
    newest: string | null;
    seen: 'lately' | 'before' | null;
    threads: ThreadNews;
  }>(
    db,
    `select (select count(*)::int from (
         select from notifications n where ${sql} and n.read_at is null order by n.id desc limit ${mostUnread + 1}) x)
         as count,
       (select n.id from notifications n where ${sql} order by n.id desc limit 1) as newest,
       (select case when r.seen_at > now() - interval '1 day' then 'lately' else 'before' end
        from notification_readers r
        where r.contact_id = :contactId and r.seen_at > now() - interval '30 days') as seen,
       ${news.sql} as threads`,
    { ...bindings, ...news.bindings },
    { name: `changes ${createHash('sha256').update(sql).update(news.sql).digest('base64url')}` },
  );
  // Once a day says often enough that somebody looks.
  if (seen !== 'lately' && !caller.impersonator) {
    await noteReader(db, caller.contactId);
    if (seen === null) {
      await catchUp(db, caller.contactId);
      return changesSince(db, caller, since);
    }
  }
  const cursor = newest ?? '0';
  return {
    unread: Math.min(count, mostUnread),
    more: count > mostUnread,
    cursor,
    fresh: since !== undefined && BigInt(cursor) > BigInt(since),
    threads: shownNews(threads),
  };
}

type ThreadNews = { unread: number; last: string | null } | null;

/** One that committed late changes the count, though not what was written last. */
const shownNews = (news: ThreadNews): Changes['threads'] =>
  news && {
    unread: Math.min(news.unread, messageLimits.unread),
    cursor: `${news.last ?? ''} ${news.unread}`,
  };

/** The same for people of the company: they are told of nothing but conversations. */
export async function staffChanges(db: Db, caller: PersonCaller): Promise<Changes> {
  const { sql, bindings } = threadNews(caller);
  const { threads } = await rowOf<{ threads: ThreadNews }>(
    db,
    `select ${sql} as threads`,
    bindings,
    { name: `changes ${createHash('sha256').update(sql).digest('base64url')}` },
  );
  return { unread: 0, more: false, cursor: '0', fresh: false, threads: shownNews(threads) };
}

const noteReader = (db: Db, contactId: string): Promise<unknown> =>
  db.raw(
    `insert into notification_readers (tenant_id, contact_id) values (current_setting('app.tenant_id')::uuid, ?)
     on conflict (tenant_id, contact_id) do update set seen_at = now()`,
    [contactId],
  );

const form = createCursorForm(z.tuple([z.string().regex(/^\d{1,18}$/)]));

type Row = {
  id: string;
  type: NotificationType;
  at: string;
  readAt: string | null;
  recordKind: NotifiedRecord | null;
  recordId: string | null;
  muted: boolean;
  data: Record<string, unknown>;
};

/** A page of the inbox, the newest first. @throws AppError `invalid_input` where the cursor is none of ours */
export async function listInbox(
  db: Db,
  caller: ContactCaller,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<Notification>> {
  const { sql, bindings } = visibleTo(caller);
  const behind = cursor === undefined ? '' : 'and n.id < cast(:after as bigint)';
  const rows = await rowsOf<Row>(
    db,
    `select n.id, n.type, n.at, n.read_at as "readAt", n.record_kind as "recordKind", n.record_id as "recordId",
       n.data, exists (select from notification_mutes m
         where m.contact_id = :contactId and coalesce(m.order_id, m.invoice_id, m.quote_id, m.payment_id, m.shipment_id) = n.record_id)
       or exists (select from thread_members m
         where m.thread_id = n.record_id and m.contact_id = :contactId and m.muted)
       or exists (select from thread_members m join threads t on t.tenant_id = m.tenant_id and t.id = m.thread_id
         where t.request_id = n.record_id and m.contact_id = :contactId and m.muted) as muted
     from notifications n where ${sql} ${behind} order by n.id desc limit :limit`,
    { ...bindings, limit: limit + 1, ...(cursor !== undefined && { after: form.read(cursor)[0] }) },
  );
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items: items.map(shown), nextCursor: last ? form.write([last.id]) : null };
}

const shown = ({ recordKind, recordId, data, ...row }: Row): Notification => ({
  ...row,
  record:
    recordKind && recordId && isRecord(recordKind) ? { kind: recordKind, id: recordId } : null,
  params: Object.fromEntries(
    Object.entries(data).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as const] : [],
    ),
  ),
});

/** A contact's own account is no record that is opened. */
const isRecord = (kind: string): kind is NotifiedRecord =>
  (notifiedRecords as readonly string[]).includes(kind);

/** Marks these, or all up to one, as read. @returns what is unread then */
export async function markRead(
  db: Db,
  caller: ContactCaller,
  { ids, upTo }: { ids?: string[]; upTo?: string },
) {
  const which = ids ? 'id = any(cast(:ids as bigint[]))' : 'id <= cast(:upTo as bigint)';
  await db.raw(
    `update notifications set read_at = now() where contact_id = :contactId and read_at is null and ${which}`,
    { contactId: caller.contactId, ...(ids ? { ids } : { upTo: upTo! }) } as never,
  );
  return unreadOf(db, caller);
}

const muteColumns: Record<Exclude<NotifiedRecord, 'thread' | 'request'>, string> = {
  order: 'order_id',
  invoice: 'invoice_id',
  quote: 'quote_id',
  payment: 'payment_id',
  shipment: 'shipment_id',
};

/** A thread is muted by its members. */
const muteThread = (db: Db, contactId: string, thread: string, muted: boolean): Promise<unknown> =>
  db.raw(
    `insert into thread_members (tenant_id, thread_id, contact_id, muted)
     values (current_setting('app.tenant_id')::uuid, ?, ?, ?)
     on conflict (tenant_id, thread_id, contact_id, identity_id) do update set muted = excluded.muted`,
    [thread, contactId, muted],
  );

/** A request is muted by its conversation. */
async function muteRequest(
  db: Db,
  contactId: string,
  request: string,
  muted: boolean,
): Promise<void> {
  const threads = await db('threads').where({ request_id: request }).pluck<string[]>('id');
  for (const thread of threads) await muteThread(db, contactId, thread, muted);
}

/** Says whether the caller hears more of the record of a notification. @throws AppError `not_found` */
export async function setMute(
  db: Db,
  caller: ContactCaller,
  id: string,
  muted: boolean,
): Promise<void> {
  const { sql, bindings } = visibleTo(caller);
  const [row] = await rowsOf<{ kind: NotifiedRecord | 'contact' | null; record: string }>(
    db,
    `select n.record_kind as kind, n.record_id as record from notifications n where ${sql} and n.id = cast(:id as bigint)`,
    { ...bindings, id },
  );
  if (!row?.kind || !isRecord(row.kind)) throw new AppError('not_found');
  if (row.kind === 'thread')
    return void (await muteThread(db, caller.contactId, row.record, muted));
  if (row.kind === 'request') return muteRequest(db, caller.contactId, row.record, muted);
  const column = muteColumns[row.kind];
  if (muted)
    await db.raw(
      `insert into notification_mutes (tenant_id, contact_id, ${column})
       values (current_setting('app.tenant_id')::uuid, ?, ?) on conflict do nothing`,
      [caller.contactId, row.record],
    );
  else
    await db('notification_mutes')
      .where({ contact_id: caller.contactId, [column]: row.record })
      .delete();
}

/** Deletes what is older than half a year. */
export const sweepInbox = (db: Db): Promise<unknown> =>
  db.raw(`delete from notifications where at < now() - interval '180 days'`);

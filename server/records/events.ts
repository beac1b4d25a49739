import type { ActorKind } from '#contract/audit-events';
import { rowOf, rowsOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';
import { writeAudit } from '../http/caller.ts';
import type { InTenant } from '../http/mount.ts';
import { jsonbOf } from '../http/text.ts';
import { orderOfThread } from './order-places.ts';

/** What can happen. */
export const eventKinds = [
  'order.created',
  'order.status_changed',
  'order.change_answered',
  'order.captured',
  'order.accepted',
  'order.rejected',
  'invoice.issued',
  'statement.available',
  'statement.mailed',
  'account.password_changed',
  'account.new_device',
  'account.factor_changed',
  'message.posted',
  'request.status_changed',
  'approval.asked',
  'approval.waiting',
  'approval.decided',
  'quote.issued',
  'quote.expiring',
  'quote.decided',
  'document.attached',
  'document.expiring',
  'payment.changed',
  'payment.promised',
  'payment.disputed',
  'payment.dispute_decided',
  'shipment.status_changed',
  'shipment.milestone',
  'shipment.arrival_moved',
  'shipment.free_days_end',
  'shipment.deadline_near',
] as const;
export type EventKind = (typeof eventKinds)[number];

/**
 * Kinds of records that events are about: the column each stands in, and the contacts whose own an event's record is,
 * as SQL over an event `e`. A new kind is a column of `events` and a line here.
 */
export const eventRecords = {
  contact: { column: 'contact_id', owners: 'array[e.contact_id]' },
  order: {
    column: 'order_id',
    owners:
      '(select array[o.contact_id] from orders o where o.tenant_id = e.tenant_id and o.id = e.order_id)',
  },
  invoice: {
    column: 'invoice_id',
    owners: `array(select o.contact_id from invoice_orders l
      join orders o on o.tenant_id = l.tenant_id and o.id = l.order_id
      where l.tenant_id = e.tenant_id and l.invoice_id = e.invoice_id and o.contact_id is not null)`,
  },
  quote: {
    column: 'quote_id',
    owners:
      '(select array_remove(array[q.contact_id], null) from quotes q where q.tenant_id = e.tenant_id and q.id = e.quote_id)',
  },
  thread: {
    column: 'thread_id',
    owners: `array(select m.contact_id from thread_members m
        where m.tenant_id = e.tenant_id and m.thread_id = e.thread_id and m.contact_id is not null
      union select coalesce(o.contact_id, s.contact_id, q.contact_id, qt.contact_id) from threads t
        left join orders o on o.tenant_id = t.tenant_id and o.id = t.order_id
        left join shipments s on s.tenant_id = t.tenant_id and s.id = t.shipment_id
        left join service_requests q on q.tenant_id = t.tenant_id and q.id = t.request_id
        left join quotes qt on qt.tenant_id = t.tenant_id and qt.id = t.quote_id
        where t.tenant_id = e.tenant_id and t.id = e.thread_id
          and coalesce(o.contact_id, s.contact_id, q.contact_id, qt.contact_id) is not null)`,
  },
  request: {
    column: 'request_id',
    owners: `(select array[q.contact_id] from service_requests q
      where q.tenant_id = e.tenant_id and q.id = e.request_id and q.contact_id is not null)`,
  },
  payment: {
    column: 'payment_id',
    owners:
      '(select array[y.contact_id] from payments y where y.tenant_id = e.tenant_id and y.id = e.payment_id)',
  },
  shipment: {
    column: 'shipment_id',
    owners:
      '(select array_remove(array[s.contact_id], null) from shipments s where s.tenant_id = e.tenant_id and s.id = e.shipment_id)',
  },
} as const;
export type EventRecord = keyof typeof eventRecords;
const recordKinds = Object.keys(eventRecords) as EventRecord[];

export type NewEvent = {
  kind: EventKind;
  customerId: string;
  companyId?: string | null;
  /** What it is about, besides customer and company. */
  record?: { kind: EventRecord; id: string };
  /** What its readers say of it: names and codes, no amounts and no secrets. */
  data?: Record<string, unknown>;
  /** Who did it; a person by its identity, a machine by its key, where that is known. */
  actor: { kind: ActorKind; id: string | null };
  /** `internal` is for no customer. */
  visibility?: 'customer' | 'internal';
};

/** An event as its readers get it. */
export type Event = {
  id: string;
  kind: EventKind;
  customerId: string;
  companyId: string | null;
  record: { kind: EventRecord; id: string } | null;
  /** The contacts whose own the record is now. */
  owners: readonly string[];
  /** Whether it is of an order, its conversation or its request, and where that order goes. */
  ofOrder: boolean;
  addressId: string | null;
  at: string;
  actorId: string | null;
  data: Record<string, unknown>;
  visibility: 'customer' | 'internal';
};

/** Days after which what is heard of for the first time is history, and no news. */
export const newsDays = 7;

const tenant = `current_setting('app.tenant_id')::uuid`;
const columns = recordKinds.map((kind) => eventRecords[kind].column);

/** Notes what happened, in the transaction of the change; one statement, however much it was. */
export async function recordEvents(db: Db, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ record, actor, ...event }) => ({
    kind: event.kind,
    customer_id: event.customerId,
    company_id: event.companyId ?? null,
    ...(record && { [eventRecords[record.kind].column]: record.id }),
    actor_kind: actor.kind,
    actor_id: actor.id,
    data: event.data ?? {},
    visibility: event.visibility ?? 'customer',
  }));
  const names = `kind, customer_id, company_id, ${columns.join(', ')}, actor_kind, actor_id, data, visibility`;
  await rowsOf(
    db,
    `with written as (
       insert into events (tenant_id, ${names})
       select ${tenant}, ${names} from jsonb_to_recordset(cast(? as jsonb)) as r(kind text, customer_id uuid,
         company_id uuid, ${columns.map((name) => `${name} uuid`).join(', ')}, actor_kind text, actor_id uuid,
         data jsonb, visibility text)
     )
     insert into event_due (tenant_id, reader) select ${tenant}, reader from unnest(array[${readersToWake}]) x (reader) where reader is not null`,
    [jsonbOf(rows)],
    { name: 'events written' },
  );
}

/** Where no system is told anything, that reader has nothing to do. */
const readersToWake = `'notifications', case when exists (select 1 from webhook_endpoints
  where tenant_id = ${tenant} and state = 'on') then 'webhooks' end`;

export const recordEvent = (db: Db, event: NewEvent): Promise<void> => recordEvents(db, [event]);

/** Who reads events, and who is woken in the same way without reading any. */
export type EventReader = 'notifications' | 'webhooks' | 'late_tasks' | 'captured_orders';

/** Has a reader of the tenant's events look again at a time. */
export const wakeReader = (db: Db, reader: EventReader, at: string): Promise<unknown> =>
  db.raw(`insert into event_due (tenant_id, reader, due_at) values (${tenant}, ?, ?)`, [
    reader,
    at,
  ]);

/** Tenants whose events a reader has something to do with now. In a scope without a tenant. */
export const tenantsWithEvents = async (db: Db, reader: EventReader): Promise<string[]> =>
  (
    await rowsOf<{ id: string }>(
      db,
      'select distinct tenant_id as id from event_due where reader = ? and due_at <= now()',
      [reader],
    )
  ).map(({ id }) => id);

const recordOf = `case ${recordKinds
  .map(
    (kind) =>
      `when e.${eventRecords[kind].column} is not null then jsonb_build_object('kind', '${kind}', 'id', e.${eventRecords[kind].column})`,
  )
  .join(' ')} end`;
const ownersOf = `coalesce(case ${recordKinds
  .map(
    (kind) => `when e.${eventRecords[kind].column} is not null then ${eventRecords[kind].owners}`,
  )
  .join(' ')} end, '{}')`;

/** The order that an event is of, or that its conversation or request hangs on. */
const orderOf = `coalesce(e.order_id,
  (select ${orderOfThread('t')} from threads t where t.tenant_id = e.tenant_id and t.id = e.thread_id),
  (select q.order_id from service_requests q where q.tenant_id = e.tenant_id and q.id = e.request_id))`;

/** What is selected of an event `e`. */
const eventColumns = `e.id, e.kind, e.customer_id as "customerId", e.company_id as "companyId", ${recordOf} as record,
  ${ownersOf} as owners, ${orderOf} is not null as "ofOrder",
  (select o.address_id from orders o where o.tenant_id = e.tenant_id and o.id = ${orderOf}) as "addressId", e.at, e.actor_id as "actorId", e.data, e.visibility`;

/** These events, in the order in which they happened. */
export const eventsById = (db: Db, ids: readonly string[]): Promise<Event[]> =>
  rowsOf<Event>(
    db,
    `select ${eventColumns} from unnest(cast(? as bigint[])) k (id) join events e on e.id = k.id order by e.id`,
    [ids],
  );

/** The newest events of a customer in so many days, the newest first. */
export const recentEvents = (
  db: Db,
  customerId: string,
  days: number,
  limit: number,
): Promise<Event[]> =>
  rowsOf<Event>(
    db,
    `select ${eventColumns} from events e
     where e.customer_id = :customerId and e.at > now() - make_interval(days => :days)
     order by e.id desc limit :limit`,
    { customerId, days, limit },
  );

export type EventBatch = {
  events: Event[];
  /** There are more. */
  more: boolean;
  /** Notes that they are done with, in the same transaction. */
  done(): Promise<void>;
};

/**
 * The next events of a reader, each once and none left out, whatever the order in which transactions end: only those
 * of transactions below which none is under way, in the order of transactions. One that stays open holds back what
 * began after it. The reader's row is locked until the transaction ends.
 * @returns null where another server is at it
 */
export async function takeEvents(
  db: Db,
  reader: string,
  limit: number,
): Promise<EventBatch | null> {
  await db.raw(
    `insert into event_readers (tenant_id, reader) values (${tenant}, ?) on conflict do nothing`,
    [reader],
  );
  // A database that came from a backup counts transactions anew: what was read in the old count is behind all others.
  const [at] = await rowsOf<{ xact: string; id: string; horizon: string }>(
    db,
    `select case when xact > pg_snapshot_xmax(pg_current_snapshot()) then '0' else xact::text end as xact,
       case when xact > pg_snapshot_xmax(pg_current_snapshot()) then 0 else id end as id,
       pg_snapshot_xmin(pg_current_snapshot())::text as horizon
     from event_readers where reader = ? for update skip locked`,
    [reader],
  );
  if (!at) return null;
  const rows = await rowsOf<Event & { xact: string }>(
    db,
    `select ${eventColumns}, e.xact::text as xact from events e
     where e.xact < cast(:horizon as xid8) and (e.xact, e.id) > (cast(:xact as xid8), cast(:id as bigint))
     order by e.xact, e.id limit :limit`,
    { ...at, limit },
  );
  const more = rows.length === limit;
  const last = rows.at(-1);
  return {
    events: rows,
    more,
    done: async () => {
      if (last) await moveTo(db, reader, last);
      // By the same horizon: whoever wrote since then has said so in a row that stays.
      if (!more)
        await db.raw(
          `delete from event_due
           where tenant_id = ${tenant} and reader = ? and due_at <= now() and xact < cast(? as xid8)`,
          [reader, at.horizon],
        );
    },
  };
}

const moveTo = (db: Db, reader: string, { xact, id }: { xact: string; id: string }) =>
  rowOf(
    db,
    `update event_readers set xact = cast(:xact as xid8), id = :id where reader = :reader returning reader`,
    { reader, xact, id },
  );

/** Has a reader begin with what happens from now on: what was before is nothing to it. */
export const startReader = (db: Db, reader: EventReader): Promise<unknown> =>
  db.raw(
    `insert into event_readers (tenant_id, reader, xact, id) values (${tenant}, ?, pg_current_xact_id(), 0)
     on conflict (tenant_id, reader) do update set xact = excluded.xact, id = 0`,
    [reader],
  );

/** Days for which events are kept, events that go at a time, and portions of one round. */
const [keptDays, portion, mostPortions] = [90, 2_000, 200];

/**
 * Takes events away that are older than 90 days, and says in the audit log how many of each kind there were. Each portion
 * goes in the transaction that counts it: what breaks off goes on with the next, and of two servers one does it.
 * @param size events of a portion
 * @returns how many went
 */
export async function summariseEvents(inTenant: InTenant, size = portion): Promise<number> {
  let gone = 0;
  for (let round = 0; round < mostPortions; round++) {
    const count = await inTenant((db) => summarisePortion(db, size));
    gone += count;
    if (count < size) break;
  }
  return gone;
}

async function summarisePortion(db: Db, size: number): Promise<number> {
  const { tenantId, free } = await rowOf<{ tenantId: string; free: boolean }>(
    db,
    `select ${tenant} as "tenantId",
       pg_try_advisory_xact_lock(hashtextextended('events ' || ${tenant}::text, 0)) as free`,
  );
  if (!free) return 0;
  const kinds = await rowsOf<{ kind: string; count: number; from: string; to: string }>(
    db,
    `with gone as (
       delete from events where id in (
         select id from events where at < now() - make_interval(days => ${keptDays}) order by at, id limit ?)
       returning kind, at
     )
     select kind, count(*)::int as count, min(at) as "from", max(at) as "to" from gone group by kind order by kind`,
    [size],
  );
  const count = kinds.reduce((sum, one) => sum + one.count, 0);
  if (count === 0) return 0;
  const instants = (name: 'from' | 'to') => kinds.map((one) => new Date(one[name]).toISOString());
  await writeAudit(db, 'events.summarised', { tenantId, kind: 'public', id: null }, null, {
    detail: {
      from: instants('from').toSorted()[0],
      to: instants('to').toSorted().at(-1),
      count,
      kinds: Object.fromEntries(kinds.map((one) => [one.kind, one.count])),
    },
  });
  return count;
}

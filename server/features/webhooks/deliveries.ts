import { erpLeaseSeconds } from '#contract/erp-desk-words';
import { retrySeconds, webhookKinds } from '#contract/webhook-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { jsonbOf } from '../../http/text.ts';
import { takeEvents, type Event } from '../../records/events.ts';
import { wakeWebhooks } from '../../records/webhook-due.ts';
import type { Outcome } from './webhooks.queries.ts';

/** Events and tasks that are looked at in one go, and deliveries that are taken on. */
const [eventPortion, taskPortion, deliveryPortion] = [500, 200, 40];
/** Seconds after which another server takes a delivery on whose server died. */
const leaseSeconds = 60;

/** What a person does with its own account is nobody's business. */
const isTold = ({ kind, visibility }: Event): boolean =>
  visibility === 'customer' && (webhookKinds as readonly string[]).includes(kind);

type NewDelivery = {
  endpointId: string;
  kind: string;
  /** Once to each address; null for what is told anew each time. */
  key: string | null;
  /** When it happened; null for now. */
  at: string | null;
  data: Record<string, unknown>;
};

/** Adds what is to be told. @returns the ids of what was not there yet */
export async function addDeliveries(db: Db, rows: readonly NewDelivery[]): Promise<string[]> {
  if (rows.length === 0) return [];
  const added = await rowsOf<{ id: string }>(
    db,
    `insert into webhook_deliveries (tenant_id, endpoint_id, kind, key, body)
     select current_setting('app.tenant_id')::uuid, r."endpointId", r.kind, coalesce(r.key, gen_random_uuid()::text),
       json_build_object('type', r.kind, 'timestamp',
         to_char(coalesce(r.at, now()) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'data', r.data)::text
     from jsonb_to_recordset(cast(? as jsonb))
       as r("endpointId" uuid, kind text, key text, at timestamptz, data jsonb)
     on conflict (tenant_id, endpoint_id, kind, key) do nothing
     returning id`,
    [jsonbOf(rows)],
  );
  if (added.length > 0) await wakeWebhooks(db);
  return added.map(({ id }) => id);
}

/** Turns what happened into what is to be told. @returns whether there is more */
export async function tellEvents(db: Db): Promise<boolean> {
  const batch = await takeEvents(db, 'webhooks', eventPortion);
  if (!batch) return false;
  const told = batch.events.filter(isTold);
  if (told.length > 0) await addDeliveries(db, await addressed(db, told));
  await batch.done();
  return batch.more;
}

/** Who is to hear of each event. */
async function addressed(db: Db, events: readonly Event[]): Promise<NewDelivery[]> {
  const rows = await rowsOf<{
    eventId: string;
    endpointId: string;
    customer: string;
    company: string | null;
  }>(
    db,
    `select r.id as "eventId", w.id as "endpointId", k.number as customer, c.code as company
     from jsonb_to_recordset(cast(? as jsonb))
       as r(id text, kind text, at timestamptz, "customerId" uuid, "companyId" uuid)
     join webhook_endpoints w on w.state = 'on' and w.since <= r.at and r.kind = any(w.kinds)
     join customers k on k.tenant_id = w.tenant_id and k.id = r."customerId"
     left join companies c on c.tenant_id = w.tenant_id and c.id = r."companyId"`,
    [
      jsonbOf(
        events.map(({ id, kind, at, customerId, companyId }) => ({
          id,
          kind,
          at,
          customerId,
          companyId,
        })),
      ),
    ],
  );
  const byId = new Map(events.map((event) => [event.id, event]));
  return rows.flatMap(({ eventId, endpointId, customer, company }) => {
    const event = byId.get(eventId);
    if (!event) return [];
    const { kind, record, data, at } = event;
    return [{ endpointId, kind, key: eventId, at, data: { customer, company, record, ...data } }];
  });
}

/** Has addresses told of tasks that wait for the ERP. */
export async function tellTasks(db: Db): Promise<void> {
  await db.raw(
    `with waiting as (
       select x.*, w.id as endpoint_id from erp_tasks x
       join webhook_endpoints w on w.tenant_id = x.tenant_id and w.state = 'on' and 'erp.task' = any(w.kinds)
       where x.state in ('held', 'waiting') and x.due_at <= now() and not exists (
         select 1 from webhook_deliveries d
         where d.tenant_id = x.tenant_id and d.endpoint_id = w.id and d.kind = 'erp.task' and d.key = x.id::text)
       order by x.number limit ${taskPortion}
     ), added as (
       insert into webhook_deliveries (tenant_id, endpoint_id, kind, key, task_id, body)
       select t.tenant_id, t.endpoint_id, 'erp.task', t.id::text, t.id,
         json_build_object('type', 'erp.task', 'timestamp',
           to_char(t.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
           'data', json_build_object('id', t.id, 'number', t.number::text, 'kind', t.kind, 'customer', k.number,
             'createdAt', to_char(t.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
             'payload', t.payload))::text
       from waiting t join customers k on k.tenant_id = t.tenant_id and k.id = t.customer_id
       on conflict do nothing returning tenant_id
     )
     insert into webhook_due (tenant_id) select distinct tenant_id from added`,
  );
}

/** A delivery that is this server's to make. */
export type Claimed = {
  id: string;
  url: string;
  body: string;
  secret: string;
  formerSecret: string | null;
  taskId: string | null;
  attempts: number;
};

/** Takes deliveries on. What says that there are some goes first: whoever adds one meanwhile adds its own. */
export async function claimDeliveries(db: Db, tenantId: string): Promise<Claimed[]> {
  await db('webhook_due').where({ tenant_id: tenantId }).whereRaw('due_at <= now()').delete();
  await tellTasks(db);
  await dropDead(db);
  const rows = await rowsOf<Claimed>(
    db,
    `with due as (
       select d.tenant_id, d.id from webhook_deliveries d
       join webhook_endpoints w on w.tenant_id = d.tenant_id and w.id = d.endpoint_id and w.state = 'on'
       where d.state = 'waiting' and d.due_at <= now()
       order by d.due_at limit ${deliveryPortion} for update of d skip locked
     )
     update webhook_deliveries d
     set due_at = now() + make_interval(secs => ${leaseSeconds}), attempts = d.attempts + 1, tried_at = now()
     from due, webhook_endpoints w
     where d.tenant_id = due.tenant_id and d.id = due.id and w.tenant_id = d.tenant_id and w.id = d.endpoint_id
     returning d.id, w.url, d.body, w.secret, d.task_id as "taskId", d.attempts,
       case when w.former_until > now() then w.former_secret end as "formerSecret"`,
  );
  // For whatever is left, and for whoever dies with these.
  if (rows.length > 0) await wakeWebhooks(db, leaseSeconds);
  if (rows.length === deliveryPortion) await wakeWebhooks(db);
  return rows;
}

/** Nobody is told of a task that was fetched, answered or taken back, unless somebody asked for it again. */
const dropDead = (db: Db) =>
  db.raw(
    `update webhook_deliveries d set state = 'dropped' from erp_tasks x
     where d.state = 'waiting' and d.task_id is not null and d.tried_at is null and x.tenant_id = d.tenant_id
       and x.id = d.task_id and x.state not in ('held', 'waiting')`,
  );

/**
 * Notes what became of an attempt, and when there is another.
 * @param retryAfter seconds the other side asked for
 */
export async function settle(
  db: Db,
  { id, attempts, taskId }: Pick<Claimed, 'id' | 'attempts' | 'taskId'>,
  { status, fault }: Outcome,
  retryAfter = 0,
): Promise<void> {
  if (status !== null && status >= 200 && status < 300) {
    await db('webhook_deliveries')
      .where({ id })
      .update({ state: 'delivered', status, fault: null });
    if (taskId) await takeTask(db, taskId);
    return;
  }
  const pause = retrySeconds[attempts - 1];
  const gone = status === 410;
  await db('webhook_deliveries')
    .where({ id, state: 'waiting' })
    .update({
      status,
      fault,
      state: pause === undefined ? 'failed' : 'waiting',
      due_at: db.raw('now() + make_interval(secs => ?)', [Math.max(pause ?? 0, retryAfter)]),
    });
  if (gone) await turnOff(db, id);
  else if (pause !== undefined) await wakeWebhooks(db, Math.max(pause, retryAfter));
}

/** The other side has the task; who would rather fetch is handed it again where no answer comes within the lease. */
const takeTask = (db: Db, id: string) =>
  db.raw(
    `update erp_tasks set state = 'taken', taken_at = now(), attempts = attempts + 1,
       due_at = now() + make_interval(secs => ${erpLeaseSeconds})
     where id = ? and state in ('held', 'waiting')`,
    [id],
  );

const turnOff = (db: Db, deliveryId: string) =>
  db.raw(
    `update webhook_endpoints w set state = 'gone', version = w.version + 1 from webhook_deliveries d
     where d.id = ? and w.tenant_id = d.tenant_id and w.id = d.endpoint_id`,
    [deliveryId],
  );

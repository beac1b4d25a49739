import { pressingDays } from '#contract/shipment-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { recordEvents } from '../../records/events.ts';
import { eventOf } from '../../records/shipments/news.ts';
import { freeToday, open, pressingFrom } from './shipments.queries.ts';

type Due = {
  id: string;
  number: string;
  customerId: string;
  companyId: string;
  date: string;
};
const dueColumns = `s.id, s.number, s.customer_id as "customerId", s.company_id as "companyId"`;

/** Shipments of a round. */
const portion = 1_000;
/** Hours before a deadline in which it is near. */
const nearHours = 48;

/**
 * Tells of free days that end: when three are left, and on the last one, each once, however many servers look. A clock
 * that ends on another day by then is told of anew.
 */
export async function tellFreeDays(db: Db): Promise<void> {
  const stage = `case when s.free_until = ${freeToday} then 'last' else 'few' end`;
  const due = await rowsOf<Due & { stage: 'few' | 'last' }>(
    db,
    `with due as (
       select s.tenant_id, s.id, jsonb_build_object('until', s.free_until, 'stage', ${stage}) as told
       from shipments s join companies c on c.tenant_id = s.tenant_id and c.id = s.company_id
       where s.deleted_at is null and ${open}
         -- By the index, whatever the zone; then by the day of the place.
         and s.free_until >= current_date - 1 and s.free_until >= ${freeToday} and ${pressingFrom} <= ${freeToday}
         and s.told -> 'free' is distinct from jsonb_build_object('until', s.free_until, 'stage', ${stage})
       order by s.free_until, s.id limit ${portion} for update of s skip locked
     )
     update shipments s set told = coalesce(s.told, '{}') || jsonb_build_object('free', due.told) from due
     where s.tenant_id = due.tenant_id and s.id = due.id
     returning ${dueColumns}, s.free_until as date, due.told ->> 'stage' as stage`,
  );
  await recordEvents(
    db,
    due.map((one) =>
      eventOf(one, 'shipment.free_days_end', {
        date: one.date,
        stage: one.stage,
        days: String(pressingDays),
      }),
    ),
  );
}

/** Tells of deadlines that are two days away and not met, each once, however many servers look. */
export async function tellDeadlines(db: Db): Promise<void> {
  const due = await rowsOf<Due & { kind: string }>(
    db,
    `with near as (
       select d.tenant_id, d.shipment_id, d.kind, d.due_on from shipment_deadlines d
       join shipments s on s.tenant_id = d.tenant_id and s.id = d.shipment_id
       join companies c on c.tenant_id = s.tenant_id and c.id = s.company_id
       where not d.done and s.deleted_at is null and ${open}
         and d.due_on between current_date - 2 and current_date + 4
         and coalesce(d.due_at, (d.due_on + 1) at time zone c.time_zone)
           between now() and now() + interval '${nearHours} hours'
         and s.told -> 'deadlines' ->> d.kind is distinct from d.due_on::text
       order by d.due_on, d.shipment_id, d.line limit ${portion} for update of s skip locked
     ), told as (
       update shipments s set told = coalesce(s.told, '{}')
         || jsonb_build_object('deadlines', coalesce(s.told -> 'deadlines', '{}') || x.dates)
       from (select tenant_id, shipment_id, jsonb_object_agg(kind, due_on) as dates from near group by 1, 2) x
       where s.tenant_id = x.tenant_id and s.id = x.shipment_id
       returning s.tenant_id, s.id, s.number, s.customer_id, s.company_id
     )
     select ${dueColumns}, near.kind, min(near.due_on) as date
     from told s join near on near.tenant_id = s.tenant_id and near.shipment_id = s.id
     group by s.id, s.number, s.customer_id, s.company_id, near.kind order by date, s.id`,
  );
  await recordEvents(
    db,
    due.map((one) =>
      eventOf(one, 'shipment.deadline_near', { date: one.date, deadline: one.kind }),
    ),
  );
}

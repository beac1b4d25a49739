import { erpUnawaited, type ErpTaskKind, type ErpTaskState } from '#contract/erp-desk-words';
import { rowOf, rowsOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';
import { jsonbOf } from '../http/text.ts';
import { wakeWebhooks } from './webhook-due.ts';

/** What is asked of the ERP. */
export type NewTask = {
  kind: ErpTaskKind;
  customerId: string;
  /** What it is about: there is one task for each. */
  key: string;
  /** Made of the id of the task, which is the reference of whatever the ERP makes of it. */
  payload: (reference: string) => Record<string, unknown>;
  /** Seconds during which whoever asked may undo it. */
  heldSeconds: number;
};

/** Asks something of the ERP, in the transaction of what asks for it. @returns the task, and until when it is held */
export async function addTask(
  db: Db,
  tenantId: string,
  { kind, customerId, key, payload, heldSeconds }: NewTask,
): Promise<{ id: string; heldUntil: string }> {
  const { id } = await rowOf<{ id: string }>(db, 'select gen_random_uuid() as id');
  const task = await rowOf<{ id: string; heldUntil: string }>(
    db,
    `insert into erp_tasks (tenant_id, id, kind, customer_id, key, payload, state, due_at)
     values (:tenantId, :id, :kind, :customerId, :key, cast(:payload as jsonb), 'held',
       now() + make_interval(secs => :heldSeconds))
     returning id, due_at as "heldUntil"`,
    { tenantId, id, kind, customerId, key, payload: jsonbOf(payload(id)), heldSeconds },
  );
  await wakeWebhooks(db, heldSeconds);
  if (erpUnawaited.includes(kind)) return task;
  await db.raw(
    `insert into event_due (tenant_id, reader, due_at)
     select id, 'late_tasks', now() + make_interval(mins => erp_late_minutes + 1) from tenants where id = ?`,
    [tenantId],
  );
  return task;
}

/** Takes a task back that nobody may have fetched yet. @returns whether it was in time */
export async function cancelTask(db: Db, id: string): Promise<boolean> {
  const rows = await rowsOf(
    db,
    `update erp_tasks set state = 'cancelled' where id = ? and state = 'held' and due_at > now() returning id`,
    [id],
  );
  return rows.length > 0;
}

/** Takes a task back that somebody settled otherwise, whoever has fetched it: an answer to it comes too late. */
export const cancelOpenTask = (db: Db, id: string): Promise<unknown> =>
  db('erp_tasks')
    .where({ id })
    .whereIn('state', ['held', 'waiting', 'taken'])
    .update({ state: 'cancelled' });

/** A task as it stands. */
export type HeldTask = {
  id: string;
  kind: ErpTaskKind;
  key: string;
  customerId: string;
  state: ErpTaskState;
  answer: unknown;
};

/** Locks a task. */
export const holdTask = async (db: Db, id: string): Promise<HeldTask | null> =>
  (
    await rowsOf<HeldTask>(
      db,
      `select id, kind, key, customer_id as "customerId", state, answer from erp_tasks where id = ? for update`,
      [id],
    )
  )[0] ?? null;

/**
 * Since when a task waits for the ERP, where that is longer than the tenant thinks it should; SQL over a task `x`.
 * Null where it is not late.
 */
export const lateSince = `case when x.state in ('held', 'waiting', 'taken') and x.created_at < now() -
  make_interval(mins => (select erp_late_minutes from tenants where id = x.tenant_id)) then x.created_at end`;

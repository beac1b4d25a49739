import type { ErpTask } from '#contract/erp-desk';
import {
  erpLeaseSeconds,
  erpRetrySeconds,
  erpUnawaited,
  type ErpTaskState,
} from '#contract/erp-desk-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { jsonbOf } from '../../http/text.ts';
import { tellAgain } from '../../records/webhook-due.ts';

const open = `state in ('held', 'waiting', 'taken')`;

/** Hands tasks out that may be fetched, each to one at a time. */
export const leaseTasks = (
  db: Db,
  { kinds, limit }: { kinds?: string[] | undefined; limit: number },
): Promise<ErpTask[]> =>
  rowsOf<ErpTask>(
    db,
    `with due as (
       select tenant_id, id from erp_tasks
       where ${open} and due_at <= now() and (cast(:kinds as text[]) is null or kind = any(cast(:kinds as text[])))
       order by number limit :limit for update skip locked
     ), taken as (
       update erp_tasks x set state = 'taken', taken_at = now(), attempts = x.attempts + 1,
         due_at = now() + make_interval(secs => ${erpLeaseSeconds})
       from due where x.tenant_id = due.tenant_id and x.id = due.id
       returning x.*
     )
     select t.id, t.number, t.kind, k.number as customer, t.created_at as "createdAt", t.due_at as "leaseUntil",
       t.attempts, t.payload
     from taken t join customers k on k.tenant_id = t.tenant_id and k.id = t.customer_id order by t.number`,
    { kinds: kinds ?? null, limit },
  );

/** Notes what the ERP said of a task for good. */
export const closeTask = (db: Db, id: string, state: ErpTaskState, answer: object) =>
  db('erp_tasks')
    .where({ id })
    .update({ state, answer: jsonbOf(answer), answered_at: db.fn.now() });

/** Hands a task out again later, and tells of it again. */
export async function putOff(db: Db, id: string): Promise<void> {
  await db('erp_tasks')
    .where({ id })
    .update({
      state: 'waiting',
      due_at: db.raw('now() + make_interval(secs => ?)', [erpRetrySeconds]),
    });
  await tellAgain(db, id, erpRetrySeconds);
}

/** Deletes what was done with a year ago. */
export const sweepTasks = async (db: Db): Promise<void> => {
  await db('erp_tasks')
    .whereRaw(
      `answered_at < now() - interval '1 year' or
      ((state = 'cancelled' or kind = any(cast(? as text[]))) and created_at < now() - interval '1 year')`,
      [[...erpUnawaited]],
    )
    .delete();
};

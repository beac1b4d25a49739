import { erpDesk as endpoints, type ErpAnswer } from '#contract/erp-desk';
import type { ErpTaskKind, ErpTaskState } from '#contract/erp-desk-words';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { holdTask, type HeldTask } from '../../records/erp-tasks.ts';
import { tenantsWithEvents } from '../../records/events.ts';
import { defineFeature } from '../feature.ts';
import { createLateMails, tellOfLateTasks } from './late.mail.ts';
import { closeTask, leaseTasks, putOff, sweepTasks } from './erp-desk.queries.ts';

/** What an answer means to whoever asked, by the kind of the task; within the transaction of the answer. */
export type AnswerHeard = (db: Db, task: HeldTask, answer: ErpAnswer) => Promise<void>;
export type AnswersHeard = Record<ErpTaskKind, AnswerHeard>;

/** Where the ERP fetches what the portal wants of it, and says what became of it. */
export const erpDesk = defineFeature({
  endpoints,
  handlers: ({ answersHeard }: { answersHeard: AnswersHeard }) => ({
    // Detached: handing out changes rows, which the snapshot of a reading endpoint would only try again.
    'GET /erp-tasks': {
      detached: async ({ inTenant, query }) => ({
        items: await inTenant((db) => leaseTasks(db, query)),
      }),
    },
    'POST /erp-tasks/:id/answer': async ({ db, params, body, audit, nothingToAudit }) => {
      const task = await holdTask(db, params.id);
      if (!task) throw new AppError('not_found');
      const state = await answer(db, task, body, answersHeard);
      if (state === null) nothingToAudit();
      else await audit(db, { record: task.key, detail: { kind: task.kind, ...body } });
      return { id: task.id, state: state ?? task.state };
    },
  }),
  composers: createLateMails,
  due: {
    tenants: (db) => tenantsWithEvents(db, 'late_tasks'),
    act: tellOfLateTasks,
  },
  sweep: sweepTasks,
});

const ended: Partial<Record<ErpTaskState, true>> = { accepted: true, rejected: true };

/**
 * @returns the state a task comes to; null where that was said before
 * @throws AppError `task_cancelled`, `task_answered`
 */
async function answer(
  db: Db,
  task: HeldTask,
  said: ErpAnswer,
  heard: AnswersHeard,
): Promise<ErpTaskState | null> {
  if (task.state === 'cancelled') throw new AppError('task_cancelled');
  if (ended[task.state]) {
    if (!isSame(task.answer, said)) throw new AppError('task_answered');
    return null;
  }
  if (said.result === 'retry') {
    await putOff(db, task.id);
    return 'waiting';
  }
  await heard[task.kind](db, task, said);
  await closeTask(db, task.id, said.result, said);
  return said.result;
}

/** Whether two answers say the same, in whatever order. */
function isSame(a: unknown, b: unknown): boolean {
  const plain = (value: unknown): string =>
    JSON.stringify(value, (_key, part: unknown) =>
      typeof part === 'object' && part !== null
        ? Object.fromEntries(Object.entries(part).sort(([x], [y]) => (x < y ? -1 : 1)))
        : part,
    );
  return plain(a) === plain(b);
}

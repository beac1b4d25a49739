import type { ErpAnswer } from '#contract/erp-desk';
import type { Db } from '../../db/scope.ts';
import type { HeldTask } from '../../records/erp-tasks.ts';

/** What the ERP's answer to a payment means: its own number of it. What it clears comes with its ledger. */
export async function paymentAnswered(db: Db, task: HeldTask, answer: ErpAnswer): Promise<void> {
  if (answer.number !== undefined)
    await db('payments').where({ task_id: task.id }).update({ erp_number: answer.number });
}

import type { ErpAnswer } from '#contract/erp-desk';
import type { Db } from '../../db/scope.ts';
import { jsonbOf } from '../../http/text.ts';
import type { HeldTask } from '../../records/erp-tasks.ts';

/** What the ERP's answer to a decision means: what it made of it, or why it would not. What was decided stays. */
export async function decisionAnswered(db: Db, task: HeldTask, answer: ErpAnswer): Promise<void> {
  await db('quotes')
    .whereIn('id', db('quote_decisions').where({ id: task.key }).select('quote_id'))
    .update({
      erp_state: answer.result,
      erp_number: answer.number ?? null,
      erp_text: answer.text ? jsonbOf(answer.text) : null,
    });
}

import type { ErpAnswer } from '#contract/erp-desk';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { HeldTask } from '../../records/erp-tasks.ts';
import { adoptOrder, refuseOrder } from '../../records/portal-orders.ts';
import { jsonbOf } from '../../http/text.ts';
import { tellAnswered } from './telling.ts';

type AnsweredDraft = {
  orderId: string | null;
  captureNumber: string;
  customerId: string;
  companyId: string;
};
const answered = [
  'order_id as orderId',
  'capture_number as captureNumber',
  'customer_id as customerId',
  'company_id as companyId',
];

/**
 * What the ERP's answer to an order means: it has the ERP's number from here on, or it is refused and says why.
 * @throws AppError `invalid_input` where one that was accepted has no number
 */
export async function orderAnswered(db: Db, task: HeldTask, answer: ErpAnswer): Promise<void> {
  const drafts = db('order_drafts').where({ task_id: task.id });
  if (answer.result === 'accepted') {
    if (answer.number === undefined)
      throw new AppError('invalid_input', { errors: [{ path: 'body.number', rule: 'required' }] });
    const orderId = await adoptOrder(db, task.key, answer.number);
    const [draft] = await drafts
      .update({
        state: 'accepted',
        version: db.raw('version + 1'),
        ...(orderId && { order_id: orderId }),
      })
      .returning<AnsweredDraft[]>(answered);
    if (draft?.orderId) await tellAnswered(db, { ...draft, orderId: draft.orderId }, answer);
    return;
  }
  const [draft] = await drafts
    .update({
      state: 'rejected',
      version: db.raw('version + 1'),
      rejection: jsonbOf({ code: answer.code ?? null, text: answer.text ?? null }),
    })
    .returning<AnsweredDraft[]>(answered);
  if (!draft?.orderId) return;
  await refuseOrder(db, draft.orderId);
  await tellAnswered(db, { ...draft, orderId: draft.orderId }, answer);
}

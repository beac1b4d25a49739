import type { ErpAnswer } from '#contract/erp-desk';
import { rowOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { addTask, type HeldTask } from '../../records/erp-tasks.ts';

// What customers say of what they owe, told to the ERP; nobody waits for what it makes of that.

type Told = Record<string, unknown> & { tenantId: string; customerId: string };

/**
 * Tells the ERP of promises that were made together, or that one was taken back: the last word on a document holds.
 * @param ids of the promises, all of one company and day
 */
export async function tellOfPromises(
  db: Db,
  ids: readonly string[],
  { withdrawn }: { withdrawn: boolean },
): Promise<void> {
  const { tenantId, customerId, date, ...said } = await rowOf<Told & { date: string }>(
    db,
    `select s.tenant_id as "tenantId", s.customer_id as "customerId", co.code as company, k.number as customer,
       s.promised_on as date, s.note, y.name as "promisedBy",
       json_agg(json_build_object('document', oi.external_id, 'amount', s.amount::text, 'currency', s.currency)
         order by s.amount desc, oi.external_id) as items
     from payment_promises s
     join open_items oi on oi.tenant_id = s.tenant_id and oi.id = s.item_id
     join customers k on k.tenant_id = s.tenant_id and k.id = s.customer_id
     join companies co on co.tenant_id = s.tenant_id and co.id = s.company_id
     join contacts y on y.tenant_id = s.tenant_id and y.id = s.contact_id
     where s.id = any(cast(? as uuid[]))
     group by s.tenant_id, s.customer_id, co.code, k.number, s.promised_on, s.note, y.name`,
    [[...ids]],
  );
  await addTask(db, tenantId, {
    kind: 'promise',
    customerId,
    key: withdrawn ? `${ids[0]} withdrawn` : ids[0]!,
    heldSeconds: 0,
    payload: (reference) => ({ reference, ...said, date: withdrawn ? null : date }),
  });
}

/** Tells the ERP of a dispute as it stands: that it was opened, and how it ended. */
export async function tellOfDispute(db: Db, id: string): Promise<void> {
  const { tenantId, customerId, ...said } = await rowOf<Told & { state: string }>(
    db,
    `select s.tenant_id as "tenantId", s.customer_id as "customerId", s.id as dispute, s.state, co.code as company,
       k.number as customer, oi.external_id as document, s.amount::text as amount, s.currency, s.reason, s.text,
       y.name as "disputedBy", s.answer, s.erp_number as number,
       (select count(*)::int from payment_dispute_files f where f.tenant_id = s.tenant_id and f.dispute_id = s.id)
         as files
     from payment_disputes s
     join open_items oi on oi.tenant_id = s.tenant_id and oi.id = s.item_id
     join customers k on k.tenant_id = s.tenant_id and k.id = s.customer_id
     join companies co on co.tenant_id = s.tenant_id and co.id = s.company_id
     join contacts y on y.tenant_id = s.tenant_id and y.id = s.contact_id
     where s.id = ?`,
    [id],
  );
  const task = await addTask(db, tenantId, {
    kind: 'dispute',
    customerId,
    key: `${id} ${said.state}`,
    heldSeconds: 0,
    payload: (reference) => ({ reference, ...said }),
  });
  if (said.state === 'open')
    await db('payment_disputes').where({ id }).update({ task_id: task.id });
}

/** What the ERP's answer to a dispute means: what it calls it. People answer the customer. */
export async function disputeAnswered(db: Db, task: HeldTask, answer: ErpAnswer): Promise<void> {
  if (answer.number !== undefined)
    await db('payment_disputes').where({ task_id: task.id }).update({ erp_number: answer.number });
}

/** A promise is taken note of, and no more. */
export const promiseAnswered = (): Promise<void> => Promise.resolve();

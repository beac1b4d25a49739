import { identifierKey } from '#contract/identifiers';
import type { ErpAnswer } from '#contract/erp-desk';
import type { Db } from '../../db/scope.ts';
import type { HeldTask } from '../../records/erp-tasks.ts';
import {
  byTheCompany,
  holdRequest,
  noteRequest,
  setStatus,
} from '../../records/service-requests.ts';
import { maySet } from '#contract/service-words';

/** What the ERP's answer to a request means: it has the ERP's number besides its own, or it is called off. */
export async function requestAnswered(db: Db, task: HeldTask, answer: ErpAnswer): Promise<void> {
  const row = await db('service_requests')
    .where({ number_key: identifierKey(task.key) })
    .first<{ id: string } | undefined>('id');
  const held = row && (await holdRequest(db, row.id));
  if (!held) return;
  if (answer.result === 'accepted') {
    const { number } = answer;
    if (number === undefined) return;
    await db('service_requests')
      .where({ id: held.id })
      .update({ erp_reference: number, erp_reference_key: identifierKey(number) });
    return noteRequest(db, held, 'erp', byTheCompany, { data: { to: number } });
  }
  await noteRequest(db, held, 'erp', byTheCompany, {
    data: { to: answer.text?.es ?? answer.text?.pt ?? answer.text?.en ?? answer.code ?? null },
  });
  if (maySet(held.status, 'cancelled', 'company'))
    await setStatus(db, held, 'cancelled', byTheCompany);
}

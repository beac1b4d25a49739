import { reminderHours } from '#contract/order-entry-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { recordEvents } from '../../records/events.ts';
import { askerOf, needOf } from './approval-state.ts';
import { approvalsOf } from './approvals.queries.ts';
import { allDraftsOf, createDraftQueries } from './drafts.queries.ts';
import { sumsOf } from './resolve.ts';

const passed = `(select count(*)::integer from unnest(array[${reminderHours.join(', ')}]) h (hours)
  where d.asked_at < now() - make_interval(hours => h.hours))`;

/**
 * Reminds of orders that wait to be approved, once at each of the hours: those whose word is still missing, and nobody
 * else. Orders of which another server reminds at that moment are left to it.
 */
export async function remindApprovers(db: Db): Promise<void> {
  const waiting = await rowsOf<{ id: string; customerId: string; hours: number }>(
    db,
    `with due as (
       select d.tenant_id, d.id, ${passed} as passed from order_drafts d
       where d.state = 'approval' and d.reminders < ${passed} order by d.asked_at, d.id limit 200
       for update skip locked
     )
     update order_drafts d set reminders = due.passed from due
     where d.tenant_id = due.tenant_id and d.id = due.id
     returning d.id, d.customer_id as "customerId", (array[${reminderHours.join(', ')}])[due.passed] as hours`,
  );
  for (const one of waiting) await remindOf(db, one);
}

async function remindOf(
  db: Db,
  { id, customerId, hours }: { id: string; customerId: string; hours: number },
): Promise<void> {
  const queries = createDraftQueries(db);
  const draft = await queries.find(allDraftsOf(customerId), id);
  if (!draft) return;
  // As it was shown when it was asked for: what it costs by now is looked at when it is decided.
  const kept = await queries.lines(id);
  const total = sumsOf(
    kept.flatMap(({ shown }) => shown ?? []),
    true,
  ).total!;
  const lines = kept.map((line) => ({ line: { found: { id: line.materialId ?? line.material } } }));
  const approved = (await approvalsOf(db, id)).flatMap(({ decision, version, contactId }) =>
    decision === 'approved' && version === draft.version ? [contactId] : [],
  );
  const need = await needOf(db, draft, { total, lines }, askerOf(draft), approved);
  const open = need?.standing.open ?? [];
  await recordEvents(
    db,
    open.map((contact) => ({
      kind: 'approval.waiting' as const,
      customerId,
      companyId: draft.companyId,
      record: { kind: 'contact' as const, id: contact },
      data: { person: draft.author, hours: String(hours), address: draft.addressId },
      actor: { kind: 'public' as const, id: null },
    })),
  );
}

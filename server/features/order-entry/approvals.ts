import type { AskedDraft } from '#contract/order-approvals';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, reaches, type ContactCaller, type Trace } from '../../http/caller.ts';
import { recordEvent } from '../../records/events.ts';
import { contactHolder } from '../../records/holders.ts';
import { isWithinLimit } from './approval-policy.ts';
import { approvedBy, askerOf, contentHashOf, needOf } from './approval-state.ts';
import type { DraftReach, DraftRecord } from './drafts.queries.ts';
import { draftOf, heldDraft, showDraft } from './drafts.service.ts';
import type { PriceSource } from './resolve.ts';
import { checkedOrder, placeOrder, toDraft, type CheckedOrder } from './submission.ts';

/** The orders a contact may approve: its customer's, of the companies and for the addresses its permission is for. */
export function approvalReach(caller: ContactCaller): DraftReach {
  const { contactId, companyIds, addressIds } = reachOf(caller, 'orders.approve');
  return {
    customerId: caller.customer.id,
    contactId: contactId ?? null,
    companyIds: companyIds ?? null,
    addressIds: addressIds ?? null,
    authorId: null,
  };
}

/** An order that waits, as whoever approves it sees it. @throws AppError `not_found` */
export async function showAsked(
  db: Db,
  source: PriceSource,
  caller: ContactCaller,
  id: string,
): Promise<AskedDraft> {
  const draft = await draftOf(db, approvalReach(caller), id);
  if (draft.state !== 'approval') throw new AppError('not_found');
  const shown = await showDraft(db, source, caller, draft);
  const checked = await checkedOrder(db, source, caller, draft);
  const contentHash = contentHashOf(draft, checked.priceHash, checked.lines);
  return {
    ...shown,
    contentHash,
    refusal: await refusalOf(db, caller, draft, checked, contentHash),
  };
}

/** Why somebody's approval would not count; null where it would. */
async function refusalOf(
  db: Db,
  { contactId }: ContactCaller,
  draft: DraftRecord,
  checked: CheckedOrder,
  contentHash: string,
): Promise<AskedDraft['refusal']> {
  const approved = await approvedBy(db, draft, contentHash);
  if (approved.includes(contactId)) return 'approved_already';
  const need = await needOf(db, draft, checked, askerOf(draft), approved);
  // The rule that asked for it is gone: anybody else's word will do.
  if (!need) return askerOf(draft) === contactId ? 'approval_not_yours' : null;
  if (need.standing.open.includes(contactId)) return null;
  const limit = need.colleagues.find(({ id }) => id === contactId)?.limit ?? null;
  return isWithinLimit(need.order, limit) ? 'approval_not_yours' : 'amount_above_limit';
}

type Decision = {
  decision: 'approve' | 'return';
  contentHash: string;
  comment?: string | null | undefined;
};

/**
 * Decides of an order that waits. The last approval that is missing sends it.
 * @throws AppError `not_found`, `order_submitted`, `record_changed` where it is not what was shown, and whatever keeps
 *   the caller from deciding or the order from being sent
 */
export async function decide(
  db: Db,
  source: PriceSource,
  caller: ContactCaller,
  trace: Trace,
  id: string,
  { decision, contentHash, comment }: Decision,
) {
  const reach = approvalReach(caller);
  const draft = await heldDraft(db, reach, id);
  if (draft.state !== 'approval') throw new AppError('order_submitted');
  const checked = await checkedOrder(db, source, caller, draft);
  if (contentHashOf(draft, checked.priceHash, checked.lines) !== contentHash)
    throw new AppError('record_changed');
  const refusal = await refusalOf(db, caller, draft, checked, contentHash);
  const returns = decision === 'return';
  // Whoever's approval does not count does not send an order back either.
  if (refusal) throw new AppError(refusal);
  await db('order_approvals').insert({
    tenant_id: caller.tenant.id,
    draft_id: id,
    version: draft.version,
    content_hash: contentHash,
    contact_id: caller.contactId,
    decision: returns ? 'returned' : 'approved',
    comment: comment || null,
    ip: trace.ip,
    user_agent: trace.userAgent,
  });
  if (returns) {
    await toDraft(db, draft, { by: caller.personName, comment: comment || null });
    await tellAuthor(db, caller, draft, 'returned');
    return { state: 'draft' as const, captureNumber: null, missing: 0 };
  }
  const need = await needOf(
    db,
    draft,
    checked,
    askerOf(draft),
    await approvedBy(db, draft, contentHash),
  );
  if (need && need.standing.missing > 0)
    return { state: 'approval' as const, captureNumber: null, missing: need.standing.missing };
  await holdAuthor(db, draft);
  const { captureNumber } = await placeOrder(db, caller, draft, checked);
  await tellAuthor(db, caller, draft, 'approved');
  return { state: 'submitted' as const, captureNumber, missing: 0 };
}

/** Tells whoever wrote an order what became of it. */
const tellAuthor = (
  db: Db,
  caller: ContactCaller,
  draft: DraftRecord,
  decision: 'approved' | 'returned',
): Promise<void> =>
  recordEvent(db, {
    kind: 'approval.decided',
    customerId: draft.customerId,
    companyId: draft.companyId,
    record: { kind: 'contact', id: draft.contactId },
    data: { person: caller.personName, decision, address: draft.addressId },
    actor: { kind: 'contact', id: caller.identityId },
  });

/** @throws AppError `author_not_allowed` where whoever asked may not order any more */
async function holdAuthor(db: Db, draft: DraftRecord): Promise<void> {
  const holder = await contactHolder(db, askerOf(draft));
  if (!holder || !reaches(reachOf(holder, 'orders.create'), draft))
    throw new AppError('author_not_allowed');
}

import { createHash } from 'node:crypto';
import type { OrderApprovalState } from '#contract/order-entry';
import type { Db } from '../../db/scope.ts';
import { contactHolder } from '../../records/holders.ts';
import {
  requirementsOf,
  standingOf,
  type AskedOrder,
  type Requirement,
  type Standing,
} from './approval-policy.ts';
import { approvalsOf, colleaguesOf, rulesOf, type Colleague } from './approvals.queries.ts';
import type { DraftRecord } from './drafts.queries.ts';
import type { ResolvedLine } from './resolve.ts';

/** What of an order its approval is decided by. */
type Asked = {
  total: string;
  lines: readonly { line: { found: { id: string } | null } }[];
};

/** What an approval is bound to: the text of all that is sent, at its prices. */
export function contentHashOf(
  draft: DraftRecord,
  priceHash: string,
  lines: readonly ResolvedLine[],
): string {
  const text = JSON.stringify([
    draft.companyId,
    draft.addressId,
    draft.currency,
    draft.purchaseOrder,
    draft.requestedDate,
    draft.note,
    priceHash,
    lines.map(({ line }) => [
      line.found?.id,
      line.quantity,
      line.unit,
      line.requestedDate,
      line.note,
    ]),
  ]);
  return createHash('sha256').update(text).digest('base64url');
}

export type Need = {
  order: AskedOrder;
  requirements: Requirement[];
  colleagues: Colleague[];
  standing: Standing;
};

/** What an order needs before it may be sent; null where it needs nobody. @param approved who has approved it as it is */
export async function needOf(
  db: Db,
  draft: DraftRecord,
  { total, lines }: Asked,
  asker: string,
  approved: readonly string[] = [],
): Promise<Need | null> {
  const order: AskedOrder = {
    authors: [draft.contactId, asker],
    total,
    currency: draft.currency,
    materials: new Set(lines.map(({ line }) => line.found?.id)).size,
  };
  const holder = await contactHolder(db, asker);
  const limit = holder?.amountLimits.get('orders.create') ?? null;
  const requirements = requirementsOf(order, limit, await rulesOf(db, draft.customerId));
  if (requirements.length === 0) return null;
  const colleagues = await colleaguesOf(db, draft);
  const able = colleagues.filter(({ approves }) => approves);
  return {
    order,
    requirements,
    colleagues,
    standing: standingOf(order, requirements, able, approved),
  };
}

export const names = (
  colleagues: readonly Colleague[],
  holds: (one: Colleague) => boolean,
): string[] => colleagues.filter(holds).map(({ name }) => name);

/** How it stands with the approval of an order, in words for whoever sees it. */
export async function approvalOf(
  db: Db,
  draft: DraftRecord,
  checked: Asked & { contentHash: string },
  asker: string,
): Promise<OrderApprovalState | null> {
  const decided = await approvalsOf(db, draft.id);
  const holds = decided.filter((one) => isOf(one, draft, checked.contentHash));
  const need = await needOf(
    db,
    draft,
    checked,
    asker,
    holds.map(({ contactId }) => contactId),
  );
  if (!need && decided.length === 0) return null;
  const { standing, colleagues } = need ?? { standing: null, colleagues: [] };
  return {
    missing: standing?.missing ?? 0,
    possible: standing?.possible ?? true,
    approvers: names(colleagues, ({ id }) => standing?.open.includes(id) ?? false),
    ask: standing?.possible === false ? names(colleagues, (one) => one.manages) : [],
    decided: decided.map((one) => ({
      by: one.name,
      decision: one.decision,
      comment: one.comment,
      at: one.at,
      holds: isOf(one, draft, checked.contentHash),
    })),
  };
}

const isOf = (
  one: { version: number; contentHash: string; decision: string },
  draft: DraftRecord,
  contentHash: string,
): boolean =>
  one.decision === 'approved' && one.version === draft.version && one.contentHash === contentHash;

/** Who asked for it: its author, or a colleague who sent it. */
export const askerOf = (draft: DraftRecord): string => draft.askedBy ?? draft.contactId;

/** Who has approved a draft as it is. */
export const approvedBy = async (
  db: Db,
  draft: DraftRecord,
  contentHash: string,
): Promise<string[]> =>
  (await approvalsOf(db, draft.id))
    .filter((one) => isOf(one, draft, contentHash))
    .map(({ contactId }) => contactId);

import { compareDecimals } from '#contract/decimal';
import type { AmountLimit } from '#contract/permissions';

/** A rule of a customer: which orders need approval, and whose. */
export type ApprovalRule = {
  /** From this amount on; in another currency than the order's it counts as nothing. */
  fromAmount: string;
  currency: string;
  /** From so many different materials on; null does not count them. */
  materials: number | null;
  steps: number;
  /** Whether the author may be one of those who approve. */
  selfApproval: boolean;
  /** Contacts that may; none leaves it to whoever holds the permission. */
  contactIds: readonly string[];
};

/** An order as its approval is decided by; `authors`: who wrote it and who sent it, which may be two. */
export type AskedOrder = {
  authors: readonly string[];
  total: string;
  currency: string;
  materials: number;
};

/** How many have to approve, and who may. */
export type Requirement = {
  steps: number;
  selfApproval: boolean;
  /** None is whoever holds the permission. */
  contactIds: readonly string[];
};

/** Somebody who holds the permission for the order's customer and company now. */
export type Approver = { id: string; limit: AmountLimit | null };

/** Whether an amount is within a limit: one in another currency is as good as none at all. */
export function isWithinLimit(
  { total, currency }: Pick<AskedOrder, 'total' | 'currency'>,
  limit: AmountLimit | null,
): boolean {
  if (limit === null) return true;
  return compareDecimals(total, limit.currency === currency ? limit.amount : '0') <= 0;
}

const applies = ({ fromAmount, currency, materials }: ApprovalRule, order: AskedOrder): boolean =>
  compareDecimals(order.total, currency === order.currency ? fromAmount : '0') >= 0 ||
  (materials !== null && order.materials >= materials);

/**
 * What an order needs before it may be sent; nothing where it needs nobody.
 * @param limit up to which amount its author may order
 */
export function requirementsOf(
  order: AskedOrder,
  limit: AmountLimit | null,
  rules: readonly ApprovalRule[],
): Requirement[] {
  const found: Requirement[] = rules
    .filter((rule) => applies(rule, order))
    .map(({ steps, selfApproval, contactIds }) => ({ steps, selfApproval, contactIds }));
  // Whoever may not order so much does not become somebody who may by approving it.
  if (!isWithinLimit(order, limit)) found.push({ steps: 1, selfApproval: false, contactIds: [] });
  return found;
}

/** Whether somebody's approval counts for a requirement. */
const counts = (
  { selfApproval, contactIds }: Requirement,
  order: AskedOrder,
  { id, limit }: Approver,
): boolean =>
  (selfApproval || !order.authors.includes(id)) &&
  (contactIds.length === 0 || contactIds.includes(id)) &&
  isWithinLimit(order, limit);

/** How it stands with an order that needs approval. */
export type Standing = {
  /** Approvals that are still missing, of the requirement that misses most. */
  missing: number;
  /** Whether those who have not approved yet are enough. */
  possible: boolean;
  /** Those whose approval would count for something that is missing. */
  open: string[];
};

/**
 * Holds approvals against what an order needs.
 * @param approvers all who hold the permission now: the approval of anybody else counts no more
 * @param approved who approved this very content
 */
export function standingOf(
  order: AskedOrder,
  requirements: readonly Requirement[],
  approvers: readonly Approver[],
  approved: readonly string[],
): Standing {
  const open = new Set<string>();
  let missing = 0;
  let possible = true;
  for (const requirement of requirements) {
    const able = approvers.filter((one) => counts(requirement, order, one));
    const left = able.filter(({ id }) => !approved.includes(id));
    const lacks = requirement.steps - (able.length - left.length);
    if (lacks <= 0) continue;
    missing = Math.max(missing, lacks);
    possible &&= left.length >= lacks;
    for (const { id } of left) open.add(id);
  }
  return { missing, possible, open: [...open] };
}

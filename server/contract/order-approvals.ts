import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { Draft, DraftRow } from './order-entry.ts';
import { approvalDecisions, mostApprovalRules, mostApprovers } from './order-entry-words.ts';
import { currencyCode, cursor, identifier, page, pageSize, text, uuid } from './primitives.ts';

const amountIn = z.string().regex(/^\d{1,15}(\.\d{1,4})?$/);

const rule = {
  currency: currencyCode,
  /** From so many different materials on, whatever they cost. */
  materials: z.number().int().min(1).max(2_000).nullable(),
  steps: z.number().int().min(1).max(3),
  /** Whether the author may be one of those who approve. */
  selfApproval: z.boolean(),
};
const ApprovalRuleInput = z.strictObject({
  ...rule,
  fromAmount: amountIn,
  materials: rule.materials.default(null),
  selfApproval: rule.selfApproval.default(false),
  /** Contacts that approve; none leaves it to whoever may. */
  approvers: z.array(uuid).max(mostApprovers).default([]),
});
export type ApprovalRuleInput = z.output<typeof ApprovalRuleInput>;

const ApprovalRules = z.object({
  version: z.number().int(),
  items: z.array(z.object({ ...rule, fromAmount: z.string(), approvers: z.array(uuid) })),
  /** Contacts of the customer that may approve, and up to how much. */
  contacts: z.array(
    z.object({
      id: uuid,
      name: z.string(),
      limit: z.object({ amount: z.string(), currency: currencyCode }).nullable(),
    }),
  ),
});
export type ApprovalRules = z.output<typeof ApprovalRules>;

/** A draft as whoever approves it sees it. */
export const AskedDraft = Draft.extend({
  /** What an approval is bound to: lines, address, prices and all that is sent. */
  contentHash: z.string(),
  /** Why the caller cannot approve it; null where it can. */
  refusal: z.enum(['approved_already', 'approval_not_yours', 'amount_above_limit']).nullable(),
});
export type AskedDraft = z.output<typeof AskedDraft>;

const one = z.strictObject({ id: uuid });
const approve = { permission: 'orders.approve' } as const;
const manage = { permission: 'contacts.manage', alsoFor: 'settings.manage' } as const;
/** Number of the customer; a contact's own where it is left out. */
const customer = z.strictObject({ customer: identifier.optional() });

export const orderApprovals = defineEndpoints({
  'GET /approvals': {
    ...approve,
    summary: 'Orders that wait for an approval, the one changed last first.',
    query: z.strictObject({ limit: pageSize, cursor: cursor.optional() }),
    response: page(DraftRow),
    errors: [],
  },
  'GET /approvals/:id': {
    ...approve,
    summary:
      'An order that waits for an approval, at the prices of now, and what was decided of it.',
    params: one,
    response: AskedDraft,
    errors: ['not_found'],
  },
  'POST /order-drafts/:id/decision': {
    ...approve,
    summary:
      'Approves an order or sends it back to its author. The approval is bound to the content that was shown; with the last one the order is sent.',
    params: one,
    body: z.strictObject({
      decision: z.enum(approvalDecisions),
      contentHash: z.string().max(100),
      comment: text(limits.text).nullish(),
    }),
    response: z.object({
      state: z.enum(['draft', 'approval', 'submitted']),
      captureNumber: z.string().nullable(),
      /** Approvals that are still missing. */
      missing: z.number().int(),
    }),
    once: true,
    errors: [
      'not_found',
      'order_submitted',
      'record_changed',
      'approved_already',
      'approval_not_yours',
      'amount_above_limit',
      'author_not_allowed',
      'customer_blocked',
      'order_incomplete',
      'purchase_order_required',
    ],
    audit: 'order.approval_decided',
  },
  'GET /approval-rules': {
    ...manage,
    summary: 'Which orders of a customer need approval, and whose.',
    query: customer,
    response: ApprovalRules,
    errors: ['not_found'],
    look: 'query',
  },
  'PUT /approval-rules': {
    ...manage,
    summary: `Replaces the rules of a customer, ${mostApprovalRules} at most.`,
    query: customer,
    body: z.strictObject({
      version: z.number().int().min(0),
      items: z.array(ApprovalRuleInput).max(mostApprovalRules),
    }),
    response: ApprovalRules,
    errors: ['not_found', 'record_changed'],
    audit: 'order.approval_rules_changed',
  },
});

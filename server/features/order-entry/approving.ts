import { orderApprovals as endpoints } from '#contract/order-approvals';
import { defineFeature } from '../feature.ts';
import { remindApprovers } from './approval-reminders.ts';
import { approvalReach, decide, showAsked } from './approvals.ts';
import { buyerOf, listDrafts } from './drafts.service.ts';
import type { PriceSource } from './resolve.ts';
import { changeRules, readRules } from './rules.ts';

/** Orders that need somebody else's word before they are sent. */
export const orderApprovals = defineFeature({
  endpoints,
  handlers: ({ priceSource: source }: { priceSource: PriceSource }) => ({
    'GET /approvals': ({ db, caller, query }) => {
      const approver = buyerOf(caller);
      return listDrafts(db, approver, { ...query, state: 'approval' }, approvalReach(approver));
    },
    'GET /approvals/:id': ({ db, caller, params }) =>
      showAsked(db, source, buyerOf(caller), params.id),
    'POST /order-drafts/:id/decision': async ({ db, caller, params, body, trace, audit }) => {
      const made = await decide(db, source, buyerOf(caller), trace, params.id, body);
      const { captureNumber } = made;
      await audit(db, {
        record: params.id,
        detail: { decision: body.decision, contentHash: body.contentHash, captureNumber },
      });
      return made;
    },
    'GET /approval-rules': ({ db, caller, query }) => readRules(db, caller, query.customer),
    'PUT /approval-rules': async ({ db, caller, query, body, audit }) => {
      const rules = await changeRules(db, caller, query.customer, body);
      await audit(db, { detail: { customer: query.customer, items: body.items } });
      return rules;
    },
  }),
  sweep: remindApprovers,
});

import type { ApprovalRuleInput } from '#contract/order-approvals';
import type { AmountLimit } from '#contract/permissions';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { reachOf, reaches } from '../../http/caller.ts';
import { storedGrants } from '../../http/credentials.ts';
import type { StoredGrant } from '../../http/grants.ts';
import { holderOf } from '../../records/holders.ts';
import type { ApprovalRule } from './approval-policy.ts';

/** The rules of a customer, in their order. */
export const rulesOf = (db: Db, customerId: string): Promise<ApprovalRule[]> =>
  rowsOf<ApprovalRule>(
    db,
    `select from_amount::text as "fromAmount", currency, count_distinct_materials as materials, steps,
       self_approval as "selfApproval", contact_ids as "contactIds"
     from approval_rules where customer_id = ? order by position`,
    [customerId],
  );

/** Replaces the rules of a customer. @returns whether nobody else had meanwhile */
export async function replaceRules(
  db: Db,
  tenantId: string,
  customerId: string,
  version: number,
  rules: readonly (Omit<ApprovalRuleInput, 'approvers'> & { contactIds: string[] })[],
): Promise<boolean> {
  const changed = await db('customers')
    .where({ id: customerId, approval_version: version })
    .update({ approval_version: version + 1 });
  if (changed === 0) return false;
  await db('approval_rules').where({ customer_id: customerId }).delete();
  if (rules.length > 0)
    await db('approval_rules').insert(
      rules.map((rule, position) => ({
        tenant_id: tenantId,
        customer_id: customerId,
        position,
        from_amount: rule.fromAmount,
        currency: rule.currency,
        count_distinct_materials: rule.materials,
        steps: rule.steps,
        self_approval: rule.selfApproval,
        contact_ids: rule.contactIds,
      })),
    );
  return true;
}

export type Colleague = {
  id: string;
  name: string;
  /** Whether the person may look after the contacts of its customer. */
  manages: boolean;
  approves: boolean;
  limit: AmountLimit | null;
};

/** Contacts of a customer that may enter now, and what of its orders each may approve. */
export async function colleaguesOf(
  db: Db,
  {
    customerId,
    companyId,
    addressId = null,
  }: { customerId: string; companyId: string | null; addressId?: string | null },
): Promise<Colleague[]> {
  const rows = await rowsOf<{ id: string; name: string; stored: StoredGrant[]; today: string }>(
    db,
    `select c.id, c.name, ${storedGrants} as stored, (now() at time zone t.time_zone)::date::text as today
     from contacts c
     join identities i on i.tenant_id = c.tenant_id and i.id = c.identity_id and i.disabled_at is null
     join tenants t on t.id = c.tenant_id
     where c.customer_id = ? and c.active and c.deleted_at is null order by c.name, c.id`,
    [customerId],
  );
  return Promise.all(
    rows.map(async ({ id, name, stored, today }) => {
      const holder = await holderOf(db, { contactId: id, customerId, stored, today });
      const { contactId, ...reach } = reachOf(holder, 'orders.approve');
      return {
        id,
        name,
        manages: holder.grants.has('contacts.manage'),
        // Somebody else's orders are not its own: a scope that reaches no further approves none.
        approves:
          contactId === undefined &&
          (companyId === null
            ? holder.grants.has('orders.approve')
            : reaches(reach, { customerId, companyId, contactId: null, addressId })),
        limit: holder.amountLimits.get('orders.approve') ?? null,
      };
    }),
  );
}

export type ApprovalRecord = {
  contactId: string;
  name: string;
  version: number;
  contentHash: string;
  decision: 'approved' | 'returned';
  comment: string | null;
  at: string;
};

/** What was decided of a draft, the first first. */
export const approvalsOf = (db: Db, draftId: string): Promise<ApprovalRecord[]> =>
  rowsOf<ApprovalRecord>(
    db,
    `select a.contact_id as "contactId", c.name, a.version, a.content_hash as "contentHash", a.decision, a.comment, a.at
     from order_approvals a join contacts c on c.tenant_id = a.tenant_id and c.id = a.contact_id
     where a.draft_id = ? order by a.at, a.id`,
    [draftId],
  );

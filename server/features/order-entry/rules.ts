import type { ApprovalRuleInput, ApprovalRules } from '#contract/order-approvals';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type PersonCaller } from '../../http/caller.ts';
import { identifierKey } from '#contract/identifiers';
import { colleaguesOf, replaceRules, rulesOf } from './approvals.queries.ts';

type Ruled = { id: string; version: number };

/**
 * The customer whose rules somebody looks after: a contact its own, staff one of its portfolio.
 * @throws AppError `not_found`
 */
async function ruledCustomer(
  db: Db,
  caller: PersonCaller,
  number: string | undefined,
): Promise<Ruled> {
  const own = caller.kind === 'contact' ? caller.customer.id : null;
  const { customerIds, contactId } =
    caller.kind === 'contact'
      ? reachOf(caller, 'contacts.manage')
      : reachOf(caller, 'settings.manage');
  // Whoever looks after itself alone decides nothing for its colleagues.
  if (contactId !== undefined) throw new AppError('forbidden');
  const [row] = await rowsOf<Ruled>(
    db,
    `select id, approval_version as version from customers
     where deleted_at is null and (cast(:own as uuid) is null or id = :own)
       and (cast(:key as text) is null or number_key = :key) and (cast(:own as uuid) is not null or cast(:key as text) is not null)`,
    { own, key: number === undefined ? null : identifierKey(number) },
  );
  if (!row || (customerIds !== 'all' && !customerIds.includes(row.id)))
    throw new AppError('not_found');
  return row;
}

async function shown(db: Db, { id, version }: Ruled): Promise<ApprovalRules> {
  const rules = await rulesOf(db, id);
  const colleagues = await colleaguesOf(db, { customerId: id, companyId: null });
  return {
    version,
    items: rules.map(({ contactIds, ...rule }) => ({ ...rule, approvers: [...contactIds] })),
    contacts: colleagues
      .filter(({ approves }) => approves)
      .map(({ id: contact, name, limit }) => ({ id: contact, name, limit })),
  };
}

/** Which orders of a customer need approval. @throws AppError `not_found`, `forbidden` */
export const readRules = async (
  db: Db,
  caller: PersonCaller,
  number: string | undefined,
): Promise<ApprovalRules> => shown(db, await ruledCustomer(db, caller, number));

/**
 * Replaces the rules of a customer.
 * @throws AppError `not_found`, `forbidden`, `record_changed`; `invalid_input` where somebody named is not one of its
 *   contacts that may approve
 */
export async function changeRules(
  db: Db,
  caller: PersonCaller,
  number: string | undefined,
  { version, items }: { version: number; items: ApprovalRuleInput[] },
): Promise<ApprovalRules> {
  const customer = await ruledCustomer(db, caller, number);
  const colleagues = await colleaguesOf(db, { customerId: customer.id, companyId: null });
  const able = new Set(colleagues.flatMap(({ id, approves }) => (approves ? id : [])));
  items.forEach(({ approvers }, i) => {
    if (approvers.some((id) => !able.has(id)))
      throw new AppError('invalid_input', {
        errors: [{ path: `body.items.${i}.approvers`, rule: 'unknown_reference' }],
      });
  });
  const rules = items.map(({ approvers, ...rule }) => ({ ...rule, contactIds: approvers }));
  if (!(await replaceRules(db, caller.tenant.id, customer.id, version, rules)))
    throw new AppError('record_changed');
  return shown(db, { ...customer, version: version + 1 });
}

import { identifierKey } from '#contract/identifiers';
import type { ContactPermission } from '#contract/permissions';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reaches, reachOf, type Caller, type Reach } from '../../http/caller.ts';
import {
  createStatementQueries,
  type CompanyRecord,
  type CustomerRecord,
} from './statement.queries.ts';

/** A customer and one of its companies, within the caller's reach. */
export type Account = { customer: CustomerRecord; company: CompanyRecord };

/**
 * Customers whose statements a permission opens. A statement of one person's own documents would add up to
 * nobody's balance, so the scope `own` reaches the customer here.
 */
export function customersOf(caller: Caller, permission: ContactPermission): Reach {
  const { customerIds, companyIds } = reachOf(caller, permission);
  return { customerIds, companyIds };
}

/** Whether a permission opens what belongs to this account. */
export const mayFor = (
  caller: Caller,
  permission: ContactPermission,
  account: { customerId: string; companyId: string },
): boolean => reaches(customersOf(caller, permission), { ...account, contactId: null });

/** Those of some companies that a reach opens. */
export const opened = <C extends { id: string }>(
  { companyIds }: Reach,
  companies: readonly C[],
): C[] => companies.filter(({ id }) => !companyIds || companyIds.includes(id));

/**
 * The customer a call is about: the contact's own unless another is named.
 * @throws AppError `not_found` where it is out of reach, and where staff name none
 */
export async function customerOf(
  db: Db,
  caller: Caller,
  number: string | undefined,
): Promise<CustomerRecord> {
  const by = number === undefined ? ownOf(caller) : { numberKey: identifierKey(number) };
  const reach = customersOf(caller, 'statement.view');
  const customer = by && (await createStatementQueries(db).customer(reach, by));
  if (!customer) throw new AppError('not_found');
  return customer;
}

const ownOf = (caller: Caller): { id: string } | null =>
  caller.kind === 'contact' && caller.customer ? { id: caller.customer.id } : null;

/** @throws AppError `not_found` also where the customer does not buy from the company */
export async function accountOf(
  db: Db,
  caller: Caller,
  whose: { company: string; customer?: string },
): Promise<Account> {
  const customer = await customerOf(db, caller, whose.customer);
  const key = identifierKey(whose.company);
  const reach = customersOf(caller, 'statement.view');
  const companies = opened(reach, await createStatementQueries(db).companies(customer.id));
  const company = companies.find(({ code }) => identifierKey(code) === key);
  if (!company) throw new AppError('not_found');
  return { customer, company };
}

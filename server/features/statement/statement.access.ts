import { identifierKey } from '#contract/identifiers';
import type { ContactPermission } from '#contract/permissions';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type PersonCaller, type Reach } from '../../http/caller.ts';
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
export const customersOf = (caller: PersonCaller, permission: ContactPermission): Reach => ({
  customerIds: reachOf(caller, permission).customerIds,
});

/** Whether a permission opens what belongs to this customer. */
export function mayFor(
  caller: PersonCaller,
  permission: ContactPermission,
  customerId: string,
): boolean {
  const { customerIds } = customersOf(caller, permission);
  return customerIds === 'all' || customerIds.includes(customerId);
}

/**
 * The customer a call is about: the contact's own unless another is named.
 * @throws AppError `not_found` where it is out of reach, and where staff name none
 */
export async function customerOf(
  db: Db,
  caller: PersonCaller,
  number: string | undefined,
): Promise<CustomerRecord> {
  const by = number === undefined ? caller.customer : { numberKey: identifierKey(number) };
  const reach = customersOf(caller, 'statement.view');
  const customer = by && (await createStatementQueries(db).customer(reach, by));
  if (!customer) throw new AppError('not_found');
  return customer;
}

/** @throws AppError `not_found` also where the customer does not buy from the company */
export async function accountOf(
  db: Db,
  caller: PersonCaller,
  whose: { company: string; customer?: string },
): Promise<Account> {
  const customer = await customerOf(db, caller, whose.customer);
  const key = identifierKey(whose.company);
  const companies = await createStatementQueries(db).companies(customer.id);
  const company = companies.find(({ code }) => identifierKey(code) === key);
  if (!company) throw new AppError('not_found');
  return { customer, company };
}

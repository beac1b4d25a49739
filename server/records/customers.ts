import { identifierKey } from '#contract/identifiers';
import type { PersonPermission } from '#contract/permissions';
import type { Db } from '../db/scope.ts';
import { AppError } from '../http/app-error.ts';
import {
  reachOf,
  reaches,
  withinCustomers,
  type PersonCaller,
  type Reach,
} from '../http/caller.ts';

export type CustomerRecord = {
  id: string;
  number: string;
  name: string;
  taxId: string | null;
  phone: string | null;
  email: string | null;
};

const customerColumns = {
  id: 'k.id',
  number: 'k.number',
  name: 'k.name',
  taxId: 'k.tax_id',
  phone: 'k.phone',
  email: 'k.email',
};

/**
 * The customers a permission opens as a whole. Where something is a customer's and no contact's (a balance, a
 * price, a mailing list), the scope `own` reaches the customer.
 */
export function customersOf(caller: PersonCaller, permission: PersonPermission): Reach {
  const { customerIds, companyIds } = reachOf(caller, permission);
  return { customerIds, companyIds };
}

/** Whether a permission opens what belongs to a customer with a company. */
export const mayFor = (
  caller: PersonCaller,
  permission: PersonPermission,
  account: { customerId: string; companyId: string },
): boolean => reaches(customersOf(caller, permission), { ...account, contactId: null });

/** Those of some companies that a reach opens. */
export const companiesIn = <C extends { id: string }>(
  { companyIds }: Reach,
  companies: readonly C[],
): C[] => companies.filter(({ id }) => !companyIds || companyIds.includes(id));

/** Whether a permission opens what belongs to this customer. */
export const opensCustomer = (
  caller: PersonCaller,
  permission: PersonPermission,
  customerId: string,
): boolean =>
  reaches(customersOf(caller, permission), { customerId, companyId: null, contactId: null });

/** A customer within reach, by id or by number. */
export const findCustomer = (
  db: Db,
  reach: Reach,
  by: { id: string } | { numberKey: string },
): Promise<CustomerRecord | undefined> =>
  db('customers as k')
    .where('id' in by ? { 'k.id': by.id } : { 'k.number_key': by.numberKey })
    .whereNull('k.deleted_at')
    .modify((query) => withinCustomers(query, 'k.id', { customerIds: reach.customerIds }))
    .modify((query) => {
      if ('id' in by && reach.customerIds === 'all') query.options({ name: 'customer' });
    })
    .first(customerColumns);

/**
 * The customer a call is about: the contact's own unless another is named.
 * @param permission that must open it
 * @throws AppError `not_found` where it is out of reach, and where staff name none
 */
export async function customerInReach(
  db: Db,
  caller: PersonCaller,
  permission: PersonPermission,
  number: string | undefined,
): Promise<CustomerRecord> {
  const by = number === undefined ? caller.customer : { numberKey: identifierKey(number) };
  const customer = by && (await findCustomer(db, customersOf(caller, permission), by));
  if (!customer) throw new AppError('not_found');
  return customer;
}

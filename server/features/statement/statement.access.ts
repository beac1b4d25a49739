import { identifierKey } from '#contract/identifiers';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { PersonCaller } from '../../http/caller.ts';
import { companiesOf, type CompanyRecord } from '../../records/companies.ts';
import {
  companiesIn,
  customerInReach,
  customersOf,
  type CustomerRecord,
} from '../../records/customers.ts';

/** A customer and one of its companies, within the caller's reach. */
export type Account = { customer: CustomerRecord; company: CompanyRecord };

/** @throws AppError `not_found` where the customer is out of reach, or does not buy from the company */
export async function accountOf(
  db: Db,
  caller: PersonCaller,
  whose: { company: string; customer?: string },
  permission: 'statement.view' | 'statement.export' = 'statement.view',
): Promise<Account> {
  const customer = await customerInReach(db, caller, permission, whose.customer);
  const key = identifierKey(whose.company);
  const reach = customersOf(caller, permission);
  const companies = companiesIn(reach, await companiesOf(db, customer.id));
  const company = companies.find(({ code }) => identifierKey(code) === key);
  if (!company) throw new AppError('not_found');
  return { customer, company };
}

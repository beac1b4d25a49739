import type { contacts } from '#contract/contacts';
import type { Body } from '#contract/endpoint';
import { today } from '#contract/format';
import { identifierKey } from '#contract/identifiers';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import type { PersonCaller } from '../../../http/caller.ts';
import { ofAmounts, type StoredGrant } from '../../../http/grants.ts';
import { knownAddresses } from './addresses.ts';
import { ceilingOf, holdGrants, takesAddresses, takesCompanies } from './contacts.policies.ts';
import { companiesOf } from './contacts.view.ts';

type NewGrants = Body<(typeof contacts)['PUT /contacts/:id/access']>['grants'];

/**
 * Grants as they are kept, out of those that were asked for.
 * @throws AppError `invalid_input` where a company or an address is not the customer's, or the permission takes none;
 *   `beyond_own`
 */
export async function grantsFrom(
  db: Db,
  { caller }: { caller: PersonCaller },
  { customerId }: { customerId: string },
  { before, asked }: { before: readonly StoredGrant[]; asked: NewGrants },
): Promise<StoredGrant[]> {
  const companies = await companiesOf(db, { customerId }, before);
  const ids = new Map(companies.map(({ id, code }) => [identifierKey(code), id]));
  // What a grant is limited to already stays, whatever became of the address.
  const addressIds = new Set(before.flatMap((one) => one.addressIds));
  const others = asked.flatMap(({ addresses }) => addresses).filter((id) => !addressIds.has(id));
  const known = await knownAddresses(db, caller, customerId, others);
  const after = asked.map(({ companies: codes, addresses, ...grant }, i): StoredGrant => {
    const refuse = (at: string, rule: string) =>
      new AppError('invalid_input', { errors: [{ path: `body.grants.${i}.${at}`, rule }] });
    if (grant.limit && !ofAmounts(grant.permission)) throw refuse('limit', 'not_allowed');
    if (codes.length > 0 && !takesCompanies(grant.permission))
      throw refuse('companies', 'not_allowed');
    if (addresses.length > 0 && !takesAddresses(grant.permission))
      throw refuse('addresses', 'not_allowed');
    const companyIds = codes.map((code, at) => {
      const id = ids.get(identifierKey(code));
      if (!id) throw refuse(`companies.${at}`, 'unknown_reference');
      return id;
    });
    addresses.forEach((id, at) => {
      if (!addressIds.has(id) && !known.has(id))
        throw refuse(`addresses.${at}`, 'unknown_reference');
    });
    return {
      ...grant,
      companyIds: [...new Set(companyIds)],
      addressIds: [...new Set(addresses)],
    };
  });
  holdGrants(await ceilingOf(db, caller, today(caller.tenant.timeZone)), before, after);
  return after;
}

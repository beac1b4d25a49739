import type { contacts } from '#contract/contacts';
import type { Body } from '#contract/endpoint';
import { today } from '#contract/format';
import { identifierKey } from '#contract/identifiers';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import type { PersonCaller } from '../../../http/caller.ts';
import { ofAmounts, type StoredGrant } from '../../../http/grants.ts';
import { ceilingOf, holdGrants, takesCompanies } from './contacts.policies.ts';
import { companiesOf } from './contacts.view.ts';

type NewGrants = Body<(typeof contacts)['PUT /contacts/:id/access']>['grants'];

/**
 * Grants as they are kept, out of those that were asked for.
 * @throws AppError `invalid_input` where a company is not the customer's, or the permission takes none; `beyond_own`
 */
export async function grantsFrom(
  db: Db,
  { caller }: { caller: PersonCaller },
  { customerId }: { customerId: string },
  { before, asked }: { before: readonly StoredGrant[]; asked: NewGrants },
): Promise<StoredGrant[]> {
  const companies = await companiesOf(db, { customerId }, before);
  const ids = new Map(companies.map(({ id, code }) => [identifierKey(code), id]));
  const after = asked.map(({ companies: codes, ...grant }, i): StoredGrant => {
    const refuse = (at: string, rule: string) =>
      new AppError('invalid_input', {
        errors: [{ path: `body.grants.${i}.companies${at}`, rule }],
      });
    if (grant.limit && !ofAmounts(grant.permission))
      throw new AppError('invalid_input', {
        errors: [{ path: `body.grants.${i}.limit`, rule: 'not_allowed' }],
      });
    if (codes.length > 0 && !takesCompanies(grant.permission)) throw refuse('', 'not_allowed');
    const companyIds = codes.map((code, at) => {
      const id = ids.get(identifierKey(code));
      if (!id) throw refuse(`.${at}`, 'unknown_reference');
      return id;
    });
    return { ...grant, companyIds: [...new Set(companyIds)] };
  });
  holdGrants(await ceilingOf(db, caller, today(caller.tenant.timeZone)), before, after);
  return after;
}

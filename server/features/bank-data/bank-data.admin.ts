import type { BankAccount } from '#contract/bank-data';
import { identifierKey } from '#contract/identifiers';
import type { InScope } from '../../db/scope.ts';
import { bankDataOf, setBankData } from './bank-data.service.ts';

/** Bank data that the operator hands over. */
export function createBankDataAdmin(deps: {
  inScope: InScope;
  findTenant(slug: string): Promise<{ id: string } | null>;
}) {
  return {
    /** Sets where customers pay a company to, unless somebody did: people may have changed it. */
    addBankData: async (
      slug: string,
      company: string,
      accounts: BankAccount[],
    ): Promise<boolean> => {
      const tenant = await deps.findTenant(slug);
      if (!tenant) throw new Error(`There is no tenant ${slug}`);
      return deps.inScope({ tenantId: tenant.id }, async (db) => {
        const key = identifierKey(company);
        const known = (await bankDataOf(db)).find((one) => identifierKey(one.company.code) === key);
        if (!known || known.version > 0) return false;
        await setBankData(db, tenant.id, company, { version: 0, accounts });
        return true;
      });
    },
  };
}

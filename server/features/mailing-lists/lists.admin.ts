import { identifierKey } from '#contract/identifiers';
import { rowsOf } from '../../db/rows.ts';
import type { InScope } from '../../db/scope.ts';
import { saveLists } from './lists.store.ts';
import { readMailboxes } from './mailboxes.ts';
import type { ListOwner } from './mailing-lists.queries.ts';

/** Which mailboxes get a customer's statements of a company, as the operator hands it over. */
export type OperatorList = { company: string; customer: string; mailboxes: string[] };

/** Mailing lists that are handed over by the operator. */
export function createMailingListAdmin(deps: {
  inScope: InScope;
  findTenant(slug: string): Promise<{ id: string } | null>;
}) {
  return {
    /**
     * Adds mailing lists; of customers and companies that have one already, and of those that do not trade with each
     * other, nothing is changed. @returns how many were added
     * @throws Error where there is no such tenant, or one of the mailboxes is none
     */
    addMailingLists: async (slug: string, lists: readonly OperatorList[]): Promise<number> => {
      const tenant = await deps.findTenant(slug);
      if (!tenant) throw new Error(`There is no tenant ${slug}`);
      return deps.inScope({ tenantId: tenant.id }, async (db) => {
        const found = await rowsOf<ListOwner & { at: number }>(
          db,
          `select r.at, c.id as "companyId", k.id as "customerId"
           from jsonb_to_recordset(?::jsonb) as r(at integer, company text, customer text)
           join companies c on c.code_key = r.company
           join customers k on k.number_key = r.customer
           join customer_companies m on m.tenant_id = k.tenant_id and m.customer_id = k.id and m.company_id = c.id
           where not exists (
             select from mailing_lists l
             where l.tenant_id = k.tenant_id and l.company_id = c.id and l.customer_id = k.id)`,
          [
            JSON.stringify(
              lists.map(({ company, customer }, at) => ({
                at,
                company: identifierKey(company),
                customer: identifierKey(customer),
              })),
            ),
          ],
        );
        const added = found.map(({ at, ...owner }) => ({
          ...owner,
          mailboxes: soundIn(lists[at]?.mailboxes ?? []),
        }));
        await saveLists(db, added, 'replace', null);
        return added.length;
      });
    },
  };
}

function soundIn(mailboxes: readonly string[]): string[] {
  const read = readMailboxes(mailboxes.join(';'));
  const [wrong] = read.invalid;
  if (wrong !== undefined) throw new Error(`${wrong} is no mailbox`);
  return read.mailboxes;
}

import { debitKinds } from '#contract/ledger-words';
import { rowsOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';
import type { Reach } from '../http/caller.ts';
import { accountsSql, daysBinding, daysOf, daysSql } from './balances.ts';
import { allCompanies } from './companies.ts';
import { companiesIn } from './customers.ts';

/** A document of the ledger that is open and has a day on which it falls due. */
export type DueDate = {
  id: string;
  number: string | null;
  company: string;
  day: string;
  changedAt: string;
};

const most = 500;

/** The documents of a reach that are open today and fall due, or fell due no more than some days ago. */
export async function dueDatesOf(db: Db, reach: Reach, keptDays: number): Promise<DueDate[]> {
  const companies = companiesIn(reach, await allCompanies(db));
  return rowsOf<DueDate>(
    db,
    `select v.item_id as id, v.number, c.code as company, v.due_date as day, v.recorded_at as "changedAt"
     from ${accountsSql(reach)}
     join ${daysSql} on d."companyId" = l.company_id
     join companies c on c.tenant_id = l.tenant_id and c.id = l.company_id
     cross join lateral (
       select i.item_id, i.due_date, i.recorded_at,
         coalesce(i.invoice_number, i.fiscal_id, i.reference, i.order_number) as number
       from open_item_versions i
       where i.tenant_id = l.tenant_id and i.customer_id = l.customer_id and i.company_id = l.company_id
         and i.superseded_at = 'infinity' and i.cleared_on > d.today and i.posting_date <= d.today
         and i.kind in (${debitKinds.map((kind) => `'${kind}'`).join(', ')})
         and i.due_date >= d.today - :keptDays::integer
       offset 0
     ) v
     order by v.due_date, v.item_id limit ${most}`,
    { ids: reach.customerIds, days: daysBinding(daysOf(companies)), keptDays },
  );
}

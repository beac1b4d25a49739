import { byKeys, keyRows } from '../../db/keys.ts';
import type { Db } from '../../db/scope.ts';

// Of which companies somebody is a customer, the ERP says with the customer, and by sending documents: these
// must be seen whatever the customer's record lists.
const link = `insert into customer_companies (tenant_id, customer_id, company_id, credit_blocked)`;
const tables = ['customer_companies', 'customers', 'companies', 'open_item_versions'];

/** Makes sure that each is a customer of the company, by look-up keys. */
export async function linkParties(
  db: Db,
  parties: { customer: string; company: string }[],
): Promise<void> {
  const each = [...new Map(parties.map((one) => [JSON.stringify(one), one])).values()];
  await byKeys(
    db,
    tables,
    `${link} select u.tenant_id, u.id, c.id, false
     from ${keyRows('text', 'text')} join customers u on u.number_key = k.a
     join companies c on c.tenant_id = u.tenant_id and c.code_key = k.b
     on conflict do nothing`,
    [each.map(({ customer }) => customer), each.map(({ company }) => company)],
  );
}

/** Makes sure that these are customers of the companies that have documents of theirs. */
export async function linkLedger(db: Db, customerIds: string[]): Promise<void> {
  // Every company is asked for every customer: they are few, and each answer is one step in an index.
  await byKeys(
    db,
    tables,
    `${link} select c.tenant_id, k.key, c.id, false from ${keyRows('uuid')} cross join companies c
     where exists (select from open_item_versions v where v.tenant_id = c.tenant_id and v.customer_id = k.key
       and v.company_id = c.id and v.superseded_at = 'infinity' offset 0)
     on conflict do nothing`,
    [customerIds],
  );
}

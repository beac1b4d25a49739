import type { SyncRecord } from '#contract/sync';
import { identifierKey } from '#contract/identifiers';
import { byKeys, keyRows } from '../../db/keys.ts';
import type { Db } from '../../db/scope.ts';
import type { Parents } from './sync.entity.ts';
import type { Resolver } from './sync.references.ts';
import { insertRows } from '../../db/bulk.ts';

// Of which companies somebody is a customer, the ERP says with the customer, and by sending documents: these
// must be seen whatever the customer's record lists.

/** Makes sure that each is a customer of the company that sent a document. */
export async function linkParties(
  db: Db,
  parties: { customerId: string; companyId: string }[],
): Promise<void> {
  const each = [...new Map(parties.map((one) => [JSON.stringify(one), one])).values()];
  await byKeys(
    db,
    ['customer_companies'],
    `insert into customer_companies as t (tenant_id, customer_id, company_id, credit_blocked, from_ledger)
     select current_setting('app.tenant_id')::uuid, k.a, k.b, false, true from ${keyRows('uuid', 'uuid')}
     order by k.a, k.b
     on conflict (tenant_id, customer_id, company_id) do update set from_ledger = true where not t.from_ledger`,
    [each.map(({ customerId }) => customerId), each.map(({ companyId }) => companyId)],
  );
}

/** Writes of which companies these are customers; those with documents stay, without what was agreed. */
export async function replaceLinks(
  db: Db,
  records: SyncRecord<'customers'>[],
  { idOf, known }: Parents<SyncRecord<'customers'>>,
  resolve: Resolver,
): Promise<void> {
  const tables = ['customer_companies'];
  if (known.length > 0) {
    await byKeys(
      db,
      tables,
      `delete from customer_companies d using ${keyRows('uuid')} where not d.from_ledger and d.customer_id = k.key`,
      [known],
    );
    await byKeys(
      db,
      tables,
      `update customer_companies d set credit_limit = null, currency = null, payment_terms = null,
         credit_blocked = false from ${keyRows('uuid')} where d.from_ledger and d.customer_id = k.key`,
      [known],
    );
  }
  await insertRows(
    db,
    'customer_companies',
    {
      customer_id: 'uuid',
      company_id: 'uuid',
      credit_limit: 'numeric',
      currency: 'text',
      payment_terms: 'text',
      credit_blocked: 'boolean',
    },
    records.flatMap((r) =>
      r.companies.map((link) => ({
        customer_id: idOf(r),
        company_id: resolve('company', identifierKey(link.company)),
        credit_limit: link.creditLimit,
        currency: link.currency,
        payment_terms: link.paymentTerms,
        credit_blocked: link.creditBlocked,
      })),
    ),
    `on conflict (tenant_id, customer_id, company_id) do update set credit_limit = excluded.credit_limit,
       currency = excluded.currency, payment_terms = excluded.payment_terms, credit_blocked = excluded.credit_blocked`,
  );
}

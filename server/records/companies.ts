import type { Db } from '../db/scope.ts';

/** A company of the tenant, as lists of companies name it. */
export type CompanyName = { id: string; code: string; name: string; timeZone: string };
/** A company, and what the customer has agreed with it. */
export type CompanyRecord = CompanyName & {
  taxId: string | null;
  /** Of the statement, and of the limit. */
  currency: string;
  limit: string | null;
};

/** The companies of a tenant, by code. */
export const allCompanies = (db: Db): Promise<CompanyName[]> =>
  db('companies')
    .whereNull('deleted_at')
    .orderBy('code_key')
    .select({ id: 'id', code: 'code', name: 'legal_name', timeZone: 'time_zone' });

/** The companies a customer buys from, by code. */
export const companiesOf = (db: Db, customerId: string): Promise<CompanyRecord[]> =>
  db('customer_companies as l')
    .join('companies as c', (on) => on.on('c.tenant_id', 'l.tenant_id').on('c.id', 'l.company_id'))
    .where('l.customer_id', customerId)
    .whereNull('c.deleted_at')
    .orderBy('c.code_key')
    .select(
      { id: 'c.id', code: 'c.code', name: 'c.legal_name', taxId: 'c.tax_id' },
      { timeZone: 'c.time_zone', limit: 'l.credit_limit' },
      db.raw('coalesce(l.currency, c.currency) as currency'),
    )
    .options({ name: 'companies of a customer' });

import type { Executive } from '#contract/home';
import type { Locale } from '#contract/primitives';
import { rowsOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';
import {
  departmentLine,
  type ContactLine,
  type SigningDepartment,
  type Translate,
} from './departments.ts';

/** Who looks after a customer, unless that person has left. */
export const executiveOf = (db: Db, customerId: string): Promise<Executive | undefined> =>
  db('customers as k')
    .join('executives as e', (on) =>
      on.on('e.tenant_id', 'k.tenant_id').on('e.code_key', 'k.executive_key'),
    )
    .where({ 'k.id': customerId, 'e.active': true })
    .whereNull('e.deleted_at')
    .first({ name: 'e.name', role: 'e.role', phone: 'e.phone', email: 'e.email' });

/**
 * Whom a customer asks about its records, in one line: its executive, else customer service of the company.
 * @returns undefined where neither can be reached
 */
export async function helpLine(
  db: Db,
  { customerId, companyId }: { customerId: string; companyId: string },
  { t, locale }: { t: Translate; locale: Locale },
): Promise<ContactLine | undefined> {
  const executive = await executiveOf(db, customerId);
  if (executive && (executive.phone || executive.email))
    return {
      text: [executive.name, executive.phone, executive.email].filter(Boolean).join(' · '),
      reach: { phone: executive.phone, extension: null, mailbox: executive.email },
    };
  const [department] = await rowsOf<SigningDepartment>(
    db,
    `select ds.key, ds.names, dc.phone, dc.extension, dc.mailbox
     from departments ds join department_contacts dc on dc.tenant_id = ds.tenant_id and dc.kind = ds.key
     where ds.key = 'customer_service' and (dc.company_id = ? or dc.company_id is null)
     order by dc.company_id nulls last limit 1`,
    [companyId],
  );
  return departmentLine(t, locale, department);
}

import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { tellPeople } from './consequences.ts';

type Near = {
  id: string;
  tenantId: string;
  number: string;
  customerId: string;
  companyId: string;
};

/** Tells once of each voucher that nobody has paid and that ends within a day. */
export async function tellExpiring(db: Db): Promise<void> {
  const near = await rowsOf<Near>(
    db,
    `update payments p set told_expiring = true
     where p.state = 'pending' and p.voucher is not null and not p.told_expiring and not p.ending
       and p.expires_at between now() and now() + interval '1 day'
       -- What was made for so short a time is news of its own.
       and p.expires_at - p.created_at > interval '1 day'
     returning p.id, p.tenant_id as "tenantId", p.number, p.customer_id as "customerId", p.company_id as "companyId"`,
  );
  for (const { id, ...told } of near) await tellPeople(db, id, told, 'expiring');
}

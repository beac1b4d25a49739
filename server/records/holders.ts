import type { Db } from '../db/scope.ts';
import { rowsOf } from '../db/rows.ts';
import type { Holder } from '../http/caller.ts';
import { customersBelow, portfolio, storedGrants } from '../http/credentials.ts';
import { grantedBy, unlimited, type StoredGrant } from '../http/grants.ts';

/** What a contact that makes no call may do now; null where it may not enter any more. */
export async function contactHolder(db: Db, contactId: string): Promise<Holder | null> {
  const [row] = await rowsOf<Granted>(
    db,
    `select c.id as "contactId", c.customer_id as "customerId", ${storedGrants} as stored,
       (now() at time zone t.time_zone)::date::text as today
     from contacts c
     join customers x on x.tenant_id = c.tenant_id and x.id = c.customer_id and x.deleted_at is null
     join identities i on i.tenant_id = c.tenant_id and i.id = c.identity_id and i.disabled_at is null
     join tenants t on t.id = c.tenant_id
     where c.id = ? and c.active and c.deleted_at is null`,
    [contactId],
  );
  return row ? holderOf(db, row) : null;
}

/** A contact with what it was granted, and the date of its tenant. */
type Granted = { contactId: string; customerId: string; stored: StoredGrant[]; today: string };

/** The same of a contact whose grants are known. */
export async function holderOf(
  db: Db,
  { contactId, customerId, stored, today }: Granted,
): Promise<Holder> {
  const granted = grantedBy(stored, today);
  return {
    kind: 'contact',
    customer: { id: customerId, number: '', name: '' },
    contactId,
    otherCustomerIds: await customersBelow(db, customerId, granted),
    ...granted,
  };
}

/** The same of a person of the company. */
export async function staffHolder(db: Db, identityId: string): Promise<Holder | null> {
  const [row] = await rowsOf<{ id: string; all: boolean; permissions: string[] }>(
    db,
    `select u.id, u.all_customers as "all", u.permissions from staff_users u
     join identities i on i.tenant_id = u.tenant_id and i.id = u.identity_id and i.disabled_at is null
     where u.identity_id = ? and u.active`,
    [identityId],
  );
  if (!row) return null;
  const stored = row.permissions.map((permission) => unlimited({ permission, scope: 'customer' }));
  return {
    kind: 'staff',
    otherCustomerIds: await portfolio(db, row.id, row.all),
    ...grantedBy(stored, ''),
  };
}

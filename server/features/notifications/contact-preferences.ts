import type { ContactPreferences } from '#contract/notifications';
import type { MailCadence, NotificationType } from '#contract/notification-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { PersonCaller } from '../../http/caller.ts';
import { storedGrants } from '../../http/credentials.ts';
import { grantedBy, type StoredGrant } from '../../http/grants.ts';
import { opensCustomer } from '../../records/customers.ts';
import { changePreferences, preferencesOf } from './preferences.ts';

type Row = {
  customerId: string;
  customer: { number: string; name: string };
  stored: StoredGrant[];
  today: string;
};

/** A contact that the caller gives access, and what that contact may do. @throws AppError `not_found` */
async function found(db: Db, caller: PersonCaller, id: string) {
  const [row] = await rowsOf<Row>(
    db,
    `select c.customer_id as "customerId", jsonb_build_object('number', k.number, 'name', k.name) as customer,
       ${storedGrants} as stored, (now() at time zone t.time_zone)::date::text as today
     from contacts c join tenants t on t.id = c.tenant_id
     join customers k on k.tenant_id = c.tenant_id and k.id = c.customer_id and k.deleted_at is null
     where c.id = ? and c.deleted_at is null`,
    [id],
  );
  if (!row || !opensCustomer(caller, 'access.manage', row.customerId))
    throw new AppError('not_found');
  const { grants } = grantedBy(row.stored, row.today);
  return { customer: row.customer, holds: (permission: string) => grants.has(permission as never) };
}

/** How a contact hears of what it may hear of. @throws AppError `not_found` */
export async function contactPreferences(
  db: Db,
  caller: PersonCaller,
  id: string,
): Promise<ContactPreferences> {
  const { customer, holds } = await found(db, caller, id);
  return { ...(await preferencesOf(db, id, holds)), customer };
}

/** The company's choices for a contact. @throws AppError `not_found`, `notification_locked` */
export async function changeContact(
  db: Db,
  caller: PersonCaller,
  id: string,
  changes: readonly {
    type: NotificationType;
    mail?: MailCadence;
    inbox?: boolean;
    locked?: boolean;
  }[],
) {
  const { holds } = await found(db, caller, id);
  return changePreferences(db, id, holds, changes, true);
}

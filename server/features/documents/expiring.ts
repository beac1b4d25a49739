import { documentWarningDays } from '#contract/document-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { recordEvents } from '../../records/events.ts';

type Near = {
  id: string;
  title: string;
  expiresOn: string;
  customerId: string;
  companyId: string | null;
};

/** The nearest of the warnings that a document has reached, in days; null where it has reached none. */
const reached = `(select min(w.days) from unnest(array[${documentWarningDays.join(', ')}]) w (days)
  where d.expires_on - (now() at time zone t.time_zone)::date between 0 and w.days)`;

/**
 * Tells of documents that end soon, once at each of the warnings; what was handed in with less time left is told at
 * the next one alone. Of documents that the company keeps to itself nobody of the customer hears.
 */
export async function tellExpiringDocuments(db: Db): Promise<void> {
  const near = await rowsOf<Near>(
    db,
    `with near as (
       select d.tenant_id, d.id, ${reached} as days from documents d join tenants t on t.id = d.tenant_id
       where d.deleted_at is null and d.expires_on is not null and d.visibility = 'customer'
         and d.state is distinct from 'missing' and d.state is distinct from 'rejected'
         and ${reached} < coalesce(d.noticed, 100000)
       order by d.expires_on, d.id limit 1000 for update of d skip locked
     )
     update documents d set noticed = near.days from near
     where d.tenant_id = near.tenant_id and d.id = near.id
     returning d.id, d.title, d.expires_on as "expiresOn", d.customer_id as "customerId",
       d.company_id as "companyId"`,
  );
  await recordEvents(
    db,
    near.map(({ id, title, expiresOn, customerId, companyId }) => ({
      kind: 'document.expiring' as const,
      customerId,
      companyId,
      data: { document: id, subject: title, date: expiresOn },
      actor: { kind: 'public' as const, id: null },
    })),
  );
}

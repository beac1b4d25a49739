import { expiringDays } from '#contract/quote-words';
import { openStates } from '#contract/quote-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { recordEvents } from '../../records/events.ts';
import { daysLeft, quoteState, quotesWithState } from '../../records/quotes.ts';

type Near = {
  id: string;
  number: string;
  version: number;
  validUntil: string;
  customerId: string;
  companyId: string;
};

const open = openStates.map((state) => `'${state}'`).join(', ');

/**
 * Tells once of each quote that nobody decided and whose last day is near, however many servers look; again where that
 * was put off.
 */
export async function tellExpiring(db: Db): Promise<void> {
  const near = await rowsOf<Near>(
    db,
    `with near as (
       select q.tenant_id, q.id from ${quotesWithState}
       where q.deleted_at is null and q.told_until is distinct from q.valid_until
         -- What was issued for so short a time is news of its own.
         and q.valid_until - q.issued_on > ${expiringDays}
         and ${daysLeft} between 0 and ${expiringDays} and ${quoteState} in (${open})
       order by q.valid_until, q.id limit 1000 for update of q skip locked
     )
     update quotes q set told_until = q.valid_until from near
     where q.tenant_id = near.tenant_id and q.id = near.id
     returning q.id, q.number, q.version, q.valid_until as "validUntil", q.customer_id as "customerId",
       q.company_id as "companyId"`,
  );
  await recordEvents(
    db,
    near.map(({ id, number, version, validUntil, customerId, companyId }) => ({
      kind: 'quote.expiring' as const,
      customerId,
      companyId,
      record: { kind: 'quote' as const, id },
      data: { number, version: String(version), date: validUntil },
      actor: { kind: 'public' as const, id: null },
    })),
  );
}

import type { Db } from '../db/scope.ts';

/** Whether there is a later version of a quote `q` that was issued; SQL. */
const isFollowed = `exists (select from quotes n
  where n.tenant_id = q.tenant_id and n.company_id = q.company_id and n.number_key = q.number_key
    and n.version > q.version and n.deleted_at is null)`;

/** The day it is in the zone of a company `c`; SQL. */
const today = `(now() at time zone c.time_zone)::date`;

/** Days until the last one of a quote `q`; SQL beside its company `c`. */
export const daysLeft = `q.valid_until - ${today}`;

/**
 * How it stands with a quote `q`, beside its company `c` and its decision `d`, if any; SQL. The one place that says
 * until when a quote holds.
 */
export const quoteState = `case
  when d.decision is not null then d.decision
  when q.withdrawn then 'withdrawn'
  when ${isFollowed} then 'superseded'
  when q.valid_until < ${today} then 'expired'
  when q.viewed_at is not null then 'viewed'
  else 'issued' end`;

/** Quotes `q` with what their state is made of; SQL. */
export const quotesWithState = `quotes q
  join companies c on c.tenant_id = q.tenant_id and c.id = q.company_id
  left join quote_decisions d on d.tenant_id = q.tenant_id and d.quote_id = q.id`;

/**
 * Has what hangs on earlier versions of quotes go on with the newest, in the transaction that takes them over. The
 * documents and conversations that only the company sees are among them.
 */
export async function quotesIssued(db: Db, ids: readonly string[]): Promise<void> {
  await db.raw('select portico_gather_quotes(cast(? as uuid[]))', [ids as never]);
}

import { identifierKey } from '#contract/identifiers';
import { rowsOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';
import { staffBehind, type Caller, type Trace } from './caller.ts';

/**
 * Notes that staff looked at customers: once for each person, customer and hour, however often it looks.
 * Nothing is asked of the database for anybody else.
 * @param numbers of the customers, as the ERP sent them or as they were typed
 */
export async function noteLooks(
  db: Db,
  caller: Caller,
  trace: Trace,
  numbers: readonly string[],
): Promise<void> {
  const actor = staffBehind(caller);
  if (!actor || numbers.length === 0) return;
  const keys = [...new Set(numbers.map(identifierKey))];
  await rowsOf(
    db,
    `insert into audit_events (tenant_id, event, actor_kind, actor_id, record, ip, user_agent, request_id, once)
     select :tenant, 'customer.looked_at', 'staff', :actor, number, :ip, :agent, :request,
       concat_ws(' ', 'look', :actor::text, to_char(now() at time zone 'utc', 'YYYYMMDDHH24'), number)
     from unnest(:keys::text[]) number
     on conflict (tenant_id, once) where once is not null do nothing`,
    {
      tenant: caller.tenant.id,
      actor,
      ip: trace.ip,
      agent: trace.userAgent,
      request: trace.requestId,
      keys,
    },
  );
}

type OfCustomer = { customer?: { number?: string } };

/** The customers whose data is in an answer. */
export function customersIn(answer: unknown): string[] {
  const { items = [], ...whole } = answer as OfCustomer & { items?: OfCustomer[] };
  return [whole, ...items].flatMap(({ customer }) => customer?.number ?? []);
}

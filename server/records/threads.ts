import type { PersonPermission } from '#contract/permissions';
import { isOneOf } from '../db/keys.ts';
import { reachOf, type PersonCaller, type Reach } from '../http/caller.ts';
import { goesThere, orderOfThread } from './order-places.ts';

/** Whether a caller looks after conversations, rather than being one whose they are. */
export const managesThreads = (caller: PersonCaller): boolean =>
  caller.kind === 'staff' && caller.grants.has('messages.manage');

/** What a permission opens of conversations, or that of looking after them for whoever has it. */
export const threadReach = (
  caller: PersonCaller,
  permission: PersonPermission = 'messages.view',
): Reach => reachOf(caller, managesThreads(caller) ? 'messages.manage' : permission);

/**
 * Whether a thread `t` is a contact's own: one it takes part in, or one of an order, an invoice, a shipment or a
 * request of its own.
 * @param contact the binding that stands for the contact
 */
export const isOwnThread = (contact: string): string =>
  `(exists (select from thread_members m
     where m.tenant_id = t.tenant_id and m.thread_id = t.id and m.contact_id = ${contact})
   or exists (select from orders o
     where o.tenant_id = t.tenant_id and o.id = t.order_id and o.contact_id = ${contact})
   or exists (select from shipments s
     where s.tenant_id = t.tenant_id and s.id = t.shipment_id and s.contact_id = ${contact})
   or exists (select from service_requests q
     where q.tenant_id = t.tenant_id and q.id = t.request_id and q.contact_id = ${contact})
   or exists (select from quotes q
     where q.tenant_id = t.tenant_id and q.id = t.quote_id and q.contact_id = ${contact})
   or exists (select from invoice_orders l join orders o on o.tenant_id = l.tenant_id and o.id = l.order_id
     where l.tenant_id = t.tenant_id and l.invoice_id = t.invoice_id and o.contact_id = ${contact}
       and o.deleted_at is null))`;

/**
 * Whether a thread `t` is unread, with what its reader has read of it as `r`. Who has never opened it has the month's
 * messages before it, and whoever is to answer what nobody has answered.
 */
export const isUnreadThread = (caller: PersonCaller): string =>
  caller.kind === 'staff'
    ? `coalesce(t.last_internal_number > r.read_number, t.state = 'open' and t.last_side = 'customer')`
    : `coalesce(t.last_number > r.read_number,
        t.last_side = 'company' and t.last_number > 0 and t.last_at > now() - interval '30 days')`;

/** The newest message of a thread `t` is at: for people of the company, notes to each other count. */
export const lastAtOf = ({ kind }: PersonCaller): string =>
  kind === 'staff' ? 't.last_internal_at' : 't.last_at';

/** What its reader has read of a thread `t`, as `r`, by a binding of that name. */
export const readOf = ({ kind }: PersonCaller, binding: string): string =>
  `left join thread_reads r on r.tenant_id = t.tenant_id and r.thread_id = t.id
     and r.${kind === 'staff' ? 'identity_id' : 'contact_id'} = ${binding}`;

/** Threads among which those that are unread are counted: the newest, so that counting costs the same for everybody. */
const looked = 100;

/**
 * SQL that says what is new of threads, as one JSON value: how many of the newest are unread, and when the newest
 * message was; null for whoever sees none.
 */
export function threadNews(caller: PersonCaller): {
  sql: string;
  bindings: Record<string, unknown>;
} {
  if (!managesThreads(caller) && !caller.grants.has('messages.view'))
    return { sql: 'null::json', bindings: {} };
  const { customerIds, companyIds, orderAddressIds, contactId } = threadReach(caller);
  const at = lastAtOf(caller);
  const bindings: Record<string, unknown> = {
    threadReader: caller.kind === 'staff' ? caller.identityId : caller.contactId,
    ...(customerIds !== 'all' && {
      threadCustomers: customerIds.length === 1 ? customerIds[0] : customerIds,
    }),
    ...(companyIds && { threadCompanies: companyIds }),
    ...(orderAddressIds && { threadAddresses: orderAddressIds }),
  };
  const conditions = [
    ...(customerIds === 'all'
      ? []
      : customerIds.length === 1
        ? ['t.customer_id = :threadCustomers']
        : [isOneOf('t.customer_id', 'uuid', ':threadCustomers')]),
    ...(companyIds ? [isOneOf('t.company_id', 'uuid', ':threadCompanies')] : []),
    ...(orderAddressIds ? [goesThere('t', orderOfThread('t'), ':threadAddresses')] : []),
    ...(contactId ? [isOwnThread(':threadReader')] : []),
  ];
  return {
    sql: `(select json_build_object('unread', count(*) filter (where x.unread)::int, 'last', max(x.at)) from (
      select ${at} as at, ${isUnreadThread(caller)} as unread from threads t ${readOf(caller, ':threadReader')}
      ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''} order by ${at} desc, t.id desc limit ${looked}) x)`,
    bindings,
  };
}

import {
  notificationTypeNames,
  planOf,
  type MailCadence,
  type NotificationType,
} from '#contract/notification-words';
import type { Locale } from '#contract/primitives';
import { keyRows } from '../../db/keys.ts';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { reachOf, reaches, type Holder } from '../../http/caller.ts';
import { storedGrants } from '../../http/credentials.ts';
import { grantedBy, type StoredGrant } from '../../http/grants.ts';
import type { Event, EventKind } from '../../records/events.ts';

/** How a contact wants to hear of a type. */
export type Choice = { mail: MailCadence; inbox: boolean; locked: boolean };
type Chosen = Partial<Record<NotificationType, Choice>>;

/** A contact that may be told of something, as it is now. */
export type Person = {
  id: string;
  customerId: string;
  identityId: string;
  name: string;
  address: string | null;
  locale: Locale | null;
  /** Whose clock summaries follow. */
  zone: string;
  /** Whether it has had an inbox before it of late. */
  usesInbox: boolean;
  holder: Holder;
  chosen: Chosen;
  /** Ids of the records it wants to hear nothing more of. */
  muted: readonly string[];
};

type Row = Omit<Person, 'holder'> & { stored: StoredGrant[]; today: string };

// Who has never come in has not shown that the mailbox is its own.
const peopleSql = (whose: string) => `
  select c.id, c.customer_id as "customerId", c.identity_id as "identityId", c.name,
    coalesce(i.email, c.email) as address, i.locale, coalesce(r.time_zone, t.time_zone) as zone,
    coalesce(r.seen_at > now() - interval '30 days', false) as "usesInbox",
    ${storedGrants} as stored, (now() at time zone t.time_zone)::date::text as today,
    (select coalesce(jsonb_object_agg(p.type, jsonb_build_object('mail', p.mail, 'inbox', p.inbox, 'locked', p.locked)), '{}')
     from notification_preferences p where p.tenant_id = c.tenant_id and p.contact_id = c.id) as chosen,
    array(select coalesce(m.order_id, m.invoice_id, m.quote_id, m.payment_id, m.shipment_id) from notification_mutes m
      where m.tenant_id = c.tenant_id and m.contact_id = c.id
      union all select m.thread_id from thread_members m
      where m.tenant_id = c.tenant_id and m.contact_id = c.id and m.muted
      union all select t.request_id from thread_members m join threads t on t.tenant_id = m.tenant_id and t.id = m.thread_id
      where m.tenant_id = c.tenant_id and m.contact_id = c.id and m.muted and t.request_id is not null) as muted
  from ${keyRows('uuid')}
  join contacts c on c.${whose} = k.key
  join customers x on x.tenant_id = c.tenant_id and x.id = c.customer_id and x.deleted_at is null
  join identities i on i.tenant_id = c.tenant_id and i.id = c.identity_id and i.disabled_at is null
  join tenants t on t.id = c.tenant_id
  left join notification_readers r on r.tenant_id = c.tenant_id and r.contact_id = c.id
  where c.active and c.deleted_at is null and (i.last_sign_in_at is not null or r.seen_at is not null)`;

async function people(db: Db, whose: 'id' | 'customer_id', ids: string[]): Promise<Person[]> {
  if (ids.length === 0) return [];
  const rows = await rowsOf<Row>(db, peopleSql(whose), [ids]);
  return rows.map(({ stored, today, ...person }) => ({
    ...person,
    holder: holderOf(person, stored, today),
  }));
}

/** Contacts are told of their own customer's alone: what lies below it has contacts of its own. */
const holderOf = (
  { id, customerId }: Pick<Person, 'id' | 'customerId'>,
  stored: readonly StoredGrant[],
  today: string,
): Holder => ({
  kind: 'contact',
  customer: { id: customerId, number: '', name: '' },
  contactId: id,
  otherCustomerIds: [],
  ...grantedBy(stored, today),
});

/** Contacts of these customers that may be told of something. */
export const peopleOfCustomers = (db: Db, customerIds: readonly string[]): Promise<Person[]> =>
  people(db, 'customer_id', [...new Set(customerIds)]);

/** A contact that may be told of something; null where it may no longer, whatever the reason. */
export const personById = async (db: Db, contactId: string): Promise<Person | null> =>
  (await people(db, 'id', [contactId]))[0] ?? null;

const typesByEvent: Partial<Record<EventKind, NotificationType>> = {
  'order.created': 'order_created',
  'order.status_changed': 'order_status',
  'order.change_answered': 'order_change',
  'order.captured': 'order_captured',
  'order.accepted': 'order_accepted',
  'order.rejected': 'order_rejected',
  'invoice.issued': 'invoice_issued',
  'statement.available': 'statement_available',
  'message.posted': 'message_posted',
  'request.status_changed': 'request_status',
  'approval.asked': 'approval_asked',
  'approval.waiting': 'approval_waiting',
  'approval.decided': 'approval_decided',
  'quote.issued': 'quote_issued',
  'quote.expiring': 'quote_expiring',
  'quote.decided': 'quote_decided',
  'document.attached': 'document_attached',
  'document.expiring': 'document_expiring',
  'payment.changed': 'payment_status',
  'payment.dispute_decided': 'dispute_decided',
  'shipment.status_changed': 'shipment_status',
  'shipment.milestone': 'shipment_milestone',
  'shipment.arrival_moved': 'shipment_eta',
  'shipment.free_days_end': 'clock_warning',
  'shipment.deadline_near': 'deadline_near',
  'account.password_changed': 'account_security',
  'account.new_device': 'account_security',
  'account.factor_changed': 'account_security',
};

/** What an event is to contacts; null where it is nothing to them. */
export const typeOf = ({ kind, visibility }: Pick<Event, 'kind' | 'visibility'>) =>
  visibility === 'customer' ? (typesByEvent[kind] ?? null) : null;

/** How a contact hears of a type: what it chose, else what the type says; of a legal one nobody chooses. */
export function choiceOf(chosen: Chosen, type: NotificationType): Choice {
  const { mail, inbox, legal } = planOf(type);
  return legal ? { mail, inbox, locked: true } : (chosen[type] ?? { mail, inbox, locked: false });
}

/** Whether a contact may hear of an event now: permission, scope, companies and addresses are held against its record. */
export function mayHear(person: Person, type: NotificationType, event: Event): boolean {
  if (event.customerId !== person.customerId) return false;
  const { permission, toOwners } = planOf(type);
  const own = event.owners.includes(person.id);
  if (permission === null) return own;
  if (toOwners && !own && event.owners.length > 0) return false;
  const { contactId, addressIds, ...reach } = reachOf(person.holder, permission);
  if (contactId && !own) return false;
  const { customerId, companyId } = event;
  const place = placeOf(event);
  // What goes nowhere is about no order; an order without a ship-to address is one of nobody's who is limited to some.
  const limits = { ...reach, ...(place !== undefined && addressIds && { addressIds }) };
  const places = { addressId: place ?? null, orderAddressId: place };
  return reaches(limits, { customerId, companyId, contactId: null, ...places });
}

/** Where the order goes that an event is about, or one that is none yet; undefined where it is about none. */
function placeOf({ ofOrder, addressId, data }: Event): string | null | undefined {
  if (ofOrder) return addressId;
  return 'address' in data ? (data.address as string | null) : undefined;
}

/** Whether a contact wants to hear of an event: it is not its own doing, and the record is not muted. */
export const wantsToHear = ({ identityId, muted }: Person, event: Event): boolean =>
  event.actorId !== identityId && !(event.record && muted.includes(event.record.id));

/** The types a contact may hear of. */
export const typesOpenTo = (holds: (permission: string) => boolean): NotificationType[] =>
  notificationTypeNames.filter((type) => {
    const { permission } = planOf(type);
    return permission === null || holds(permission);
  });

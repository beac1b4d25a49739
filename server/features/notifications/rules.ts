import { planOf, type MailCadence, type NotificationType } from '#contract/notification-words';
import type { Db } from '../../db/scope.ts';
import { rowsOf } from '../../db/rows.ts';
import { jsonbOf } from '../../http/text.ts';
import {
  newsDays,
  recentEvents,
  takeEvents,
  wakeReader,
  type Event,
} from '../../records/events.ts';
import { bundleMails } from './bundles.ts';
import {
  choiceOf,
  mayHear,
  peopleOfCustomers,
  personById,
  typeOf,
  wantsToHear,
  type Person,
} from './people.ts';

/** Events of a turn. */
const portion = 500;

/** Somebody who is to hear of an event, and how. */
type Told = {
  person: Person;
  type: NotificationType;
  event: Event;
  mail: MailCadence;
  inbox: boolean;
};

/**
 * Turns what happened at a tenant into notifications and mails, a portion at a time.
 * @param bundleMs how long a mail waits for others of its bundle
 * @returns whether there is more
 */
export async function applyRules(db: Db, tenantId: string, bundleMs: number): Promise<boolean> {
  const batch = await takeEvents(db, 'notifications', portion);
  if (!batch) return false;
  const told = await toldOf(db, batch.events);
  await fillInboxes(db, told);
  await bundleMails(
    db,
    tenantId,
    told.filter(({ mail }) => mail === 'now'),
    bundleMs,
  );
  await keepForDigests(
    db,
    told.filter(({ mail }) => mail === 'daily' || mail === 'weekly'),
  );
  await batch.done();
  return batch.more;
}

/** Days and events that an inbox begins with. */
const [caughtUpDays, caughtUp] = [30, 100];

/** Fills the inbox of a contact that had none before it with what happened of late. */
export async function catchUp(db: Db, contactId: string): Promise<void> {
  const person = await personById(db, contactId);
  if (!person) return;
  const events = await recentEvents(db, person.customerId, caughtUpDays, caughtUp);
  await fillInboxes(db, toldTo(new Map([[person.customerId, [person]]]), typedOf(events)));
  await db.raw(
    `update notifications set read_at = now()
     where contact_id = ? and read_at is null and at < now() - make_interval(days => ?)`,
    [contactId, newsDays],
  );
}

type Typed = { event: Event; type: NotificationType };

const typedOf = (events: readonly Event[]): Typed[] =>
  events.flatMap((event) => {
    const type = typeOf(event);
    return type ? [{ event, type }] : [];
  });

async function toldOf(db: Db, events: readonly Event[]): Promise<Told[]> {
  const typed = typedOf(events);
  const people = await peopleOfCustomers(
    db,
    typed.map(({ event }) => event.customerId),
  );
  return toldTo(
    Map.groupBy(people, ({ customerId }) => customerId),
    typed,
  );
}

/** @param people by customer */
const toldTo = (people: ReadonlyMap<string, readonly Person[]>, typed: readonly Typed[]): Told[] =>
  typed.flatMap(({ event, type }) =>
    (people.get(event.customerId) ?? [])
      .filter((person) => mayHear(person, type, event) && wantsToHear(person, event))
      .map((person) => ({ person, type, event, ...waysOf(person, type, event) })),
  );

/** Some mails are written where the thing is done; nobody is written to without a mailbox. */
function waysOf(person: Person, type: NotificationType, event: Event) {
  const { mail, inbox } = choiceOf(person.chosen, type);
  const point = pointBeside(person, type, event);
  const { legal, ownMails } = planOf(type);
  const written = legal || person.address === null || (ownMails && mail === 'now');
  const silent = written || (point !== null && point.mail !== 'off');
  return { mail: silent ? ('off' as const) : mail, inbox: inbox && point?.inbox !== true };
}

/** How somebody hears of the point of its way that a shipment reached: it tells the status that came with it. */
const pointBeside = ({ chosen }: Person, type: NotificationType, { data }: Event) =>
  type === 'shipment_status' && data.point ? choiceOf(chosen, 'shipment_milestone') : null;

async function fillInboxes(db: Db, told: readonly Told[]): Promise<void> {
  const rows = told
    .filter(({ inbox, person }) => inbox && person.usesInbox)
    .map(({ person, type, event }) => ({
      contact_id: person.id,
      customer_id: event.customerId,
      company_id: event.companyId,
      own: event.owners.includes(person.id),
      event_id: event.id,
      type,
      record_kind: event.record?.kind,
      record_id: event.record?.id,
      data: event.data,
      at: event.at,
    }));
  if (rows.length === 0) return;
  await db.raw(
    `insert into notifications (tenant_id, contact_id, customer_id, company_id, own, event_id, type, record_kind,
       record_id, data, at)
     select current_setting('app.tenant_id')::uuid, r.*
     from jsonb_to_recordset(cast(? as jsonb)) as r(contact_id uuid, customer_id uuid, company_id uuid, own boolean,
       event_id bigint, type text, record_kind text, record_id uuid, data jsonb, at timestamptz)
     order by r.event_id
     on conflict (tenant_id, contact_id, event_id) do nothing`,
    [jsonbOf(rows)],
  );
}

/** When the next summary of a contact comes, by its own clock: a day of it may be shorter or longer than another. */
const nextDigest = `(
  select min(x.at) from (
    select ((now() at time zone r.zone)::date + d + time '08:00') at time zone r.zone as at
    from generate_series(0, 8) d
    where r.cadence = 'daily'
      or extract(isodow from (now() at time zone r.zone)::date + d) = 1
  ) x where x.at > now())`;

async function keepForDigests(db: Db, told: readonly Told[]): Promise<void> {
  const rows = told.map(({ person, event, mail }) => ({
    contact_id: person.id,
    event_id: event.id,
    zone: person.zone,
    cadence: mail,
  }));
  if (rows.length === 0) return;
  const due = await rowsOf<{ at: string }>(
    db,
    `insert into notification_digests (tenant_id, contact_id, event_id, due_at)
     select current_setting('app.tenant_id')::uuid, r.contact_id, r.event_id, ${nextDigest}
     from jsonb_to_recordset(cast(? as jsonb)) as r(contact_id uuid, event_id bigint, zone text, cadence text)
     on conflict do nothing
     returning due_at as at`,
    [jsonbOf(rows)],
  );
  for (const at of new Set(due.map((row) => row.at))) await wakeReader(db, 'notifications', at);
}

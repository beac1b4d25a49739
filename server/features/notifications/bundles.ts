import { planOf, type NotificationType } from '#contract/notification-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import type { Event } from '../../records/events.ts';
import { enqueueMail } from '../../records/mail-queue.ts';
import type { Person } from './people.ts';

/** What a mail of notifications is written from. */
export type NoticeMail = { contactId: string; events: string[]; digest: boolean };

/** Events one mail tells of at most; there is the inbox for the rest. */
const mostEvents = 500;

/**
 * Writes to people at once: what is of one type, or of one bundle, and comes while its mail waits, joins that mail.
 * @param waitMs how long it waits for others
 */
export async function bundleMails(
  db: Db,
  tenantId: string,
  told: readonly { person: Person; type: NotificationType; event: Event }[],
  waitMs: number,
): Promise<void> {
  const bundles = Map.groupBy(
    told,
    ({ person, type }) => `${person.id} ${planOf(type).bundle ?? type}`,
  );
  for (const [bundle, some] of bundles) {
    const events = some.map(({ event }) => event.id);
    if (await joined(db, bundle, events)) continue;
    const data: NoticeMail = {
      contactId: some[0]!.person.id,
      events: events.slice(-mostEvents),
      digest: false,
    };
    const wait = planOf(some[0]!.type).atOnce ? 0 : waitMs;
    await enqueueMail(db, tenantId, { kind: 'notification', data, waitMs: wait, bundle });
  }
}

/** Adds to a mail that still waits. @returns whether there is one */
async function joined(db: Db, bundle: string, events: readonly string[]): Promise<boolean> {
  const rows = await rowsOf<{ id: string }>(
    db,
    `update mails set data = jsonb_set(data, '{events}', data -> 'events' || cast(:events as jsonb))
     where bundle = :bundle and state = 'queued' and due_at > now()
       and jsonb_array_length(data -> 'events') < ${mostEvents}
     returning id`,
    { bundle, events: JSON.stringify(events) },
  );
  return rows.length > 0;
}

/** Writes the summaries that are due, one to each contact. @returns how many */
export async function sendDigests(db: Db, tenantId: string): Promise<number> {
  const due = await rowsOf<{ contactId: string; events: string[] }>(
    db,
    `with due as (
       delete from notification_digests where due_at <= now() returning contact_id, event_id
     )
     select contact_id as "contactId", array_agg(event_id::text order by event_id) as events from due group by contact_id`,
  );
  for (const { contactId, events } of due) {
    const data: NoticeMail = { contactId, events: events.slice(-mostEvents), digest: true };
    await enqueueMail(db, tenantId, { kind: 'notification', data });
  }
  return due.length;
}

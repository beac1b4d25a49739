import { placeText } from '#contract/place-words';
import type { Locale } from '#contract/primitives';
import type { ShipmentDetail } from '#contract/shipments';
import { byKeys, keyRows } from '../../../db/keys.ts';
import { rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import { reachOf, type ContactCaller, type Reach } from '../../../http/caller.ts';
import { writeCalendar, type CalendarEntry } from '../../../output/calendar.ts';
import type { Texts, Translate } from '../../../output/texts.ts';
import { dueDatesOf, type DueDate } from '../../../records/due-dates.ts';
import { contactHolder } from '../../../records/holders.ts';
import { placesOf, type Place } from '../../../records/shipments/places.ts';
import { shipmentRecords } from '../shipments.queries.ts';
import { hashOf, newCode } from './shares.service.ts';

/** Shipments of one calendar, and days that what is over stays in it. */
const [mostShipments, keptDays] = [500, 30];
/** What a calendar program is told of how often to ask, in seconds. */
const everySeconds = 4 * 3_600;

/** @returns nulls where there is no address */
export async function calendarOf(db: Db, { contactId }: ContactCaller) {
  const [row] = await rowsOf<{ createdAt: string; lastReadAt: string | null }>(
    db,
    `select created_at as "createdAt", last_read_at as "lastReadAt" from calendar_feeds where contact_id = ?`,
    [contactId],
  );
  return row ?? { createdAt: null, lastReadAt: null };
}

/** Makes a new address, and ends the one before. @param base address of the server */
export async function renewCalendar(db: Db, caller: ContactCaller, base: string) {
  const { code, hash } = newCode();
  const [row] = await rowsOf<{ createdAt: string }>(
    db,
    `insert into calendar_feeds (tenant_id, contact_id, code_hash) values (?, ?, ?)
     on conflict (tenant_id, contact_id) do update
       set code_hash = excluded.code_hash, created_at = now(), last_read_at = null
     returning created_at as "createdAt"`,
    [caller.tenant.id, caller.contactId, hash],
  );
  const url = `${base}/c/${caller.tenant.slug}/${code}.ics`;
  return { createdAt: row!.createdAt, lastReadAt: null, url };
}

/** @throws AppError `not_found` where there is no address */
export async function endCalendar(db: Db, { contactId }: ContactCaller): Promise<void> {
  const ended = await rowsOf(db, 'delete from calendar_feeds where contact_id = ? returning 1', [
    contactId,
  ]);
  if (ended.length === 0) throw new AppError('not_found');
}

type Deadline = ShipmentDetail['deadlines'][number];
type Dated = {
  id: string;
  number: string;
  destination: string | null;
  arrival: ShipmentDetail['arrival'];
  changedAt: string;
  deadlines: Deadline[];
};
type Reader = { contactId: string; name: string; locale: Locale; strings: Record<string, object> };

/**
 * The calendar behind a code: arrivals and deadlines of what the contact may see now, and the days on which documents
 * fall due; nothing of whose goods they are, of what they are, or of amounts. Null where nobody has that code, or the contact may enter no more.
 */
export async function readCalendar(db: Db, texts: Texts, code: string): Promise<string | null> {
  const [reader] = await rowsOf<Reader>(
    db,
    `update calendar_feeds f set last_read_at = now() from contacts c
     join tenants t on t.id = c.tenant_id
     left join identities i on i.tenant_id = c.tenant_id and i.id = c.identity_id
     where f.code_hash = ? and c.tenant_id = f.tenant_id and c.id = f.contact_id
     returning c.id as "contactId", t.name, coalesce(i.locale, t.locale) as locale, t.strings`,
    [hashOf(code)],
  );
  const holder = reader && (await contactHolder(db, reader.contactId));
  if (!holder) return null;
  const [ships, owes] = [holder.grants.has('shipments.view'), holder.grants.has('statement.view')];
  if (!ships && !owes) return null;
  const reach = reachOf(holder, 'shipments.view');
  const dated = ships ? await withDeadlines(db, await comingOf(db, reach)) : [];
  const places = await placesOf(
    db,
    dated.map(({ destination }) => destination),
  );
  const { contactId: _, ...whole } = reachOf(holder, 'statement.view');
  const due = owes ? await dueDatesOf(db, whole, keptDays) : null;
  return draw(reader, { dated, due }, places, texts);
}

/** Shipments whose arrival is no older than what is kept, and those that have not left. */
async function comingOf(db: Db, reach: Reach) {
  const asked = [
    { etaFrom: new Date(keptFrom()).toISOString().slice(0, 10) },
    ...(['booked', 'picked_up', 'at_origin'] as const).map((status) => ({ status })),
  ];
  const pages = await Promise.all(
    asked.map((one) =>
      shipmentRecords.page(
        db,
        reach,
        { ...one, by: 'any', sort: 'eta', limit: mostShipments },
        (row) => row,
      ),
    ),
  );
  const rows = pages.flatMap(({ items }) => items);
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

/** Deadlines of shipments, those that are done or long over left out. */
async function withDeadlines<R extends { id: string }>(
  db: Db,
  rows: readonly R[],
): Promise<(R & { deadlines: Deadline[] })[]> {
  if (rows.length === 0) return [];
  const found = await byKeys<Deadline & { shipment: string }>(
    db,
    ['shipment_deadlines'],
    `select x.shipment_id as shipment, x.kind, x.due_on as date, x.due_at as at, x.done
     from ${keyRows('uuid')} join shipment_deadlines x on x.shipment_id = k.key
     where not x.done and x.due_on > current_date - ${keptDays}::integer
     order by x.due_on`,
    [rows.map(({ id }) => id)],
  );
  const by = Map.groupBy(found, ({ shipment }) => shipment);
  return rows.map((row) => ({ ...row, deadlines: by.get(row.id) ?? [] }));
}

const keptFrom = (): number => Date.now() - keptDays * 86_400_000;

function draw(
  { name, locale, strings }: Reader,
  { dated, due }: { dated: readonly Dated[]; due: readonly DueDate[] | null },
  places: ReadonlyMap<string, Place>,
  texts: Texts,
): string {
  const t = texts(locale, strings[locale] as Record<string, string> | undefined);
  return writeCalendar(
    {
      name: t(due ? 'calendar.name_due' : 'calendar.name', { brand: name }),
      language: locale,
      everySeconds,
    },
    [
      ...dated.flatMap((shipment) => [
        ...arrivalEntry(shipment, places, { t, locale }),
        ...deadlineEntries(shipment, t),
      ]),
      ...(due ?? []).map((one) => dueEntry(one, t)),
    ],
  );
}

function arrivalEntry(
  { id, number, destination, arrival, changedAt }: Dated,
  places: ReadonlyMap<string, Place>,
  { t, locale }: { t: Translate; locale: Locale },
): CalendarEntry[] {
  if (!arrival || Date.parse(arrival.at) < keptFrom()) return [];
  const known = destination === null ? undefined : places.get(destination);
  const place = known && placeText(known, locale);
  const state = arrival.state === 'actual' ? 'arrived' : 'arrives';
  return [
    {
      id: `${id}-arrival`,
      summary: t(`calendar.${state}${place ? '_at' : ''}`, { number, place: place ?? '' }),
      place,
      changedAt,
      ...(arrival.precision === 'day' ? { day: arrival.local.slice(0, 10) } : { at: arrival.at }),
    },
  ];
}

/** A document of the ledger that falls due; what it comes to is not for whoever has the address. */
const dueEntry = (
  { id, number, company, day, changedAt }: DueDate,
  t: Translate,
): CalendarEntry => ({
  id: `${id}-due`,
  summary: t('calendar.due', { number: number ?? '', company }),
  changedAt,
  day,
});

const deadlineEntries = (
  { id, number, changedAt, deadlines }: Dated,
  t: Translate,
): CalendarEntry[] =>
  deadlines.map(({ kind, date, at }) => ({
    id: `${id}-${kind}-${date}`,
    summary: t('calendar.deadline', { number, kind: t(`shipments.deadline_${kind}`) }),
    changedAt,
    ...(at === null ? { day: date } : { at }),
  }));

import type { Calendar, Calendars } from '#contract/calendars';
import { identifierKey } from '#contract/identifiers';
import { mostCalendars, usualHours, usualWeekdays } from '#contract/settings-words';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { jsonbOf } from '../../http/text.ts';
import { calendarKey } from '../../records/calendars.ts';
import { placesOf } from '../../records/shipments/places.ts';
import { rederive } from '../../records/shipments/derive.ts';
import { note, type SettingsActor } from './settings.actor.ts';

type Change = Pick<Calendar, 'version' | 'weekdays' | 'opens' | 'closes' | 'days'>;
type Named = { key: string; companyId: string | null; location: string | null };

const usual: Calendar = {
  key: calendarKey.tenant,
  kind: 'tenant',
  code: null,
  name: null,
  weekdays: [...usualWeekdays],
  ...usualHours,
  days: [],
  version: 0,
};

/** All calendars, the tenant's first, and the companies that may have one. */
export async function readCalendars(db: Db): Promise<Calendars> {
  const items = await rowsOf<Calendar>(
    db,
    `select coalesce('company:' || k.code, c.key) as key,
       split_part(c.key, ':', 1) as kind, coalesce(k.code, c.location) as code, k.legal_name as name,
       c.weekdays, c.opens, c.closes, c.version,
       coalesce((select json_agg(json_build_object('day', d.day, 'name', d.name) order by d.day) from calendar_days d
         where d.tenant_id = c.tenant_id and d.key = c.key), '[]') as days
     from calendars c
       left join companies k on k.tenant_id = c.tenant_id and k.id = c.company_id
     order by c.key`,
  );
  const own = items.find(({ kind }) => kind === 'tenant') ?? usual;
  const companies = await rowsOf<Calendars['companies'][number]>(
    db,
    'select code, legal_name as name from companies where deleted_at is null order by code',
  );
  const places = await placesOf(
    db,
    items.flatMap(({ kind, code }) => (kind === 'location' ? code : [])),
  );
  const named = items.map((one) => ({
    ...one,
    name: one.name ?? places.get(one.code ?? '')?.name ?? null,
  }));
  return { items: [own, ...named.filter(({ kind }) => kind !== 'tenant')], companies };
}

/** @throws AppError `not_found` for a company that nobody knows */
async function named(db: Db, asked: string): Promise<Named> {
  const [kind, code = ''] = asked.split(/:(.*)/s);
  if (kind === 'location')
    return { key: calendarKey.location(code), companyId: null, location: code.toUpperCase() };
  if (kind !== 'company') return { key: calendarKey.tenant, companyId: null, location: null };
  const company = await db('companies')
    .where({ code_key: identifierKey(code) })
    .whereNull('deleted_at')
    .first<{ id: string } | undefined>('id');
  if (!company) throw new AppError('not_found');
  return { key: calendarKey.company(code), companyId: company.id, location: null };
}

/** What holds of a calendar, locked until the transaction ends. */
async function holdCalendar(db: Db, { key }: Named): Promise<Change | null> {
  // Whoever makes the first one waits for whoever is at it.
  await db.raw(
    `select pg_advisory_xact_lock(hashtextextended(current_setting('app.tenant_id') || ' calendars', 0))`,
  );
  const [row] = await rowsOf<Change>(
    db,
    `select c.version, c.weekdays, c.opens, c.closes, coalesce((select json_agg(json_build_object('day', d.day, 'name', d.name)
         order by d.day) from calendar_days d where d.tenant_id = c.tenant_id and d.key = c.key), '[]') as days
     from calendars c where c.key = ?`,
    [key],
  );
  return row ?? null;
}

/**
 * Replaces a calendar or makes it, and counts the free days of open shipments anew.
 * @throws AppError `not_found`, `record_changed`, `limit_reached`
 */
export async function setCalendar(
  db: Db,
  actor: SettingsActor,
  asked: string,
  { version, weekdays, opens, closes, days }: Change,
): Promise<Calendars> {
  const calendar = await named(db, asked);
  const before = await holdCalendar(db, calendar);
  if ((before?.version ?? 0) !== version)
    throw new AppError('record_changed', { current: await readCalendars(db) });
  if (!before) await checkRoom(db);
  await db.raw(
    `insert into calendars (tenant_id, key, company_id, location, weekdays, opens, closes)
     values (current_setting('app.tenant_id')::uuid, :key, :companyId, :location, cast(:weekdays as smallint[]),
       :opens, :closes)
     on conflict (tenant_id, key) do update set weekdays = excluded.weekdays, opens = excluded.opens,
       closes = excluded.closes, version = calendars.version + 1`,
    { ...calendar, opens, closes, weekdays: weekdays.toSorted((a, b) => a - b) },
  );
  await db('calendar_days').where({ key: calendar.key }).delete();
  await db.raw(
    `insert into calendar_days (tenant_id, key, day, name)
     select current_setting('app.tenant_id')::uuid, ?, day, name
     from jsonb_to_recordset(cast(? as jsonb)) as r(day date, name text)`,
    [calendar.key, jsonbOf(days)],
  );
  await noteChange(db, actor, calendar.key, before, { weekdays, opens, closes, days });
  return readCalendars(db);
}

/** @throws AppError `not_found` */
export async function removeCalendar(
  db: Db,
  actor: SettingsActor,
  asked: string,
): Promise<Calendars> {
  const calendar = await named(db, asked);
  const before = await holdCalendar(db, calendar);
  if (!before) throw new AppError('not_found');
  await db('calendars').where({ key: calendar.key }).delete();
  await noteChange(db, actor, calendar.key, before, null);
  return readCalendars(db);
}

/** @throws AppError `limit_reached` */
async function checkRoom(db: Db): Promise<void> {
  const { count } = await rowOf<{ count: number }>(
    db,
    'select count(*)::int as count from calendars',
  );
  if (count >= mostCalendars) throw new AppError('limit_reached');
}

async function noteChange(
  db: Db,
  actor: SettingsActor,
  key: string,
  before: Change | null,
  after: Omit<Change, 'version'> | null,
): Promise<void> {
  const shown = (one: Omit<Change, 'version'> | null) =>
    one && {
      weekdays: one.weekdays.join(' '),
      minutes: `${one.opens}-${one.closes}`,
      days: one.days.map(({ day, name }) => `${day} ${name}`),
    };
  await note(db, actor, 'settings.changed', `calendar ${key}`, {
    before: shown(before) ?? {},
    after: shown(after) ?? {},
  });
  await recount(db);
}

/** Free days that are counted in days of work, of shipments that are not over. */
async function recount(db: Db): Promise<void> {
  const open = await rowsOf<{ id: string }>(
    db,
    `select s.id from shipments s
     where s.deleted_at is null and s.free_until is not null and exists (select from container_clocks x
       where x.tenant_id = s.tenant_id and x.shipment_id = s.id and x.basis = 'working')`,
  );
  await rederive(
    db,
    open.map(({ id }) => id),
  );
}

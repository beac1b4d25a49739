import { createHash, type Hash } from 'node:crypto';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import type { InTenant } from '../../http/mount.ts';
import { nextRound } from '../../work/breath.ts';

/** How rows are written for a seal; another way gets another number. */
const formNow = 1;
/** What the first seal of a tenant follows. */
const noSeal = '0'.repeat(64);
const chunkRows = 2_000;

type Seal = { day: string; form: number; rows: number; seal: string };
type Place = { at: string; id: string };
type Written = Place & { text: string };

/**
 * A row as it is sealed: all that it says, in one way whatever the settings of the connection. A column that is
 * added later stays out of form 1.
 */
const canonical = `jsonb_build_array(a.id, (extract(epoch from a.at) * 1000000)::bigint, a.event, a.actor_kind,
  a.actor_id, a.contact_id, a.customer_id, a.record, a.detail, a.ip, a.user_agent, a.request_id, a.once)::text`;

/** The rows of some days (UTC, both included) in the order they are sealed, chunk by chunk. */
async function* rowsBetween(
  inTenant: InTenant,
  first: string,
  last: string,
): AsyncGenerator<(Written & { day: string })[]> {
  let after: Place | null = null;
  for (;;) {
    const place: Place | null = after;
    const rows: (Written & { day: string })[] = await inTenant((db) =>
      rowsOf(
        db,
        `select a.id::text, (a.at at time zone 'utc')::text as at, (a.at at time zone 'utc')::date::text as day,
           ${canonical} as text
         from audit_events a
         where a.at < (cast(:last as date) + 1)::timestamp at time zone 'utc'
           and ${
             place
               ? `(a.at, a.id) > (cast(:at as timestamp) at time zone 'utc', cast(:id as bigint))`
               : `a.at >= cast(:first as timestamp) at time zone 'utc'`
           }
         order by a.at, a.id limit :limit`,
        { last, limit: chunkRows, ...(place ?? { first }) },
      ),
    );
    await nextRound();
    if (rows.length > 0) yield rows;
    if (rows.length < chunkRows) return;
    after = rows.at(-1)!;
  }
}

const begin = (before: string, day: string): Hash =>
  createHash('sha256').update(`${before}\n${day}\n`);

/**
 * Seals the days that are over, the oldest first. Several servers may do so at once: they come to the same seal, and
 * the second finds it there.
 * @returns how many days were sealed
 */
export async function sealDays(inTenant: InTenant): Promise<number> {
  let sealed = 0;
  for (;;) {
    const next = await inTenant(nextDay);
    if (!next) return sealed;
    const hash = begin(next.before, next.day);
    let rows = 0;
    for await (const chunk of rowsBetween(inTenant, next.day, next.day))
      for (const { text } of chunk) {
        hash.update(`${text}\n`);
        rows += 1;
      }
    const seal = { day: next.day, form: formNow, rows, seal: hash.digest('hex') };
    await inTenant((db) =>
      db('audit_seals')
        .insert({ tenant_id: db.raw(`current_setting('app.tenant_id')::uuid`), ...seal })
        .onConflict(['tenant_id', 'day'])
        .ignore(),
    );
    sealed += 1;
  }
}

/** The first day behind the last seal that has rows, is over and is whole; and the seal it follows. */
async function nextDay(db: Db): Promise<{ day: string; before: string } | null> {
  const [last] = await rowsOf<Pick<Seal, 'day' | 'seal'>>(
    db,
    `select day, seal from audit_seals order by day desc limit 1`,
  );
  const [next] = await rowsOf<{ day: string }>(
    db,
    `select (min(a.at) at time zone 'utc')::date::text as day from audit_events a
     where a.at >= coalesce((cast(? as date) + 1)::timestamp at time zone 'utc', '-infinity')
     having min(a.at) is not null`,
    [last?.day ?? null],
  );
  if (!next || !(await isWhole(db, next.day))) return null;
  return { day: next.day, before: last?.seal ?? noSeal };
}

/** How long after midnight a day counts as over, for clocks that are set back. */
const grace = `interval '5 minutes'`;

/**
 * Whether all rows of a day are there. A row's transaction has its number before the row has its time
 * (`0042_audit.sql`): once a day is over, the number of a transaction that began later is noted, and when every one
 * below it has ended, no row of the day is still on its way, however long its transaction took.
 */
async function isWhole(db: Db, day: string): Promise<boolean> {
  // A number from before a backup was restored may be ahead of those given out here: it is noted anew.
  await db.raw(
    `insert into audit_day_ends (day, later_xact)
     select cast(:day as date), pg_current_xact_id()
     where now() >= (cast(:day as date) + 1)::timestamp at time zone 'utc' + ${grace}
     on conflict (day) do update set later_xact = excluded.later_xact
       where audit_day_ends.later_xact > excluded.later_xact`,
    { day },
  );
  const [row] = await rowsOf<{ whole: boolean }>(
    db,
    `select pg_snapshot_xmin(pg_current_snapshot()) >= later_xact as whole from audit_day_ends where day = cast(? as date)`,
    [day],
  );
  return row?.whole ?? false;
}

/** What a check of the seals found. */
export type Verdict = {
  days: number;
  /** The last seal, which is to be kept elsewhere: who owns the database could make all of them anew. */
  last: Pick<Seal, 'day' | 'seal'> | null;
  /** The first day that is not as it was sealed. */
  broken: { day: string; what: 'changed' | 'added' | 'removed' | 'unsealed' } | null;
};

/** Holds every sealed day against its seal, and says which is the first that was changed, added to or removed from. */
export async function verifySeals(inTenant: InTenant): Promise<Verdict> {
  const seals = await inTenant((db) =>
    rowsOf<Seal>(db, `select day, form, rows, seal from audit_seals order by day`),
  );
  const last = seals.at(-1) ?? null;
  const verdict = { days: seals.length, last: last && { day: last.day, seal: last.seal } };
  const found = await foundDays(inTenant, seals);
  const days = [...new Set([...seals.map(({ day }) => day), ...found.keys()])].toSorted();
  const expected = new Map(seals.map((seal) => [seal.day, seal]));
  for (const day of days) {
    const what = faultOf(expected.get(day), found.get(day));
    if (what) return { ...verdict, broken: { day, what } };
  }
  return { ...verdict, broken: null };
}

type Found = { rows: number; seal: string };

/** What the seals would be now, of every day up to the last that is sealed; each follows the seal that is there. */
async function foundDays(inTenant: InTenant, seals: Seal[]): Promise<Map<string, Found>> {
  const last = seals.at(-1);
  const open = new Map<string, { rows: number; hash: Hash }>();
  if (!last) return new Map();
  const before = (day: string) => seals.findLast((seal) => seal.day < day)?.seal ?? noSeal;
  for await (const chunk of rowsBetween(inTenant, '0001-01-01', last.day))
    for (const { day, text } of chunk) {
      const one = open.get(day) ?? { rows: 0, hash: begin(before(day), day) };
      open.set(day, one);
      one.rows += 1;
      one.hash.update(`${text}\n`);
    }
  return new Map(
    [...open].map(([day, { rows, hash }]) => [day, { rows, seal: hash.digest('hex') }]),
  );
}

function faultOf(
  sealed: Seal | undefined,
  found: Found | undefined,
): NonNullable<Verdict['broken']>['what'] | null {
  if (!sealed) return 'unsealed';
  const rows = found?.rows ?? 0;
  if (rows < sealed.rows) return 'removed';
  if (rows > sealed.rows) return 'added';
  return found?.seal === sealed.seal ? null : 'changed';
}

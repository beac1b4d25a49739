import type { Intake, Rejection } from '#contract/erp-data';
import { syncEntities, type SyncEntity } from '#contract/permissions';
import type { IntakeState } from '#contract/settings-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';

/** What came of an entity, in seconds where it is a time. */
type Row = {
  entity: SyncEntity;
  lastAt: string;
  lag: number;
  records: number;
  rejected: number;
  /** The median of the gaps between batches, the longest of them, and how many there are. */
  usual: number | null;
  longest: number | null;
  gaps: number;
};

/** Gaps a rhythm is told from, at least. */
const fewestGaps = 3;
/** Batches are counted by the minute, so the rhythm of one that sends without a pause is this, in seconds. */
const grain = 60;

/**
 * How an entity stands against its own rhythm: late after half as long again as usual; silent after four times that,
 * but not while a pause as long was seen before, as over a weekend.
 */
export function stateOf({
  lag,
  usual,
  longest,
  gaps,
}: Pick<Row, 'lag' | 'usual' | 'longest' | 'gaps'>): IntakeState {
  // What was kept of it has had its time: whatever the rhythm was, it is broken.
  if (usual === null && gaps === 0 && lag > 14 * 86_400) return 'mute';
  if (usual === null || longest === null || gaps < fewestGaps) return 'new';
  const rhythm = Math.max(usual, grain);
  if (lag <= 1.5 * rhythm + grain) return 'ok';
  return lag <= Math.max(4 * rhythm, longest + grain) ? 'late' : 'mute';
}

/** Every entity there is, whether something came of it or not. */
export async function listIntake(db: Db): Promise<Intake[]> {
  const rows = await rowsOf<Row>(
    db,
    `with seen as (
       select a.entity, a.minute, a.records, a.rejected,
         extract(epoch from a.minute - lag(a.minute) over (partition by a.entity order by a.minute)) as gap,
         max(a.minute) over (partition by a.entity) as newest
       from sync_activity a
     ), rhythm as (
       select entity, percentile_cont(0.5) within group (order by gap) filter (where minute > newest - interval '14 days')
           as usual,
         max(gap) filter (where minute > newest - interval '14 days') as longest,
         count(gap) filter (where minute > newest - interval '14 days') as gaps,
         coalesce(sum(records) filter (where minute > now() - interval '24 hours'), 0) as records,
         coalesce(sum(rejected) filter (where minute > now() - interval '24 hours'), 0) as rejected
       from seen group by entity
     )
     select k.entity, k.last_at as "lastAt", extract(epoch from now() - k.last_at)::int as lag,
       coalesce(r.records, 0)::int as records, coalesce(r.rejected, 0)::int as rejected,
       r.usual::float8 as usual, r.longest::float8 as longest, coalesce(r.gaps, 0)::int as gaps
     from sync_intake k left join rhythm r on r.entity = k.entity`,
  );
  const found = new Map(rows.map((row) => [row.entity, row]));
  return syncEntities.map((entity) => {
    const row = found.get(entity);
    if (!row)
      return {
        entity,
        state: 'never',
        lastAt: null,
        records: 0,
        rejected: 0,
        lagSeconds: null,
        usualSeconds: null,
      };
    const { lastAt, records, rejected, lag, usual, gaps } = row;
    return {
      entity,
      state: stateOf(row),
      lastAt,
      records,
      rejected,
      lagSeconds: Math.max(0, lag),
      usualSeconds: usual === null || gaps < fewestGaps ? null : Math.round(usual),
    };
  });
}

/** The refused records of an entity that are kept, the newest first. */
export const listRejections = (db: Db, entity: SyncEntity): Promise<Rejection[]> =>
  db('sync_rejections')
    .where({ entity })
    .orderBy('number', 'desc')
    .select<Rejection[]>('at', 'key', 'errors');

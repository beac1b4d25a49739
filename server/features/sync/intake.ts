import { keptRejections } from '#contract/settings-words';
import type { SyncEntity } from '#contract/permissions';
import type { SyncResult } from '#contract/sync';
import type { Db } from '../../db/scope.ts';
import { cleanText, jsonbOf } from '../../http/text.ts';

/** Faults of one record that are kept, characters of a path, and codes of a tenant without a meaning. */
const [mostFaults, longestPath, mostCodes] = [5, 200, 200];

/**
 * Counts what came of an entity, and keeps of each refused record its key and where which rule was broken. Two
 * statements at most, whatever the batch; what they write has a bound for each entity.
 */
export async function noteIntake(
  db: Db,
  entity: SyncEntity,
  results: readonly SyncResult[],
): Promise<void> {
  const refused = results.filter(({ status }) => status === 'invalid');
  const kept = refused.slice(-keptRejections).map(({ key, errors = [] }, at, all) => ({
    back: all.length - 1 - at,
    key,
    errors: errors.slice(0, mostFaults).map(({ path, rule, params = {} }) => ({
      path: cleanText(path, longestPath),
      rule,
      // Words among them are the record's own.
      bounds: Object.fromEntries(
        Object.entries(params).filter(([, value]) => typeof value === 'number'),
      ),
    })),
  }));
  await db.raw(
    `with intake as (
       insert into sync_intake as i (tenant_id, entity, last_at, rejected)
       values (current_setting('app.tenant_id')::uuid, :entity, now(), :rejected)
       on conflict (tenant_id, entity) do update set last_at = excluded.last_at, rejected = i.rejected + excluded.rejected
       returning rejected
     ), activity as (
       insert into sync_activity as a (tenant_id, entity, minute, batches, records, rejected)
       values (current_setting('app.tenant_id')::uuid, :entity, date_trunc('minute', now()), 1, :records, :rejected)
       on conflict (tenant_id, entity, minute) do update set batches = a.batches + 1,
         records = a.records + excluded.records, rejected = a.rejected + excluded.rejected
     )
     insert into sync_rejections (tenant_id, entity, slot, number, at, key, errors)
     select current_setting('app.tenant_id')::uuid, :entity, (intake.rejected - r.back) % ${keptRejections},
       intake.rejected - r.back, now(), r.key, r.errors
     from intake, jsonb_to_recordset(cast(:kept as jsonb)) as r(back integer, key text, errors jsonb)
     on conflict (tenant_id, entity, slot) do update set number = excluded.number, at = excluded.at,
       key = excluded.key, errors = excluded.errors`,
    { entity, records: results.length, rejected: refused.length, kept: jsonbOf(kept) },
  );
  await noteCodes(db, entity, refused);
}

/** Where a status stands in the records that have one. */
const places: Partial<Record<SyncEntity, readonly (readonly [kind: string, place: RegExp])[]>> = {
  orders: [
    ['order', /^status$/],
    ['item', /^items\.\d+\.status$/],
  ],
  shipments: [['shipment', /^status$/]],
};

/** Remembers status codes that mean nothing here. */
async function noteCodes(
  db: Db,
  entity: SyncEntity,
  refused: readonly SyncResult[],
): Promise<void> {
  const seen = new Map<string, { kind: string; code: string; times: number }>();
  for (const { errors = [] } of refused)
    for (const { path, rule, params } of errors) {
      const kind = places[entity]?.find(([, place]) => place.test(path))?.[0];
      if (!kind || rule !== 'unknown_reference' || typeof params?.value !== 'string') continue;
      const key = `${kind} ${params.value}`;
      const known = seen.get(key) ?? { kind, code: params.value, times: 0 };
      seen.set(key, { ...known, times: known.times + 1 });
    }
  if (seen.size === 0) return;
  // In one order, so that two batches never wait for each other; and no more than there is room for.
  const rows = [...seen.values()]
    .toSorted((a, b) => (`${a.kind} ${a.code}` < `${b.kind} ${b.code}` ? -1 : 1))
    .slice(0, mostCodes)
    .map((row, at) => ({ ...row, place: at + 1 }));
  await db.raw(
    `insert into unmapped_codes as u (tenant_id, entity, code_key, times)
     select current_setting('app.tenant_id')::uuid, r.kind, r.code, r.times
     from jsonb_to_recordset(cast(:rows as jsonb)) as r(kind text, code text, times integer, place integer)
     where (select count(*) from unmapped_codes) + r.place <= :most
       or exists (select from unmapped_codes k where k.entity = r.kind and k.code_key = r.code)
     order by r.kind, r.code
     on conflict (tenant_id, entity, code_key) do update set last_at = now(), times = u.times + excluded.times`,
    { rows: jsonbOf(rows), most: mostCodes },
  );
}

/** Deletes what says nothing any more. */
export async function sweepIntake(db: Db): Promise<void> {
  await db('sync_activity').whereRaw(`minute < now() - interval '15 days'`).delete();
  await db('sync_rejections').whereRaw(`at < now() - interval '30 days'`).delete();
  await db('unmapped_codes').whereRaw(`last_at < now() - interval '30 days'`).delete();
  // Events whose shipment has not come by now.
  await db('shipment_events')
    .whereNull('shipment_id')
    .whereRaw(`received_at < now() - interval '30 days'`)
    .delete();
}

import type { AuditEvent } from '#contract/endpoint';
import type { StatusCode } from '#contract/erp-data';
import { identifierKey } from '#contract/identifiers';
import { mostCounted, type StatusKind } from '#contract/settings-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { writeAudit, type Actor, type Trace } from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import type { SyncService } from './sync.service.ts';

type Status = NonNullable<StatusCode['status']>;
type StatusActor = Actor & { trace: Trace | null };
type Code = { kind: StatusKind; code: string };

/**
 * Codes that were refused in the last 30 days and mean nothing yet, the latest first; then what each other one means.
 * Orders and shipments of a code are looked up in an index and counted up to a bound.
 */
export async function listCodes(db: Db): Promise<StatusCode[]> {
  const rows = await rowsOf<
    Omit<StatusCode, 'orders' | 'refused'> & {
      count: number | null;
      firstAt: string | null;
      lastAt: string | null;
      times: string | null;
    }
  >(
    db,
    `select c.kind, c.code, c.status, c."firstAt", c."lastAt", c.times, n.count
     from (
       select u.entity as kind, u.code_key as code, u.code_key, null as status, u.first_at as "firstAt",
         u.last_at as "lastAt", u.times
       from unmapped_codes u
       where u.last_at > now() - interval '30 days' and not exists (
         select from status_map m where m.entity = u.entity and m.code_key = u.code_key and m.deleted_at is null)
       union all
       select m.entity, m.code, m.code_key, m.status, null, null, null from status_map m
       where m.deleted_at is null and m.entity in ('order', 'item', 'shipment')
     ) c
     left join lateral (
       select count(*)::int as count from (
         (select 1 from orders o where c.kind = 'order' and o.erp_status_key = c.code_key and o.deleted_at is null
          limit ${mostCounted + 1})
         union all
         (select 1 from shipments s where c.kind = 'shipment' and s.erp_status_key = c.code_key and s.deleted_at is null
          limit ${mostCounted + 1})) x
     ) n on c.kind in ('order', 'shipment')
     order by c.status is not null, c."lastAt" desc, c.kind desc, c.code_key`,
  );
  return rows.map(({ count, firstAt, lastAt, times, ...code }) => ({
    ...code,
    orders:
      count === null ? null : { count: Math.min(count, mostCounted), more: count > mostCounted },
    refused: firstAt && lastAt ? { firstAt, lastAt, times: Number(times) } : null,
  }));
}

/** What a code means; null for nothing. */
async function meaningOf(db: Db, { kind, code }: Code): Promise<Status | null> {
  const row = await db('status_map')
    .where({ entity: kind, code_key: identifierKey(code) })
    .whereNull('deleted_at')
    .first<{ status: Status } | undefined>('status');
  return row?.status ?? null;
}

/** Changes of the map go the way that those of the ERP go, so that orders follow in the same way. */
export function createStatusVerbs(service: SyncService) {
  const change = async (
    inTenant: InTenant,
    actor: StatusActor,
    { kind, code }: Code,
    { was, record, event }: { was: Status | null; record: object; event: AuditEvent },
  ): Promise<{ items: StatusCode[] }> => {
    const keys = [actor.tenantId, 'settings'] as const;
    const batch = await service.read(keys, 'status-map', [{ entity: kind, code, ...record }], true);
    await service.alone(actor.tenantId, 'status-map', inTenant, async (db) => {
      const before = await meaningOf(db, { kind, code });
      if (before !== was)
        throw new AppError('record_changed', { current: { items: await listCodes(db) } });
      await service.apply(db, batch);
      await writeAudit(db, event, actor, actor.trace, {
        record: `${kind} ${code}`,
        detail: { before, after: await meaningOf(db, { kind, code }) },
      });
    });
    return inTenant(async (db) => ({ items: await listCodes(db) }));
  };

  return {
    /** Says what a code means. @throws AppError `record_changed` where it means something else than the actor saw */
    save: (
      inTenant: InTenant,
      actor: StatusActor,
      { was, status, ...code }: Code & { was: Status | null; status: Status },
    ) => change(inTenant, actor, code, { was, record: { status }, event: 'status_code.saved' }),

    /** Takes the meaning of a code away. @throws AppError `not_found`, `record_changed` */
    remove: async (
      inTenant: InTenant,
      actor: StatusActor,
      { was, ...code }: Code & { was: Status },
    ) => {
      if ((await inTenant((db) => meaningOf(db, code))) === null) throw new AppError('not_found');
      const record = { deleted: true };
      return change(inTenant, actor, code, { was, record, event: 'status_code.removed' });
    },
  };
}

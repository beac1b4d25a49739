import type { ApiKey } from '#contract/keys';
import type { KeyPermission } from '#contract/permissions';
import { keyWarningDays } from '#contract/settings-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';

/** When a key ends: after some days, with a day of the tenant's calendar, at an instant, or never. */
export type KeyEnd = { days: number } | { until: string } | { at: string | null };

const columns = `k.id, k.version, k.prefix, k.name, k.permissions, k.networks, k.created_at as "createdAt",
  i.name as "createdBy", k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt", k.revoked_at as "revokedAt",
  case when k.revoked_at is not null then 'revoked'
    when k.expires_at <= now() then 'expired'
    when k.replaced_by is not null then 'replaced'
    when k.expires_at < now() + interval '${keyWarningDays} days' then 'ending'
    else 'active' end as state`;
const from = `from api_keys k left join identities i on i.tenant_id = k.tenant_id and i.id = k.created_by`;

/** Statements of keys of machines. */
export const keyQueries = {
  /** Those that have not ended, and those that ended lately; the newest first. */
  list: (db: Db, endedDays: number): Promise<ApiKey[]> =>
    rowsOf<ApiKey>(
      db,
      `select ${columns} ${from}
       where coalesce(least(k.revoked_at, k.expires_at), 'infinity') > now() - make_interval(days => ?)
       order by k.created_at desc, k.id limit 500`,
      [endedDays],
    ),

  find: async (db: Db, id: string): Promise<ApiKey | undefined> => {
    const [row] = await rowsOf<ApiKey>(db, `select ${columns} ${from} where k.id = ?`, [id]);
    return row;
  },

  /** Keeps others from changing a key until the transaction ends. */
  hold: (db: Db, id: string) => db('api_keys').where({ id }).forUpdate().first('id'),

  /** Keeps others from making keys meanwhile. @returns how many have not ended */
  countLive: async (db: Db): Promise<number> => {
    await db.raw(
      `select pg_advisory_xact_lock(hashtextextended(current_setting('app.tenant_id') || ' keys', 0))`,
    );
    const [row] = await rowsOf<{ count: number }>(
      db,
      `select count(*)::int as count from api_keys
       where revoked_at is null and coalesce(expires_at, 'infinity') > now()`,
    );
    return row!.count;
  },

  /** @returns the id, and whether the end is yet to come */
  insert: async (
    db: Db,
    tenantId: string,
    key: {
      prefix: string;
      secretHash: string;
      name: string;
      permissions: readonly KeyPermission[];
      networks: readonly string[];
      createdBy: string | null;
      end: KeyEnd;
    },
  ): Promise<{ id: string; ahead: boolean }> => {
    const { end, permissions, networks, ...rest } = key;
    const [row] = await rowsOf<{ id: string; ahead: boolean }>(
      db,
      `insert into api_keys (tenant_id, prefix, secret_hash, name, permissions, networks, created_by, expires_at)
       select t.id, :prefix, :secretHash, :name, :permissions::text[], :networks::text[], :createdBy::uuid,
         case when :days::int is not null then now() + make_interval(days => :days::int)
           when :until::date is not null then (:until::date + 1)::timestamp at time zone t.time_zone
           else :at::timestamptz end
       from tenants t where t.id = :tenantId
       returning id, coalesce(expires_at, 'infinity') > now() as ahead`,
      {
        ...rest,
        tenantId,
        permissions: [...permissions],
        networks: [...networks],
        days: 'days' in end ? end.days : null,
        until: 'until' in end ? end.until : null,
        at: 'at' in end ? end.at : null,
      },
    );
    return row!;
  },

  change: (
    db: Db,
    id: string,
    changes: { name?: string; permissions?: readonly string[]; networks?: readonly string[] },
  ) =>
    db('api_keys')
      .where({ id })
      .update({ ...changes, version: db.raw('version + 1') }),

  /** Lets a key go on for some days beside the one that takes its place. */
  replace: (db: Db, id: string, by: string, days: number) =>
    db('api_keys')
      .where({ id })
      .update({
        replaced_by: by,
        version: db.raw('version + 1'),
        expires_at: db.raw(`least(expires_at, now() + make_interval(days => ?))`, [days]),
      }),

  revoke: (db: Db, id: string) =>
    db('api_keys')
      .where({ id })
      .update({ revoked_at: db.fn.now(), version: db.raw('version + 1') }),

  byPrefix: (db: Db, prefix: string) =>
    db('api_keys')
      .where({ prefix })
      .whereNull('revoked_at')
      .first<{ id: string } | undefined>('id'),
};

import type { SyncEntity } from '#contract/permissions';
import type { Db } from '../../db/scope.ts';
import { freshen, keysOf } from './sync.rows.ts';

type Known = { key: string; version: string | null; hash: string; deleted: boolean };

/** Statements over `sync_records` and the tombstones of the entities' own tables. */
export function createSyncQueries(db: Db) {
  return {
    /** One batch of an entity at a time: two that carry the same new record must not both create it. */
    lock: (entity: SyncEntity) =>
      db.raw(
        `select pg_advisory_xact_lock(hashtextextended(current_setting('app.tenant_id') || ?, 0))`,
        [entity],
      ),

    /** What was taken over before of these keys. */
    known: async (entity: SyncEntity, keys: string[]): Promise<Map<string, Known>> => {
      await freshen(db, 'sync_records');
      const { rows } = await db.raw(
        `select key, source_version as version, hash, deleted from sync_records
         where entity = ? and key = any(${keysOf})`,
        [entity, JSON.stringify(keys)],
      );
      return new Map((rows as Known[]).map((row) => [row.key, row]));
    },

    /** Notes that the ERP sent of an entity, also where nothing had changed. */
    noteApplied: (entity: SyncEntity) =>
      db.raw(
        `insert into sync_state (tenant_id, entity, applied_at)
         values (current_setting('app.tenant_id')::uuid, ?, now())
         on conflict (tenant_id, entity) do update set applied_at = excluded.applied_at`,
        [entity],
      ),

    /** Notes what was taken over. A record without a version keeps the one it had. */
    remember: async (entity: SyncEntity, records: Known[]): Promise<void> => {
      if (records.length === 0) return;
      const rows = records.map(({ key, version, hash, deleted }) => ({
        key,
        version,
        hash,
        deleted,
      }));
      await db.raw(
        `insert into sync_records as s (tenant_id, entity, key, source_version, hash, deleted)
         select current_setting('app.tenant_id')::uuid, ?, key, version, hash, deleted
         from jsonb_to_recordset(?::jsonb) as r(key text, version bigint, hash text, deleted boolean)
         on conflict (tenant_id, key, entity) do update set hash = excluded.hash, deleted = excluded.deleted,
           source_version = coalesce(excluded.source_version, s.source_version), synced_at = now()`,
        [entity, JSON.stringify(rows)],
      );
    },

    /** Hides the rows behind these keys; what hangs on them stays, should they come back. */
    bury: async (entity: SyncEntity, keys: string[]): Promise<void> => {
      await db.raw(`${buried[entity]} and d.deleted_at is null`, [JSON.stringify(keys)]);
    },
  };
}

const inKeys = `= any(${keysOf})`;
const bury = (table: string, key: string) =>
  `update ${table} d set deleted_at = now() where ${key} ${inKeys}`;
const buried: Record<SyncEntity, string> = {
  companies: bury('companies', 'd.code_key'),
  executives: bury('executives', 'd.code_key'),
  customers: bury('customers', 'd.number_key'),
  addresses: `update addresses d set deleted_at = now() from customers k
    where k.id = d.customer_id and k.number_key || ' / ' || d.code_key ${inKeys}`,
  contacts: bury('contacts', 'd.external_key'),
  materials: bury('materials', 'd.number_key'),
  plants: bury('plants', 'd.code_key'),
  'stock-readings': `update stock_readings d set deleted_at = now() from materials m, plants p
    where m.id = d.material_id and p.id = d.plant_id and m.number_key || ' / ' || p.code_key ${inKeys}`,
  'price-lists': bury('price_lists', 'd.code_key'),
  'price-items': `update price_entries d set deleted_at = now() from price_lists l, materials m
    where l.id = d.list_id and m.id = d.material_id and l.code_key || ' / ' || m.number_key ${inKeys}`,
  'status-map': bury('status_map', `upper(d.entity) || ' / ' || d.code_key`),
  orders: bury('orders', 'd.number_key'),
  invoices: `update invoices d set deleted_at = now() from companies c
    where c.id = d.company_id and c.code_key || ' / ' || d.number_key ${inKeys}`,
  'open-items': `with gone as (
      select i.id from open_items i join companies c on c.tenant_id = i.tenant_id and c.id = i.company_id
      where c.code_key || ' / ' || i.external_key ${inKeys}),
    closed as (
      update open_item_versions v set superseded_at = now() from gone
      where v.item_id = gone.id and v.superseded_at = 'infinity')
    update open_items d set deleted_at = now() from gone where d.id = gone.id`,
  'fiscal-files': bury('fiscal_files', `d.fiscal_key || ' / ' || upper(d.kind)`),
};

import type { SyncEntity } from '#contract/permissions';
import { byKeys, keyRows } from '../../db/keys.ts';
import { rowOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';

type Known = { key: string; version: string | null; hash: string; deleted: boolean };

/** Statements over `sync_records` and the tombstones of the entities' own tables. */
export function createSyncQueries(db: Db) {
  return {
    /**
     * One batch of an entity at a time, of all servers: two that carry the same new record must not both
     * create it.
     * @returns false where one is under way; it is not waited for, since this would hold a connection
     */
    tryLock: async (entities: SyncEntity[]): Promise<boolean> => {
      const lock = `pg_try_advisory_xact_lock(hashtextextended(current_setting('app.tenant_id') || ?, 0))`;
      const { locked } = await rowOf<{ locked: boolean }>(
        db,
        `select ${entities.map(() => lock).join(' and ')} as locked`,
        entities,
      );
      return locked;
    },

    /** What was taken over before of these keys. */
    known: async (entity: SyncEntity, keys: string[]): Promise<Map<string, Known>> => {
      const rows = await byKeys<Known>(
        db,
        ['sync_records'],
        `select s.key, s.source_version as version, s.hash, s.deleted
         from ${keyRows('text')} join sync_records s on s.key = k.key where s.entity = ?`,
        [keys, entity],
      );
      return new Map(rows.map((row) => [row.key, row]));
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

    /**
     * Hides the rows behind these keys; what hangs on them stays, should they come back.
     * @param keys the parts of each, as look-up keys
     * @returns ids of those that were there
     */
    bury: async (entity: SyncEntity, keys: string[][]): Promise<string[]> => {
      const { tables, sql } = buried[entity];
      const parts = keys[0]!.map((_, i) => keys.map((key) => key[i]!));
      const id = entity === 'status-map' ? 'null' : 'd.id';
      const rows = await byKeys<{ id: string }>(
        db,
        tables,
        `${sql} and d.deleted_at is null returning ${id} as id`,
        parts,
      );
      return rows.map((row) => row.id);
    },
  };
}

const one = keyRows('text');
const two = keyRows('text', 'text');
const bury = (table: string, key: string) => ({
  tables: [table],
  sql: `update ${table} d set deleted_at = now() from ${one} where d.${key} = k.key`,
});
/** Of what hangs on something else: the key's first part is the other's, its second the row's own. */
const buryOf = (table: string, key: string, of: [table: string, key: string, id: string]) => ({
  tables: [table, of[0]],
  sql: `update ${table} d set deleted_at = now() from ${two} join ${of[0]} o on o.${of[1]} = k.a
    where d.tenant_id = o.tenant_id and d.${of[2]} = o.id and d.${key} = k.b`,
});
const buryBetween = (
  table: string,
  a: [table: string, key: string, id: string],
  b: [table: string, key: string, id: string],
) => ({
  tables: [table, a[0], b[0]],
  sql: `update ${table} d set deleted_at = now()
    from ${two} join ${a[0]} m on m.${a[1]} = k.a join ${b[0]} n on n.tenant_id = m.tenant_id and n.${b[1]} = k.b
    where d.tenant_id = m.tenant_id and d.${a[2]} = m.id and d.${b[2]} = n.id`,
});
const material: [string, string, string] = ['materials', 'number_key', 'material_id'];
const company: [string, string, string] = ['companies', 'code_key', 'company_id'];

/** What a document belongs to, as `entities/documents.ts` writes it, of the parts of its key. */
const ownerKeySql = `lower(k.a) || ':' || case k.b when '' then '' else k.b || chr(9) end || k.c`;

const buried: Record<SyncEntity, { tables: string[]; sql: string }> = {
  companies: bury('companies', 'code_key'),
  contracts: bury('contracts', 'number_key'),
  documents: {
    tables: ['documents'],
    sql: `update documents d set deleted_at = now() from ${keyRows('text', 'text', 'text', 'text')}
      where d.owner_key = ${ownerKeySql} and d.external_key = k.d`,
  },
  executives: bury('executives', 'code_key'),
  customers: bury('customers', 'number_key'),
  addresses: buryOf('addresses', 'code_key', ['customers', 'number_key', 'customer_id']),
  contacts: bury('contacts', 'external_key'),
  materials: bury('materials', 'number_key'),
  'customer-materials': buryOf('customer_materials', 'number_key', [
    'customers',
    'number_key',
    'customer_id',
  ]),
  plants: bury('plants', 'code_key'),
  'stock-readings': buryBetween('stock_readings', material, ['plants', 'code_key', 'plant_id']),
  'price-lists': bury('price_lists', 'code_key'),
  'price-items': buryBetween('price_entries', ['price_lists', 'code_key', 'list_id'], material),
  'status-map': {
    tables: ['status_map'],
    sql: `update status_map d set deleted_at = now() from ${two} where d.entity = lower(k.a) and d.code_key = k.b`,
  },
  orders: bury('orders', 'number_key'),
  quotes: {
    tables: ['companies', 'quotes'],
    sql: `update quotes d set deleted_at = now()
      from ${keyRows('text', 'text', 'text')} join companies c on c.code_key = k.a
      where d.tenant_id = c.tenant_id and d.company_id = c.id and d.number_key = k.b and d.version::text = k.c`,
  },
  invoices: buryOf('invoices', 'number_key', company),
  'open-items': {
    tables: ['companies', 'open_items'],
    sql: `update open_items d set deleted_at = now()
      from ${two} join companies c on c.code_key = k.a
      where d.tenant_id = c.tenant_id and d.company_id = c.id and d.external_key = k.b`,
  },
  'payment-slips': {
    tables: ['companies', 'payment_slips'],
    sql: `update payment_slips d set deleted_at = now()
      from ${two} join companies c on c.code_key = k.a
      where d.tenant_id = c.tenant_id and d.company_id = c.id and d.external_key = k.b`,
  },
  'fiscal-files': {
    tables: ['fiscal_files'],
    sql: `update fiscal_files d set deleted_at = now() from ${two} where d.fiscal_key = k.a and d.kind = lower(k.b)`,
  },
  locations: bury('locations', 'code_key'),
  shipments: bury('shipments', 'number_key'),
  'shipment-events': {
    tables: ['shipment_events'],
    sql: `update shipment_events d set deleted_at = now() from ${two}
      where d.source_key = k.a and d.external_key = k.b`,
  },
  positions: {
    tables: ['positions', 'shipments'],
    sql: `update positions d set deleted_at = now()
      from ${keyRows('text', 'text', 'text')} join shipments s on s.number_key = k.a
      where d.tenant_id = s.tenant_id and d.shipment_id = s.id and d.at = k.b::timestamptz and d.source_key = k.c`,
  },
};

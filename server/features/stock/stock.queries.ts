import type { Knex } from 'knex';
import type { MaterialRecord } from '../../records/material-search.ts';
import type { Db } from '../../db/scope.ts';

export type PlantRecord = {
  code: string;
  name: string;
  shortName: string | null;
  stateCode: string | null;
  stateName: string | null;
  localityCode: string | null;
  localityName: string | null;
};
export type ReadingRecord = {
  materialId: string;
  plantCode: string;
  plantName: string;
  plantShortName: string | null;
  quantity: string;
  unit: string;
  readAt: string;
  /** Whether the ERP said so within the last minute. */
  live: boolean;
};

/** Where stock is asked for, by look-up keys. */
export type PlaceFilter = { plant?: string; state?: string; locality?: string };

const columns = {
  id: 'm.id',
  number: 'm.number',
  numberKey: 'm.number_key',
  descriptions: 'm.descriptions',
  unit: 'm.unit',
};

const within =
  ({ plant, state, locality }: PlaceFilter) =>
  (query: Knex.QueryBuilder): void => {
    if (plant) query.where('p.code_key', plant);
    if (state) query.where('p.state_key', state);
    if (locality) query.where('p.locality_key', locality);
  };

/** Statements of materials, plants and stock. */
export function createStockQueries(db: Db) {
  return {
    plants: (): Promise<PlantRecord[]> =>
      db('plants').whereNull('deleted_at').orderBy(['name', 'code']).select({
        code: 'code',
        name: 'name',
        shortName: 'short_name',
        stateCode: 'state_code',
        stateName: 'state_name',
        localityCode: 'locality_code',
        localityName: 'locality_name',
      }),

    countPlants: async (): Promise<number> =>
      Number((await db('plants').whereNull('deleted_at').count())[0]?.count),

    materialsOf: (ids: string[]): Promise<MaterialRecord[]> =>
      db('materials as m')
        .whereIn('m.id', ids)
        .whereNull('m.deleted_at')
        .where('m.active', true)
        .select(columns),

    /** The last readings of these materials, in the plants of a place. */
    readings: (materialIds: string[], place: PlaceFilter): Promise<ReadingRecord[]> =>
      db('stock_readings as r')
        .join('plants as p', (on) =>
          on.on('p.tenant_id', 'r.tenant_id').andOn('p.id', 'r.plant_id'),
        )
        .whereIn('r.material_id', materialIds)
        .whereNull('r.deleted_at')
        .whereNull('p.deleted_at')
        .where(within(place))
        .orderBy(['p.name', 'p.code'])
        .select({
          materialId: 'r.material_id',
          plantCode: 'p.code',
          plantName: 'p.name',
          plantShortName: 'p.short_name',
          quantity: 'r.quantity',
          unit: 'r.unit',
          readAt: 'r.read_at',
          live: db.raw(`coalesce(r.live_at > now() - interval '1 minute', false)`),
        }),

    erpEndpoint: () =>
      db('erp_endpoints').first<{ url: string; secret: string } | undefined>('url', 'secret'),

    plantsIn: (place: PlaceFilter) =>
      db('plants as p')
        .whereNull('p.deleted_at')
        .where(within(place))
        .select<{ id: string; code: string }[]>('p.id', 'p.code'),

    /** Which of these materials were not asked for within some milliseconds in some plant of the place. */
    notAskedWithin: async (ids: string[], place: PlaceFilter, ms: number): Promise<string[]> => {
      const asked = await db('stock_readings as r')
        .join('plants as p', (on) =>
          on.on('p.tenant_id', 'r.tenant_id').andOn('p.id', 'r.plant_id'),
        )
        .whereIn('r.material_id', ids)
        .where(within(place))
        .groupBy('r.material_id')
        .havingRaw(`min(coalesce(r.asked_at, '-infinity')) > now() - make_interval(secs => ?)`, [
          ms / 1000,
        ])
        .pluck<string[]>('r.material_id');
      return ids.filter((id) => !asked.includes(id));
    },

    /** Keeps what the ERP said, where nothing newer is known, and when it was asked. */
    keepReadings: async (rows: Record<string, string>[]): Promise<void> => {
      if (rows.length === 0) return;
      await db.raw(
        `insert into stock_readings as t (tenant_id, material_id, plant_id, quantity, unit, read_at, asked_at, live_at)
         select current_setting('app.tenant_id')::uuid, material_id, plant_id, quantity, unit, read_at, now(), now()
         from jsonb_to_recordset(?::jsonb) as r(material_id uuid, plant_id uuid, quantity numeric, unit text, read_at timestamptz)
         on conflict (tenant_id, material_id, plant_id) do update set (quantity, unit, read_at, live_at) = (
             select n.* from (select excluded.quantity, excluded.unit, excluded.read_at, excluded.live_at) n
             where t.deleted_at is not null or t.read_at <= excluded.read_at
             union all
             select t.quantity, t.unit, t.read_at, t.live_at
             where t.deleted_at is null and t.read_at > excluded.read_at),
           asked_at = excluded.asked_at, deleted_at = null`,
        [JSON.stringify(rows)],
      );
    },

    threshold: async (tenantId: string): Promise<string> => {
      const tenants = db('tenants').where({ id: tenantId });
      const { threshold } = await tenants.first<{ threshold: string }>({
        threshold: 'stock_threshold',
      });
      return threshold;
    },
  };
}

import { identifierKey } from '#contract/identifiers';
import { keyRows } from '../../db/keys.ts';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';

/** A material as it can be ordered. */
export type OrderMaterial = {
  id: string;
  number: string;
  customerNumber: string | null;
  descriptions: Record<string, string>;
  unit: string;
  units: { unit: string; numerator: number; denominator: number }[];
  active: boolean;
  orderable: boolean;
  minQuantity: string | null;
  multiple: string | null;
  maxQuantity: string | null;
  leadDays: number | null;
  /** Number of what takes its place, where that can be ordered. */
  successor: string | null;
};

// `offset 0` here and below has each key looked up in an index: an order has few lines, and a catalogue many materials,
// all of which a planner may prefer to read.
const material = (of: string) => `cross join lateral (
  select tenant_id, id, number, number_key, descriptions, unit, units, active, orderable, min_quantity, multiple,
    max_quantity, lead_days, successor_key
  from materials where id = ${of} and deleted_at is null offset 0
) m`;

const columns = `m.id, m.number, m.descriptions, m.unit, m.units, m.active, m.orderable,
  m.min_quantity as "minQuantity", m.multiple, m.max_quantity as "maxQuantity", m.lead_days as "leadDays",
  (select s.number from materials s where s.tenant_id = m.tenant_id and s.number_key = m.successor_key
     and s.active and s.orderable and s.deleted_at is null) as successor,
  (select min(c.number) from customer_materials c where c.tenant_id = m.tenant_id and c.material_id = m.id
     and c.customer_id = ? and c.deleted_at is null) as "customerNumber"`;

/** Materials by number: the company's, and the customer's own. A number that both have finds two. */
export async function materialsByNumber(
  db: Db,
  customerId: string,
  numbers: readonly string[],
): Promise<Map<string, OrderMaterial[]>> {
  const keys = [...new Set(numbers.map(identifierKey))].filter((key) => key !== '');
  if (keys.length === 0) return new Map();
  const rows = await rowsOf<OrderMaterial & { key: string }>(
    db,
    `with found as (
       select k.key, m.id from ${keyRows('text')} cross join lateral (
         select id from materials where number_key = k.key and deleted_at is null offset 0
       ) m
       union
       select k.key, c.material_id from ${keyRows('text')} cross join lateral (
         select material_id from customer_materials
         where customer_id = ? and number_key = k.key and deleted_at is null offset 0
       ) c
     )
     select f.key, ${columns} from found f ${material('f.id')} order by m.number_key`,
    [keys, keys, customerId, customerId],
  );
  return Map.groupBy(rows, ({ key }) => key);
}

/** Materials by id, those that are gone left out. */
export async function materialsById(
  db: Db,
  customerId: string,
  ids: readonly string[],
): Promise<Map<string, OrderMaterial>> {
  if (ids.length === 0) return new Map();
  const rows = await rowsOf<OrderMaterial>(
    db,
    `select ${columns} from ${keyRows('uuid')} ${material('k.key')}`,
    [customerId, [...new Set(ids)]],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export type StockRecord = {
  materialId: string;
  quantity: string;
  total: string;
  unit: string;
  plant: string;
  readAt: string;
};

/** Where most of each material lies, and how much there is in all plants, in its own unit. */
export const stockOf = (db: Db, ids: readonly string[]): Promise<StockRecord[]> =>
  rowsOf<StockRecord>(
    db,
    `select distinct on (r.material_id) r.material_id as "materialId", r.quantity, r.unit, r.read_at as "readAt",
       coalesce(p.short_name, p.name) as plant, sum(r.quantity) over (partition by r.material_id) as total
     from ${keyRows('uuid')}
     join stock_readings r on r.material_id = k.key and r.deleted_at is null
     join materials m on m.id = r.material_id and m.unit = r.unit
     join plants p on p.id = r.plant_id and p.deleted_at is null
     order by r.material_id, r.quantity desc, p.code`,
    [[...new Set(ids)]],
  );

/** What a customer ordered in the last twelve months, by how many orders it was in. */
export const usualMaterials = (
  db: Db,
  {
    customerId,
    companyIds,
    addressIds,
  }: {
    customerId: string;
    companyIds: readonly string[] | null;
    addressIds: readonly string[] | null;
  },
  most: number,
): Promise<{ id: string; orders: number }[]> =>
  rowsOf<{ id: string; orders: number }>(
    db,
    `select m.id, count(distinct o.id)::int as orders
     from orders o
     join order_items i on i.tenant_id = o.tenant_id and i.order_id = o.id
     join materials m on m.tenant_id = o.tenant_id and m.number_key = i.material_key
     where o.customer_id = :customerId and o.deleted_at is null and o.status <> 'cancelled'
       and (cast(:companyIds as uuid[]) is null or o.company_id = any(cast(:companyIds as uuid[])))
       and (cast(:addressIds as uuid[]) is null or o.address_id = any(cast(:addressIds as uuid[])))
       and o.order_date > current_date - 365 and m.active and m.orderable and m.deleted_at is null
     group by m.id, m.number_key order by orders desc, m.number_key limit :most`,
    { customerId, companyIds, addressIds, most },
  );

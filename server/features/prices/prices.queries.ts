import type { Knex } from 'knex';
import type { Price, PriceList } from '#contract/prices';
import {
  plannedForMany,
  type Candidates,
  type MaterialRows,
} from '../../records/material-search.ts';
import { isOneOf } from '../../db/keys.ts';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';

export type ListRecord = PriceList & { id: string };
export type PriceRecord = Price & { materialId: string };

/** Whether a day lies in the validity of a row. */
const holds = (row: string) =>
  `(${row}.valid_from is null or ${row}.valid_from <= ?) and (${row}.valid_to is null or ${row}.valid_to >= ?)`;

// `offset 0` here and below keeps the planner from joining what is to be looked up row by row.
const priced = (entry: string) =>
  `exists (select from prices p where p.tenant_id = ${entry}.tenant_id and p.entry_id = ${entry}.id and ${holds('p')} offset 0)`;

const shown = (entry: string) =>
  `exists (select from materials m where m.tenant_id = ${entry}.tenant_id and m.id = ${entry}.material_id
     and m.active and m.deleted_at is null offset 0)`;

/** Statements of price lists and prices. */
export function createPriceQueries(db: Db) {
  return {
    /** The lists that hold on a day, in the order in which they count: of a customer, or only everybody's. */
    lists: async (customerId: string | null, day: string): Promise<ListRecord[]> => {
      return rowsOf<ListRecord>(
        db,
        `with assigned as (
           select list_id, 1 as rank, position from price_list_assignments where customer_id = ?
           union all
           select list_id, 2, position from price_list_assignments
           where customer_group = (select k.customer_group from customers k where k.id = ?)
           union all
           select list_id, 3, position from price_list_assignments
           where customer_id is null and customer_group is null
         ), best as (
           select distinct on (list_id) list_id, rank, position from assigned order by list_id, rank, position
         )
         select l.id, l.code, l.name, l.currency, l.tax_included as "taxIncluded",
           l.valid_from as "validFrom", l.valid_to as "validTo"
         from best b join price_lists l on l.id = b.list_id
         where l.deleted_at is null and ${holds('l')}
         order by b.rank, b.position, l.code`,
        [customerId, customerId, day, day],
      );
    },

    /** The groups of the materials that have a price on a day, by name. */
    groups: async (listIds: string[], day: string): Promise<string[]> => {
      // From one group to the next by the index: a list has many materials and few groups.
      const next = (behind: string) =>
        `(select e.material_group from unnest(?::uuid[]) as l (id) cross join lateral (
            select material_group from price_entries
            where list_id = l.id and deleted_at is null and ${behind} order by material_group limit 1
          ) e order by 1 limit 1)`;
      const rows = await rowsOf<{ name: string }>(
        db,
        `with recursive known (name) as (
           ${next('material_group is not null')}
           union all
           select ${next('material_group > known.name')} from known where known.name is not null
         )
         select name from known where exists (
           select from unnest(?::uuid[]) as l (id) cross join lateral (
             select from price_entries e
             where e.list_id = l.id and e.material_group = known.name and e.deleted_at is null
               and ${priced('e')} and ${shown('e')} limit 1
           ) e
         ) order by name`,
        [listIds, listIds, listIds, day, day],
      );
      return rows.map(({ name }) => name);
    },

    /** How many materials have a price on a day, counted up to a bound. */
    count: async (listIds: string[], day: string, most: number): Promise<number> => {
      const { sql, bindings } = pricedMaterials(listIds, day, shown('e'));
      const [, { count }] = await Promise.all([
        // They leave in this order: the first plans the second.
        rowsOf(db, `select ${plannedForMany}`),
        rowOf<{ count: number }>(
          db,
          `select count(*)::int as count from (select from (${sql}) r limit ?) c`,
          [...bindings, most],
        ),
      ]);
      return count;
    },

    /** Whether lists have no more than so many entries, in a group or in all. Plans the search on the way. */
    areFew: async (entries: Candidates, most: number): Promise<boolean> => {
      const { count } = await rowOf<{ count: number }>(
        db,
        `select (select count(*)::int from (select from (${entries.sql}) e limit ?) c) as count, ${plannedForMany}`,
        [...entries.bindings, most + 1],
      );
      return count <= most;
    },

    /**
     * The prices of materials on a day: of each material, unit and currency, those of the first list that
     * has any.
     * @param listIds in the order in which they count
     */
    prices: async (
      listIds: string[],
      materialIds: string[],
      day: string,
    ): Promise<PriceRecord[]> => {
      return rowsOf<PriceRecord>(
        db,
        `select x."materialId", x.list, x.unit, x.price, x."priceUnit", x."minQuantity", x.currency, x."taxIncluded",
           x."validFrom", x."validTo"
         from (
           select e.material_id as "materialId", l.code as list, p.unit, p.price, p.price_unit as "priceUnit",
             p.min_quantity as "minQuantity", l.currency, l.tax_included as "taxIncluded",
             greatest(l.valid_from, p.valid_from) as "validFrom", least(l.valid_to, p.valid_to) as "validTo",
             o.place, p.line, rank() over (partition by e.material_id, p.unit, l.currency order by o.place) as rank
           from unnest(?::uuid[]) with ordinality as o (id, place)
           join price_lists l on l.id = o.id
           join price_entries e on e.tenant_id = l.tenant_id and e.list_id = l.id
           join prices p on p.tenant_id = e.tenant_id and p.entry_id = e.id
           where ${isOneOf('e.material_id', 'uuid')} and e.deleted_at is null and ${holds('p')}
         ) x
         where x.rank = 1
         order by x.unit, x.place, x."minQuantity", x."validFrom" nulls first, x.line`,
        [listIds, materialIds, day, day],
      );
    },
  };
}

/** What stands in these lists, whether it holds or not, some of it more than once. */
export function entriesOf(listIds: string[], group?: string): Candidates {
  const inGroup = group === undefined ? '' : 'and material_group = ?';
  return {
    sql: `select tenant_id, material_id as id, number_key from price_entries
      where ${isOneOf('list_id', 'uuid')} and deleted_at is null ${inGroup}`,
    bindings: [listIds, ...(group === undefined ? [] : [group])],
  };
}

/** The materials that have a price on a day in one of these lists, as the search for materials takes them. */
export function offered(listIds: string[], day: string, group?: string): MaterialRows {
  const { sql, bindings } = pricedMaterials(
    listIds,
    day,
    group === undefined ? 'true' : 'e.material_group = ?',
    group === undefined ? [] : [group],
  );
  return {
    name: `prices ${listIds.length}${group === undefined ? '' : ' group'}`,
    sql,
    bindings,
  };
}

/**
 * Each material once, for the first list it has a price in. Every list is read in the order of its index
 * and the database merges them, so that a page needs no more of any than it shows.
 */
function pricedMaterials(
  listIds: string[],
  day: string,
  also: string,
  alsoBindings: Knex.Value[] = [],
): Candidates {
  const parts = listIds.map((id, i): Candidates => {
    const before = listIds.slice(0, i);
    const first = `and not exists (
      select from price_entries f where f.tenant_id = e.tenant_id and f.material_id = e.material_id
        and ${isOneOf('f.list_id', 'uuid')} and f.deleted_at is null and ${priced('f')} offset 0)`;
    return {
      sql: `select l${i}.tenant_id, l${i}.id, l${i}.number_key from (
        select e.tenant_id, e.material_id as id, e.number_key from price_entries e
        where e.list_id = ? and e.deleted_at is null and ${also} and ${priced('e')} ${i > 0 ? first : ''}
        order by e.number_key
      ) l${i}`,
      bindings: [id, ...alsoBindings, day, day, ...(i > 0 ? [before, day, day] : [])],
    };
  });
  return {
    sql: parts.map(({ sql }) => sql).join(' union all '),
    bindings: parts.flatMap(({ bindings }) => bindings),
  };
}

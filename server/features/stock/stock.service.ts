import { compareDecimals } from '#contract/decimal';
import { identifierKey, searchTerms } from '#contract/identifiers';
import type { Material, Plant, StockRow } from '#contract/stock';
import { searchMaterials, type MaterialRecord } from '../../records/material-search.ts';
import type { Db } from '../../db/scope.ts';
import type { PersonCaller } from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import { readKeyCursor, writeKeyCursor } from '../../http/cursor.ts';
import type { ErpClient } from '../../output/erp-client.ts';
import { createLiveStock } from './live-stock.ts';
import { createStockQueries, type ReadingRecord } from './stock.queries.ts';

/** How the ERPs of tenants are asked. */
export type ErpOptions = {
  /** Milliseconds for the whole of a question. */
  timeoutMs?: number;
  /** Whether ERPs may stand in private networks. */
  allowInside?: boolean;
  /** How long one that failed again and again is left alone, in milliseconds. */
  restMs?: number;
};

type Question = { materials: string[]; plant?: string; state?: string; locality?: string };

/** Materials, plants, and what lies where. */
export function createStockService(deps: { ask: ErpClient; restMs?: number }) {
  const live = createLiveStock(deps);
  return {
    plants,
    materials,
    query: (inTenant: InTenant, caller: PersonCaller, question: Question) =>
      query(live, inTenant, caller, question),
  };
}

async function plants(db: Db): Promise<{ items: Plant[] }> {
  const rows = await createStockQueries(db).plants();
  const place = (code: string | null, name: string | null) =>
    code === null ? null : { code, name: name ?? code };
  return {
    items: rows.map((row) => ({
      code: row.code,
      name: row.name,
      shortName: row.shortName ?? row.name,
      state: place(row.stateCode, row.stateName),
      locality: place(row.localityCode, row.localityName),
    })),
  };
}

/** In how many plants stock may lie. */
export const stockFigure = async (db: Db): Promise<{ count: number; more: boolean }> => ({
  count: await createStockQueries(db).countPlants(),
  more: false,
});

async function materials(
  db: Db,
  { search = '', limit, cursor }: { search?: string; limit: number; cursor?: string },
) {
  const words = searchTerms(search);
  // Signs alone are nothing to search for, and must not list everything.
  if (search && words.length === 0) return { items: [], nextCursor: null };
  const after = cursor ? readKeyCursor(cursor) : null;
  const rows = await searchMaterials(db, { words, after, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { items: page.map(toMaterial), nextCursor: last ? writeKeyCursor(last.numberKey) : null };
}

async function query(
  live: ReturnType<typeof createLiveStock>,
  inTenant: InTenant,
  caller: PersonCaller,
  { materials: ids, ...codes }: Question,
) {
  const place = Object.fromEntries(
    Object.entries(codes).map(([name, code]) => [name, identifierKey(code)]),
  );
  const found = await inTenant((db) => createStockQueries(db).materialsOf(ids));
  const erp = await live(inTenant, caller.tenant.id, found, place);
  const { readings, threshold } = await inTenant(async (db) => {
    const queries = createStockQueries(db);
    const [rows, least] = await Promise.all([
      queries.readings(ids, place),
      queries.threshold(caller.tenant.id),
    ]);
    return { readings: rows, threshold: least };
  });
  const exact = caller.grants.has('stock.exact');
  const byMaterial = Map.groupBy(readings, (reading) => reading.materialId);
  return {
    threshold,
    erp,
    items: found
      .toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
      .flatMap((material) =>
        (byMaterial.get(material.id) ?? []).map((reading) =>
          toRow(material, reading, exact, threshold),
        ),
      ),
  };
}

const toMaterial = ({ id, number, descriptions, unit }: MaterialRecord): Material => ({
  id,
  number,
  descriptions,
  unit,
});

/** Who may not see quantities gets no number that tells them. */
function toRow(
  material: MaterialRecord,
  reading: ReadingRecord,
  exact: boolean,
  threshold: string,
): StockRow {
  const { plantCode, plantName, plantShortName, quantity, unit, readAt } = reading;
  return {
    material: toMaterial(material),
    plant: { code: plantCode, name: plantName, shortName: plantShortName ?? plantName },
    level: exact ? 'exact' : levelOf(quantity, unit === material.unit ? threshold : null),
    quantity: exact ? quantity : null,
    unit,
    readAt,
    source: reading.live ? 'live' : 'stored',
  };
}

/** @param threshold in the unit of the quantity; null where it is in another, which nobody can compare */
function levelOf(quantity: string, threshold: string | null): StockRow['level'] {
  if (compareDecimals(quantity, '0') <= 0) return 'none';
  if (threshold === null) return 'some';
  return compareDecimals(quantity, threshold) >= 0 ? 'enough' : 'little';
}

import type { Db } from '../../db/scope.ts';

/** Columns of a table as `name: SQL type`, and rows as objects with those names. */
export type Columns = Record<string, string>;
export type Row = Record<string, unknown>;

const list = (columns: Columns) => Object.keys(columns).join(', ');
const recordset = (columns: Columns) =>
  `jsonb_to_recordset(?::jsonb) as r(${Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ')})`;
const tenant = `current_setting('app.tenant_id')::uuid`;

/**
 * A JSON list of texts as an array: `= any(…)` of it is looked up in an index key by key, whatever the
 * statistics say. As a join, a plan made for an empty table compared every row with every key.
 */
export const keysOf = `array(select jsonb_array_elements_text(?::jsonb))`;

/**
 * Writes any number of rows in one statement; rows that exist are overwritten and no longer deleted.
 * @param conflict the columns that make the natural key, besides the tenant
 * @returns ids of what was written, by their natural key joined with ` / `
 */
export async function upsertRows(
  db: Db,
  table: string,
  columns: Columns,
  conflict: string[],
  rows: Row[],
): Promise<Map<string, string>> {
  const updates = Object.keys(columns).map((name) => `${name} = excluded.${name}`);
  const { rows: written } = await db.raw(
    `insert into ${table} as t (tenant_id, ${list(columns)})
     select ${tenant}, ${list(columns)} from ${recordset(columns)}
     on conflict (tenant_id, ${conflict.join(', ')}) do update set ${updates.join(', ')}, deleted_at = null
     returning ${table === 'status_map' ? 'null' : 't.id'} as id, concat_ws(' / ', ${conflict.join(', ')}) as key`,
    [JSON.stringify(rows)],
  );
  await freshen(db, table);
  return new Map(written.map((row: { key: string; id: string }) => [row.key, row.id]));
}

/**
 * Replaces all rows that hang on these parents.
 * @param parents ids of those that may have such rows already; new ones have none to delete
 */
export async function replaceRows(
  db: Db,
  table: string,
  columns: Columns,
  parent: string,
  parents: { known: string[] },
  rows: Row[],
): Promise<void> {
  await freshen(db, table);
  if (parents.known.length > 0) await db(table).whereIn(parent, parents.known).delete();
  if (rows.length === 0) return;
  await db.raw(
    `insert into ${table} (tenant_id, ${list(columns)}) select ${tenant}, ${list(columns)} from ${recordset(columns)}`,
    [JSON.stringify(rows)],
  );
}

/** Takes new statistics of a table that has outgrown them; costs next to nothing where it has not. */
export const freshen = (db: Db, table: string) => db.raw('select portico_freshen(?)', [table]);

import { freshen, keyRows } from './keys.ts';
import { rowsOf } from './rows.ts';
import type { Db } from './scope.ts';
import { breathe } from '../work/breath.ts';

/** Columns of a table as `name: SQL type`, and rows as objects with those names. */
export type Columns = Record<string, string>;
export type Row = Record<string, unknown>;

const list = (columns: Columns) => Object.keys(columns).join(', ');
const recordset = (columns: Columns) =>
  `jsonb_to_recordset(?::jsonb) as r(${Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ')})`;
const tenant = `current_setting('app.tenant_id')::uuid`;

/** Characters of one statement's rows: enough that a batch is few statements, and short enough to be made. */
const portion = 1_000_000;

/** Rows as JSON lists of a portion each; others are let run while they are made. */
async function* portions(rows: Iterable<Row>): AsyncGenerator<string> {
  let texts: string[] = [];
  let size = 0;
  for (const row of rows) {
    const text = JSON.stringify(row);
    texts.push(text);
    size += text.length;
    if (size >= portion) {
      yield `[${texts.join(',')}]`;
      [texts, size] = [[], 0];
    }
    await breathe();
  }
  if (texts.length > 0) yield `[${texts.join(',')}]`;
}

export type Upsert = {
  table: string;
  columns: Columns;
  /** The columns that make the natural key, besides the tenant. */
  conflict: string[];
  /** A column by which a row that is there stays, where it has more of it. */
  newest?: string;
  /** What other columns become of a row that is overwritten: SQL. */
  resets?: Record<string, string>;
};

/** What a row is known by here. */
export const naturalKey = (row: Row, conflict: string[]): string =>
  JSON.stringify(conflict.map((name) => row[name]));

/**
 * Writes any number of rows; those that exist are overwritten and no longer deleted. Their keys are not: a row
 * whose key is set to what it is already would be locked against all that refers to it.
 * @returns ids of what was written, by `naturalKey`; what stayed as it was is missing
 */
export async function upsertRows(
  db: Db,
  { table, columns, conflict, newest, resets = {} }: Upsert,
  rows: Row[],
): Promise<Map<string, string>> {
  const updates = [
    ...Object.keys(columns)
      .filter((name) => !conflict.includes(name))
      .map((name) => `${name} = excluded.${name}`),
    ...Object.entries({ ...resets, deleted_at: 'null' }).map(([name, sql]) => `${name} = ${sql}`),
  ];
  const unlessNewer = newest
    ? `where t.deleted_at is not null or t.${newest} <= excluded.${newest}`
    : '';
  const id = table === 'status_map' ? 'null' : 't.id';
  const ids = new Map<string, string>();
  for await (const json of portions(rows)) {
    const written = await rowsOf<Row & { writtenId: string }>(
      db,
      `insert into ${table} as t (tenant_id, ${list(columns)})
       select ${tenant}, ${list(columns)} from ${recordset(columns)}
       on conflict (tenant_id, ${conflict.join(', ')}) do update set ${updates.join(', ')} ${unlessNewer}
       returning ${id} as "writtenId", ${conflict.map((name) => `t.${name}`).join(', ')}`,
      [json],
    );
    for (const row of written) ids.set(naturalKey(row, conflict), row.writtenId);
  }
  await freshen(db, table);
  return ids;
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
  rows: Iterable<Row>,
): Promise<void> {
  await freshen(db, table);
  if (parents.known.length > 0)
    await db.raw(`delete from ${table} d using ${keyRows('uuid')} where d.${parent} = k.key`, [
      parents.known,
    ]);
  await insertRows(db, table, columns, rows);
}

/** Adds rows, however many. @param onConflict what becomes of one that is there, as SQL; an error unless given */
export async function insertRows(
  db: Db,
  table: string,
  columns: Columns,
  rows: Iterable<Row>,
  onConflict = '',
): Promise<void> {
  for await (const json of portions(rows))
    await db.raw(
      `insert into ${table} (tenant_id, ${list(columns)}) select ${tenant}, ${list(columns)} from ${recordset(columns)} ${onConflict}`,
      [json],
    );
}

import { rowsOf } from './rows.ts';
import type { Db } from './scope.ts';

/**
 * Many keys in a statement, in the one form that cannot become slow: as rows `k` to join. The database knows
 * how many there are, and either looks each up in an index or hashes them; to compare every row of a table
 * with every key, which it may do with a list of unknown length, is no plan of a join. Each key once, please:
 * a key that comes twice finds its rows twice.
 *
 *     select c.id from ${keyRows('text')} join customers c on c.number_key = k.key
 *
 * @param types of the columns: `key` where it is one, else `a`, `b`…; each binds one list
 */
export function keyRows(...types: ('text' | 'uuid')[]): string {
  const names = types.length === 1 ? ['key'] : types.map((_, i) => 'abcdef'.charAt(i));
  return `unnest(${types.map((type) => `?::${type}[]`).join(', ')}) as k (${names.join(', ')})`;
}

/**
 * Whether a column is one of a short list that is bound here: of a page, a person, a question. For lists of
 * any length see `keyRows`.
 * @param binding name of the list, where bindings have names
 */
export const isOneOf = (column: string, type: 'text' | 'uuid' | 'bigint', binding = '?'): string =>
  `${column} = any(cast(${binding} as ${type}[]))`;

/**
 * Whether a key is one of the few that a select finds: it is run first, and each of them is looked up. The planner
 * expects ten, whatever it knows of the tables.
 */
export const isOneFound = (column: string, select: string): string =>
  `${column} = any(array(${select}))`;

/**
 * Takes new statistics of tables that have outgrown theirs, before many keys are looked up in them; costs next
 * to nothing where they have not. What a long transaction writes is not counted by anybody else, and a plan
 * made for an empty table reads all of a full one for every key.
 */
export async function freshen(db: Db, ...tables: string[]): Promise<void> {
  await db.raw('select portico_freshen(t) from unnest(?::text[]) as t', [tables]);
}

/** So few keys are looked up without a thought: even the worst plan reads a table only so often. */
const few = 20;

/**
 * The rows of a statement over many keys.
 * @param tables where it looks the keys up
 */
export async function byKeys<T extends object>(
  db: Db,
  tables: string[],
  sql: string,
  bindings: (string | string[] | null)[],
): Promise<T[]> {
  const many = bindings.some((list) => Array.isArray(list) && list.length > few);
  // They leave together; the second is planned when the first is done.
  const [, rows] = await Promise.all([
    many && freshen(db, ...tables),
    rowsOf<T>(db, sql, bindings),
  ]);
  return rows;
}

import type { Db } from './scope.ts';

/** Values for the `?` of a statement in their order, or for its `:names`. */
export type Bindings = readonly unknown[] | Readonly<Record<string, unknown>>;

/**
 * The rows of a statement in plain SQL. Nothing but the statement itself says what its columns are, so the type
 * stands beside it: dates, decimals and big integers are text, instants ISO (`connect.ts`).
 * @param name prepares the statement once per connection, where planning it costs more than running it
 */
export async function rowsOf<T extends object>(
  db: Db,
  sql: string,
  bindings: Bindings = [],
  { name }: { name?: string } = {},
): Promise<T[]> {
  // What the builder takes is narrower than what the drivers do: lists become arrays of the database.
  const query = db.raw(sql, bindings as never);
  const answer = await (name === undefined ? query : query.options({ name }));
  return (answer as unknown as { rows: T[] }).rows;
}

/**
 * The row of a statement that always finds one.
 * @throws Error where it found none
 */
export async function rowOf<T extends object>(...args: Parameters<typeof rowsOf>): Promise<T> {
  const [row] = await rowsOf<T>(...args);
  if (!row) throw new Error('A statement that always finds a row found none');
  return row;
}

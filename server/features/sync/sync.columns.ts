import { identifierKey } from '#contract/identifiers';
import type { Db } from '../../db/scope.ts';
import type { Entity, Parents } from './sync.entity.ts';
import type { Reference, ReferenceKind, Resolver } from './sync.references.ts';
import { replaceRows, type Columns, type Row } from '../../db/bulk.ts';

/** A column: its SQL type, what of a record stands in it, and whether that points at another record. */
type Column<R> = {
  type: string;
  value(record: R, resolve: Resolver): unknown;
  pointer?(record: R): Reference | null;
};
type ColumnsOf<R> = Record<string, Column<R>>;

const column =
  (type: string) =>
  <R>(value: (record: R) => unknown): Column<R> => ({ type, value });

export const text = column('text');
export const numeric = column('numeric');
export const integer = column('integer');
export const date = column('date');
export const instant = column('timestamptz');
export const boolean = column('boolean');
export const json = column('jsonb');
export const bytes = column('bytea');
export const uuid = column('uuid');
export const textList = column('text[]');

/** An identifier of the ERP, as sent and as it is looked up: two columns. */
export type Identifier<R> = { name: string; key: string; value(record: R): string | null };

export const identifier = <R>(
  name: string,
  value: (record: R) => string | null,
  key = `${name}_key`,
): Identifier<R> => ({ name, key, value });

/**
 * A column that points at another record: its id; of a code of a status, the status it means.
 * @param path where in the record the pointer stands, as errors name it
 * @param key the parts of the other's key; it points nowhere where one of them is null
 */
export const ref = <R>(
  kind: ReferenceKind,
  path: string,
  key: (record: R) => (string | null)[],
): Column<R> => {
  const keyOf = (record: R): string[] | null => {
    const keys: string[] = [];
    for (const part of key(record)) {
      if (part === null) return null;
      keys.push(identifierKey(part));
    }
    return keys;
  };
  return {
    type: kind.endsWith('_status') ? 'text' : 'uuid',
    value: (record, resolve) => {
      const found = keyOf(record);
      return found && resolve(kind, ...found);
    },
    pointer: (record) => {
      const found = keyOf(record);
      return found && { kind, key: found, path };
    },
  };
};

type Shape<R> = { identifiers?: Identifier<R>[]; columns: ColumnsOf<R> };

/** The columns of a table, and the row that a record becomes. */
function tableOf<R>({ identifiers = [], columns }: Shape<R>) {
  const entries = Object.entries(columns);
  const types: Columns = Object.fromEntries([
    ...identifiers.flatMap(({ name, key }) => [
      [name, 'text'],
      [key, 'text'],
    ]),
    ...entries.map(([name, { type }]) => [name, type]),
  ]);
  const row = (record: R, resolve: Resolver): Row => {
    const made: Row = {};
    for (const { name, key, value } of identifiers) {
      const sent = value(record);
      made[name] = sent;
      made[key] = sent && identifierKey(sent);
    }
    for (const [name, { value }] of entries) made[name] = value(record, resolve);
    return made;
  };
  const pointers = entries.flatMap(([, { pointer }]) => pointer ?? []);
  const references = (record: R): Reference[] => {
    const found: Reference[] = [];
    for (const pointer of pointers) {
      const one = pointer(record);
      if (one) found.push(one);
    }
    return found;
  };
  return { types, row, references, points: pointers.length > 0 };
}

/** Rows that hang on a record and are replaced with it. */
export type Lines<R> = {
  references(record: R): Reference[];
  write(db: Db, records: R[], parents: Parents<R>, resolve: Resolver): Promise<void>;
};

/**
 * @param of the lines of a record
 * @param path where they stand in it
 * @param parent the column with the record's id
 * @param numbered whether a column `line` counts them
 * @param once says which lines are the same, where one of them is enough
 */
export function lines<R, L>(
  of: (record: R) => readonly L[],
  {
    table,
    parent,
    path,
    numbered = false,
    once,
    ...shape
  }: {
    table: string;
    parent: string;
    path: string;
    numbered?: boolean;
    once?: (line: L) => string;
  } & Shape<L>,
): Lines<R> {
  const { types, row, references, points } = tableOf(shape);
  const columns = { [parent]: 'uuid', ...(numbered && { line: 'integer' }), ...types };
  const at = (index: number, inside: string) =>
    inside ? `${path}.${index}.${inside}` : `${path}.${index}`;
  const kept = (record: R): readonly L[] =>
    once ? [...new Map(of(record).map((line) => [once(line), line])).values()] : of(record);
  /** Made one by one as they are asked for. */
  function* rows(records: R[], { idOf }: Parents<R>, resolve: Resolver): Generator<Row> {
    for (const record of records)
      for (const [index, line] of kept(record).entries())
        yield {
          [parent]: idOf(record),
          ...(numbered && { line: index + 1 }),
          ...row(line, resolve),
        };
  }
  return {
    references: (record) => {
      const found: Reference[] = [];
      if (points)
        for (const [index, line] of of(record).entries())
          for (const one of references(line))
            found.push({ kind: one.kind, key: one.key, path: at(index, one.path) });
      return found;
    },
    write: (db, records, parents, resolve) =>
      replaceRows(db, table, columns, parent, parents, rows(records, parents, resolve)),
  };
}

type Plan<R> = Shape<R> &
  Pick<
    Entity<R>,
    | 'internal'
    | 'conflict'
    | 'newest'
    | 'resets'
    | 'holds'
    | 'complete'
    | 'examine'
    | 'children'
    | 'news'
    | 'after'
    | 'gone'
  > & {
    lines?: Lines<R>[];
    /** What of it points at others, besides columns and lines. */
    pointers?: (record: R) => Reference[];
  };

/**
 * How the records of an entity become rows: identifiers, columns, and the lines that hang on them.
 * @param table their table
 */
export function entity<R>(table: string, plan: Plan<R>): Entity<R> {
  const { identifiers, columns, lines: all = [], pointers, children, ...rest } = plan;
  const { types, row, references } = tableOf({ identifiers, columns });
  return {
    ...rest,
    table,
    columns: types,
    row,
    references: (record) => [
      ...references(record),
      ...(pointers?.(record) ?? []),
      ...all.flatMap((one) => one.references(record)),
    ],
    children: async (db, records, parents, resolve) => {
      for (const one of all) await one.write(db, records, parents, resolve);
      await children?.(db, records, parents, resolve);
    },
  };
}

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Db, Query } from '../db/scope.ts';
import { withinCustomers, type Reach } from '../http/caller.ts';
import { badCursor, createCursorForm, cursorText } from '../http/cursor.ts';
import { nextRound } from '../work/breath.ts';
import type { InTenant } from '../http/mount.ts';
import { goesThere } from './order-places.ts';

export type Page<T> = { items: T[]; nextCursor: string | null };
type Sort<S extends string> = S | `-${S}`;
/** Where a page ended: the sorted value of its last row, and that row's id. */
type After = { value: string; id: string };
/** A row, and what it is sorted by. */
type Sorted<R> = R & { sortValue: string };

/**
 * How a kind of record is listed and found. `R` is a row as its statement answers, `F` what a list is asked
 * for, `S` what it is sorted by.
 */
export type RecordsPlan<R, F extends { sort: Sort<S> }, S extends string> = {
  /** Names the statements, which are planned once a connection. */
  name: string;
  /** The rows and what is joined to them, deleted ones left out. */
  rows: (db: Db) => Query;
  /** What is selected of them. */
  select: (db: Db) => object[];
  /** The column of the id. */
  id: string;
  idOf: (row: R) => string;
  /** The columns that say whose a row is: a customer's and, where a scope is that narrow, a contact's. */
  customer: string;
  contact?: string | ((query: Query, contactId: string) => void);
  /** The column of its company, where it is of one. */
  company?: string;
  /** The column of its ship-to address, where it has one. */
  address?: string;
  /** SQL of the id of the order it hangs on, and the alias of its row, where it may hang on one. */
  order?: { of: string; alias: string };
  /** What may be sorted by, none of it null, and what a value of it looks like in a cursor. */
  sorts: Record<S, { column: string; shape?: z.ZodType<string> }>;
  /** What each field of the filter asks of the rows. */
  filters: {
    [K in Exclude<keyof F, 'sort'>]?: (
      query: Query,
      value: NonNullable<F[K]>,
      all: F,
      reach: Reach,
    ) => void;
  };
  /**
   * Looks up what rows show besides, for those of a page alone: whatever the planner thinks, nothing is looked up for
   * rows that are filtered or sorted away. `page` is a select of the rows, and keeps its order by `position`.
   */
  lookUp?: (db: Db, page: Query) => Query;
};

const chunkRows = 1_000;

/** Lists records by keyset, whichever way they are sorted, and finds one of them; both see what `reach` opens. */
export function createRecords<R, F extends { sort: Sort<S> }, S extends string>(
  plan: RecordsPlan<R, F, S>,
) {
  const fields = Object.keys(plan.filters) as (keyof typeof plan.filters)[];
  const form = createCursorForm(z.tuple([z.string(), cursorText(300), z.uuid()]));

  const visible = (db: Db, { contactId, ...reach }: Reach) =>
    plan
      .rows(db)
      .modify((query) => withinCustomers(query, plan.customer, reach, plan.company, plan.address))
      .modify((query) => {
        const { orderAddressIds } = reach;
        if (plan.order && orderAddressIds)
          query.whereRaw(goesThere(plan.order.alias, plan.order.of, '?'), [
            orderAddressIds as never,
          ]);
      })
      .modify((query) => {
        if (!contactId || !plan.contact) return;
        if (typeof plan.contact === 'string') query.where(plan.contact, contactId);
        else plan.contact(query, contactId);
      });

  /**
   * The shapes of one customer's list are few; each has a name, by which it is planned once per connection. As a hash of
   * the statement itself: PostgreSQL reads 63 characters of a name, and two statements must not share one.
   */
  const nameOf = (sql: string) =>
    `${plan.name} ${createHash('sha256').update(sql).digest('base64url')}`;

  const given = (asked: F) => fields.filter((field) => asked[field] !== undefined);
  const narrow = (query: Query, asked: F, reach: Reach) => {
    for (const field of given(asked)) plan.filters[field]!(query, asked[field]!, asked, reach);
  };

  async function list(
    db: Db,
    reach: Reach,
    asked: F,
    limit: number,
    after: After | null,
  ): Promise<Sorted<R>[]> {
    const { column } = plan.sorts[fieldOf<S>(asked.sort)];
    const [direction, behind] = asked.sort.startsWith('-') ? ['desc', '<'] : ['asc', '>'];
    const order = `${column} ${direction}, ${plan.id} ${direction}`;
    const page = visible(db, reach)
      .select(...plan.select(db), db.raw(`${column}::text as "sortValue"`))
      .modify((query) => {
        narrow(query, asked, reach);
        if (after)
          query.whereRaw(`(${column}, ${plan.id}) ${behind} (?, ?)`, [after.value, after.id]);
        if (plan.lookUp) query.select(db.raw(`row_number() over (order by ${order}) as position`));
      })
      .orderByRaw(order)
      .limit(limit);
    const rows = plan.lookUp ? plan.lookUp(db, page).orderBy('position') : page;
    if (reach.customerIds.length === 1) rows.options({ name: nameOf(rows.toSQL().sql) });
    return (await rows) as Sorted<R>[];
  }

  const afterOf = (row: Sorted<R>): After => ({ value: row.sortValue, id: plan.idOf(row) });

  function read(cursor: string, sort: Sort<S>): After {
    const [of, value, id] = form.read(cursor);
    const { shape } = plan.sorts[fieldOf<S>(sort)];
    if (of !== sort || (shape && !shape.safeParse(value).success)) throw badCursor();
    return { value, id };
  }

  return {
    /**
     * A page of the filtered list, and the way to the next.
     * @throws AppError `invalid_input` where the cursor is not one of ours, or of another sort
     */
    page: async <T>(
      db: Db,
      reach: Reach,
      { limit, cursor, ...asked }: F & { limit: number; cursor?: string },
      show: (row: R) => T,
    ): Promise<Page<T>> => {
      // What is left of the two is what the list was asked for.
      const filter = asked as unknown as F;
      const after = cursor ? read(cursor, filter.sort) : null;
      const rows = await list(db, reach, filter, limit + 1, after);
      const last = rows.length > limit ? afterOf(rows[limit - 1]!) : null;
      return {
        items: rows.slice(0, limit).map(show),
        nextCursor: last && form.write([filter.sort, last.value, last.id]),
      };
    },

    /**
     * The filtered list up to `most` rows, chunk by chunk: no transaction stays open while the reader is slow, and
     * each chunk comes in a round of the event loop of its own.
     */
    async *chunks(inTenant: InTenant, reach: Reach, asked: F, most: number): AsyncGenerator<R[]> {
      let after: After | null = null;
      for (let rows = 0; rows < most; rows += chunkRows) {
        const chunk: Sorted<R>[] = await inTenant((db) => list(db, reach, asked, chunkRows, after));
        await nextRound();
        yield chunk;
        if (chunk.length < chunkRows) return;
        after = afterOf(chunk.at(-1)!);
      }
    },

    /** How many are in the filtered list, counted up to `most`. */
    count: async (
      db: Db,
      reach: Reach,
      asked: F,
      most: number,
    ): Promise<{ count: number; more: boolean }> => {
      const found = visible(db, reach)
        .select(db.raw('1'))
        .modify((query) => narrow(query, asked, reach))
        .limit(most + 1);
      const [row] = await db.from(found.as('x')).count<{ count: string }[]>();
      const count = Number(row?.count);
      return { count: Math.min(count, most), more: count > most };
    },

    /** One record; `more` joins and selects what a list has no room for. */
    find: <M = unknown>(
      db: Db,
      reach: Reach,
      id: string,
      more: (query: Query) => unknown = () => {},
    ): Promise<(R & M) | undefined> => {
      const found = visible(db, reach)
        .select(...plan.select(db))
        .where(plan.id, id)
        .modify((query) => void more(query));
      return (plan.lookUp ? plan.lookUp(db, found.limit(1)) : found).first();
    },
  };
}

const fieldOf = <S extends string>(sort: Sort<S>): S => sort.replace(/^-/, '') as S;

/** What a filter asks of one column. */
export const is = (column: string) => (query: Query, value: string) =>
  void query.where(column, value);
export const from = (column: string) => (query: Query, value: string) =>
  void query.where(column, '>=', value);
export const until = (column: string) => (query: Query, value: string) =>
  void query.where(column, '<=', value);

/**
 * Asks for a text anywhere in a number of a document, with and without its leading zeros; case and accents do
 * not count.
 */
export const contains = (query: Query, column: string, text: string): void => {
  const pattern = `(select '%' || ${folded('x.search')} || '%' from (select ?::text as search) x)`;
  query.whereRaw(`(${folded(column)} like ${pattern} or ltrim(${column}, '0') = ?)`, [
    text.replaceAll(/[\\%_]/g, '\\$&'),
    /^\d+$/.test(text) ? text.replace(/^0+/, '') : text,
  ]);
};

/**
 * A text without accents and in small letters, the same whatever the locale of the database: there are those
 * whose `lower` knows no letter beyond ASCII.
 */
const folded = (text: string): string =>
  `case when octet_length(${text}) = length(${text}) then lower(${text})
    else lower(regexp_replace(normalize(${text}, NFD), '[\\u0300-\\u036F]', '', 'g')) end`;

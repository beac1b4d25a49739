import type { InputError } from '#contract/errors';
import type { SyncEntity } from '#contract/permissions';
import type { SyncRecord } from '#contract/sync';
import type { Db } from '../../db/scope.ts';
import type { Teller } from './sync.news.ts';
import type { Reference, Resolver } from './sync.references.ts';
import type { Columns, Row } from '../../db/bulk.ts';

/** The id each record was written under, and the ids of those that were there before. */
export type Parents<R> = { idOf(record: R): string; known: string[] };

/** How the records of one entity become rows. */
export type Entity<R = SyncRecord> = {
  table: string;
  /** Whether its rows may be internal to the company, so that a transaction has to say that it is the company's. */
  internal?: boolean;
  columns: Columns;
  /** Columns of the natural key, besides the tenant. */
  conflict: string[];
  /** A column that says which of two rows is newer, where no version does: an older one does not overwrite. */
  newest?: string;
  /** Columns of other writers, and what they become when the ERP writes: SQL. */
  resets?: Record<string, string>;
  /** Which other entities must stand still meanwhile, since their rows are changed as well. */
  holds?: SyncEntity[];
  /** Fills in what a record leaves to be made of the rest of it, its key for one. */
  complete?(record: R): R;
  references(record: R): Reference[];
  /**
   * What is wrong with records beyond their form, asked of the database; before any of them is written.
   * @param by the key that sent them; null where it was none
   */
  examine?(
    db: Db,
    records: R[],
    resolve: Resolver,
    by: string | null,
  ): Promise<ReadonlyMap<R, InputError>>;
  row(record: R, resolve: Resolver): Row;
  /** Rows that hang on it. */
  children?(db: Db, records: R[], parents: Parents<R>, resolve: Resolver): Promise<void>;
  /**
   * Looks at what is there before the rows are written, and says afterwards what to tell of each.
   * @param isKnown whether the ERP has sent a record before
   */
  news?(db: Db, records: R[], isKnown: (record: R) => boolean): Promise<Teller<R>>;
  /** What else changes once the rows are written. */
  after?(db: Db, records: R[], parents: Parents<R>): Promise<void>;
  /** What else changes once these are buried: the parts of their keys, and ids of those that were there. */
  gone?(db: Db, keys: string[][], ids: string[]): Promise<void>;
};

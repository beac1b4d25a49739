import { mostPortfolioFilters } from '#contract/portfolio-words';
import type { PortfolioFilter, SavedFilter } from '#contract/portfolio';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { StaffCaller } from '../../http/caller.ts';

/** The filters that the caller keeps, by name. */
export const filtersOf = (db: Db, { identityId }: StaffCaller): Promise<SavedFilter[]> =>
  rowsOf<SavedFilter>(
    db,
    'select id, name, filter from portfolio_filters where identity_id = ? order by lower(name), name',
    [identityId],
  );

/**
 * Keeps a filter under a name; one that the caller has under it already is replaced.
 * @throws AppError `limit_reached` where the caller keeps as many as a person may
 */
export async function keepFilter(
  db: Db,
  caller: StaffCaller,
  { name, filter }: { name: string; filter: PortfolioFilter },
): Promise<{ items: SavedFilter[] }> {
  const kept = await filtersOf(db, caller);
  const isNew = kept.every((one) => one.name !== name);
  if (isNew && kept.length >= mostPortfolioFilters) throw new AppError('limit_reached');
  await rowsOf(
    db,
    `insert into portfolio_filters (tenant_id, identity_id, name, filter) values (?, ?, ?, ?)
     on conflict (tenant_id, identity_id, name) do update set filter = excluded.filter`,
    [caller.tenant.id, caller.identityId, name, JSON.stringify(filter)],
  );
  return { items: await filtersOf(db, caller) };
}

/** @throws AppError `not_found` where the caller keeps none with this id */
export async function dropFilter(db: Db, { identityId }: StaffCaller, id: string): Promise<void> {
  const gone = await rowsOf(
    db,
    'delete from portfolio_filters where identity_id = ? and id = ? returning id',
    [identityId, id],
  );
  if (gone.length === 0) throw new AppError('not_found');
}

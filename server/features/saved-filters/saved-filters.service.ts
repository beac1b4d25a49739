import type { KeptFilter, SavedFilter } from '#contract/saved-filters';
import { mostSavedFilters, type FilteredList } from '#contract/saved-filter-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { PersonCaller } from '../../http/caller.ts';

type Kept = { items: SavedFilter[] };

/** The filters of a list that the caller keeps, by name. */
export const filtersOf = async (
  db: Db,
  { identityId }: PersonCaller,
  list: FilteredList,
): Promise<Kept> => ({
  items: await rowsOf<SavedFilter>(
    db,
    `select id, name, filter from saved_filters where identity_id = ? and list = ?
     order by lower(name), name`,
    [identityId, list],
  ),
});

const isNamed =
  (name: string) =>
  (one: SavedFilter): boolean =>
    one.name.toLowerCase() === name.toLowerCase();

/** A filter as text, the same for the same one. */
const keyOf = (filter: KeptFilter): string =>
  JSON.stringify(Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/**
 * Keeps a filter of a list under a name.
 * @throws AppError `name_taken` where another of the caller's has the name, `limit_reached` where the caller keeps as many
 *   as a person may
 */
export async function keepFilter(
  db: Db,
  caller: PersonCaller,
  { list, name, filter }: { list: FilteredList; name: string; filter: KeptFilter },
): Promise<Kept> {
  const kept = await filtersOf(db, caller, list);
  const known = kept.items.find(isNamed(name));
  // Asked once more, as after an answer that was lost.
  if (known && known.name === name && keyOf(known.filter) === keyOf(filter)) return kept;
  if (known) throw new AppError('name_taken');
  if (kept.items.length >= mostSavedFilters) throw new AppError('limit_reached');
  const made = await rowsOf(
    db,
    `insert into saved_filters (tenant_id, identity_id, list, name, filter) values (?, ?, ?, ?, ?)
     on conflict (tenant_id, identity_id, list, name) do nothing returning id`,
    [caller.tenant.id, caller.identityId, list, name, JSON.stringify(filter)],
  );
  if (made.length === 0) throw new AppError('name_taken');
  return filtersOf(db, caller, list);
}

/** @throws AppError `not_found` where the caller keeps none with this id, `name_taken` where another has the name */
export async function renameFilter(
  db: Db,
  caller: PersonCaller,
  id: string,
  name: string,
): Promise<Kept> {
  const [found] = await rowsOf<{ list: FilteredList }>(
    db,
    'select list from saved_filters where identity_id = ? and id = ? for update',
    [caller.identityId, id],
  );
  if (!found) throw new AppError('not_found');
  const { items } = await filtersOf(db, caller, found.list);
  if (items.some((one) => one.id !== id && isNamed(name)(one))) throw new AppError('name_taken');
  await rowsOf(db, 'update saved_filters set name = ? where identity_id = ? and id = ?', [
    name,
    caller.identityId,
    id,
  ]);
  return filtersOf(db, caller, found.list);
}

/** @throws AppError `not_found` where the caller keeps none with this id */
export async function dropFilter(db: Db, { identityId }: PersonCaller, id: string): Promise<void> {
  const gone = await rowsOf(
    db,
    'delete from saved_filters where identity_id = ? and id = ? returning id',
    [identityId, id],
  );
  if (gone.length === 0) throw new AppError('not_found');
}

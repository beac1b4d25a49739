import { today } from '#contract/format';
import { searchTerms } from '#contract/identifiers';
import { limits } from '#contract/limits';
import type { PricedMaterial, PriceList } from '#contract/prices';
import type { Locale } from '#contract/primitives';
import { ownTexts } from '../../records/branding.ts';
import { customerInReach, customersOf } from '../../records/customers.ts';
import { searchMaterials, type MaterialRecord } from '../../records/material-search.ts';
import type { Db } from '../../db/scope.ts';
import type { PersonCaller } from '../../http/caller.ts';
import { readKeyCursor, writeKeyCursor } from '../../http/cursor.ts';
import type { InTenant } from '../../http/mount.ts';
import { tableFiles, type TableFormat } from '../../output/table-file.ts';
import type { Texts } from '../../output/texts.ts';
import { createPriceQueries, entriesOf, offered, type ListRecord } from './prices.queries.ts';
import { pricesTable } from './prices.sheet.ts';

/** Materials of one step of an export. */
const exportChunk = 500;
/** Entries that a search looks at one by one, rather than at the materials of its words. */
const mostLookedAt = 5_000;
/** How far materials with a price are counted. */
const mostCounted = 500;

type Filter = { search?: string; group?: string };
type PricePermission = 'prices.view' | 'prices.export';

/** The lists that hold for somebody, in the order in which they count, and the day it is. */
type Offer = { lists: ListRecord[]; day: string };

/** Price lists and what materials cost, for whom a caller may ask. */
export function createPriceService(texts: Texts) {
  return {
    lists,
    page,
    exportFile: (format: TableFormat, ...args: ExportArguments) => exported(texts, format, ...args),
  };
}

async function lists(
  db: Db,
  caller: PersonCaller,
  customer?: string,
): Promise<{ items: PriceList[]; groups: string[]; others: boolean }> {
  const offer = await offerTo(db, caller, 'prices.view', customer);
  const groups =
    offer.lists.length > 0 ? await createPriceQueries(db).groups(idsOf(offer), offer.day) : [];
  const { customerIds } = customersOf(caller, 'prices.view');
  const own = caller.customer?.id;
  const others = customerIds === 'all' || customerIds.some((id) => id !== own);
  return { items: offer.lists, groups, others };
}

async function page(
  db: Db,
  caller: PersonCaller,
  {
    customer,
    limit,
    cursor,
    ...filter
  }: Filter & { customer?: string; limit: number; cursor?: string },
) {
  const after = cursor ? readKeyCursor(cursor) : null;
  const offer = await offerTo(db, caller, 'prices.view', customer);
  const found = await find(db, offer, filter, after, limit + 1);
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return {
    items: await priced(db, offer, shown),
    nextCursor: last ? writeKeyCursor(last.numberKey) : null,
  };
}

/** How many materials have a price for the caller; null where the caller may not see it. */
export async function pricesFigure(
  db: Db,
  caller: PersonCaller,
): Promise<{ count: number; more: boolean } | null> {
  if (!caller.grants.has('prices.view')) return null;
  const offer = await offerTo(db, caller, 'prices.view');
  if (offer.lists.length === 0) return { count: 0, more: false };
  // The last lists are everybody's, and the longest: most often it ends with them.
  const ids = idsOf(offer).toReversed();
  const count = await createPriceQueries(db).count(ids, offer.day, mostCounted + 1);
  return { count: Math.min(count, mostCounted), more: count > mostCounted };
}

type ExportArguments = [
  inTenant: InTenant,
  caller: PersonCaller,
  query: Filter & { customer?: string; locale: Locale },
];

/**
 * All prices of the filter as a file, chunk by chunk: no transaction stays open while the reader is slow.
 * @throws AppError `not_found` before anything is written
 */
async function exported(
  texts: Texts,
  format: TableFormat,
  ...[inTenant, caller, { customer, locale, ...filter }]: ExportArguments
): Promise<AsyncIterable<string | Uint8Array>> {
  const { tenant } = caller;
  const { offer, own } = await inTenant(async (db) => ({
    offer: await offerTo(db, caller, 'prices.export', customer),
    own: await ownTexts(db, tenant.id, locale),
  }));
  const names = new Map(offer.lists.map(({ code, name }) => [code, name ?? code]));
  return tableFiles[format](pricesTable(chunks(inTenant, offer, filter)), {
    t: texts(locale, own),
    locale,
    author: tenant.name,
    listName: (code) => names.get(code) ?? code,
  });
}

async function* chunks(
  inTenant: InTenant,
  offer: Offer,
  filter: Filter,
): AsyncGenerator<PricedMaterial[]> {
  let after: string | null = null;
  let left: number = limits.exportRows;
  while (left > 0) {
    const { items, last }: { items: PricedMaterial[]; last: string | null } = await inTenant(
      async (db) => {
        const found = await find(db, offer, filter, after, exportChunk);
        const more = found.length === exportChunk ? found.at(-1) : undefined;
        return { items: await priced(db, offer, found), last: more?.numberKey ?? null };
      },
    );
    yield upTo(items, left);
    left -= items.reduce((sum, { prices }) => sum + prices.length, 0);
    if (last === null) return;
    after = last;
  }
}

/** The first materials with so many prices together; the last of them may be cut. */
function upTo(items: PricedMaterial[], most: number): PricedMaterial[] {
  let left = most;
  return items.map(({ material, prices }) => {
    const kept = prices.slice(0, Math.max(left, 0));
    left -= prices.length;
    return { material, prices: kept };
  });
}

/** @throws AppError `not_found` where the customer is out of reach */
async function offerTo(
  db: Db,
  caller: PersonCaller,
  permission: PricePermission,
  customer?: string,
): Promise<Offer> {
  const day = today(caller.tenant.timeZone);
  // Where no customer is named, a contact is shown its own prices, and staff those of everybody.
  const { id = null } =
    customer === undefined
      ? (caller.customer ?? {})
      : await customerInReach(db, caller, permission, customer);
  return { lists: await createPriceQueries(db).lists(id, day), day };
}

/** Materials by number that have a price in the offer. */
async function find(
  db: Db,
  offer: Offer,
  { search = '', group }: Filter,
  after: string | null,
  limit: number,
): Promise<MaterialRecord[]> {
  const words = searchTerms(search);
  // Signs alone are nothing to search for, and must not list everything.
  if (offer.lists.length === 0 || (search && words.length === 0)) return [];
  const within = offered(idsOf(offer), offer.day, group);
  const entries = entriesOf(idsOf(offer), group);
  const few = words.length > 0 && (await createPriceQueries(db).areFew(entries, mostLookedAt));
  return searchMaterials(db, {
    words,
    after,
    limit,
    within: few ? { ...within, few: entries } : within,
  });
}

async function priced(
  db: Db,
  offer: Offer,
  materials: MaterialRecord[],
): Promise<PricedMaterial[]> {
  if (materials.length === 0) return [];
  const ids = materials.map(({ id }) => id);
  const rows = await createPriceQueries(db).prices(idsOf(offer), ids, offer.day);
  const byMaterial = Map.groupBy(rows, ({ materialId }) => materialId);
  return materials.map(({ id, number, descriptions, unit }) => ({
    material: { id, number, descriptions, unit },
    prices: byMaterial.get(id) ?? [],
  }));
}

const idsOf = ({ lists: all }: Offer): string[] => all.map(({ id }) => id);

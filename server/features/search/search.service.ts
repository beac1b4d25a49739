import { searchTerms } from '#contract/identifiers';
import type { PersonPermission } from '#contract/permissions';
import type { Locale } from '#contract/primitives';
import type { SearchHit } from '#contract/search';
import { searchLeast, type SearchKind } from '#contract/search-words';
import type { Db } from '../../db/scope.ts';
import { reachOf, type PersonCaller, type Reach } from '../../http/caller.ts';
import { searchMaterials } from '../../records/material-search.ts';
import { createSearchQueries, type HitRecord } from './search.queries.ts';

type Queries = ReturnType<typeof createSearchQueries>;

/** Kinds with whose records they are, and the permission that opens them. */
const kinds: readonly [
  kind: SearchKind,
  permission: PersonPermission,
  find: (queries: Queries, reach: Reach) => Promise<HitRecord[]>,
][] = [
  ['order', 'orders.view', (queries, reach) => queries.orders(reach)],
  ['invoice', 'invoices.view', (queries, reach) => queries.invoices(reach)],
  ['shipment', 'shipments.view', (queries, reach) => queries.shipments(reach)],
  ['quote', 'quotes.view', (queries, reach) => queries.quotes(reach)],
  ['contract', 'contracts.view', (queries, reach) => queries.contracts(reach)],
];

/** What begins with a text, some of every kind that is open to the caller. */
export async function searchAll(
  db: Db,
  caller: PersonCaller,
  asked: string,
): Promise<{ items: SearchHit[] }> {
  const text = asked.trim();
  if (text.length < searchLeast) return { items: [] };
  // The materials plan their own statements, so they come first.
  const materials = caller.grants.has('stock.view') ? await materialsOf(db, caller, text) : [];
  const queries = createSearchQueries(db, text);
  await queries.inOrder();
  const found: SearchHit[] = [];
  for (const [kind, permission, find] of kinds) {
    const reach = reachOf(caller, permission);
    if (reach.customerIds.length === 0) continue;
    found.push(...(await find(queries, reach)).map((row) => hitOf(kind, row)));
  }
  found.push(...materials);
  if (caller.kind === 'staff' && caller.grants.has('statement.view')) {
    const reach = reachOf(caller, 'statement.view');
    found.push(...(await queries.customers(reach)).map((row) => hitOf('customer', row)));
  }
  return { items: found };
}

const hitOf = (
  kind: SearchKind,
  { id, number, text, customerNumber, customerName }: HitRecord,
): SearchHit => ({
  kind,
  id,
  number,
  text,
  customer: { number: customerNumber, name: customerName },
});

const shownMaterials = 5;

async function materialsOf(db: Db, caller: PersonCaller, text: string): Promise<SearchHit[]> {
  const words = searchTerms(text);
  if (words.length === 0) return [];
  const rows = await searchMaterials(db, { words, after: null, limit: shownMaterials });
  return rows.map(({ number, descriptions }) => ({
    kind: 'material',
    id: number,
    number,
    text: describedIn(descriptions, caller.tenant.locale),
    customer: null,
  }));
}

const describedIn = (descriptions: Record<string, string>, locale: Locale): string | null =>
  descriptions[locale] ?? Object.values(descriptions)[0] ?? null;

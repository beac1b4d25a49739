import { orderStatuses } from '#contract/order-words';
import type { Db } from '../../db/scope.ts';
import { keysOf } from './sync.rows.ts';

export type ReferenceKind =
  | 'company'
  | 'customer'
  | 'contact'
  | 'address'
  | 'material'
  | 'plant'
  | 'price_list'
  | 'order'
  | 'order_status'
  | 'item_status';

/** Something a record points at: which kind, its look-up key, and where in the record it stands. */
export type Reference = { kind: ReferenceKind; key: string; path: string };

/** Answers with the id (or the canonical status) behind a key; undefined where there is none. */
export type Resolver = (kind: ReferenceKind, key: string) => string | undefined;

const among = `= any((select keys from wanted)::text[])`;
const plain = (table: string, key: string) =>
  `select ${key} as key, id from ${table} where deleted_at is null and ${key} ${among}`;
const status = (entity: string) =>
  `select code_key as key, status as id from status_map
   where entity = '${entity}' and deleted_at is null and code_key ${among}`;

const sql: Record<ReferenceKind, string> = {
  company: plain('companies', 'code_key'),
  customer: plain('customers', 'number_key'),
  contact: plain('contacts', 'external_key'),
  material: plain('materials', 'number_key'),
  plant: plain('plants', 'code_key'),
  price_list: plain('price_lists', 'code_key'),
  order: plain('orders', 'number_key'),
  address: `select k.number_key || ' / ' || a.code_key as key, a.id from addresses a
    join customers k on k.tenant_id = a.tenant_id and k.id = a.customer_id
    where a.deleted_at is null and k.number_key || ' / ' || a.code_key ${among}
      and k.number_key = any(array(select split_part(key, ' / ', 1) from unnest((select keys from wanted)) key))`,
  order_status: status('order'),
  item_status: status('item'),
};

/** Looks up all references of a batch: one statement per kind, however many records. */
export async function resolveReferences(db: Db, references: Reference[]): Promise<Resolver> {
  const wanted = Map.groupBy(references, (reference) => reference.kind);
  const found = new Map<ReferenceKind, Map<string, string>>();
  for (const [kind, group] of wanted) {
    const keys = [...new Set(group.map((reference) => reference.key))];
    const { rows } = await db.raw(`with wanted as (select ${keysOf} as keys) ${sql[kind]}`, [
      JSON.stringify(keys),
    ]);
    found.set(kind, new Map(rows.map((row: { key: string; id: string }) => [row.key, row.id])));
  }
  return (kind, key) => found.get(kind)?.get(key) ?? canonicalStatus(kind, key);
}

/** An ERP may send our own statuses; its map wins where it has an entry. */
function canonicalStatus(kind: ReferenceKind, key: string): string | undefined {
  if (kind !== 'order_status' && kind !== 'item_status') return undefined;
  return orderStatuses.find((status) => status.toUpperCase() === key);
}

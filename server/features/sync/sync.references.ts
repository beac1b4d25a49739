import { orderStatuses } from '#contract/order-words';
import type { Db } from '../../db/scope.ts';

export type ReferenceKind =
  'company' | 'customer' | 'contact' | 'address' | 'order' | 'order_status' | 'item_status';

/** Something a record points at: which kind, its look-up key, and where in the record it stands. */
export type Reference = { kind: ReferenceKind; key: string; path: string };

/** Answers with the id (or the canonical status) behind a key; undefined where there is none. */
export type Resolver = (kind: ReferenceKind, key: string) => string | undefined;

const sql: Record<ReferenceKind, string> = {
  company: `select code_key as key, id from companies where deleted_at is null and code_key in (select * from wanted)`,
  customer: `select number_key as key, id from customers where deleted_at is null and number_key in (select * from wanted)`,
  contact: `select external_key as key, id from contacts where deleted_at is null and external_key in (select * from wanted)`,
  order: `select number_key as key, id from orders where deleted_at is null and number_key in (select * from wanted)`,
  address: `select k.number_key || ' / ' || a.code_key as key, a.id from addresses a
    join customers k on k.tenant_id = a.tenant_id and k.id = a.customer_id
    where a.deleted_at is null and k.number_key || ' / ' || a.code_key in (select * from wanted)
      and k.number_key in (select split_part(key, ' / ', 1) from wanted)`,
  order_status: `select code_key as key, status as id from status_map
    where entity = 'order' and deleted_at is null and code_key in (select * from wanted)`,
  item_status: `select code_key as key, status as id from status_map
    where entity = 'item' and deleted_at is null and code_key in (select * from wanted)`,
};

/** Looks up all references of a batch: one statement per kind, however many records. */
export async function resolveReferences(db: Db, references: Reference[]): Promise<Resolver> {
  const wanted = Map.groupBy(references, (reference) => reference.kind);
  const found = new Map<ReferenceKind, Map<string, string>>();
  for (const [kind, group] of wanted) {
    const keys = [...new Set(group.map((reference) => reference.key))];
    const { rows } = await db.raw(
      `with wanted as (select key from jsonb_array_elements_text(?::jsonb) as w(key)) ${sql[kind]}`,
      [JSON.stringify(keys)],
    );
    found.set(kind, new Map(rows.map((row: { key: string; id: string }) => [row.key, row.id])));
  }
  return (kind, key) => found.get(kind)?.get(key) ?? canonicalStatus(kind, key);
}

/** An ERP may send our own statuses; its map wins where it has an entry. */
function canonicalStatus(kind: ReferenceKind, key: string): string | undefined {
  if (kind !== 'order_status' && kind !== 'item_status') return undefined;
  return orderStatuses.find((status) => status.toUpperCase() === key);
}

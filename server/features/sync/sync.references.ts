import { compositeKey } from '#contract/identifiers';
import { orderStatuses } from '#contract/order-words';
import { shipmentStatuses } from '#contract/shipment-words';
import { byKeys, keyRows } from '../../db/keys.ts';
import type { Db } from '../../db/scope.ts';

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
  | 'item_status'
  | 'shipment'
  | 'shipment_status'
  | 'invoice'
  | 'quote';

/** Something a record points at: which kind, the parts of its key, and where in the record it stands. */
export type Reference = { kind: ReferenceKind; key: string[]; path: string };

/** Answers with the id (or the canonical status) behind a key; undefined where there is none. */
export type Resolver = (kind: ReferenceKind, ...key: string[]) => string | undefined;

type LookUp = { tables: string[]; sql: string };
const plain = (table: string, key: string): LookUp => ({
  tables: [table],
  sql: `select array[k.key] as key, t.id from ${keyRows('text')} join ${table} t on t.${key} = k.key
    where t.deleted_at is null`,
});
const status = (entity: string): LookUp => ({
  tables: ['status_map'],
  sql: `select array[k.key] as key, t.status as id from ${keyRows('text')} join status_map t on t.code_key = k.key
    where t.entity = '${entity}' and t.deleted_at is null`,
});

const lookUps: Record<ReferenceKind, LookUp> = {
  company: plain('companies', 'code_key'),
  customer: plain('customers', 'number_key'),
  contact: plain('contacts', 'external_key'),
  material: plain('materials', 'number_key'),
  plant: plain('plants', 'code_key'),
  price_list: plain('price_lists', 'code_key'),
  order: plain('orders', 'number_key'),
  address: {
    tables: ['addresses', 'customers'],
    sql: `select array[k.a, k.b] as key, a.id from ${keyRows('text', 'text')}
      join customers c on c.number_key = k.a
      join addresses a on a.tenant_id = c.tenant_id and a.customer_id = c.id and a.code_key = k.b
      where a.deleted_at is null`,
  },
  order_status: status('order'),
  item_status: status('item'),
  shipment: plain('shipments', 'number_key'),
  shipment_status: status('shipment'),
  invoice: {
    tables: ['invoices', 'companies'],
    sql: `select array[k.a, k.b] as key, i.id from ${keyRows('text', 'text')}
      join companies c on c.code_key = k.a
      join invoices i on i.tenant_id = c.tenant_id and i.company_id = c.id and i.number_key = k.b
      where i.deleted_at is null`,
  },
  // The newest version: what hangs on a quote goes on with it.
  quote: {
    tables: ['quotes', 'companies'],
    sql: `select distinct on (k.a, k.b) array[k.a, k.b] as key, q.id from ${keyRows('text', 'text')}
      join companies c on c.code_key = k.a
      join quotes q on q.tenant_id = c.tenant_id and q.company_id = c.id and q.number_key = k.b
      where q.deleted_at is null order by k.a, k.b, q.version desc`,
  },
};

/** Looks up all references of a batch: one statement per kind, however many records. */
export async function resolveReferences(db: Db, references: Reference[]): Promise<Resolver> {
  const wanted = Map.groupBy(references, (reference) => reference.kind);
  const found = new Map<ReferenceKind, Map<string, string>>();
  for (const [kind, group] of wanted) {
    const keys = [...new Map(group.map(({ key }) => [compositeKey(...key), key])).values()];
    const { tables, sql } = lookUps[kind];
    const parts = keys[0]!.map((_, i) => keys.map((key) => key[i]!));
    const rows = await byKeys<{ key: string[]; id: string }>(db, tables, sql, parts);
    found.set(kind, new Map(rows.map(({ key, id }) => [compositeKey(...key), id])));
  }
  return (kind, ...key) => found.get(kind)?.get(compositeKey(...key)) ?? canonicalStatus(kind, key);
}

/** An ERP may send our own statuses; its map wins where it has an entry. */
function canonicalStatus(kind: ReferenceKind, [key = '']: string[]): string | undefined {
  const words: readonly string[] =
    kind === 'shipment_status'
      ? shipmentStatuses
      : kind === 'order_status' || kind === 'item_status'
        ? orderStatuses
        : [];
  return words.find((word) => word.toUpperCase() === key);
}

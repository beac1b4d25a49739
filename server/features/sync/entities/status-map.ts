import { identifierKey } from '#contract/identifiers';
import { orderStatuses } from '#contract/order-words';
import { shipmentStatuses } from '#contract/shipment-words';
import type { SyncRecord } from '#contract/sync';
import { byKeys, keyRows } from '../../../db/keys.ts';
import type { Db } from '../../../db/scope.ts';
import { entity, identifier, text } from '../sync.columns.ts';

export const statusMap = entity<SyncRecord<'status-map'>>('status_map', {
  conflict: ['entity', 'code_key'],
  identifiers: [identifier('code', (r) => r.code)],
  columns: { entity: text((r) => r.entity), status: text((r) => r.status) },
  holds: ['orders', 'shipments', 'shipment-events'],
  after: (db, records) =>
    translate(
      db,
      records.map((r) => ({ entity: r.entity, code: identifierKey(r.code), status: r.status })),
    ),
  // A code that is a status of ours means this again.
  gone: (db, keys) =>
    translate(
      db,
      keys.flatMap(([of = '', code = '']) => {
        const words: readonly string[] = of === 'SHIPMENT' ? shipmentStatuses : orderStatuses;
        const status = words.find((word) => word.toUpperCase() === code);
        return status ? [{ entity: of.toLowerCase(), code, status }] : [];
      }),
    ),
});

/** What a code means has changed for the documents that carry it, too. */
async function translate(
  db: Db,
  changes: { entity: string; code: string; status: string }[],
): Promise<void> {
  for (const [table, kind] of [
    ['orders', 'order'],
    ['order_items', 'item'],
    ['shipments', 'shipment'],
  ] as const) {
    const here = changes.filter((change) => change.entity === kind);
    if (here.length === 0) continue;
    await byKeys(
      db,
      [table],
      `update ${table} d set status = k.b${kind === 'shipment' ? ', mapped_status = k.b' : ''}
       from ${keyRows('text', 'text')} where d.erp_status_key = k.a and d.status <> k.b`,
      [here.map(({ code }) => code), here.map(({ status }) => status)],
    );
  }
}

import { limits } from '#contract/limits';
import { placeText } from '#contract/place-words';
import type { Locale } from '#contract/primitives';
import type { ShipmentRow } from '#contract/shipments';
import { byKeys, keyRows } from '../../db/keys.ts';
import type { Db } from '../../db/scope.ts';
import { reachOf, type PersonCaller } from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import { tableFiles, type TableColumn, type TableFormat } from '../../output/table-file.ts';
import type { Texts } from '../../output/texts.ts';
import { ownTexts } from '../../records/branding.ts';
import { placesOf } from '../../records/shipments/places.ts';
import { shipmentRecords, type ShipmentAsk } from './shipments.queries.ts';
import { calendarsFor, toRow } from './shipments.service.ts';

type Asked = ShipmentAsk & { locale: Locale };
type Box = { number: string; type: string | null; weight: string | null };
type Line = { row: ShipmentRow; box: Box | null };

/** The filtered list, one line a container; a shipment without any has one as well. */
async function* linesOf(inTenant: InTenant, caller: PersonCaller, asked: ShipmentAsk) {
  const reach = reachOf(caller, 'shipments.export');
  const chunks = shipmentRecords.chunks(inTenant, reach, asked, limits.exportRows);
  for await (const records of chunks) {
    const { places, boxes, calendarAt } = await inTenant(async (db) => ({
      calendarAt: await calendarsFor(db, records),
      places: await placesOf(
        db,
        records.flatMap(({ origin, destination }) => [origin, destination]),
      ),
      boxes: await boxesOf(
        db,
        records.map(({ id }) => id),
      ),
    }));
    yield records.flatMap((record): Line[] => {
      const row = toRow(record, places, calendarAt);
      const own = boxes.get(record.id) ?? [];
      return own.length === 0 ? [{ row, box: null }] : own.map((box) => ({ row, box }));
    });
  }
}

async function boxesOf(db: Db, ids: string[]): Promise<Map<string, Box[]>> {
  const rows = await byKeys<Box & { shipment: string }>(
    db,
    ['containers'],
    `select b.shipment_id as shipment, b.number, b.iso_type as type, b.weight
     from ${keyRows('uuid')} join containers b on b.shipment_id = k.key order by b.shipment_id, b.line`,
    [ids],
  );
  return Map.groupBy(rows, ({ shipment }) => shipment);
}

const day = (local: string | undefined): string | null => local?.slice(0, 10) ?? null;

const columns: TableColumn<Line>[] = [
  { key: 'shipments.number', width: 18, kind: 'text', cell: ({ row }) => row.number },
  { key: 'shipments.reference', width: 18, kind: 'text', cell: ({ row }) => row.reference },
  {
    key: 'shipments.operation',
    width: 14,
    kind: 'text',
    cell: ({ row }, { t }) => t(`shipments.operation_${row.operation}`),
  },
  {
    key: 'shipments.mode',
    width: 14,
    kind: 'text',
    cell: ({ row }, { t }) => t(`shipments.mode_${row.mode}`),
  },
  {
    key: 'shipments.origin',
    width: 28,
    kind: 'text',
    cell: ({ row: { origin } }, { locale }) => origin && placeText(origin, locale),
  },
  {
    key: 'shipments.destination',
    width: 28,
    kind: 'text',
    cell: ({ row: { destination } }, { locale }) => destination && placeText(destination, locale),
  },
  { key: 'shipments.container', width: 16, kind: 'text', cell: ({ box }) => box?.number ?? null },
  { key: 'shipments.type', width: 10, kind: 'text', cell: ({ box }) => box?.type ?? null },
  { key: 'shipments.eta', width: 12, kind: 'date', cell: ({ row }) => day(row.arrival?.local) },
  {
    key: 'shipments.status',
    width: 18,
    kind: 'text',
    cell: ({ row }, { t }) => t(`shipments.status_${row.status}`),
  },
  { key: 'shipments.free_until', width: 14, kind: 'date', cell: ({ row }) => row.freeUntil },
  { key: 'shipments.opened', width: 12, kind: 'date', cell: ({ row }) => row.opened },
  { key: 'shipments.customer', width: 14, kind: 'text', cell: ({ row }) => row.customer.number },
  { key: 'shipments.customer_name', width: 36, kind: 'text', cell: ({ row }) => row.customer.name },
];

/** The list as a file, page by page: no transaction stays open while the reader is slow. */
export async function exportFile(
  format: TableFormat,
  texts: Texts,
  inTenant: InTenant,
  caller: PersonCaller,
  { locale, ...asked }: Asked,
): Promise<AsyncIterable<string | Uint8Array>> {
  const own = await inTenant((db) => ownTexts(db, caller.tenant.id, locale));
  return tableFiles[format](
    { title: 'shipments.title', columns, chunks: linesOf(inTenant, caller, asked) },
    { t: texts(locale, own), locale, author: caller.tenant.name },
  );
}

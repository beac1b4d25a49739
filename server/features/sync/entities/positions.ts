import type { InputError } from '#contract/errors';
import { identifierKey } from '#contract/identifiers';
import type { SyncRecord } from '#contract/sync';
import { byKeys, keyRows } from '../../../db/keys.ts';
import type { Db } from '../../../db/scope.ts';
import { entity, identifier, instant, numeric, ref } from '../sync.columns.ts';
import type { Resolver } from '../sync.references.ts';

type Position = SyncRecord<'positions'>;
type Point = { at: string; latitude: string; longitude: string };

/** Kilometres an hour that nothing which carries goods exceeds: ships, and aircraft. */
const fastest = { sea: 110, other: 1_200 };
/** Positions of a shipment that are all kept, and hours of which one of the older is. */
const [kept, hours] = [500, 6];

const radians = (degrees: string): number => (Number(degrees) * Math.PI) / 180;

/** Kilometres on the great circle. */
function distance(a: Point, b: Point): number {
  const [p, q] = [radians(a.latitude), radians(b.latitude)];
  const half = Math.sin((q - p) / 2) ** 2;
  const across = Math.sin((radians(b.longitude) - radians(a.longitude)) / 2) ** 2;
  return 12_742 * Math.asin(Math.min(1, Math.sqrt(half + Math.cos(p) * Math.cos(q) * across)));
}

/** A minute of time, and what a device is wrong by, are no speed. */
const isJump = (from: Point, to: Point, most: number): boolean =>
  distance(from, to) - 2 >
  (most * (Math.abs(Date.parse(to.at) - Date.parse(from.at)) + 60_000)) / 3_600_000;

/** Finds positions that nothing could have got to from the one before. */
async function examine(
  db: Db,
  records: Position[],
  resolve: Resolver,
): Promise<ReadonlyMap<Position, InputError>> {
  const faults = new Map<Position, InputError>();
  const byShipment = Map.groupBy(records, ({ shipment }) =>
    resolve('shipment', identifierKey(shipment))!,
  );
  const known = await lastBefore(db, byShipment);
  for (const [shipment, own] of byShipment) {
    const { mode, ...point } = known.get(shipment)!;
    let before: Point | null = point.at === null ? null : (point as Point);
    const most = mode === 'sea' ? fastest.sea : fastest.other;
    for (const record of own.toSorted((a, b) => (a.at < b.at ? -1 : 1))) {
      if (before && before.at < record.at && isJump(before, record, most))
        faults.set(record, { path: 'latitude', rule: 'position_jump' });
      else before = record;
    }
  }
  return faults;
}

/** How each of these shipments travels, and where it was before the first of its new positions. */
async function lastBefore(db: Db, byShipment: ReadonlyMap<string, Position[]>) {
  const ids = [...byShipment.keys()];
  const firsts = ids.map((id) =>
    byShipment.get(id)!.reduce((first, { at }) => (at < first ? at : first), '9999'),
  );
  const rows = await byKeys<{ id: string; mode: string } & { [K in keyof Point]: string | null }>(
    db,
    ['shipments', 'positions'],
    `select s.id, s.mode, p.at, p.latitude, p.longitude
     from ${keyRows('uuid', 'text')} join shipments s on s.id = k.a
     left join lateral (
       select x.at, x.latitude, x.longitude from positions x
       where x.tenant_id = s.tenant_id and x.shipment_id = s.id and x.at < k.b::timestamptz and x.deleted_at is null
       order by x.at desc limit 1) p on true`,
    [ids, firsts],
  );
  return new Map(rows.map(({ id, ...rest }) => [id, rest]));
}

/** Keeps the newest positions of shipments, and one of the older ones for each six hours. */
const thin = (db: Db, shipmentIds: string[]) =>
  byKeys(
    db,
    ['positions'],
    `delete from positions d using (
       select p.tenant_id, p.id, row_number() over (partition by p.shipment_id order by p.at desc) as age,
         row_number() over (partition by p.shipment_id, floor(extract(epoch from p.at) / ${hours * 3_600})
           order by p.at) as nth
       from ${keyRows('uuid')} join positions p on p.shipment_id = k.key
     ) o where d.tenant_id = o.tenant_id and d.id = o.id and o.age > ${kept} and o.nth > 1`,
    [shipmentIds],
  );

export const positions = entity<Position>('positions', {
  conflict: ['shipment_id', 'at', 'source_key'],
  identifiers: [identifier('source', (r) => r.source)],
  examine,
  columns: {
    shipment_id: ref('shipment', 'shipment', (r) => [r.shipment]),
    at: instant((r) => r.at),
    latitude: numeric((r) => r.latitude),
    longitude: numeric((r) => r.longitude),
    course: numeric((r) => r.course),
    speed: numeric((r) => r.speed),
  },
  after: async (db, records) => {
    const rows = await byKeys<{ id: string }>(
      db,
      ['shipments'],
      `select s.id from ${keyRows('text')} join shipments s on s.number_key = k.key`,
      [[...new Set(records.map(({ shipment }) => identifierKey(shipment)))]],
    );
    await thin(
      db,
      rows.map(({ id }) => id),
    );
  },
});

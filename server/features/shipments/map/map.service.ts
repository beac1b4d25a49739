import {
  departureCodes,
  type LegMode as EventMode,
  type TransportMode,
} from '#contract/shipment-words';
import type { ShipmentMap } from '#contract/shipment-map';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import { reachOf, type Holder, type PersonCaller } from '../../../http/caller.ts';
import { placesOf } from '../../../records/shipments/places.ts';
import { shipmentRecords } from '../shipments.queries.ts';
import { draw, type Fix, type Leg, type LegMode, type Stop } from './draw.ts';

/** What of a milestone tells the way. */
type Call = {
  place: string;
  mode: EventMode | null;
  code: string;
  happened: boolean;
};
type Way = { finalPlace: string | null; calls: Call[]; fixes: Fix[] };

const modes: Record<EventMode, LegMode> = {
  vessel: 'sea',
  barge: 'sea',
  rail: 'rail',
  truck: 'road',
  air: 'air',
};
/** Where the events do not say how a leg is done; of several kinds the inner ones go by road. */
const usual: Record<TransportMode, LegMode> = {
  sea: 'sea',
  air: 'air',
  road: 'road',
  rail: 'rail',
  multimodal: 'road',
};

/** The newest positions of a shipment, as many as are kept. */
const mostFixes = 500;

const findWay = (db: Db, caller: Holder, id: string) =>
  shipmentRecords.find<Way>(db, reachOf(caller, 'shipments.map'), id, (query) =>
    query.select(
      { finalPlace: 's.final_place' },
      db.raw(`(select coalesce(json_agg(json_build_object('place', x.location, 'mode', x.leg_mode, 'code', x.code,
          'happened', x.actual is not null) order by x.position), '[]')
        from shipment_milestones x where x.tenant_id = s.tenant_id and x.shipment_id = s.id
          and x.location is not null and x.state <> 'omitted') as calls`),
      db.raw(
        `(select coalesce(json_agg(json_build_object('lat', x.latitude, 'lon', x.longitude,
          'at', to_char(x.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) order by x.at), '[]')
        from (select p.at, p.latitude, p.longitude from positions p
          where p.tenant_id = s.tenant_id and p.shipment_id = s.id and p.deleted_at is null
          order by p.at desc limit ?) x) as fixes`,
        [mostFixes],
      ),
    ),
  );

/** Stops of one map: each way over the sea takes its time. */
export const mostStops = 60;

/** Codes of places in the order of the way: where it begins, what the milestones call at, where it ends. */
function codesOf(origin: string | null, calls: readonly Call[], ends: (string | null)[]): string[] {
  const codes = [origin, ...calls.map(({ place }) => place)];
  // An end that was called at already is none to come.
  const all = [...new Set([...codes, ...ends].filter((code) => code !== null))];
  // Of too many the first, where it began, and the last.
  return all.length > mostStops ? [all[0]!, ...all.slice(1 - mostStops)] : all;
}

/** How the legs between stops are done, and how far. */
function legsBetween(
  codes: readonly string[],
  passed: readonly boolean[],
  calls: readonly Call[],
  mode: TransportMode,
): Leg[] {
  const of = (code: string) => calls.filter(({ place }) => place === code);
  return codes.slice(1).map((code, i): Leg => {
    const before = of(codes[i]!);
    const leaves = before.findLast(({ code: what }) => departureCodes.includes(what));
    const told = leaves?.mode ?? of(code).find((call) => call.mode !== null)?.mode;
    const state = passed[i + 1] ? 'travelled' : leaves?.happened ? 'under_way' : 'coming';
    return { mode: told ? modes[told] : usual[mode], state };
  });
}

/**
 * The map of a shipment within the caller's reach.
 * @param version of the server, below which the land lies
 * @throws AppError `not_found`; `no_map` where no place of it is known
 */
export const shipmentMapOf = (
  db: Db,
  caller: PersonCaller,
  id: string,
  version: string,
): Promise<ShipmentMap> => mapFor(db, caller, id, version);

/** The same for whoever may make no call. */
export async function mapFor(
  db: Db,
  caller: Holder,
  id: string,
  version: string,
): Promise<ShipmentMap> {
  const found = await findWay(db, caller, id);
  if (!found) throw new AppError('not_found');
  const { calls, fixes, origin, destination, finalPlace, mode } = found;
  const codes = codesOf(origin, calls, [destination, finalPlace]);
  const places = await placesOf(db, codes);
  const last = codes.findLastIndex((code) =>
    calls.some(({ place, happened }) => place === code && happened),
  );
  const stops = codes.map((code, i): Stop => {
    const {
      name = null,
      country = null,
      latitude = null,
      longitude = null,
    } = places.get(code) ?? {};
    const place =
      latitude === null || longitude === null ? null : { lat: latitude, lon: longitude };
    return { code, name: name ?? '', country, passed: i <= last, place };
  });
  const legs = legsBetween(
    codes,
    stops.map(({ passed }) => passed),
    calls,
    mode,
  );
  const drawing = await draw(stops, legs, fixes);
  if (!drawing) throw new AppError('no_map');
  return { land: `/v${version}/map`, ...drawing };
}

import { breathe } from '../../../work/breath.ts';
import { arcPoints, distanceKm, nearest, unwrap, type Point } from './geometry.ts';
import { seaRoute } from './sea-route.ts';

export type LegMode = 'sea' | 'air' | 'road' | 'rail';
export type LegState = 'travelled' | 'under_way' | 'coming';

/** A stop of a shipment in the order in which it is called at; without a place where nobody knows it. */
export type Stop = {
  code: string;
  name: string;
  country: string | null;
  place: Point | null;
  passed: boolean;
};
/** From one stop to the next one. */
export type Leg = { mode: LegMode; state: LegState };
/** Where it was seen. */
export type Fix = Point & { at: string };

type Spot = { x: number; y: number };

/** A map in map units: the world is 2,048 wide, and more than that where a way goes over 180°. */
export type Drawing = {
  /** Left, top, width and height of what is worth seeing. */
  view: [number, number, number, number];
  /** `at` is null where the place is not known. */
  stops: { code: string; name: string; country: string | null; passed: boolean; at: Spot | null }[];
  legs: { d: string; mode: LegMode; state: LegState }[];
  /** Where it was really seen, as a line, the newest at its end. */
  track: string | null;
  position: (Spot & { seenAt: string }) | null;
  /** Whether the lines are sketches, because there are no positions to draw them by. */
  schematic: boolean;
};

/** Width of the world in map units; `widgets/build-map.ts` draws the land to it. */
const world = 2_048;
/** Mercator has no end; beyond this it is cut. */
const mostNorth = 84;

/** Spherical Mercator. Longitudes beyond ±180° lie beside the world. */
export function project({ lat, lon }: Point): Spot {
  const phi = (Math.max(-mostNorth, Math.min(mostNorth, lat)) * Math.PI) / 180;
  const north = Math.log(Math.tan(Math.PI / 4 + phi / 2));
  return { x: ((lon + 180) / 360) * world, y: (0.5 - north / (2 * Math.PI)) * world };
}

/** The way between two places, as far as its kind tells it. */
function way(from: Point, to: Point, mode: LegMode): Point[] {
  if (mode === 'road' || mode === 'rail') return [from, to];
  const corners = (mode === 'sea' && seaRoute(from, to)?.points) || [from, to];
  return corners.flatMap((a, i) => {
    const b = corners[i + 1];
    if (!b) return i === corners.length - 1 ? [a] : [];
    return arcPoints(a, b, Math.min(33, Math.max(1, Math.round(distanceKm(a, b) / 150)))).slice(
      0,
      -1,
    );
  });
}

/** A path of places; as fine as what is seen is small. */
function path(points: readonly Point[], digits: number): string {
  return points
    .map(project)
    .map(
      ({ x, y }, i) =>
        `${i === 0 ? 'M' : i === 1 ? 'L' : ''}${+x.toFixed(digits)} ${+y.toFixed(digits)}`,
    )
    .join(' ');
}

/** Parts a line where it is nearest to a place; the line itself is a sketch, and does not turn aside for it. */
function partedAt(line: readonly Point[], place: Point): [Point[], Point[]] {
  let best = 0;
  for (const [i, point] of line.entries())
    if (distanceKm(point, place) < distanceKm(line[best]!, place)) best = i;
  return [line.slice(0, best + 1), line.slice(best)];
}

/** What is worth seeing: everything, with room around it, and never less than about 150 km. */
function viewOf(spots: readonly Spot[]): Drawing['view'] {
  const xs = spots.map(({ x }) => x);
  const ys = spots.map(({ y }) => y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const least = spots.length > 1 ? 8 : 80;
  const width = Math.max(least, (right - left) * 1.24);
  const height = Math.max(least / 2, (bottom - top) * 1.24);
  const round = (value: number) => +value.toFixed(2);
  return [
    round((left + right) / 2 - width / 2),
    round((top + bottom) / 2 - height / 2),
    round(width),
    round(height),
  ];
}

/**
 * The map of a shipment. Sea legs go round the land, air legs along great circles, road and rail straight on.
 * @param stops in the order of the way
 * @param legs one for each two stops that follow each other
 * @param fixes where it was seen, the oldest first
 * @returns null where no place at all is known
 */
export async function draw(
  stops: readonly Stop[],
  legs: readonly Leg[],
  fixes: readonly Fix[],
): Promise<Drawing | null> {
  const known = stops.filter(({ place }) => place !== null);
  const start = known[0]?.place ?? fixes.at(-1);
  if (!start) return null;
  const lines = await linesBetween(stops, legs);
  // Longitudes go on from one line to the next, so that the whole way is one piece.
  let lon = start.lon;
  const straight = lines.map(({ points, ...leg }) => {
    const shift = nearest(points[0]!.lon, lon) - points[0]!.lon;
    const moved = unwrap(points.map((point) => ({ ...point, lon: point.lon + shift })));
    lon = moved.at(-1)!.lon;
    return { ...leg, points: moved };
  });
  const seen = unwrap(fixes.map(({ lat, lon }) => ({ lat, lon })));
  const middle = nearestOf(
    straight.flatMap(({ points }) => points),
    seen.at(-1) ?? start,
  );
  const shift = seen.length > 0 ? nearest(seen.at(-1)!.lon, middle) - seen.at(-1)!.lon : 0;
  const track = seen.map(({ lat, lon: at }): Point => ({ lat, lon: at + shift }));
  const last = track.at(-1);
  const parted = straight.flatMap(({ points, ...leg }): typeof straight => {
    if (leg.state !== 'under_way' || !last) return [{ ...leg, points }];
    const [gone, coming] = partedAt(points, last);
    return [
      { ...leg, state: 'travelled' as const, points: gone },
      { ...leg, state: 'coming' as const, points: coming },
    ].filter((part) => part.points.length > 1);
  });
  const placed = stopsOn(stops, straight, start.lon);
  const spots = [
    ...parted.flatMap(({ points }) => points.map(project)),
    ...placed.flatMap(({ at }) => at ?? []),
    ...track.map(project),
  ];
  const view = viewOf(spots);
  const digits = view[2] < 100 ? 2 : 1;
  return {
    view,
    stops: placed,
    legs: parted.map(({ points, ...leg }) => ({ ...leg, d: path(points, digits) })),
    track: track.length > 1 ? path(track, digits) : null,
    position: last ? { ...rounded(project(last)), seenAt: fixes.at(-1)!.at } : null,
    schematic: track.length < 2,
  };
}

const rounded = ({ x, y }: Spot): Spot => ({ x: +x.toFixed(2), y: +y.toFixed(2) });

/**
 * Lines between stops whose places are known; what lies between is skipped over. Each way over the sea takes its time,
 * so others are answered in between.
 */
async function linesBetween(
  stops: readonly Stop[],
  legs: readonly Leg[],
): Promise<(Leg & { points: Point[]; from: number; to: number })[]> {
  const lines: (Leg & { points: Point[]; from: number; to: number })[] = [];
  let from = stops.findIndex(({ place }) => place !== null);
  for (let to = from + 1; from >= 0 && to < stops.length; to++) {
    const [a, b] = [stops[from]!.place, stops[to]!.place];
    const leg = legs[to - 1];
    if (!a || !b || !leg) continue;
    if (distanceKm(a, b) > 0.05) lines.push({ ...leg, points: way(a, b, leg.mode), from, to });
    if (leg.mode === 'sea') await breathe();
    from = to;
  }
  return lines;
}

/** Stops where the lines begin and end. */
function stopsOn(
  stops: readonly Stop[],
  lines: readonly { points: Point[]; from: number; to: number }[],
  around: number,
): Drawing['stops'] {
  const lons = new Map<number, number>();
  for (const { points, from, to } of lines) {
    lons.set(from, points[0]!.lon);
    lons.set(to, points.at(-1)!.lon);
  }
  let before = around;
  return stops.map(({ place, ...stop }, i) => {
    if (place) before = lons.get(i) ?? nearest(place.lon, before);
    return { ...stop, at: place && rounded(project({ lat: place.lat, lon: before })) };
  });
}

/** The longitude of the place of a line that is nearest to another; that one's own where there is no line. */
function nearestOf(line: readonly Point[], to: Point): number {
  let best = to;
  let least = Infinity;
  for (const point of line) {
    const far = distanceKm(point, to);
    if (far < least) [best, least] = [point, far];
  }
  return best.lon;
}

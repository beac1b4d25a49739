import { geoDistance, geoInterpolate } from 'd3-geo';

/** A place on the earth, in degrees; east and north are positive. */
export type Point = { lat: number; lon: number };

/** Mean radius of the earth (IUGG), in kilometres. */
const earthKm = 6_371.0088;

const degrees = ({ lat, lon }: Point): [number, number] => [lon, lat];

/** Length of the great circle between two places, in kilometres. */
export const distanceKm = (a: Point, b: Point): number =>
  earthKm * geoDistance(degrees(a), degrees(b));

/** What lies at a part of the great circle between two places, from 0 to 1. */
export function pointBetween(a: Point, b: Point): (part: number) => Point {
  const at = geoInterpolate(degrees(a), degrees(b));
  return (part) => {
    const [lon, lat] = at(part);
    return { lat, lon };
  };
}

/**
 * Points on the great circle between two places, both ends included.
 * @param parts how many equal parts it is cut into
 */
export function arcPoints(a: Point, b: Point, parts: number): Point[] {
  const at = pointBetween(a, b);
  return Array.from({ length: parts + 1 }, (_, i) => at(i / parts));
}

/**
 * Longitudes that go on beyond ±180° instead of jumping, so that neighbours lie less than 180° apart.
 * @returns the same places, the first as it was
 */
export function unwrap(points: readonly Point[]): Point[] {
  let before = points[0]?.lon ?? 0;
  return points.map(({ lat, lon }) => {
    before = nearest(lon, before);
    return { lat, lon: before };
  });
}

/** The longitude, give or take whole turns, that is nearest to another. */
export const nearest = (lon: number, to: number): number =>
  lon + 360 * Math.round((to - lon) / 360);
